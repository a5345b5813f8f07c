"""The exchange without the exchange: which one request comes next, and what its answer means.

Pure functions over frozen values. The engine fills in a `Situation` from the store, does what `choose`
says, and writes down what the `settle_` functions return; tests do the same with a simulated world.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from fieldmonitor.domain.local import OutboxItem
from fieldmonitor.domain.outbox import LONGEST_WAIT, Decision, Lane, OutboxState, Outcome, decide
from fieldmonitor.protocol.messages import MissingFile, Problem
from fieldmonitor.sync.carrier import Answer
from fieldmonitor.sync.codes import Trouble
from fieldmonitor.sync.policy import Policy

SMALLEST_PART = 4 * 1024
"""A file is not begun for fewer bytes than this at the end of a batch, unless that is all of it."""

MessageKey = tuple[str, int]
"""(message id, version)"""


@dataclass(frozen=True, slots=True)
class Situation:
    """All that the choice of the next step depends on.

    `queue` is the head of the queue that is due, `known` the files whose offset at the server is known for
    sure, `asked` the messages whose state was asked for without learning it, `receipts` the first message
    whose receipt is due to be asked for; `batches` is off once the server refused one as such.
    """

    now: datetime
    greeted: bool
    signed_in: bool
    queue: tuple[OutboxItem, ...]
    known: frozenset[str]
    asked: frozenset[MessageKey]
    batches: bool
    receipts: MessageKey | None
    feed_due: bool
    audit_due: bool
    chunk_size: int
    policy: Policy


@dataclass(frozen=True, slots=True)
class Greet:
    """Ask who the server is."""


@dataclass(frozen=True, slots=True)
class SignIn:
    """Get a token."""


@dataclass(frozen=True, slots=True)
class PutMessage:
    """Send a signed message."""

    item: OutboxItem


@dataclass(frozen=True, slots=True)
class AskOffset:
    """Ask how much of a file has arrived."""

    item: OutboxItem
    sha256: str


@dataclass(frozen=True, slots=True)
class AskState:
    """Ask how much of every file of these messages has arrived; `item` is the file that needs it first."""

    item: OutboxItem
    keys: tuple[MessageKey, ...]


@dataclass(frozen=True, slots=True)
class SendChunk:
    """Send `length` bytes of a file from where it stands on."""

    item: OutboxItem
    sha256: str
    length: int


@dataclass(frozen=True, slots=True)
class SendBatch:
    """Send messages, and bytes of files from where they stand on, in one request: (item, length)."""

    parts: tuple[tuple[OutboxItem, int], ...]


@dataclass(frozen=True, slots=True)
class AskReceipts:
    """Ask for a message's receipts."""

    key: MessageKey


@dataclass(frozen=True, slots=True)
class Pull:
    """Ask for the next page of the feed."""


@dataclass(frozen=True, slots=True)
class Audit:
    """Hold the comptroller to its log of receipts."""


@dataclass(frozen=True, slots=True)
class Idle:
    """Nothing is due now."""


Command = (
    Greet
    | SignIn
    | PutMessage
    | AskOffset
    | AskState
    | SendChunk
    | SendBatch
    | AskReceipts
    | Pull
    | Audit
    | Idle
)


def choose(situation: Situation) -> Command:
    """Return the next request.

    Findings, answers and small copies come first; then the receipts they have earned; then the feed, so
    that an answer from the comptroller is not kept waiting by hours of originals; then originals; and when
    all is quiet, a look at the log of receipts.
    """
    queue = [item for item in situation.queue if situation.policy.allows(item.lane, situation.now)]
    if not (queue or situation.receipts or situation.feed_due or situation.audit_due):
        return Idle()
    if not situation.greeted:
        return Greet()
    if not situation.signed_in:
        return SignIn()
    if queue and queue[0].lane < Lane.ORIGINAL:
        return _send(queue, situation)
    if situation.receipts is not None:
        return AskReceipts(situation.receipts)
    if situation.feed_due:
        return Pull()
    return _send(queue, situation) if queue else Audit()


def key_of(item: OutboxItem) -> MessageKey:
    """Return the message that an item belongs to."""
    return (item.message_id, item.message_version)


def _send(queue: list[OutboxItem], situation: Situation) -> Command:
    """Fill one request from the head of the queue: on a bad link, waiting for answers costs most."""
    first = queue[0]
    if first.sha256 is not None and first.sha256 not in situation.known:
        return _ask(first, queue, situation)
    if first.lane is Lane.URGENT:
        queue = [item for item in queue if item.lane is Lane.URGENT]
    parts: list[tuple[OutboxItem, int]] = []
    room = situation.chunk_size
    for item in queue:
        if item.sha256 is not None and item.sha256 not in situation.known:
            continue
        left = item.size - item.confirmed
        length = item.size if item.sha256 is None else min(left, room)
        worth = item.sha256 is None or length == left or length >= SMALLEST_PART
        if parts and (length > room or not worth):
            break
        parts.append((item, length))
        room = max(0, room - length)
    if len(parts) > 1 and situation.batches:
        return SendBatch(tuple(parts))
    return PutMessage(first) if first.sha256 is None else SendChunk(first, first.sha256, parts[0][1])


def _ask(first: OutboxItem, queue: list[OutboxItem], situation: Situation) -> Command:
    """Ask for all that is unknown at once; what was asked for in vain, file by file."""
    assert first.sha256 is not None
    unknown = [item for item in queue if item.sha256 is not None and item.sha256 not in situation.known]
    keys = dict.fromkeys(key_of(item) for item in unknown if key_of(item) not in situation.asked)
    if key_of(first) not in keys or len(unknown) == 1:
        return AskOffset(first, first.sha256)
    return AskState(first, tuple(keys) if situation.batches else (key_of(first),))


@dataclass(frozen=True, slots=True)
class Settlement:
    """What is written down about an item after a step."""

    state: OutboxState
    attempts: int
    next_try: datetime
    confirmed: int | None = None
    problem: Problem | None = None

    @property
    def code(self) -> str | None:
        """The problem's code, as the outbox keeps it."""
        return self.problem.code if self.problem else None


def settle_message(item: OutboxItem, answer: Answer[object], now: datetime, jitter: float) -> Settlement:
    """Say where a message stands after it was sent."""
    return _settled(decide(answer.outcome, item.attempts, jitter), answer, now)


def settle_file(
    item: OutboxItem, answer: Answer[MissingFile], now: datetime, jitter: float, *, asked: bool
) -> Settlement:
    """Say where a file stands after a chunk, or after its offset was asked for.

    A chunk that moved nothing forward counts as a failed try, however kindly it was answered: or a server
    that never keeps a byte would be asked for ever.
    """
    if answer.code == "evidence.hash_mismatch":
        return _damaged(item, answer, now, jitter)
    value = answer.value
    if value is None:
        return _settled(decide(answer.outcome, item.attempts, jitter), answer, now)
    if value.sha256 != item.sha256 or value.size != item.size or not 0 <= value.offset <= item.size:
        odd: Answer[MissingFile] = Answer(Outcome.TRANSIENT, problem=Problem(Trouble.ODD_ANSWER))
        return _settled(decide(odd.outcome, item.attempts, jitter), odd, now)
    if value.offset == item.size:
        return Settlement(OutboxState.DONE, 0, now, value.offset)
    if value.offset > item.confirmed:
        return Settlement(OutboxState.WAITING, 0, now, value.offset)
    if asked:
        return Settlement(OutboxState.WAITING, item.attempts, now, value.offset, answer.problem)
    stuck = decide(Outcome.TRANSIENT, item.attempts, jitter)
    problem = Problem(Trouble.NO_PROGRESS)
    return Settlement(stuck.state, stuck.attempts, now + stuck.wait, value.offset, problem)


MISMATCHES_BEFORE_ASKING = 3
"""A file that arrives wrong this often in a row is wrong here: a person has to look."""


def _damaged(item: OutboxItem, answer: Answer[MissingFile], now: datetime, jitter: float) -> Settlement:
    last = item.attempts + 1 >= MISMATCHES_BEFORE_ASKING
    decision = decide(Outcome.REJECTED if last else Outcome.TRANSIENT, item.attempts, jitter)
    return Settlement(decision.state, decision.attempts, now + decision.wait, 0, answer.problem)


def _settled(decision: Decision, answer: Answer[object], now: datetime) -> Settlement:
    wait = decision.wait
    if answer.retry_after is not None and decision.state is OutboxState.WAITING:
        wait = max(wait, min(timedelta(seconds=answer.retry_after), LONGEST_WAIT))
    return Settlement(decision.state, decision.attempts, now + wait, problem=answer.problem)
