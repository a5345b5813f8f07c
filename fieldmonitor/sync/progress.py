"""What the outbox shows of each message: bytes, photo k of n, and an estimate that admits what it is."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from fieldmonitor.domain.local import OutboundMessage, OutboxItem, StoredReceipt
from fieldmonitor.domain.outbox import Lane, OutboxState
from fieldmonitor.protocol.messages import ReceiptKind
from fieldmonitor.sync.ports import Unit


class Standing(StrEnum):
    """Where a message stands, in the order of its way."""

    WAITING = "waiting"
    SENDING = "sending"
    CONTENT_RECEIVED = "content_received"
    UNPROVEN = "unproven"
    COMPLETE = "complete"
    PAUSED = "paused"
    NEEDS_ATTENTION = "needs_attention"


@dataclass(frozen=True, slots=True)
class MessageProgress:
    """One row of the outbox. Bytes are those that the server confirmed, of all that have to go.

    `files_done` of `files`, by kind too: small copies travel before originals. `problem` is the code of
    what holds it up, `seconds_left` None where nothing honest can be said.
    """

    message_id: str
    message_version: int
    title: str
    standing: Standing
    bytes_done: int
    bytes_total: int
    files_done: int
    files: int
    small_done: int
    small: int
    attempts: int
    problem: str | None
    receipt_number: str | None
    seconds_left: int | None = None


def rows(unit: Unit, rate: float | None = None) -> tuple[MessageProgress, ...]:
    """Return every message that is not proven complete, in the order they leave."""
    by_message: dict[tuple[str, int], list[OutboxItem]] = {}
    for item in unit.outbox.items():
        by_message.setdefault((item.message_id, item.message_version), []).append(item)
    messages = {(message.id, message.version): message for message in unit.messages.list()}
    found = [
        row_of(messages[key], items, unit.receipts.for_message(*key))
        for key, items in by_message.items()
        if key in messages
    ]
    return estimated([row for row in found if row.standing is not Standing.COMPLETE], rate)


def row_of(
    message: OutboundMessage, items: Sequence[OutboxItem], receipts: Sequence[StoredReceipt]
) -> MessageProgress:
    """Sum up one message."""
    files = [item for item in items if item.sha256 is not None]
    small = [item for item in files if item.lane <= Lane.SMALL]
    held_up = next((item for item in items if item.problem is not None), None)
    return MessageProgress(
        message.id,
        message.version,
        message.title,
        _standing(items, receipts),
        bytes_done=sum(_bytes_done(item) for item in items),
        bytes_total=sum(item.size for item in items),
        files_done=_done(files),
        files=len(files),
        small_done=_done(small),
        small=len(small),
        attempts=max((item.attempts for item in items), default=0),
        problem=held_up.problem if held_up else None,
        receipt_number=receipts[-1].number if receipts else None,
    )


def _done(items: Sequence[OutboxItem]) -> int:
    return sum(item.state is OutboxState.DONE for item in items)


def _bytes_done(item: OutboxItem) -> int:
    return item.size if item.state is OutboxState.DONE else item.confirmed


def _standing(items: Sequence[OutboxItem], receipts: Sequence[StoredReceipt]) -> Standing:
    kinds = {receipt.kind for receipt in receipts}
    states = {item.state for item in items}
    if ReceiptKind.COMPLETE in kinds:
        return Standing.COMPLETE
    if OutboxState.NEEDS_ATTENTION in states:
        return Standing.NEEDS_ATTENTION
    if OutboxState.PAUSED in states:
        return Standing.PAUSED
    if states == {OutboxState.DONE}:
        return Standing.UNPROVEN
    if ReceiptKind.CONTENT in kinds:
        return Standing.CONTENT_RECEIVED
    return Standing.SENDING if any(_bytes_done(item) for item in items) else Standing.WAITING


def estimated(
    found: Sequence[MessageProgress], rate: float | None, *, least: float = 64.0
) -> tuple[MessageProgress, ...]:
    """Add to each row when it will be through, counting what goes before it.

    `rate` is bytes a second lately, None when nothing has moved yet; below `least` nothing is claimed.
    """
    if rate is None or rate < least:
        return tuple(found)
    ahead = 0
    told = []
    for row in found:
        moving = row.standing in (Standing.WAITING, Standing.SENDING, Standing.CONTENT_RECEIVED)
        if moving:
            ahead += row.bytes_total - row.bytes_done
        told.append(replace(row, seconds_left=round(ahead / rate)) if moving else row)
    return tuple(told)


class Pace:
    """Bytes a second over the last minutes, stalls included: what the link gave, not what it could."""

    def __init__(self, window: float = 120.0, least_seconds: float = 5.0) -> None:
        self._window = window
        self._least = least_seconds
        self._samples: deque[tuple[float, int]] = deque()

    def confirmed(self, now: float, count: int) -> None:
        """Note bytes that the server confirmed at a monotonic time; 0 starts the clock."""
        self._samples.append((now, count))
        while now - self._samples[0][0] > self._window:
            self._samples.popleft()

    def rate(self, now: float) -> float | None:
        """Return bytes a second, or None before there is enough to go by."""
        if not self._samples or (elapsed := now - self._samples[0][0]) < self._least:
            return None
        return sum(count for _, count in list(self._samples)[1:]) / elapsed
