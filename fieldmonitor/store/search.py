"""Full text over what is kept: which places are due to be taken in, and which match some words."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, text

from fieldmonitor.domain.records import Activity
from fieldmonitor.domain.reports import ReportKey, ReportState
from fieldmonitor.store.tables import assignments, evidence, reports, search_due, search_places, works

_WORD = re.compile(r"\w+")
_MOST_WORDS = 12

_FIND = text(
    "SELECT places.ref, places.owner, found.title,"
    " snippet(search_text, 2, '', '', '…', 16) AS words"
    " FROM search_text AS found JOIN search_places AS places ON places.id = found.rowid"
    " WHERE search_text MATCH :wanted ORDER BY bm25(search_text, 0.0, 8.0, 1.0), places.id LIMIT :limit"
)
_PUT = text("INSERT INTO search_text (rowid, kind, title, body) VALUES (:id, :kind, :title, :body)")
_DROP = text("DELETE FROM search_text WHERE rowid = :id")


@dataclass(frozen=True, slots=True)
class Passage:
    """Something to be found: where it stands, its title and its words."""

    ref: str
    title: str
    body: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A place that matches, with the words around the match; `owner` is the record, report or photo."""

    ref: str
    owner: str
    title: str
    words: str


@dataclass(frozen=True, slots=True)
class FoundReport:
    """A report among what was found."""

    state: ReportState
    activity: Activity
    work_name: str
    saved_at: datetime


class Search:
    """The index lies in the same keyed file as what it indexes."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def due(self, limit: int) -> list[tuple[str, str]]:
        """Return (kind, ref) of what has changed since it was taken in."""
        query = select(search_due.c.kind, search_due.c.ref)
        rows = self._connection.execute(query.order_by(search_due.c.kind, search_due.c.ref).limit(limit))
        return [(row.kind, row.ref) for row in rows]

    def take_in(self, kind: str, owner: str, passages: tuple[Passage, ...]) -> None:
        """Put an owner's passages in place of those held; nothing of it is due any more."""
        self._forget(kind, owner)
        for passage in passages:
            place = self._connection.execute(
                insert(search_places).values(kind=kind, owner=owner, ref=passage.ref)
            ).inserted_primary_key
            assert place is not None
            values = {"id": place[0], "kind": kind, "title": passage.title, "body": passage.body}
            self._connection.execute(_PUT, values)
        self._connection.execute(
            delete(search_due).where(search_due.c.kind == kind, search_due.c.ref == owner)
        )

    def find(self, words: str, kind: str, limit: int) -> list[Hit]:
        """Return the places of a kind where every word begins some word, the best first."""
        found = _WORD.findall(words)[:_MOST_WORDS]
        if not found:
            return []
        every = " AND ".join(f'"{word}"*' for word in found)
        wanted = f'kind : "{kind}" AND {{title body}} : ({every})'
        rows = self._connection.execute(_FIND, {"wanted": wanted, "limit": limit})
        return [Hit(row.ref, row.owner, row.title, row.words) for row in rows]

    def assignments_of(self, work_ids: Iterable[str]) -> dict[str, str]:
        """Return one assignment for each work that has any, the one that is due last."""
        query = select(assignments.c.work_id, assignments.c.id).where(assignments.c.work_id.in_(work_ids))
        rows = self._connection.execute(query.order_by(assignments.c.due, assignments.c.id))
        return {row.work_id: row.id for row in rows}

    def reports(self, keys: Iterable[ReportKey]) -> dict[ReportKey, FoundReport]:
        """Return what the hits among reports are about."""
        query = (
            select(reports.c.id, reports.c.version, reports.c.state, reports.c.activity)
            .add_columns(reports.c.saved_at, reports.c.work_id, works.c.name)
            .outerjoin(works, works.c.id == reports.c.work_id)
            .where(reports.c.id.in_({key.id for key in keys}))
        )
        return {
            ReportKey(row.id, row.version): FoundReport(
                ReportState(row.state), Activity(row.activity), row.name or row.work_id, row.saved_at
            )
            for row in self._connection.execute(query)
        }

    def reports_of_photos(self, ids: Iterable[str]) -> dict[str, ReportKey]:
        """Return the reports that photos belong to."""
        query = select(evidence.c.id, evidence.c.report_id, evidence.c.report_version)
        rows = self._connection.execute(query.where(evidence.c.id.in_(ids)))
        return {row.id: ReportKey(row.report_id, row.report_version) for row in rows}

    def _forget(self, kind: str, owner: str) -> None:
        held = (search_places.c.kind == kind) & (search_places.c.owner == owner)
        ids = list(self._connection.scalars(select(search_places.c.id).where(held)))
        for place in ids:
            self._connection.execute(_DROP, {"id": place})
        if ids:
            self._connection.execute(delete(search_places).where(held))
