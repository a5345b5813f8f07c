"""Which messages lie in which sealed bundle, and who has signed for keeping it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, delete, select
from sqlalchemy.dialects.sqlite import insert as upsert

from fieldmonitor.domain.custody import StoredCustody
from fieldmonitor.store.tables import bundle_messages, custody

_ours = bundle_messages.c


class Custody:
    """Bundles by the hash of their index."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def wrote(self, bundle: str, messages: Iterable[tuple[str, int]], at: datetime) -> None:
        """Note what a bundle holds; the same again changes nothing."""
        rows = [
            {"bundle": bundle, "message_id": id, "message_version": version, "written_at": at}
            for id, version in messages
        ]
        if rows:
            self._connection.execute(upsert(bundle_messages).on_conflict_do_nothing(), rows)

    def messages_of(self, bundle: str) -> list[tuple[str, int]]:
        """Return the messages in a bundle of this laptop; none for a stranger's."""
        rows = self._connection.execute(
            select(_ours.message_id, _ours.message_version)
            .where(_ours.bundle == bundle)
            .order_by(_ours.message_id, _ours.message_version)
        )
        return [(row.message_id, row.message_version) for row in rows]

    def written(self, message_id: str, version: int) -> bool:
        """Tell whether a message was ever sealed into a bundle."""
        named = select(_ours.bundle).where(_ours.message_id == message_id, _ours.message_version == version)
        return self._connection.execute(named.limit(1)).first() is not None

    def add(self, note: StoredCustody) -> None:
        """Keep a verified note; the first of a holder stays."""
        statement = upsert(custody).values(
            bundle=note.bundle,
            holder=note.holder,
            role=note.role,
            name=note.name,
            at=note.at,
            envelope=note.envelope,
        )
        self._connection.execute(statement.on_conflict_do_nothing())

    def remove(self, bundle: str, holder: str) -> None:
        """Forget a note: its holder knows the bundle no more."""
        where = and_(custody.c.bundle == bundle, custody.c.holder == holder)
        self._connection.execute(delete(custody).where(where))

    def for_message(self, message_id: str, version: int) -> list[StoredCustody]:
        """Return who keeps a bundle that holds a message."""
        bundles = set(
            self._connection.execute(
                select(_ours.bundle).where(_ours.message_id == message_id, _ours.message_version == version)
            ).scalars()
        )
        return [note for note in self.list() if note.bundle in bundles]

    def list(self) -> list[StoredCustody]:
        """Return every note, oldest first."""
        rows = self._connection.execute(select(custody).order_by(custody.c.at, custody.c.bundle))
        return [custody_from(row) for row in rows]


def custody_from(row: Any) -> StoredCustody:
    """Return a row as what it stands for."""
    return StoredCustody(row.bundle, row.holder, row.role, row.name, row.at, row.envelope)
