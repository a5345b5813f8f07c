"""Assignments beside their works, as lists show them: searched, sorted and paged by the database."""

from datetime import date
from typing import Any, Literal

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Select,
    and_,
    exists,
    func,
    literal,
    literal_column,
    or_,
    select,
    text,
)

from fieldmonitor.domain.local import AssignmentRow
from fieldmonitor.domain.records import Activity
from fieldmonitor.domain.reports import ReportKey, ReportState
from fieldmonitor.store.projections import fold
from fieldmonitor.store.tables import assignments, reports, settings, works

Query = Select[*tuple[Any, ...]]
Order = Literal["due", "name"]

_COUNTED = and_(reports.c.practice.is_(False), reports.c.trashed_at.is_(None))
"""Practice visits and the trash say nothing about an assignment."""


DECLINED = "declined:"
"""Setting, with the assignment's id, while the volunteer has declined it."""


def without_report() -> ColumnElement[bool]:
    """The condition that nothing was begun on an assignment yet, and that it was not declined."""
    begun = select(reports.c.id).where(reports.c.assignment_id == assignments.c.id, _COUNTED)
    return and_(~exists(begun.correlate(assignments)), ~_declined())


def _finished() -> ColumnElement[bool]:
    """The condition that the report last begun is signed and not returned, or the assignment declined."""
    begun = (ReportState.DRAFT.value, ReportState.RETURNED.value)
    signed = and_(reports.c.state.is_not(None), reports.c.state.not_in(begun))
    return or_(signed, _declined())


def _declined() -> ColumnElement[bool]:
    kept = select(settings.c.key).where(settings.c.key == literal(DECLINED) + assignments.c.id)
    return exists(kept.correlate(assignments))


class Assignments:
    """Read-only: assignments change only as records (`records.apply`)."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def rows(
        self,
        *,
        search: str = "",
        order: Order = "due",
        offset: int = 0,
        limit: int | None = None,
        only_open: bool = False,
    ) -> list[AssignmentRow]:
        """Return a page of assignments; by due date, those with nothing left to do come last.

        `search` finds those that have all its words in name, entity, place or codes; `only_open` leaves
        out those with a report, begun or sent, and those declined.
        """
        query = _filtered(_listed(), search, only_open)
        by_due = (_finished(), assignments.c.due)
        first = by_due if order == "due" else (works.c.name_key,)
        rows = self._connection.execute(query.order_by(*first, assignments.c.id).offset(offset).limit(limit))
        return [_row(row) for row in rows]

    def count(self, *, search: str = "", only_open: bool = False) -> int:
        """Return how many `rows` would give."""
        query = select(func.count()).select_from(_beside_works())
        return self._connection.scalar(_filtered(query, search, only_open)) or 0

    def get(self, assignment_id: str) -> AssignmentRow | None:
        """Return one assignment's row."""
        row = self._connection.execute(_listed().where(assignments.c.id == assignment_id)).first()
        return _row(row) if row else None


def _beside_works() -> FromClause:
    return assignments.outerjoin(works, works.c.id == assignments.c.work_id)


def _listed() -> Query:
    """Select assignments with their works and the report last begun on each."""
    newest = (
        select(literal_column("candidate.rowid"))
        .select_from(reports.alias("candidate"))
        .where(text("candidate.assignment_id = assignments.id"))
        .where(text("candidate.practice = 0 AND candidate.trashed_at IS NULL"))
        .order_by(text("candidate.started_at DESC, candidate.version DESC"))
        .limit(1)
        .correlate(assignments)
        .scalar_subquery()
    )
    columns: list[ColumnElement[Any]] = [
        *assignments.c,
        *(column for column in works.c if column.name != "id"),
        reports.c.id.label("report_id"),
        reports.c.version.label("report_version"),
        reports.c.state.label("report_state"),
        _declined().label("declined"),
    ]
    return select(*columns).select_from(
        _beside_works().outerjoin(reports, literal_column("reports.rowid") == newest)
    )


def _filtered(query: Query, search: str, only_open: bool) -> Query:
    for word in fold(search).split():
        query = query.where(works.c.search.contains(word, autoescape=True))
    return query.where(without_report()) if only_open else query


def _row(row: Any) -> AssignmentRow:
    """Return a listed row; unpacked, for a thousand are read at a time and each name costs a look-up."""
    id_, work, activity, due, visit, name, _key, entity, department, province, district, cui, *rest = row
    latitude, longitude, _search, _change, report, version, state_name, declined = rest
    state = ReportState(state_name) if state_name else None
    return AssignmentRow(
        id_,
        work,
        Activity(activity),
        date.fromisoformat(due),
        name or work,
        entity or "",
        district or "",
        province or "",
        department or "",
        cui,
        latitude,
        longitude,
        visit,
        ReportKey(report, version) if report and state is ReportState.DRAFT else None,
        state,
        bool(declined),
    )
