"""What a step and a run of the exchange report back."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from fieldmonitor.domain.outbox import Outcome
from fieldmonitor.protocol.messages import Problem
from fieldmonitor.sync.core import MessageKey


class Did(StrEnum):
    """What a step did."""

    GREETED = "greeted"
    SIGNED_IN = "signed_in"
    MESSAGE = "message"
    OFFSET = "offset"
    CHUNK = "chunk"
    BATCH = "batch"
    BROKEN = "broken"
    HELD_BACK = "held_back"
    RECEIPTS = "receipts"
    PULLED = "pulled"
    AUDITED = "audited"
    STOPPED = "stopped"
    IDLE = "idle"


@dataclass(frozen=True, slots=True)
class StepResult:
    """One step: what was done, for which message, how it ended; `until` when something is due again.

    `sent` counts bytes of evidence newly confirmed by the server, `records` changed records of a page;
    `completed` the messages whose complete receipt was verified in this step.
    """

    did: Did
    message: MessageKey | None = None
    outcome: Outcome | None = None
    problem: Problem | None = None
    sent: int = 0
    records: int = 0
    completed: tuple[MessageKey, ...] = ()
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class RunResult:
    """A whole run: `problem` is why it stopped early, `pending` how many items still wait or need a person.

    `offline` says that the server was not reached, so that everything is kept for later.
    """

    steps: int
    sent: int
    records: int
    completed: tuple[MessageKey, ...]
    problem: Problem | None
    offline: bool
    pending: int
    needs_attention: int
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Sending:
    """A file on its way, told while its bytes leave: `sent` of `size` are gone, of which the server had
    confirmed the first `confirmed`.
    """

    message: MessageKey
    sha256: str
    sent: int
    size: int
    confirmed: int = 0
