"""Reports on this laptop, from the first answer on."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, bindparam, delete, func, insert, select, update

from fieldmonitor.domain.errors import InputError
from fieldmonitor.domain.local import Counts, Report
from fieldmonitor.domain.records import Activity
from fieldmonitor.domain.reports import PENDING, SENT, Finding, ReportKey, ReportState, later, require_draft
from fieldmonitor.protocol.codec import decode, encode
from fieldmonitor.store.assignments import without_report
from fieldmonitor.store.outbox import Outbox
from fieldmonitor.store.projections import unread_feedback
from fieldmonitor.store.tables import assignments, reports

Rows = list[Report]
Query = Select[*tuple[Any, ...]]

LISTED = [column for column in reports.c if column.name != "answers_xml"]
"""What lists read: nothing that lies on the answers' pages."""

_DRAFT = ReportState.DRAFT.value

_SAVED = ("answers_xml", "position", "findings", "answered", "questions", "part", "parts", "saved_at")
_SAVE_ANSWERS = (
    update(reports)
    .where(
        reports.c.id == bindparam("key_id"),
        reports.c.version == bindparam("key_version"),
        reports.c.state == _DRAFT,
    )
    .values({name: bindparam(name) for name in _SAVED})
)
"""Made once: it runs at every answer, and building it costs as much as the commit."""


class Reports:
    """Drafts may change; what is signed may only move along its life line."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, report: Report) -> None:
        """Keep a new report; its key is never reused (`report.exists`)."""
        if self.get(report.key) is not None:
            raise InputError("report.exists", key=str(report.key))
        self._connection.execute(insert(reports).values(_columns(report)))

    def get(self, key: ReportKey) -> Report | None:
        """Return a report with its answers, from the trash too."""
        row = self._connection.execute(select(reports).where(*_is(key))).first()
        return report_from(row, row.answers_xml) if row else None

    def save_answers(
        self,
        key: ReportKey,
        answers_xml: bytes,
        *,
        position: str | None,
        findings: Iterable[Finding],
        answered: int,
        questions: int,
        saved_at: datetime,
        part: int = 0,
        parts: int = 0,
    ) -> None:
        """Keep a draft's answers; a signed report raises `report.frozen`. `part` of `parts` counts from 1."""
        changed = self._connection.execute(
            _SAVE_ANSWERS,
            {
                "key_id": key.id,
                "key_version": key.version,
                "answers_xml": answers_xml,
                "position": position,
                "findings": _findings_text(findings),
                "answered": answered,
                "questions": questions,
                "part": part,
                "parts": parts,
                "saved_at": saved_at,
            },
        )
        if changed.rowcount == 0:
            require_draft(self._require(key).state)

    def mark_signed(self, key: ReportKey, manifest_sha256: str, signed_at: datetime) -> None:
        """Freeze a draft; a practice visit raises `report.practice`."""
        held = self._require(key)
        require_draft(held.state)
        if held.practice:
            raise InputError("report.practice", report=str(key))
        self._change_draft(
            key, state=ReportState.SIGNED.value, manifest_sha256=manifest_sha256, signed_at=signed_at
        )

    def advance(self, key: ReportKey, state: ReportState) -> ReportState:
        """Move a report to a state it has heard of, never back; return where it stands."""
        current = self._require(key).state
        reached = later(current, state)
        if reached is not current:
            self._connection.execute(update(reports).where(*_is(key)).values(state=reached.value))
        return reached

    def list(
        self,
        states: Iterable[ReportState],
        *,
        practice: bool | None = None,
        offset: int = 0,
        limit: int | None = None,
    ) -> Rows:
        """Return reports in these states, last saved first, without answers (b"") and without the trash."""
        query = _listed().where(
            reports.c.state.in_([state.value for state in states]), reports.c.trashed_at.is_(None)
        )
        if practice is not None:
            query = query.where(reports.c.practice.is_(practice))
        return self._rows(query.order_by(reports.c.saved_at.desc(), reports.c.id).offset(offset).limit(limit))

    def latest_for_assignment(self, assignment_id: str) -> Report | None:
        """Return the report last begun on an assignment, with its answers; no practice, no trash."""
        row = self._connection.execute(
            select(reports)
            .where(reports.c.assignment_id == assignment_id)
            .where(reports.c.practice.is_(False), reports.c.trashed_at.is_(None))
            .order_by(reports.c.started_at.desc(), reports.c.version.desc())
            .limit(1)
        ).first()
        return report_from(row, row.answers_xml) if row else None

    def versions(self, report_id: str) -> Rows:
        """Return every version of a report, oldest first, without answers."""
        return self._rows(_listed().where(reports.c.id == report_id).order_by(reports.c.version))

    def trash(self, key: ReportKey, at: datetime) -> None:
        """Put a draft into the trash; what is signed cannot go there."""
        self._change_draft(key, trashed_at=at)

    def restore(self, key: ReportKey) -> None:
        """Take a draft back out of the trash."""
        self._change_draft(key, trashed_at=None)

    def trashed(self) -> Rows:
        """Return what is in the trash, last thrown away first, without answers."""
        query = _listed().where(reports.c.trashed_at.is_not(None))
        return self._rows(query.order_by(reports.c.trashed_at.desc(), reports.c.id))

    def purge(self, before: datetime) -> tuple[ReportKey, ...]:
        """Delete what went to the trash before a time, with its evidence rows; return the keys."""
        doomed = reports.c.trashed_at < before
        rows = self._connection.execute(select(reports.c.id, reports.c.version).where(doomed)).all()
        self._connection.execute(delete(reports).where(doomed))
        return tuple(ReportKey(row.id, row.version) for row in rows)

    def counts(self) -> Counts:
        """Return the home screen's four counts, and what waits; practice and trash left out."""
        counted = (reports.c.practice.is_(False), reports.c.trashed_at.is_(None))
        numbers = select(reports.c.state, func.count().label("number")).group_by(reports.c.state)
        rows = self._connection.execute(numbers.where(*counted))
        by_state = {ReportState(row.state): int(row.number) for row in rows}
        to_do = select(func.count()).select_from(assignments).where(without_report())
        return Counts(
            to_do=self._connection.scalar(to_do) or 0,
            drafts=by_state.get(ReportState.DRAFT, 0),
            ready=sum(by_state.get(state, 0) for state in PENDING),
            sent=sum(by_state.get(state, 0) for state in SENT),
            pending_bytes=Outbox(self._connection).pending_bytes(),
            unread_feedback=len(unread_feedback(self._connection)),
        )

    def _change_draft(self, key: ReportKey, **values: object) -> None:
        changed = self._connection.execute(
            update(reports).where(*_is(key), reports.c.state == _DRAFT).values(values)
        )
        if changed.rowcount == 0:
            require_draft(self._require(key).state)

    def _require(self, key: ReportKey) -> Report:
        rows = self._rows(_listed().where(*_is(key)))
        if not rows:
            raise InputError("report.unknown", report=str(key))
        return rows[0]

    def _rows(self, query: Query) -> Rows:
        return [report_from(row, b"") for row in self._connection.execute(query)]


def _listed() -> Query:
    return select(*LISTED)


def _is(key: ReportKey) -> tuple[Any, Any]:
    return (reports.c.id == key.id, reports.c.version == key.version)


def _findings_text(findings: Iterable[Finding]) -> str:
    return encode(tuple(findings)).decode()


def _columns(report: Report) -> dict[str, object]:
    return {
        "id": report.key.id,
        "version": report.key.version,
        "state": report.state.value,
        "activity": report.activity.value,
        "assignment_id": report.assignment_id,
        "work_id": report.work_id,
        "checklist_id": report.checklist_id,
        "checklist_version": report.checklist_version,
        "answers_xml": report.answers_xml,
        "position": report.position,
        "findings": _findings_text(report.findings),
        "practice": report.practice,
        "started_at": report.started_at,
        "saved_at": report.saved_at,
        "signed_at": report.signed_at,
        "manifest_sha256": report.manifest_sha256,
        "replaces": report.replaces,
        "reason": report.reason,
        "answered": report.answered,
        "questions": report.questions,
        "part": report.part,
        "parts": report.parts,
        "trashed_at": report.trashed_at,
    }


def report_from(row: Any, answers_xml: bytes) -> Report:
    """Return a report's row as a report."""
    return Report(
        key=ReportKey(row.id, row.version),
        state=ReportState(row.state),
        activity=Activity(row.activity),
        assignment_id=row.assignment_id,
        work_id=row.work_id,
        checklist_id=row.checklist_id,
        checklist_version=row.checklist_version,
        answers_xml=answers_xml,
        position=row.position,
        findings=tuple(decode(row.findings, list[Finding])),
        practice=row.practice,
        started_at=row.started_at,
        saved_at=row.saved_at,
        signed_at=row.signed_at,
        manifest_sha256=row.manifest_sha256,
        replaces=row.replaces,
        reason=row.reason,
        answered=row.answered,
        questions=row.questions,
        trashed_at=row.trashed_at,
        part=row.part,
        parts=row.parts,
    )
