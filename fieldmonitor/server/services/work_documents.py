"""Documents of a work: their bytes are kept here, their names stand in the work's record.

Feed and pack carry the record as they carry any other; a pack carries the bytes too.
"""

import hashlib
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from uuid import uuid4

from sqlalchemy.orm import Session

from fieldmonitor.domain.errors import InputError
from fieldmonitor.domain.records import DocumentLink, RecordKind, Work
from fieldmonitor.media.guard import PictureGuard
from fieldmonitor.media.kinds import LOOKED_AT, PDF, media_type_of
from fieldmonitor.media.results import LARGEST_BYTES
from fieldmonitor.server.context import Context
from fieldmonitor.server.problems import Refusal
from fieldmonitor.server.roles import Person
from fieldmonitor.server.services import feed, fieldwork
from fieldmonitor.server.services.rows import audit
from fieldmonitor.server.services.tokens import Caller
from fieldmonitor.system.durable import write_durably
from fieldmonitor.system.formats import day

MB = 1024 * 1024
PIECE = 512 * 1024
LONGEST_WORDS = 300
MOST = 60
"""Documents of one work: every laptop that visits it carries them all."""


@dataclass(frozen=True, slots=True)
class Described:
    """What a person says of a document: its name, who published it, when, and where it stands."""

    title: str
    source: str
    as_of: date
    url: str | None = None


def readable_pdf(path: Path) -> bytes:
    """Return a PDF that a laptop will be able to show.

    Raises InputError `file.unreadable`, `document.not_a_pdf`, `document.too_large`, or `pdf.…` where it is
    damaged, locked or too long.
    """
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise InputError("document.too_large", path=path.name, limit=LARGEST_BYTES // MB)
        data = path.read_bytes()
    except OSError as error:
        raise InputError("file.unreadable", path=str(path)) from error
    if media_type_of(data[:LOOKED_AT]) != PDF:
        raise InputError("document.not_a_pdf", path=path.name)
    with PictureGuard() as guard:
        guard.pdf_pages(data)
    return data


def attach(
    session: Session, context: Context, person: Person, work_id: str, data: bytes, said: Described
) -> DocumentLink:
    """Keep a document and name it in its work; the same bytes again only change what is said of it."""
    work = _work(session, person, work_id)
    sha256 = hashlib.sha256(data).hexdigest()
    link = DocumentLink(
        title=_words(said.title),
        url=said.url,
        sha256=sha256,
        media_type=PDF,
        as_of=_past(said.as_of, context),
        source=_words(said.source),
        size=len(data),
    )
    others = tuple(document for document in work.documents if document.sha256 != sha256)
    if len(others) >= MOST:
        raise InputError("document.too_many", limit=MOST)
    if context.blobs.size(sha256) is None:
        _keep(context, sha256, data)
    fieldwork.put_work(session, context, replace(work, documents=(*others, link)))
    audit(session, context.now(), person.name, "document.attached", work_id, sha256)
    return link


def detach(session: Session, context: Context, person: Person, work_id: str, sha256: str) -> DocumentLink:
    """Take a document off its work. Laptops that hold a copy keep it; their sheet names it no longer."""
    work = _work(session, person, work_id)
    gone = next((document for document in work.documents if document.sha256 == sha256), None)
    if gone is None:
        raise InputError("document.not_of_work", work=work_id)
    rest = tuple(document for document in work.documents if document is not gone)
    fieldwork.put_work(session, context, replace(work, documents=rest))
    audit(session, context.now(), person.name, "document.detached", work_id, sha256)
    return gone


def piece(context: Context, caller: Caller, work_id: str, sha256: str, offset: int) -> tuple[bytes, int]:
    """Return a part of a document for who has its work assigned, and the size of the whole.

    Whoever has not is told the same as of a document that does not exist.
    """
    if caller.revoked:
        raise Refusal("device.revoked")
    with context.db.read() as session:
        seen = caller.volunteer in feed.watchers(session, RecordKind.WORK, work_id)
        work = fieldwork.find_work(session, work_id) if seen else None
    size = context.blobs.size(sha256)
    if work is None or size is None or all(document.sha256 != sha256 for document in work.documents):
        raise Refusal("document.unknown")
    with context.blobs.open(sha256) as file:
        file.seek(min(offset, size))
        return file.read(PIECE), size


def _work(session: Session, person: Person, id: str) -> Work:
    work = fieldwork.find_work(session, id)
    if work is None:
        raise Refusal("work.unknown", work=id)
    person.require_region(work.department)
    return work


def _words(text: str) -> str:
    """Return a line as it will be shown; no control characters, and not longer than a screen bears."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    if not 0 < len(line) <= LONGEST_WORDS:
        raise InputError("document.words", limit=LONGEST_WORDS)
    return line


def _past(on: date, context: Context) -> date:
    if on > context.today():
        raise InputError("document.future", day=day(on))
    return on


def _keep(context: Context, sha256: str, data: bytes) -> None:
    """Write the bytes beside the store first: whatever has the name of a hash is whole."""
    staged = context.settings.data / f".document-{uuid4().hex}"
    try:
        write_durably(staged, data)
        context.blobs.keep(sha256, staged)
    finally:
        staged.unlink(missing_ok=True)
