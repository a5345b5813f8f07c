"""When a visit was prepared, begun and left: kept with its report, frozen with it."""

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select

from fieldmonitor.domain.clock import Moment
from fieldmonitor.domain.errors import InputError
from fieldmonitor.domain.reports import ReportKey, ReportState, require_draft
from fieldmonitor.domain.visit import VisitMark, VisitStep
from fieldmonitor.store.tables import reports, visit_marks


class VisitMarks:
    """The marks of drafts may come and go; those of signed reports are frozen."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, key: ReportKey, mark: VisitMark) -> None:
        """Keep a mark after those that a report has."""
        self._require_draft(key)
        last = self._connection.scalar(select(func.max(visit_marks.c.number)).where(*_of(key))) or 0
        self._connection.execute(
            insert(visit_marks).values(
                report_id=key.id,
                report_version=key.version,
                number=last + 1,
                code=mark.step.value,
                at=mark.at.utc,
                utc_offset_minutes=mark.at.utc_offset_minutes,
                error_seconds=mark.at.error_seconds,
            )
        )

    def list(self, key: ReportKey) -> tuple[VisitMark, ...]:
        """Return a report's marks in the order they were made."""
        rows = self._connection.execute(select(visit_marks).where(*_of(key)).order_by(visit_marks.c.number))
        return tuple(
            VisitMark(VisitStep(row.code), Moment(row.at, row.utc_offset_minutes, row.error_seconds))
            for row in rows
        )

    def take_back(self, key: ReportKey, step: VisitStep) -> None:
        """Drop the last mark, if it is this step: what was pressed by mistake."""
        self._require_draft(key)
        last = self._connection.scalar(select(func.max(visit_marks.c.number)).where(*_of(key)))
        self._connection.execute(
            delete(visit_marks).where(
                *_of(key), visit_marks.c.number == last, visit_marks.c.code == step.value
            )
        )

    def _require_draft(self, key: ReportKey) -> None:
        state = self._connection.scalar(
            select(reports.c.state).where(reports.c.id == key.id, reports.c.version == key.version)
        )
        if state is None:
            raise InputError("report.unknown", report=str(key))
        require_draft(ReportState(state))


def _of(key: ReportKey) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return (visit_marks.c.report_id == key.id, visit_marks.c.report_version == key.version)
