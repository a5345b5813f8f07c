"""What a road to the server must offer, and the one shape of its answers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, Never, NoReturn, Protocol, TypeVar

from fieldmonitor.domain.errors import Offline, Refused
from fieldmonitor.domain.local import OutboundMessage
from fieldmonitor.domain.outbox import Outcome
from fieldmonitor.protocol.envelope import Envelope
from fieldmonitor.protocol.frames import BatchAnswer, Frame
from fieldmonitor.protocol.messages import (
    EnrolmentAnswer,
    EnrolmentRequest,
    FeedPage,
    LogProof,
    MessageAnswer,
    MissingFile,
    Problem,
    ServerInfo,
    TokenAnswer,
)
from fieldmonitor.sync.codes import Trouble
from fieldmonitor.trust.keys import SigningKey

T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Answer(Generic[T_co]):
    """How one request ended.

    `value` is there for ACCEPTED, ALREADY and PROGRESS, `problem` for everything else. `link_down` says
    that no connection came about, so that nothing can be held against the item that was to travel.
    `retry_after` is the server's wish, in seconds.
    """

    outcome: Outcome
    value: T_co | None = None
    problem: Problem | None = None
    link_down: bool = False
    retry_after: float | None = None

    @property
    def code(self) -> str | None:
        """The problem's code."""
        return self.problem.code if self.problem else None

    def failed(self) -> "Answer[Never]":
        """Return the same without a value: what it says of every request that went with it."""
        return Answer(self.outcome, None, self.problem, self.link_down, self.retry_after)

    def required(self) -> T_co:
        """Return the value; else raise Offline (try again later) or Refused (the server said no)."""
        if self.value is None:
            self._fail()
        return self.value

    def _fail(self) -> NoReturn:
        problem = self.problem or Problem(Trouble.ODD_ANSWER)
        kind = Offline if self.outcome is Outcome.TRANSIENT else Refused
        raise kind(problem.code, **(problem.params or {}))


class Readable(Protocol):
    """Where bytes come from."""

    def read(self, size: int, /) -> bytes: ...


def refused(status: int, problem: Problem, retry_after: float | None = None) -> Answer[Never]:
    """Return what a refusal of ours means; decided by status and code, never by text."""
    outcome = Outcome.TRANSIENT
    if status == 401:
        outcome = Outcome.AUTH
    elif status == 409 and problem.code == "message.different":
        outcome = Outcome.CONFLICT
    elif status == 410:
        outcome = Outcome.GONE
    elif 400 <= status < 500 and status not in (408, 425, 429):
        outcome = Outcome.REJECTED
    return Answer(outcome, problem=problem, retry_after=retry_after)


@dataclass(frozen=True, slots=True)
class Chunk:
    """The next bytes of a file of `size` bytes: `source` stands at `offset`; `length` of them travel.

    `watch` hears how many bytes were handed over, block by block; `stop` ends the sending when true.
    """

    sha256: str
    size: int
    offset: int
    length: int
    source: Readable
    watch: Callable[[int], None]
    stop: Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Batch:
    """Several requests in one body: `source` gives their heads and bytes, `length` of them."""

    frames: tuple[Frame, ...]
    source: Readable
    length: int
    stop: Callable[[], bool]


class Carrier(Protocol):
    """A road to the comptroller's server. No method raises for what the network or the server does."""

    def server_info(self) -> Answer[ServerInfo]:
        """Ask who answers; needs no sign-in."""
        ...

    def enrol(self, request: EnrolmentRequest) -> Answer[EnrolmentAnswer]:
        """Trade a one-time code for a place in the programme; may be asked again."""
        ...

    def sign_in(self, key: SigningKey) -> Answer[TokenAnswer]:
        """Buy a token with a signature over the server's nonce, and use it from now on."""
        ...

    def put_message(self, message: OutboundMessage) -> Answer[MessageAnswer]:
        """Send a signed envelope byte for byte."""
        ...

    def get_message(self, id: str, version: int) -> Answer[MessageAnswer]:
        """Ask what is missing of a message, and for its receipts."""
        ...

    def evidence_offset(self, sha256: str) -> Answer[MissingFile]:
        """Ask how much of a file the server holds."""
        ...

    def send_chunk(self, chunk: Chunk) -> Answer[MissingFile]:
        """Send bytes of a file from an offset on."""
        ...

    def send_batch(self, batch: Batch) -> Answer[BatchAnswer]:
        """Send several requests in one, and get as many answers."""
        ...

    def feed(self, cursor: str | None, limit: int) -> Answer[FeedPage]:
        """Ask for the records after a cursor."""
        ...

    def checkpoint(self) -> Answer[Envelope]:
        """Ask for the signed state of the log of receipts."""
        ...

    def consistency(self, old: int, new: int) -> Answer[LogProof]:
        """Ask for the proof that the log of `new` receipts begins with the log of `old`."""
        ...

    def inclusion(self, id: str, version: int, kind: str, size: int) -> Answer[LogProof]:
        """Ask for the proof that a receipt is in the log of `size` receipts."""
        ...

    def abort(self) -> None:
        """Break off whatever is under way, from another thread."""
        ...
