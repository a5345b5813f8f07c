"""Files up: who may send which, how far each one is, and what happens when it is whole."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from sqlalchemy import select
from starlette.concurrency import run_in_threadpool

from fieldmonitor.protocol.messages import MissingFile
from fieldmonitor.server.context import Context
from fieldmonitor.server.models import Evidence, Message, MessageFile
from fieldmonitor.server.problems import Refusal
from fieldmonitor.server.services.receipts import note_held
from fieldmonitor.server.services.tokens import Caller
from fieldmonitor.server.uploads import OutOfTurn


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a file is: `held` once it is whole and verified."""

    sha256: str
    size: int
    offset: int
    held: bool

    def as_message(self) -> MissingFile:
        return MissingFile(self.sha256, self.size, self.offset)


def progress(context: Context, caller: Caller, sha256: str) -> Progress:
    """Return how far a file is that this device (or who it carries for) has announced.

    A file that a crash left staged whole, or kept without its commit, is finished here.
    """
    size, held = _expected(context, caller, sha256)
    if held:
        return Progress(sha256, size, size, True)
    staged = context.uploads.staged(sha256, size)
    if staged == 0 and context.uploads.recover(sha256, size, lambda: _held(context, sha256, size)):
        return Progress(sha256, size, size, True)
    if staged >= size:
        return finish(context, sha256, size)
    return Progress(sha256, size, staged, False)


async def receive(
    context: Context, caller: Caller, before: Progress, chunks: AsyncIterator[bytes]
) -> Progress:
    """Append what arrives where the file stood `before`, and return how far it is now."""
    try:
        await context.uploads.receive(before.sha256, before.size, before.offset, chunks)
    except OutOfTurn as error:
        now = await run_in_threadpool(progress, context, caller, before.sha256)
        raise Refusal("evidence.offset", offset=now.offset) from error
    return await run_in_threadpool(finish, context, before.sha256, before.size)


def finish(context: Context, sha256: str, size: int) -> Progress:
    """Keep a file if it is whole by now, and return how far it is."""
    try:
        context.uploads.finish(sha256, size, lambda: _held(context, sha256, size))
    except OSError as error:
        raise Refusal("server.storage") from error
    with context.db.read() as session:
        row = session.get(Evidence, sha256)
    if row is not None and row.size == size:
        context.uploads.discard(sha256, size)
        return Progress(sha256, size, size, True)
    return Progress(sha256, size, context.uploads.staged(sha256, size), False)


def _held(context: Context, sha256: str, size: int) -> None:
    with context.db.write() as session:
        note_held(session, context, sha256, size)


def _expected(context: Context, caller: Caller, sha256: str) -> tuple[int, bool]:
    """Return a file's size as announced, and whether it is held; refuse what nobody announced."""
    announced = (
        select(MessageFile.size, Evidence.size.label("true_size"))
        .join(
            Message,
            (Message.id == MessageFile.message_id) & (Message.version == MessageFile.message_version),
        )
        .outerjoin(Evidence, Evidence.sha256 == MessageFile.sha256)
        .where(MessageFile.sha256 == sha256, Message.withdrawn_at.is_(None))
        .order_by(Message.received_at.desc())
    )
    if not caller.carrier:
        announced = announced.where(Message.volunteer == caller.volunteer)
    with context.db.read() as session:
        rows = session.execute(announced).all()
    if not rows:
        raise Refusal("evidence.not_expected")
    true_size = rows[0].true_size
    if true_size is not None and any(row.size == true_size for row in rows):
        return true_size, True
    return rows[0].size, False
