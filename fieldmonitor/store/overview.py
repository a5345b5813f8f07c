"""What the screens list across tables, in one query each, however many rows there are."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, and_, case, func, select, text

from fieldmonitor.domain.local import Report, ReportRow, StoredReceipt
from fieldmonitor.domain.outbox import OutboxState
from fieldmonitor.domain.records import Activity, Feedback, Notice, RecordKind, WorkChange
from fieldmonitor.domain.reports import ReportKey, ReportState
from fieldmonitor.protocol.codec import decode
from fieldmonitor.store.messages import receipt_from
from fieldmonitor.store.queue_view import QueueView
from fieldmonitor.store.reports import LISTED, report_from
from fieldmonitor.store.tables import assignments, outbox, receipts, records, reports, works

UNFINISHED = [state.value for state in OutboxState if state is not OutboxState.DONE]


class Overview:
    """Read-only views over several tables."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @property
    def queue(self) -> QueueView:
        """The outbox, message by message."""
        return QueueView(self._connection)

    def reports(self, states: Iterable[ReportState], *, limit: int | None = None) -> list[ReportRow]:
        """Return reports in these states beside their works, last saved first; no practice, no trash."""
        listed = (
            select(reports.c.id, reports.c.version)
            .where(reports.c.state.in_([state.value for state in states]))
            .where(reports.c.practice.is_(False), reports.c.trashed_at.is_(None))
            .order_by(reports.c.saved_at.desc(), reports.c.id)
            .limit(limit)
            .subquery()
        )
        query = (
            self._beside_works()
            .join(listed, and_(reports.c.id == listed.c.id, reports.c.version == listed.c.version))
            .order_by(reports.c.saved_at.desc(), reports.c.id)
        )
        return [_report_row(row) for row in self._connection.execute(query)]

    def report(self, report: Report) -> ReportRow:
        """Return one report beside its work."""
        query = self._beside_works().where(
            reports.c.id == report.key.id, reports.c.version == report.key.version
        )
        return _report_row(self._connection.execute(query).one())

    def named(self, ids: Iterable[str]) -> list[ReportRow]:
        """Return every version of some reports beside their works."""
        query = self._beside_works().where(reports.c.id.in_(list(ids)))
        return [_report_row(row) for row in self._connection.execute(query)]

    def receipts_of(self, ids: Iterable[str]) -> list[StoredReceipt]:
        """Return the receipts of some messages, in the order the server gave them."""
        query = select(receipts).where(receipts.c.message_id.in_(list(ids)))
        ordered = query.order_by(receipts.c.received_at, receipts.c.kind.desc())
        return [receipt_from(row) for row in self._connection.execute(ordered)]

    def of_work(self, work_id: str) -> list[Report]:
        """Return every report on a work, last begun first, without answers."""
        query = select(*LISTED).where(reports.c.work_id == work_id, reports.c.trashed_at.is_(None))
        rows = self._connection.execute(query.order_by(reports.c.started_at.desc()))
        return [report_from(row, b"") for row in rows]

    def open_draft(
        self, assignment_id: str, activity: Activity | None, *, practice: bool
    ) -> ReportKey | None:
        """Return the draft last begun on an assignment, of one activity or of any; no trash."""
        query = (
            select(reports.c.id, reports.c.version)
            .where(reports.c.assignment_id == assignment_id, reports.c.practice.is_(practice))
            .where(reports.c.state == ReportState.DRAFT.value, reports.c.trashed_at.is_(None))
            .order_by(reports.c.started_at.desc(), reports.c.version.desc())
            .limit(1)
        )
        if activity is not None:
            query = query.where(reports.c.activity == activity.value)
        row = self._connection.execute(query).first()
        return ReportKey(row.id, row.version) if row else None

    def last_answers(
        self, work_id: str, checklist_id: str, *, before: datetime, other_than: str
    ) -> bytes | None:
        """Return the answers of the report on a work, with one checklist, last signed before a time.

        Signed counts, sent or not: a second visit may come before the first report found a network.
        """
        left_out = (ReportState.DRAFT.value, ReportState.WITHDRAWN.value)
        answers: bytes | None = self._connection.scalar(
            select(reports.c.answers_xml)
            .where(reports.c.work_id == work_id, reports.c.checklist_id == checklist_id)
            .where(reports.c.state.not_in(left_out), reports.c.id != other_than)
            .where(reports.c.signed_at < before)
            .order_by(reports.c.signed_at.desc(), reports.c.version.desc())
            .limit(1)
        )
        return answers

    def bodies(self, kind: RecordKind) -> list[dict[str, object]]:
        """Return the bodies of all records of a kind."""
        bodies = self._connection.scalars(
            select(records.c.body).where(records.c.kind == kind.value, records.c.body.is_not(None))
        )
        return [decode(body, dict[str, object]) for body in bodies]

    def feedback(self, *, work_id: str | None = None, limit: int | None = None) -> list[Feedback]:
        """Return what the comptroller answered, on all reports or those on one work, last step first."""
        bodies = self._connection.scalars(
            text(
                "SELECT records.body FROM records WHERE records.kind = 'feedback' AND body IS NOT NULL"
                " AND (:work IS NULL OR records.id IN (SELECT feedback.record_id FROM feedback"
                " JOIN reports ON reports.id = feedback.report_id WHERE reports.work_id = :work))"
                " ORDER BY coalesce(body ->> '$.steps[#-1].on', '') DESC, records.id LIMIT :limit"
            ),
            {"work": work_id, "limit": -1 if limit is None else limit},
        )
        return [decode(body, Feedback) for body in bodies]

    def notices(self, *, after: str = "", limit: int | None = None) -> list[Notice]:
        """Return the programme's messages that are later than a time, as they carry it; the newest first."""
        bodies = self._connection.scalars(
            text(
                "SELECT body FROM records WHERE kind = 'notice' AND body IS NOT NULL"
                " AND body ->> '$.at' > :after ORDER BY body ->> '$.at' DESC, id LIMIT :limit"
            ),
            {"after": after, "limit": -1 if limit is None else limit},
        )
        return [decode(body, Notice) for body in bodies]

    def newest_notice(self) -> str | None:
        """Return the time of the newest message, as it carries it."""
        found: str | None = self._connection.scalar(
            text("SELECT max(body ->> '$.at') FROM records WHERE kind = 'notice' AND body IS NOT NULL")
        )
        return found

    def recent_changes(self, limit: int) -> list[tuple[str, str, WorkChange]]:
        """Return (work id, work name, change) of what entities published last on the works here."""
        rows = self._connection.execute(
            text(
                "SELECT works.id, works.name, change.value ->> '$.on' AS day,"
                " change.value ->> '$.text' AS words, change.value ->> '$.source' AS source"
                " FROM (SELECT id, name FROM works WHERE last_change != ''"
                " ORDER BY last_change DESC, id LIMIT :limit) AS works"
                " JOIN records ON records.kind = 'work' AND records.id = works.id,"
                " json_each(records.body, '$.changes') AS change"
                " ORDER BY day DESC, works.id LIMIT :limit"
            ),
            {"limit": limit},
        )
        return [
            (row.id, row.name, WorkChange(date.fromisoformat(row.day), row.words, row.source)) for row in rows
        ]

    def receipts(self) -> list[StoredReceipt]:
        """Return every receipt."""
        return [receipt_from(row) for row in self._connection.execute(select(receipts))]

    def unfinished(self) -> tuple[int, int]:
        """Return how many messages are not done, and how many of them need attention."""
        attention = func.max(case((outbox.c.state == OutboxState.NEEDS_ATTENTION.value, 1), else_=0))
        messages = (
            select(attention.label("attention"))
            .where(outbox.c.state.in_(UNFINISHED))
            .group_by(outbox.c.message_id, outbox.c.message_version)
            .subquery()
        )
        query = select(func.count(), func.coalesce(func.sum(messages.c.attention), 0)).select_from(messages)
        pending, needing = self._connection.execute(query).one()
        return pending, needing

    def _beside_works(self) -> Any:
        return (
            select(*LISTED, works.c.name.label("work_name"), works.c.district, assignments.c.due)
            .outerjoin(works, works.c.id == reports.c.work_id)
            .outerjoin(assignments, assignments.c.id == reports.c.assignment_id)
        )


def _report_row(row: Any) -> ReportRow:
    due = date.fromisoformat(row.due) if row.due else None
    return ReportRow(report_from(row, b""), row.work_name or row.work_id, row.district or "", due)
