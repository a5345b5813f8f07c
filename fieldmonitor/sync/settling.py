"""What is written down after an answer: items, receipts, report states. All inside one transaction."""

from dataclasses import dataclass, field
from datetime import datetime

from fieldmonitor.domain.errors import TrustError
from fieldmonitor.domain.local import LogEntry, OutboundMessage, OutboxItem, StoredReceipt
from fieldmonitor.domain.outbox import Lane, OutboxState
from fieldmonitor.domain.reports import ReportKey, ReportState
from fieldmonitor.protocol.envelope import REPORT_TYPE
from fieldmonitor.protocol.messages import MessageAnswer, ReceiptKind
from fieldmonitor.sync.audit import owe_proof
from fieldmonitor.sync.codes import LogCode
from fieldmonitor.sync.core import Settlement
from fieldmonitor.sync.importer import follow_feedback
from fieldmonitor.sync.ports import Unit
from fieldmonitor.sync.receipts import expected_of, verify_receipt
from fieldmonitor.trust.rotation import ReceiptKeys


@dataclass(slots=True)
class Taken:
    """What an answer about a message brought: new receipts, refused ones, offsets now known for sure."""

    receipts: list[StoredReceipt] = field(default_factory=list)
    bad_receipts: int = 0
    known: set[str] = field(default_factory=set)

    @property
    def complete(self) -> bool:
        """Whether the complete receipt is among the new ones."""
        return any(receipt.kind == ReceiptKind.COMPLETE for receipt in self.receipts)


def items_of(unit: Unit, message: OutboundMessage) -> list[OutboxItem]:
    """Return the queue's items of one version of a message."""
    return [item for item in unit.outbox.items(message.id) if item.message_version == message.version]


def held_back(unit: Unit, key: tuple[str, int]) -> bool:
    """Tell whether a person keeps a message here before it went: then no road takes it.

    One that is paused midway is not held: its signed part has left, and a stick may carry the rest.
    """
    return any(
        item.sha256 is None and item.message_version == key[1] and item.state is OutboxState.PAUSED
        for item in unit.outbox.items(key[0])
    )


def settle(unit: Unit, item: OutboxItem, settlement: Settlement) -> None:
    """Write a settlement down; a person's pause meanwhile holds (the outbox sees to that)."""
    unit.outbox.settle(
        item.id,
        state=settlement.state,
        attempts=settlement.attempts,
        next_try=settlement.next_try,
        confirmed=settlement.confirmed,
        problem=settlement.code,
    )


def log_trouble(
    unit: Unit, message: OutboundMessage | None, item: OutboxItem, outcome: Settlement, now: datetime
) -> None:
    """Tell the log why an item waits or needs a person."""
    if outcome.problem is None:
        return
    params: dict[str, object] = {
        "title": message.title if message else item.message_id,
        "problem": outcome.problem.code,
    }
    if outcome.state is OutboxState.WAITING:
        params["seconds"] = round((outcome.next_try - now).total_seconds())
        unit.log.add(LogEntry(now, LogCode.WAITING, params))
    else:
        unit.log.add(LogEntry(now, LogCode.NEEDS_ATTENTION, params))


def file_params(unit: Unit, message: OutboundMessage, item: OutboxItem) -> dict[str, object]:
    """Return what the log says of a file that is through: its bytes, and how many are left."""
    left = sum(i.state is not OutboxState.DONE and i.sha256 is not None for i in items_of(unit, message))
    return {"title": message.title, "bytes": item.size, "left": left}


def answers_for(message: OutboundMessage, answer: MessageAnswer) -> bool:
    """Tell whether an answer speaks of this very message."""
    return (answer.message_id, answer.message_version, answer.manifest_sha256) == (
        message.id,
        message.version,
        message.manifest_sha256,
    )


def take_answer(
    unit: Unit, message: OutboundMessage, answer: MessageAnswer, keys: ReceiptKeys, now: datetime
) -> Taken:
    """Take over what the server says it has of a message.

    Its word moves items of the queue, both ways; only a verified receipt moves the report.
    """
    taken = Taken()
    _take_missing(unit, message, answer, taken, now)
    kept = {receipt.kind for receipt in unit.receipts.for_message(message.id, message.version)}
    expected = expected_of(message)
    for envelope in answer.receipts:
        try:
            receipt = verify_receipt(envelope, keys, expected)
        except TrustError:
            taken.bad_receipts += 1
            continue
        if receipt.kind not in kept:
            kept.add(receipt.kind)
            taken.receipts.append(receipt)
            keep_receipt(unit, message, receipt, now)
    return taken


def keep_receipt(unit: Unit, message: OutboundMessage, receipt: StoredReceipt, now: datetime) -> None:
    """Keep a verified receipt, and let the queue and the report follow it."""
    unit.receipts.add(receipt)
    complete = receipt.kind == ReceiptKind.COMPLETE
    if complete:
        owe_proof(unit.settings, receipt)
        for item in items_of(unit, message):
            if item.state is not OutboxState.DONE:
                _settle_as(unit, item, OutboxState.DONE, item.size, now)
    if message.payload_type == REPORT_TYPE:
        key = ReportKey(message.id, message.version)
        if unit.reports.get(key) is not None:
            unit.reports.advance(key, ReportState.COMPLETE if complete else ReportState.CONTENT_RECEIVED)
            if complete:
                _follow_waiting_feedback(unit, key)
    code = LogCode.COMPLETE if complete else LogCode.CONTENT_RECEIVED
    unit.log.add(LogEntry(now, code, {"title": message.title, "number": receipt.number}))


def _follow_waiting_feedback(unit: Unit, key: ReportKey) -> None:
    feedback = unit.records.feedback(key.id)
    if feedback is not None and feedback.report_version == key.version:
        follow_feedback(unit, feedback)


def _take_missing(
    unit: Unit, message: OutboundMessage, answer: MessageAnswer, taken: Taken, now: datetime
) -> None:
    missing = {entry.sha256: entry for entry in answer.missing}
    for item in items_of(unit, message):
        if item.sha256 is None:
            continue
        entry = missing.get(item.sha256)
        if entry is None:
            if item.state is OutboxState.WAITING:
                _settle_as(unit, item, OutboxState.DONE, item.size, now)
        elif entry.size == item.size and 0 <= entry.offset <= item.size:
            taken.known.add(item.sha256)
            reopened = item.state is OutboxState.DONE
            if reopened or item.confirmed != entry.offset:
                state = OutboxState.WAITING if reopened else item.state
                unit.outbox.settle(
                    item.id,
                    state=state,
                    attempts=item.attempts,
                    next_try=now if reopened else item.next_try,
                    confirmed=entry.offset,
                    problem=item.problem,
                )


def reopen_message(unit: Unit, message_id: str, version: int, now: datetime) -> None:
    """Queue a message again: the server that had it does not know it any more."""
    for item in unit.outbox.items(message_id):
        if item.sha256 is None and item.message_version == version and item.state is OutboxState.DONE:
            _settle_as(unit, item, OutboxState.WAITING, 0, now)


def _settle_as(unit: Unit, item: OutboxItem, state: OutboxState, confirmed: int, now: datetime) -> None:
    unit.outbox.settle(item.id, state=state, attempts=item.attempts, next_try=now, confirmed=confirmed)


def receipt_due(unit: Unit, message: OutboundMessage) -> ReceiptKind | None:
    """Return the receipt that a message has earned and this laptop does not hold."""
    kept = {receipt.kind for receipt in unit.receipts.for_message(message.id, message.version)}
    if ReceiptKind.COMPLETE in kept:
        return None
    items = items_of(unit, message)
    waiting = [item for item in items if item.state is not OutboxState.DONE]
    if not waiting:
        return ReceiptKind.COMPLETE
    if all(item.lane > Lane.SMALL and item.sha256 is not None for item in waiting):
        return None if ReceiptKind.CONTENT in kept else ReceiptKind.CONTENT
    return None
