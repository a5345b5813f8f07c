"""Signed messages as they will be sent, and the receipts that came back."""

from typing import Any

from sqlalchemy import Connection, Subquery, and_, exists, insert, select
from sqlalchemy.dialects.sqlite import insert as upsert

from fieldmonitor.domain.errors import InputError
from fieldmonitor.domain.local import OutboundMessage, StoredReceipt
from fieldmonitor.store.tables import messages, receipts

_COMPLETE = "complete"
_LISTED = [column for column in messages.c if column.name != "envelope"]


class Messages:
    """Envelopes byte for byte, by (id, version); what is kept is never changed."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, message: OutboundMessage) -> None:
        """Keep a message; the same again is fine, other content under its key is `message.different`."""
        held = self.get(message.id, message.version)
        if held is None:
            self._connection.execute(
                insert(messages).values(
                    id=message.id,
                    version=message.version,
                    payload_type=message.payload_type,
                    manifest_sha256=message.manifest_sha256,
                    title=message.title,
                    created_at=message.created_at,
                    envelope=message.envelope,
                )
            )
        elif held.manifest_sha256 != message.manifest_sha256:
            raise InputError("message.different", id=message.id, version=message.version)

    def get(self, message_id: str, version: int) -> OutboundMessage | None:
        """Return a message with its envelope."""
        row = self._connection.execute(
            select(messages).where(messages.c.id == message_id, messages.c.version == version)
        ).first()
        return _message(row, row.envelope) if row else None

    def of_type(self, payload_type: str) -> frozenset[str]:
        """Return the ids of the messages of one type."""
        return frozenset(
            self._connection.scalars(select(messages.c.id).where(messages.c.payload_type == payload_type))
        )

    def unproven(self) -> list[OutboundMessage]:
        """Return those without a complete receipt, oldest first, without the envelopes (b"")."""
        left = without_complete()
        listed = select(*_LISTED).join(
            left, and_(messages.c.id == left.c.id, messages.c.version == left.c.version)
        )
        rows = self._connection.execute(listed.order_by(messages.c.created_at, messages.c.id))
        return [_message(row, b"") for row in rows]

    def list(self) -> list[OutboundMessage]:
        """Return every message, oldest first, without the envelopes (b"")."""
        rows = self._connection.execute(select(*_LISTED).order_by(messages.c.created_at, messages.c.id))
        return [_message(row, b"") for row in rows]


class Receipts:
    """Verified receipts, one of each kind per message."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, receipt: StoredReceipt) -> None:
        """Keep a receipt; the first of its kind stays."""
        statement = upsert(receipts).values(
            message_id=receipt.message_id,
            message_version=receipt.message_version,
            kind=receipt.kind,
            number=receipt.number,
            received_at=receipt.received_at,
            envelope=receipt.envelope,
        )
        self._connection.execute(statement.on_conflict_do_nothing())

    def for_message(self, message_id: str, version: int) -> list[StoredReceipt]:
        """Return what a message was receipted with, in the order the server gave it."""
        rows = self._connection.execute(
            select(receipts)
            .where(receipts.c.message_id == message_id, receipts.c.message_version == version)
            .order_by(receipts.c.received_at, receipts.c.kind.desc())
        )
        return [receipt_from(row) for row in rows]


def without_complete() -> Subquery:
    """Return the keys of the messages without a complete receipt, read from two indexes alone."""
    proven = exists().where(
        receipts.c.message_id == messages.c.id,
        receipts.c.message_version == messages.c.version,
        receipts.c.kind == _COMPLETE,
    )
    return select(messages.c.id, messages.c.version).where(~proven).subquery()


def receipt_from(row: Any) -> StoredReceipt:
    """Return a receipt's row as a receipt."""
    return StoredReceipt(
        row.message_id, row.message_version, row.kind, row.number, row.received_at, row.envelope
    )


def _message(row: Any, envelope: bytes) -> OutboundMessage:
    return OutboundMessage(
        row.id, row.version, row.payload_type, envelope, row.manifest_sha256, row.title, row.created_at
    )
