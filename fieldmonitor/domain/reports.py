"""A report's identity, states and findings."""

from dataclasses import dataclass
from enum import StrEnum

from fieldmonitor.domain.errors import InputError


class ReportState(StrEnum):
    """From the first answer to the outcome; the order is the life line."""

    DRAFT = "draft"
    SIGNED = "signed"
    QUEUED = "queued"
    SENDING = "sending"
    CONTENT_RECEIVED = "content_received"
    COMPLETE = "complete"
    IN_REVIEW = "in_review"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    ALERT = "alert"
    CONTROL_ACTION = "control_action"
    OUTCOME = "outcome"
    WITHDRAWN = "withdrawn"


PENDING = frozenset(
    {ReportState.SIGNED, ReportState.QUEUED, ReportState.SENDING, ReportState.CONTENT_RECEIVED}
)
"""Signed, and not yet proven complete at the comptroller."""

SENT = frozenset(
    {
        ReportState.COMPLETE,
        ReportState.IN_REVIEW,
        ReportState.ACCEPTED,
        ReportState.RETURNED,
        ReportState.ALERT,
        ReportState.CONTROL_ACTION,
        ReportState.OUTCOME,
    }
)
"""Proven complete by a verified receipt."""

_ORDER = {state: rank for rank, state in enumerate(ReportState)}


def later(current: ReportState, proposed: ReportState) -> ReportState:
    """Return the state a report is in when it hears of another: news never moves it back.

    Messages travel by several roads and arrive in any order; a late "queued" must not hide "complete".
    The staff's own states (in review onwards) may change in any order among themselves.
    """
    if ReportState.WITHDRAWN in (current, proposed):
        return ReportState.WITHDRAWN
    staff = _ORDER[ReportState.IN_REVIEW]
    if _ORDER[current] >= staff and _ORDER[proposed] >= staff:
        return proposed
    return proposed if _ORDER[proposed] > _ORDER[current] else current


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
