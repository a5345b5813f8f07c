"""When a message counts as held, and the signed word for it."""

from collections.abc import Sequence

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from fieldmonitor.protocol.codec import decode, encode
from fieldmonitor.protocol.envelope import RECEIPT_TYPE, Envelope
from fieldmonitor.protocol.manifests import FileRole
from fieldmonitor.protocol.messages import MissingFile, Receipt, ReceiptKind
from fieldmonitor.server.context import Context
from fieldmonitor.server.models import Evidence, Message, MessageFile, ReceiptRow
from fieldmonitor.server.services import log
from fieldmonitor.server.services.rows import insert_once
from fieldmonitor.trust.envelopes import seal


def files_of(session: Session, id: str, version: int) -> Sequence[MessageFile]:
    """Return the files that a message's manifest names, in its order."""
    return session.scalars(
        select(MessageFile)
        .where(MessageFile.message_id == id, MessageFile.message_version == version)
        .order_by(MessageFile.position)
    ).all()


def missing(session: Session, files: Sequence[MessageFile]) -> list[MessageFile]:
    """Return the files that are not held whole, each hash once; a claimed size must be the true one."""
    hashes = {file.sha256 for file in files}
    if not hashes:
        return []
    held = {
        (row.sha256, row.size)
        for row in session.execute(select(Evidence.sha256, Evidence.size).where(Evidence.sha256.in_(hashes)))
    }
    wanted = {(file.sha256, file.size): file for file in files}
    return [file for key, file in wanted.items() if key not in held]


def settle(session: Session, context: Context, message: Message) -> list[MissingFile]:
    """Issue every receipt that is due, and return what is still missing."""
    files = files_of(session, message.id, message.version)
    lacking = missing(session, files)
    gone = {file.sha256 for file in lacking}
    due = [ReceiptKind.COMPLETE] if not lacking else []
    if not any(file.role == FileRole.SMALL for file in lacking):
        due.insert(0, ReceiptKind.CONTENT)
    issued = select(ReceiptRow.kind).where(
        ReceiptRow.message_id == message.id, ReceiptRow.message_version == message.version
    )
    known = set(session.scalars(issued)) if due else set()
    for kind in due:
        if kind not in known:
            _issue(session, context, message, kind, _hashes(files, gone))
    return [
        MissingFile(file.sha256, file.size, context.uploads.staged(file.sha256, file.size))
        for file in lacking
    ]


def receipts_of(session: Session, id: str, version: int) -> tuple[Envelope, ...]:
    """Return a message's receipts so far, *content* first."""
    rows = session.scalars(
        select(ReceiptRow)
        .where(ReceiptRow.message_id == id, ReceiptRow.message_version == version)
        .order_by(ReceiptRow.leaf)
    )
    return tuple(decode(row.envelope, Envelope) for row in rows)


def note_held(session: Session, context: Context, sha256: str, size: int) -> None:
    """Write down that a file is held whole, and issue what is due by it.

    The messages are locked first: of the last two files of a report, kept at the same moment by two
    transactions, the second one waits, sees the first one's file, and issues the receipt.
    """
    names = select(MessageFile.message_id, MessageFile.message_version).where(MessageFile.sha256 == sha256)
    messages = session.scalars(
        select(Message)
        .where(tuple_(Message.id, Message.version).in_(names))
        .order_by(Message.id, Message.version)
        .with_for_update()
    ).all()
    insert_once(session, Evidence, sha256=sha256, size=size, held_at=context.now())
    for message in messages:
        settle(session, context, message)


def _hashes(files: Sequence[MessageFile], without: set[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(file.sha256 for file in files if file.sha256 not in without))


def _issue(
    session: Session, context: Context, message: Message, kind: ReceiptKind, files: tuple[str, ...]
) -> None:
    now = context.now()
    receipt = Receipt(
        kind=kind,
        number=message.number,
        message_id=message.id,
        message_version=message.version,
        manifest_sha256=message.manifest_sha256,
        files=files,
        received_at=now,
    )
    envelope = encode(seal(receipt, RECEIPT_TYPE, context.key))
    session.add(
        ReceiptRow(
            message_id=message.id,
            message_version=message.version,
            kind=kind,
            envelope=envelope,
            at=now,
            leaf=log.append(session, envelope),
        )
    )
    session.flush()
