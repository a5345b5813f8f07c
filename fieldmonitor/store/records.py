"""Records that came down: each kept as it came, the highest version only, and projected for queries."""

from collections.abc import Iterable
from typing import TypeVar

from sqlalchemy import Connection, select
from sqlalchemy.dialects.sqlite import insert

from fieldmonitor.domain.records import (
    Accreditation,
    Assignment,
    ChecklistRecord,
    Course,
    Feedback,
    Notice,
    RecordKind,
    Revocation,
    RevokedSubject,
    Work,
    revocation_id,
)
from fieldmonitor.protocol.codec import decode, encode, from_plain
from fieldmonitor.protocol.envelope import Envelope
from fieldmonitor.protocol.messages import Record
from fieldmonitor.protocol.packs import CarriedCheckpoint
from fieldmonitor.store import projections
from fieldmonitor.store.tables import checklists, feedback, records

T = TypeVar("T")

BODIES: dict[RecordKind, type] = {
    RecordKind.WORK: Work,
    RecordKind.ASSIGNMENT: Assignment,
    RecordKind.CHECKLIST: ChecklistRecord,
    RecordKind.COURSE: Course,
    RecordKind.FEEDBACK: Feedback,
    RecordKind.ACCREDITATION: Accreditation,
    RecordKind.NOTICE: Notice,
    RecordKind.REVOCATION: Revocation,
    RecordKind.CHECKPOINT: CarriedCheckpoint,
    RecordKind.SERVER_KEYS: Envelope,
}
"""Kinds whose bodies are read as these; others are kept as they came."""


class Records:
    """The one place where records enter the store; whoever carried them."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def apply(self, record: Record) -> bool:
        """Take a record that is newer than what is held; tell whether it was.

        A body that is not of its kind raises TrustError `protocol.malformed`, and nothing is changed. A
        body of None deletes, and stays as a gravestone, so that an older version cannot come back.
        """
        held = self.version(record.kind, record.id)
        if held is not None and held >= record.version:
            return False
        body = self._checked(record)
        statement = insert(records).values(
            kind=record.kind.value,
            id=record.id,
            version=record.version,
            body=None if record.body is None else encode(record.body).decode(),
        )
        self._connection.execute(
            statement.on_conflict_do_update(
                index_elements=["kind", "id"],
                set_={"version": statement.excluded.version, "body": statement.excluded.body},
            )
        )
        projections.project(self._connection, record, body)
        return True

    def get(self, kind: RecordKind, record_id: str) -> dict[str, object] | None:
        """Return a record's body as it came, or None where it is unknown or deleted."""
        body = self._body(kind, record_id)
        return None if body is None else decode(body, dict)

    def version(self, kind: RecordKind, record_id: str) -> int | None:
        """Return the version held of a record, of a deleted one too."""
        found: int | None = self._connection.scalar(
            select(records.c.version).where(records.c.kind == kind.value, records.c.id == record_id)
        )
        return found

    def all(self, kind: RecordKind) -> list[tuple[str, dict[str, object]]]:
        """Return every record of a kind as (id, body), by id; deleted ones left out."""
        rows = self._connection.execute(
            select(records.c.id, records.c.body)
            .where(records.c.kind == kind.value, records.c.body.is_not(None))
            .order_by(records.c.id)
        )
        return [(row.id, decode(row.body, dict)) for row in rows]

    def some(self, kind: RecordKind, ids: Iterable[str]) -> dict[str, dict[str, object]]:
        """Return the bodies of named records of a kind; what is gone or deleted is left out."""
        rows = self._connection.execute(
            select(records.c.id, records.c.body).where(
                records.c.kind == kind.value, records.c.id.in_(ids), records.c.body.is_not(None)
            )
        )
        return {row.id: decode(row.body, dict) for row in rows}

    def work(self, work_id: str) -> Work | None:
        """Return a work."""
        return self._typed(RecordKind.WORK, work_id, Work)

    def assignment(self, assignment_id: str) -> Assignment | None:
        """Return an assignment."""
        return self._typed(RecordKind.ASSIGNMENT, assignment_id, Assignment)

    def accreditation(self) -> Accreditation | None:
        """Return this volunteer's accreditation."""
        return self._newest(RecordKind.ACCREDITATION, Accreditation)

    def revocation(self, subject: RevokedSubject, id: str) -> Revocation | None:
        """Return the revocation of a laptop or credential that is in force."""
        found = self._typed(RecordKind.REVOCATION, revocation_id(subject, id), Revocation)
        return found if found is not None and found.revoked else None

    def course(self) -> Course | None:
        """Return the training course."""
        return self._newest(RecordKind.COURSE, Course)

    def checklist(self, checklist_id: str, version: str | None = None) -> ChecklistRecord | None:
        """Return a checklist: the present one, or the version that a report was begun with."""
        if version is None:
            return self._typed(RecordKind.CHECKLIST, checklist_id, ChecklistRecord)
        body = self._connection.scalar(
            select(checklists.c.body).where(checklists.c.id == checklist_id, checklists.c.version == version)
        )
        return None if body is None else decode(body, ChecklistRecord)

    def feedback(self, report_id: str) -> Feedback | None:
        """Return what became of a report."""
        record_id: str | None = self._connection.scalar(
            select(feedback.c.record_id).where(feedback.c.report_id == report_id)
        )
        return None if record_id is None else self._typed(RecordKind.FEEDBACK, record_id, Feedback)

    def unread_feedback(self) -> list[str]:
        """Return the reports that have news which was not opened yet."""
        return projections.unread_feedback(self._connection)

    def mark_feedback_read(self, *report_ids: str) -> None:
        """Note that a person has opened the news of some reports."""
        projections.mark_feedback_read(self._connection, report_ids)

    def _checked(self, record: Record) -> object | None:
        kind = BODIES.get(record.kind)
        return None if record.body is None or kind is None else from_plain(record.body, kind)

    def _body(self, kind: RecordKind, record_id: str) -> str | None:
        found: str | None = self._connection.scalar(
            select(records.c.body).where(records.c.kind == kind.value, records.c.id == record_id)
        )
        return found

    def _typed(self, kind: RecordKind, record_id: str, body_type: type[T]) -> T | None:
        body = self._body(kind, record_id)
        return None if body is None else decode(body, body_type)

    def _newest(self, kind: RecordKind, body_type: type[T]) -> T | None:
        body: str | None = self._connection.scalar(
            select(records.c.body)
            .where(records.c.kind == kind.value, records.c.body.is_not(None))
            .order_by(records.c.version.desc(), records.c.id)
            .limit(1)
        )
        return None if body is None else decode(body, body_type)
