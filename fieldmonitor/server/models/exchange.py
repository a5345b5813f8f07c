"""What travels: messages up with their files and receipts, records down with who sees them."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, ForeignKeyConstraint, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from fieldmonitor.server.models.base import Base, Code


class Counter(Base):
    """A number that only grows. Raising it locks its row, so that numbers are given in commit order."""

    __tablename__ = "counter"
    name: Mapped[str] = mapped_column(Code, primary_key=True)
    value: Mapped[int] = mapped_column(BigInteger)


class ServerFact(Base):
    """A fact about this database, such as the epoch its cursors belong to."""

    __tablename__ = "server_fact"
    name: Mapped[str] = mapped_column(Code, primary_key=True)
    value: Mapped[str]


class Message(Base):
    """A signed message as it came. (id, version) names it, the manifest's hash pins its content."""

    __tablename__ = "message"
    __table_args__ = (Index(None, "volunteer", "received_at"),)
    id: Mapped[str] = mapped_column(Code, primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    payload_type: Mapped[str]
    manifest_sha256: Mapped[str] = mapped_column(Code, unique=True)
    envelope: Mapped[bytes] = mapped_column(LargeBinary)
    device: Mapped[str] = mapped_column(Code, ForeignKey("device.id"))
    carrier: Mapped[str] = mapped_column(Code, ForeignKey("device.id"))
    volunteer: Mapped[str] = mapped_column(Code, ForeignKey("volunteer.code"))
    number: Mapped[str] = mapped_column(Code, unique=True)
    received_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    quarantine: Mapped[str | None] = mapped_column(Code)


class MessageFile(Base):
    """A file that a message's manifest names."""

    __tablename__ = "message_file"
    __table_args__ = (
        ForeignKeyConstraint(["message_id", "message_version"], ["message.id", "message.version"]),
    )
    message_id: Mapped[str] = mapped_column(Code, primary_key=True)
    message_version: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(Code, index=True)
    size: Mapped[int] = mapped_column(BigInteger)
    media_type: Mapped[str]
    role: Mapped[str] = mapped_column(Code)


class Evidence(Base):
    """A file that is held whole and verified."""

    __tablename__ = "evidence"
    sha256: Mapped[str] = mapped_column(Code, primary_key=True)
    size: Mapped[int] = mapped_column(BigInteger)
    held_at: Mapped[datetime]


class ReceiptRow(Base):
    """A signed receipt, byte for byte; `leaf` is its place in the transparency log."""

    __tablename__ = "receipt"
    __table_args__ = (
        ForeignKeyConstraint(["message_id", "message_version"], ["message.id", "message.version"]),
    )
    message_id: Mapped[str] = mapped_column(Code, primary_key=True)
    message_version: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(Code, primary_key=True)
    envelope: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[datetime]
    leaf: Mapped[int] = mapped_column(BigInteger, unique=True)


class LogNode(Base):
    """A full subtree of the transparency log: `level` 0 are the receipts' leaf hashes."""

    __tablename__ = "log_node"
    level: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    hash: Mapped[bytes] = mapped_column(LargeBinary)


class RecordRow(Base):
    """The newest version of a record that goes down; a null body means it is gone."""

    __tablename__ = "record"
    kind: Mapped[str] = mapped_column(Code, primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int]
    body: Mapped[str | None]


class Change(Base):
    """The feed: the last time that something about a record changed for a volunteer.

    `taken` means the volunteer may see it no longer: the feed carries a tombstone.
    """

    __tablename__ = "change"
    __table_args__ = (Index(None, "volunteer", "seq"), Index(None, "kind", "record_id"))
    volunteer: Mapped[str] = mapped_column(Code, ForeignKey("volunteer.code"), primary_key=True)
    kind: Mapped[str] = mapped_column(Code, primary_key=True)
    record_id: Mapped[str] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, unique=True)
    taken: Mapped[bool]
