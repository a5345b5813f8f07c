"""Columns drawn from records, so that lists and searches need not read the records themselves."""

import unicodedata
from collections.abc import Callable, Sequence

from sqlalchemy import Connection, Table, delete, select, update
from sqlalchemy.dialects.sqlite import insert

from fieldmonitor.domain.records import Assignment, ChecklistRecord, Feedback, RecordKind, Work
from fieldmonitor.protocol.codec import encode
from fieldmonitor.protocol.messages import Record
from fieldmonitor.store.tables import assignments, checklists, feedback, works


def fold(text: str) -> str:
    """Return text as it is searched and sorted: no accents, no case, single spaces."""
    plain = unicodedata.normalize("NFD", text)
    bare = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(bare.casefold().split())


def project(connection: Connection, record: Record, body: object | None) -> None:
    """Bring the tables drawn from a record into step with it; `body` is the record's, read."""
    if body is None:
        _forget(connection, record)
    elif record.kind in _PROJECTORS:
        _PROJECTORS[record.kind](connection, record, body)


def unread_feedback(connection: Connection) -> list[str]:
    """Return the reports whose feedback is newer than what was opened."""
    query = select(feedback.c.report_id).where(feedback.c.read_version < feedback.c.version)
    return list(connection.scalars(query.order_by(feedback.c.report_id)))


def mark_feedback_read(connection: Connection, report_ids: Sequence[str]) -> None:
    """Set what was opened of some reports' feedback to what is held."""
    opened = update(feedback).where(feedback.c.report_id.in_(report_ids))
    connection.execute(opened.values(read_version=feedback.c.version))


def _forget(connection: Connection, record: Record) -> None:
    """Drop what was drawn from a deleted record; versions of a checklist stay for the reports on them."""
    if record.kind is RecordKind.WORK:
        connection.execute(delete(works).where(works.c.id == record.id))
    elif record.kind is RecordKind.ASSIGNMENT:
        connection.execute(delete(assignments).where(assignments.c.id == record.id))
    elif record.kind is RecordKind.FEEDBACK:
        connection.execute(delete(feedback).where(feedback.c.record_id == record.id))


def _put(connection: Connection, table: Table, values: dict[str, object]) -> None:
    keys = [column.name for column in table.primary_key]
    statement = insert(table).values(values)
    changed = {name: statement.excluded[name] for name in values if name not in keys}
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=changed))


def _put_work(connection: Connection, record: Record, body: object) -> None:
    assert isinstance(body, Work)
    searched = (
        body.name, body.entity, body.district, body.province, body.department,
        body.cui, body.infobras_code, body.snip, record.id,
    )  # fmt: skip
    _put(
        connection,
        works,
        {
            "id": record.id,
            "name": body.name,
            "name_key": fold(body.name),
            "entity": body.entity,
            "department": body.department,
            "province": body.province,
            "district": body.district,
            "cui": body.cui,
            "latitude": body.latitude,
            "longitude": body.longitude,
            "search": fold(" ".join(filter(None, searched))),
            "last_change": max((change.on.isoformat() for change in body.changes), default=""),
        },
    )


def _put_assignment(connection: Connection, record: Record, body: object) -> None:
    assert isinstance(body, Assignment)
    _put(
        connection,
        assignments,
        {
            "id": record.id,
            "work_id": body.work_id,
            "activity": body.activity.value,
            "due": body.due.isoformat(),
            "visit_number": body.visit_number,
        },
    )


def _put_checklist(connection: Connection, record: Record, body: object) -> None:
    assert isinstance(body, ChecklistRecord)
    text = encode(record.body).decode()
    _put(connection, checklists, {"id": record.id, "version": body.version, "body": text})


def _put_feedback(connection: Connection, record: Record, body: object) -> None:
    assert isinstance(body, Feedback)
    # A record may name another report than it did before; the old line would hold its id.
    moved = (feedback.c.record_id == record.id) & (feedback.c.report_id != body.report_id)
    connection.execute(delete(feedback).where(moved))
    values = {"report_id": body.report_id, "record_id": record.id, "version": record.version}
    _put(connection, feedback, values)


_PROJECTORS: dict[RecordKind, Callable[[Connection, Record, object], None]] = {
    RecordKind.WORK: _put_work,
    RecordKind.ASSIGNMENT: _put_assignment,
    RecordKind.CHECKLIST: _put_checklist,
    RecordKind.FEEDBACK: _put_feedback,
}
