"""The outbox as a person sees it: one row per message, summed in the database, however long its history."""

from functools import cache
from typing import Any

from sqlalchemy import (
    Connection,
    Integer,
    Select,
    Subquery,
    Text,
    and_,
    bindparam,
    case,
    exists,
    func,
    or_,
    select,
)

from fieldmonitor.domain.custody import StoredCustody
from fieldmonitor.domain.local import OutboundMessage, QueueRow, StoredReceipt
from fieldmonitor.domain.outbox import Lane, OutboxState
from fieldmonitor.domain.records import Activity
from fieldmonitor.domain.reports import ReportState
from fieldmonitor.protocol.codec import encode
from fieldmonitor.store.custody import custody_from
from fieldmonitor.store.messages import receipt_from, without_complete
from fieldmonitor.store.tables import bundle_messages, custody, messages, outbox, receipts, reports

_COMPLETE = "complete"
_LIMIT, _IDS = "most_rows", "message_ids"
_LISTED = [column for column in messages.c if column.name != "envelope"]
_DONE = outbox.c.state == OutboxState.DONE.value


class QueueView:
    """Read-only; three queries for any number of rows: the messages, their receipts, and who keeps them."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def waiting(self, limit: int) -> list[QueueRow]:
        """Return the oldest messages without a complete receipt."""
        return self._rows(_waiting(), limit)

    def sent(self, limit: int) -> list[QueueRow]:
        """Return the messages whose complete receipt came last, in the order they were made."""
        return self._rows(_sent(), limit)

    def waiting_keys(self) -> set[tuple[str, int]]:
        """Return the keys of all messages without a complete receipt."""
        return {(row.id, row.version) for row in self._connection.execute(select(without_complete()))}

    def waiting_count(self) -> tuple[int, int]:
        """Return how many messages have no complete receipt, and how many of them a person holds back."""
        row = self._connection.execute(_counts()).one()
        return row[0], row[0] - row[1]

    def waiting_size(self, *, originals: bool) -> int:
        """Return the bytes of all messages that a stick would carry, their files included."""
        open_ = _free()
        owner = and_(open_.c.id == outbox.c.message_id, open_.c.version == outbox.c.message_version)
        query = select(func.coalesce(func.sum(outbox.c.size), 0)).join(open_, owner)
        if not originals:
            query = query.where(outbox.c.lane < int(Lane.ORIGINAL))
        return int(self._connection.scalar(query) or 0)

    def sent_count(self) -> int:
        """Return how many messages have their complete receipt."""
        query = select(func.count()).select_from(receipts).where(receipts.c.kind == _COMPLETE)
        return self._connection.scalar(query) or 0

    def _rows(self, chosen: Select[Any], limit: int) -> list[QueueRow]:
        rows = self._connection.execute(chosen, {_LIMIT: limit}).all()
        if not rows:
            return []
        these = {_IDS: encode([row.id for row in rows]).decode()}
        proofs: dict[tuple[str, int], list[StoredReceipt]] = {}
        for row in self._connection.execute(_proofs(), these):
            proofs.setdefault((row.message_id, row.message_version), []).append(receipt_from(row))
        holders: dict[tuple[str, int], list[StoredCustody]] = {}
        for row in self._connection.execute(_holders(), these):
            holders.setdefault((row.message_id, row.message_version), []).append(custody_from(row))
        return [
            _row(
                row,
                tuple(proofs.get((row.id, row.version), ())),
                tuple(holders.get((row.id, row.version), ())),
            )
            for row in rows
        ]


# The queries are put together once: that costs more than their answers.


@cache
def _waiting() -> Select[Any]:
    open_ = without_complete()
    return _summed(
        select(messages.c.id, messages.c.version)
        .join(open_, and_(messages.c.id == open_.c.id, messages.c.version == open_.c.version))
        .order_by(messages.c.created_at, messages.c.id)
    )


@cache
def _sent() -> Select[Any]:
    return _summed(
        select(receipts.c.message_id.label("id"), receipts.c.message_version.label("version"))
        .where(receipts.c.kind == _COMPLETE)
        .order_by(receipts.c.received_at.desc(), receipts.c.message_id)
    )


def _summed(chosen: Select[Any]) -> Select[Any]:
    keys = chosen.limit(bindparam(_LIMIT, type_=Integer)).subquery()
    this = and_(messages.c.id == keys.c.id, messages.c.version == keys.c.version)
    items = and_(outbox.c.message_id == messages.c.id, outbox.c.message_version == messages.c.version)
    return (
        select(*_LISTED, *_sums())
        .join(keys, this)
        .outerjoin(outbox, items)
        .group_by(messages.c.id, messages.c.version)
        .order_by(messages.c.created_at, messages.c.id)
    )


@cache
def _proofs() -> Select[Any]:
    return select(receipts).where(receipts.c.message_id.in_(_ids()))


@cache
def _holders() -> Select[Any]:
    ours = bundle_messages.c
    return (
        select(custody, ours.message_id, ours.message_version)
        .join(bundle_messages, ours.bundle == custody.c.bundle)
        .where(ours.message_id.in_(_ids()))
        .order_by(custody.c.at)
    )


def _ids() -> Select[Any]:
    return select(func.json_each(bindparam(_IDS, type_=Text)).table_valued("value").c.value)


@cache
def _counts() -> Select[Any]:
    all_ = select(func.count()).select_from(without_complete()).scalar_subquery()
    free = select(func.count()).select_from(_free()).scalar_subquery()
    return select(all_, free)


def _free() -> Subquery:
    """Return the keys of those of them that no person holds back."""
    held = select(outbox.c.message_id, outbox.c.message_version).where(
        outbox.c.sha256.is_(None), outbox.c.state == OutboxState.PAUSED.value
    )
    open_ = without_complete()
    return select(open_.c.id, open_.c.version).except_(held).subquery()


def _sums() -> list[Any]:
    def count(*conditions: Any) -> Any:
        return func.coalesce(func.sum(case((and_(*conditions), 1), else_=0)), 0)

    def in_state(state: OutboxState) -> Any:
        return count(outbox.c.state == state.value)

    asks = outbox.c.state == OutboxState.NEEDS_ATTENTION.value
    small, original = outbox.c.lane == int(Lane.SMALL), outbox.c.lane == int(Lane.ORIGINAL)
    sent = case((_DONE, outbox.c.size), else_=outbox.c.confirmed)
    return [
        func.coalesce(func.sum(outbox.c.size), 0).label("total"),
        func.coalesce(func.sum(sent), 0).label("sent"),
        in_state(OutboxState.NEEDS_ATTENTION).label("asking"),
        in_state(OutboxState.PAUSED).label("paused"),
        in_state(OutboxState.WAITING).label("open"),
        count(small).label("small"),
        count(small, _DONE).label("small_done"),
        count(original).label("originals"),
        count(original, _DONE).label("originals_done"),
        func.max(case((asks, outbox.c.problem))).label("problem"),
        func.min(case((~_DONE, outbox.c.next_try))).label("next_try"),
        func.coalesce(func.max(outbox.c.attempts), 0).label("attempts"),
        or_(_in_a_bundle(), _on_its_way()).label("left"),
        select(reports.c.activity).where(_report()).scalar_subquery().label("activity"),
    ]


def _in_a_bundle() -> Any:
    named = bundle_messages.c
    return exists().where(named.message_id == messages.c.id, named.message_version == messages.c.version)


def _on_its_way() -> Any:
    """Tell whether the exchange has claimed a report, whatever came of it."""
    here = [state.value for state in (ReportState.SIGNED, ReportState.QUEUED)]
    return exists().where(_report(), reports.c.state.not_in(here))


def _report() -> Any:
    return and_(reports.c.id == messages.c.id, reports.c.version == messages.c.version)


def _row(row: Any, proofs: tuple[StoredReceipt, ...], kept: tuple[StoredCustody, ...]) -> QueueRow:
    message = OutboundMessage(
        row.id, row.version, row.payload_type, b"", row.manifest_sha256, row.title, row.created_at
    )
    state = (
        OutboxState.NEEDS_ATTENTION
        if row.asking
        else OutboxState.PAUSED
        if row.paused
        else OutboxState.WAITING
        if row.open
        else OutboxState.DONE
    )
    return QueueRow(
        message,
        state,
        row.sent,
        row.total,
        row.small_done,
        row.small,
        row.originals_done,
        row.originals,
        row.problem,
        row.next_try,
        proofs,
        kept,
        untouched=not (row.left or row.attempts or row.sent),
        activity=Activity(row.activity) if row.activity else None,
    )
