"""The exchange without the exchange: which one request comes next, and what its answer means.

Pure functions over frozen values. The engine fills in a `Situation` from the store, does what `choose`
says, and writes down what the `settle_` functions return; tests do the same with a simulated world.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from fieldmonitor.domain.local import OutboxItem
from fieldmonitor.domain.outbox import LONGEST_WAIT, Decision, Lane, OutboxState, Outcome, decide
from fieldmonitor.protocol.messages import MissingFile, Problem
from fieldmonitor.sync.carrier import Answer
from fieldmonitor.sync.codes import Trouble
from fieldmonitor.sync.policy import Policy

MessageKey = tuple[str, int]
"""(message id, version)"""


@dataclass(frozen=True, slots=True)
class Situation:
    """All that the choice of the next step depends on.

    `item` is the first of the queue that is due, `receipts` the first message whose receipt is due to be
    asked for, `known_offset` whether the server's offset of the item's file is known for sure.
    """

    now: datetime
    greeted: bool
    signed_in: bool
    item: OutboxItem | None
    known_offset: bool
    receipts: MessageKey | None
    feed_due: bool
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
class SendChunk:
    """Send `length` bytes of a file from `offset` on."""

    item: OutboxItem
    sha256: str
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class AskReceipts:
    """Ask for a message's receipts."""

    key: MessageKey


@dataclass(frozen=True, slots=True)
class Pull:
    """Ask for the next page of the feed."""


@dataclass(frozen=True, slots=True)
class Idle:
    """Nothing is due now."""


Command = Greet | SignIn | PutMessage | AskOffset | SendChunk | AskReceipts | Pull | Idle


def choose(situation: Situation) -> Command:
    """Return the next request.

    Findings, answers and small copies come first; then the receipts they have earned; then the feed, so
    that an answer from the comptroller is not kept waiting by hours of originals; then originals.
    """
    item = situation.item
    if item is not None and not situation.policy.allows(item.lane, situation.now):
        item = None
    if item is None and situation.receipts is None and not situation.feed_due:
        return Idle()
    if not situation.greeted:
        return Greet()
    if not situation.signed_in:
        return SignIn()
    if item is not None and item.lane < Lane.ORIGINAL:
        return _for_item(item, situation)
    if situation.receipts is not None:
        return AskReceipts(situation.receipts)
    if situation.feed_due:
        return Pull()
    assert item is not None
    return _for_item(item, situation)


def _for_item(item: OutboxItem, situation: Situation) -> Command:
    if item.sha256 is None:
        return PutMessage(item)
    if not situation.known_offset:
        return AskOffset(item, item.sha256)
    length = min(situation.chunk_size, item.size - item.confirmed)
    return SendChunk(item, item.sha256, item.confirmed, length)


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


def settle_message(item: OutboxItem, answer: Answer[Any], now: datetime, jitter: float) -> Settlement:
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


def _settled(decision: Decision, answer: Answer[Any], now: datetime) -> Settlement:
    wait = decision.wait
    if answer.retry_after is not None and decision.state is OutboxState.WAITING:
        wait = max(wait, min(timedelta(seconds=answer.retry_after), LONGEST_WAIT))
    return Settlement(decision.state, decision.attempts, now + wait, problem=answer.problem)
