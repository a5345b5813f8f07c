"""The queue of what is to be sent: in the database, so that a crash forgets nothing."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, exists, func, or_, select, update
from sqlalchemy.dialects.sqlite import insert

from fieldmonitor.domain.local import OutboxItem
from fieldmonitor.domain.outbox import LONGEST_WAIT, Lane, OutboxState
from fieldmonitor.store.tables import outbox

_PENDING = outbox.c.state.in_([state.value for state in OutboxState if state is not OutboxState.DONE])
"""Said so, and not as "not done", the index on the state is of use: what is done is almost all."""

_BEYOND_ANY_WAIT = LONGEST_WAIT + timedelta(minutes=1)
_AT_ONCE = datetime(2000, 1, 1, tzinfo=UTC)


class Outbox:
    """Items in the order they leave: lane, attempts, age. A message goes before its files."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add_message(self, message_id: str, version: int, lane: Lane, size: int, now: datetime) -> None:
        """Queue a message that `messages` holds; `size` is its envelope's, in bytes."""
        self._add(message_id, version, None, size, lane, now)

    def add_file(
        self, message_id: str, version: int, sha256: str, size: int, lane: Lane, now: datetime
    ) -> None:
        """Queue a file of a message, once; it waits until its message is done."""
        self._add(message_id, version, sha256, size, lane, now)

    def next(self, now: datetime) -> OutboxItem | None:
        """Return the item to send now, or None."""
        found = self.due(now, 1)
        return found[0] if found else None

    def due(self, now: datetime, limit: int) -> list[OutboxItem]:
        """Return the first items to send now, in the order they leave.

        A next try further off than any wait was set by a clock that was wrong; it counts as due.
        """
        head = outbox.alias()
        before = exists().where(
            head.c.message_id == outbox.c.message_id,
            head.c.message_version == outbox.c.message_version,
            head.c.sha256.is_(None),
            head.c.state != OutboxState.DONE.value,
        )
        due = or_(outbox.c.next_try <= now, outbox.c.next_try > now + _BEYOND_ANY_WAIT)
        rows = self._connection.execute(
            select(outbox)
            .where(outbox.c.state == OutboxState.WAITING.value, due)
            .where(or_(outbox.c.sha256.is_(None), ~before))
            .order_by(outbox.c.lane, outbox.c.attempts, outbox.c.id)
            .limit(limit)
        )
        return [_item(row) for row in rows]

    def settle(
        self,
        item_id: int,
        *,
        state: OutboxState,
        attempts: int,
        next_try: datetime,
        confirmed: int | None = None,
        problem: str | None = None,
    ) -> None:
        """Write down how a step ended; `confirmed` stays where it is not given.

        A person's pause during the step holds: an unfinished item stays paused.
        """
        values: dict[str, object] = {"attempts": attempts, "next_try": next_try, "problem": problem}
        if confirmed is not None:
            values["confirmed"] = confirmed
        settled = update(outbox).where(outbox.c.id == item_id)
        self._connection.execute(settled.values(values))
        if state is OutboxState.WAITING:
            settled = settled.where(outbox.c.state != OutboxState.PAUSED.value)
        self._connection.execute(settled.values(state=state.value))

    def items(self, message_id: str | None = None) -> list[OutboxItem]:
        """Return the items of a message, or all, in the order they leave."""
        query = select(outbox).order_by(outbox.c.lane, outbox.c.attempts, outbox.c.id)
        if message_id is not None:
            query = query.where(outbox.c.message_id == message_id)
        return [_item(row) for row in self._connection.execute(query)]

    def pause(self, message_id: str) -> None:
        """Hold what is left of a message back."""
        self._move(message_id, OutboxState.WAITING, OutboxState.PAUSED)

    def resume(self, message_id: str) -> None:
        """Let a paused message go on."""
        self._move(message_id, OutboxState.PAUSED, OutboxState.WAITING)

    def retry(self, message_id: str) -> None:
        """Try all that is left of a message at once, as a person asked: waits and problems are forgotten."""
        self._connection.execute(
            update(outbox)
            .where(outbox.c.message_id == message_id, _PENDING)
            .values(state=OutboxState.WAITING.value, attempts=0, next_try=_AT_ONCE, problem=None)
        )

    def hasten(self, now: datetime) -> None:
        """Try everything that waits at once, as a person asked; pauses and problems stay."""
        waiting = outbox.c.state == OutboxState.WAITING.value
        self._connection.execute(update(outbox).where(waiting).values(next_try=now))

    def pending_bytes(self) -> int:
        """Return how many bytes the server does not hold yet."""
        left = func.coalesce(func.sum(outbox.c.size - outbox.c.confirmed), 0)
        return int(self._connection.scalar(select(left).where(_PENDING)) or 0)

    def bytes_to_send(self, *, originals: bool) -> int:
        """Return how many bytes will leave by themselves, with or without the originals."""
        left = func.coalesce(func.sum(outbox.c.size - outbox.c.confirmed), 0)
        query = select(left).where(outbox.c.state == OutboxState.WAITING.value)
        if not originals:
            query = query.where(outbox.c.lane < int(Lane.ORIGINAL))
        return int(self._connection.scalar(query) or 0)

    def _add(
        self, message_id: str, version: int, sha256: str | None, size: int, lane: Lane, now: datetime
    ) -> None:
        self._connection.execute(
            insert(outbox)
            .values(
                message_id=message_id,
                message_version=version,
                sha256=sha256,
                size=size,
                confirmed=0,
                lane=int(lane),
                state=OutboxState.WAITING.value,
                attempts=0,
                next_try=now,
                created_at=now,
            )
            .on_conflict_do_nothing()
        )

    def _move(self, message_id: str, old: OutboxState, new: OutboxState) -> None:
        self._connection.execute(
            update(outbox)
            .where(outbox.c.message_id == message_id, outbox.c.state == old.value)
            .values(state=new.value)
        )


def _item(row: Any) -> OutboxItem:
    return OutboxItem(
        row.id,
        row.message_id,
        row.message_version,
        row.sha256,
        row.size,
        row.confirmed,
        Lane(row.lane),
        OutboxState(row.state),
        row.attempts,
        row.next_try,
        row.created_at,
        row.problem,
    )
