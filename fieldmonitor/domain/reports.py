"""A report's identity and findings, and the states it goes through."""

from dataclasses import dataclass
from enum import StrEnum

from fieldmonitor.domain.errors import InputError
from fieldmonitor.domain.report_states import PENDING as PENDING
from fieldmonitor.domain.report_states import SENT as SENT
from fieldmonitor.domain.report_states import ReportState as ReportState
from fieldmonitor.domain.report_states import later as later


class Severity(StrEnum):
    """How grave a finding is; DANGER means danger to life and takes the fast lane."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class ReportKey:
    """What names a report everywhere: made on the device, never reused."""

    id: str
    version: int

    def __str__(self) -> str:
        return f"{self.id}/{self.version}"


@dataclass(frozen=True, slots=True)
class Finding:
    """What is not as it should be: criterion, condition, evidence and possible effect.

    Proposed by the checklist; `confirmed` unless the volunteer set it aside, `decided` once they said either;
    `reworded` where the words are theirs and no longer follow the answers. `no_photo` says why a photo that
    the checklist asks for is missing. `same_alert` is the number of an open alert that the volunteer
    says is about the same thing, "" where it is about another, None where nobody was asked.
    """

    id: str
    code: str
    question_ref: str
    severity: Severity
    criterion: str
    condition: str
    effect: str
    evidence: tuple[str, ...] = ()
    confirmed: bool = True
    reworded: bool = False
    same_alert: str | None = None
    decided: bool = False
    no_photo: str = ""

    @property
    def urgent(self) -> bool:
        return self.severity is Severity.DANGER


def require_draft(state: ReportState) -> None:
    """Refuse to change what a signature has frozen."""
    if state is not ReportState.DRAFT:
        raise InputError("report.frozen", state=state.value)
