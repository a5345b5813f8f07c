"""Where encrypted files lie and what opens them: the keys never leave the encrypted database."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, exists, func, select, update
from sqlalchemy.dialects.sqlite import insert

from fieldmonitor.domain.outbox import OutboxState
from fieldmonitor.protocol.codec import encode
from fieldmonitor.store.tables import blobs, evidence, outbox

ORIGINAL, SMALL, THUMBNAIL, DOCUMENT = "original", "small", "thumbnail", "document"

OF_REPORTS = (ORIGINAL, SMALL, THUMBNAIL)
"""Kinds that only evidence refers to; others are their keepers' business."""


@dataclass(frozen=True, slots=True)
class BlobRow:
    """A kept file: `sha256` and `size` of its clear bytes, its key, and its name in the blob folder."""

    sha256: str
    size: int
    kind: str
    path: str
    key: bytes


class BlobRows:
    """Files by the hash of their clear bytes."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def register(self, sha256: str, size: int, key: bytes, path: str, kind: str) -> BlobRow:
        """Keep a file's key; where the same content is kept already, return that one instead."""
        held = self.get(sha256)
        if held is not None:
            return held
        statement = insert(blobs).values(sha256=sha256, size=size, kind=kind, path=path, key=key)
        self._connection.execute(
            statement.on_conflict_do_update(
                index_elements=["sha256"],
                set_={"key": statement.excluded.key, "path": statement.excluded.path},
            )
        )
        return BlobRow(sha256, size, kind, path, key)

    def get(self, sha256: str) -> BlobRow | None:
        """Return a file's row, or None where it was never kept or its key is destroyed."""
        row = self._connection.execute(
            select(blobs).where(blobs.c.sha256 == sha256, blobs.c.key.is_not(None))
        ).first()
        return _blob(row) if row else None

    def among(self, hashes: Sequence[str]) -> list[BlobRow]:
        """Return those of many files that can be opened, in one query."""
        listed = func.json_each(encode(list(hashes)).decode()).table_valued("value")
        rows = self._connection.execute(
            select(blobs).where(blobs.c.sha256.in_(select(listed.c.value)), blobs.c.key.is_not(None))
        )
        return [_blob(row) for row in rows]

    def all(self) -> list[BlobRow]:
        """Return every file that can be opened, by hash."""
        rows = self._connection.execute(
            select(blobs).where(blobs.c.key.is_not(None)).order_by(blobs.c.sha256)
        )
        return [_blob(row) for row in rows]

    def destroy(self, sha256: str) -> str | None:
        """Forget a file's key, which makes its bytes noise; return the name of what is left of it."""
        held = self.get(sha256)
        if held is None:
            return None
        self._connection.execute(update(blobs).where(blobs.c.sha256 == sha256).values(key=None, path=None))
        return held.path

    def unused(self) -> list[str]:
        """Return the files of reports that no evidence names and no outbox item waits for."""
        names = ("sha256", "small_sha256", "thumbnail_sha256", "original_sha256", "sealed_sha256")
        named = (evidence.c[name] for name in names)
        query = select(blobs.c.sha256).where(blobs.c.key.is_not(None), blobs.c.kind.in_(OF_REPORTS))
        for column in named:
            query = query.where(~exists().where(column == blobs.c.sha256))
        waiting = exists().where(outbox.c.sha256 == blobs.c.sha256, outbox.c.state != OutboxState.DONE.value)
        return list(self._connection.scalars(query.where(~waiting).order_by(blobs.c.sha256)))

    def total_bytes(self) -> int:
        """Return the clear size of all files kept."""
        size = func.coalesce(func.sum(blobs.c.size), 0)
        return int(self._connection.scalar(select(size).where(blobs.c.key.is_not(None))) or 0)


def _blob(row: Any) -> BlobRow:
    return BlobRow(row.sha256, row.size, row.kind, row.path, row.key)
