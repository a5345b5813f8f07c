"""The sync log that a volunteer can read."""

from sqlalchemy import Connection, delete, func, insert, select

from fieldmonitor.domain.local import LogEntry
from fieldmonitor.protocol.codec import decode, encode
from fieldmonitor.store.tables import log

KEPT = 5_000
"""Entries kept; older ones go."""


class Log:
    """Codes with their values, oldest to newest."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, entry: LogEntry) -> None:
        """Append an entry."""
        self._connection.execute(
            insert(log).values(at=entry.at, code=entry.code, params=encode(entry.params).decode())
        )
        newest = select(func.max(log.c.id)).scalar_subquery()
        self._connection.execute(delete(log).where(log.c.id <= newest - KEPT))

    def tail(self, n: int) -> list[LogEntry]:
        """Return the newest n entries, oldest first."""
        rows = self._connection.execute(select(log).order_by(log.c.id.desc()).limit(n)).all()
        return [LogEntry(row.at, row.code, decode(row.params, dict)) for row in reversed(rows)]
