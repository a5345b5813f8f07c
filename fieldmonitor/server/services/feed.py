"""Records down: what changed for whom, in one growing order, and the pages a device asks for.

A row of `change` is the last change of one record for one volunteer, so a first pull costs what there
is to see, and a later one what changed. The counter's row is locked until the commit: numbers appear in
commit order, and no reader can pass a number that is still to come.
"""

import base64
import binascii
from collections.abc import Iterable

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from fieldmonitor.domain.records import RecordKind
from fieldmonitor.protocol.codec import encode
from fieldmonitor.protocol.messages import FeedPage, Record
from fieldmonitor.server.models import Change, RecordRow
from fieldmonitor.server.problems import Refusal
from fieldmonitor.server.services.rows import EPOCH, current_number, fact, next_number

FEED = "feed"
BATCH = 500
"""How many volunteers one statement names."""


def put_record(session: Session, kind: RecordKind, id: str, body: object) -> bool:
    """Store a record's newest body; its version grows only if the body is another. Tell whether it did."""
    text = encode(body).decode()
    row = session.get(RecordRow, (kind, id), with_for_update=True)
    if row is None:
        session.add(RecordRow(kind=kind, id=id, version=1, body=text))
    elif row.body == text:
        return False
    else:
        row.version, row.body = row.version + 1, text
    session.flush()
    return True


def show(session: Session, kind: RecordKind, id: str, volunteers: Iterable[str]) -> None:
    """Let volunteers see a record, or see it again because it changed."""
    given = sorted(set(volunteers))
    for start in range(0, len(given), BATCH):
        batch = given[start : start + BATCH]
        _outrank_tombstones(session, kind, id, batch)
        _note(session, kind, id, batch, taken=False)


def show_many(session: Session, kind: RecordKind, ids: Iterable[str], volunteer: str) -> None:
    """Let one volunteer see several records."""
    for id in sorted(set(ids)):
        show(session, kind, id, [volunteer])


def take(session: Session, kind: RecordKind, id: str, volunteers: Iterable[str]) -> None:
    """Take a record away from volunteers. Its version grows, so that the tombstone outranks their copy."""
    seen = watchers(session, kind, id)
    losing = sorted(seen.intersection(volunteers))
    row = session.get(RecordRow, (kind, id), with_for_update=True)
    if row is not None and losing:
        row.version += 1
        session.flush()
        for start in range(0, len(losing), BATCH):
            _note(session, kind, id, losing[start : start + BATCH], taken=True)


def changed(session: Session, kind: RecordKind, id: str) -> None:
    """Send a changed record again to all who see it."""
    show(session, kind, id, watchers(session, kind, id))


def watchers(session: Session, kind: RecordKind, id: str) -> set[str]:
    """Return the volunteers who see a record."""
    seen = select(Change.volunteer).where(
        Change.kind == kind, Change.record_id == id, Change.taken.is_(False)
    )
    return set(session.scalars(seen))


def page(session: Session, volunteer: str, cursor: str | None, limit: int) -> FeedPage:
    """Return what changed for a volunteer after a cursor, at most `limit` records."""
    epoch = fact(session, EPOCH)
    newest = current_number(session, FEED)
    start = _read_cursor(cursor, epoch, newest)
    rows = session.execute(
        select(Change.seq, Change.taken, RecordRow.kind, RecordRow.id, RecordRow.version, RecordRow.body)
        .join(RecordRow, (RecordRow.kind == Change.kind) & (RecordRow.id == Change.record_id))
        .where(Change.volunteer == volunteer, Change.seq > start)
        .order_by(Change.seq)
        .limit(limit + 1)
    ).all()
    records = tuple(
        Record(RecordKind(row.kind), row.id, row.version, _body(None if row.taken else row.body))
        for row in rows[:limit]
    )
    end = rows[min(len(rows), limit) - 1].seq if rows else start
    return FeedPage(records, _write_cursor(epoch, end), more=len(rows) > limit)


def _note(session: Session, kind: RecordKind, id: str, volunteers: list[str], taken: bool) -> None:
    if not volunteers:
        return
    seq = next_number(session, FEED, len(volunteers)) - len(volunteers)
    session.execute(
        delete(Change).where(Change.kind == kind, Change.record_id == id, Change.volunteer.in_(volunteers))
    )
    session.add_all(
        Change(volunteer=volunteer, kind=kind, record_id=id, seq=seq + place, taken=taken)
        for place, volunteer in enumerate(volunteers, 1)
    )
    session.flush()


def _outrank_tombstones(session: Session, kind: RecordKind, id: str, volunteers: list[str]) -> None:
    """Raise the version of a record given back, so that it outranks the tombstone sent before."""
    taken = select(Change.seq).where(
        Change.kind == kind, Change.record_id == id, Change.volunteer.in_(volunteers), Change.taken
    )
    row = session.get(RecordRow, (kind, id), with_for_update=True)
    if row is not None and session.scalar(taken.limit(1)) is not None:
        row.version += 1
        session.flush()


def _body(text: str | None) -> dict[str, object] | None:
    return msgspec.json.decode(text, type=dict[str, object]) if text is not None else None


def _write_cursor(epoch: str, seq: int) -> str:
    return base64.urlsafe_b64encode(f"{epoch}.{seq}".encode()).decode().rstrip("=")


def _read_cursor(cursor: str | None, epoch: str, newest: int) -> int:
    """Return the number a cursor stands for; one of another database, or from its future, is refused."""
    if not cursor:
        return 0
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
    except (binascii.Error, ValueError) as error:
        raise Refusal("feed.cursor_unknown") from error
    of, _, number = text.partition(".")
    if of != epoch or not number.isdecimal() or len(number) > 18 or int(number) > newest:
        raise Refusal("feed.cursor_unknown")
    return int(number)
