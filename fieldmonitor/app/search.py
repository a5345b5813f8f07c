"""Search over everything on this laptop: works, reports, photos, what came back, notices, lessons.

The index lies in the encrypted store and is told by triggers what has changed; `catch_up` takes that in
before a search, so that what is found is what is kept.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from fieldmonitor.app.search_said import Said, around, best, question_labels
from fieldmonitor.app.search_text import Part, Reader, feedback_parts, work_parts
from fieldmonitor.app.workspace import Workspace
from fieldmonitor.domain.local import Report
from fieldmonitor.domain.records import Activity, Feedback, RecordKind, Work
from fieldmonitor.domain.reports import ReportKey, ReportState
from fieldmonitor.protocol.codec import from_plain
from fieldmonitor.store import UnitOfWork
from fieldmonitor.store.search import Hit
from fieldmonitor.system.translations import LANGUAGES, current_language

BATCH = 100
"""How many changed things one commit takes in: other writers never wait long."""

SHORTEST = 2
"""Letters: a search for one letter finds everything and helps nobody."""


class FoundKind(StrEnum):
    """What can be found, in the order in which it is shown."""

    WORK = "work"
    REPORT = "report"
    PHOTO = "photo"
    FEEDBACK = "feedback"
    NOTICE = "notice"
    LESSON = "course"


@dataclass(frozen=True, slots=True)
class Found:
    """Something found: `id` names it, `words` stand around the match in the part that `code` names.

    `label` is the question where an answer matched; without a code the match is in the title.
    For a work, `assignment` names the visit it is to have. For reports, photos and feedback, `report` is
    the report they belong to, with its state.
    """

    kind: FoundKind
    id: str
    title: str
    words: str
    assignment: str = ""
    report: ReportKey | None = None
    state: ReportState | None = None
    activity: Activity | None = None
    work_name: str = ""
    saved_at: datetime | None = None
    code: str = ""
    label: str = ""


def catch_up(ws: Workspace, batch: int = BATCH) -> bool:
    """Take in a batch of what has changed since it was indexed; tell whether more waits."""
    with ws.store.read() as uow:
        if not uow.search.due(1):
            return False
    with ws.store.write() as uow:
        reader = Reader(uow)
        due = uow.search.due(batch)
        for kind, owner in due:
            uow.search.take_in(kind, owner, reader.passages(kind, owner))
        return bool(uow.search.due(1))


def find(ws: Workspace, words: str, each: int = 8) -> tuple[Found, ...]:
    """Return what matches every word, at most `each` of a kind, kinds in their order.

    Accents and case do not matter, and a word may be typed in part. Call `catch_up` until it is done first.
    """
    if len("".join(words.split())) < SHORTEST:
        return ()
    with ws.store.read() as uow:
        hits = {kind: uow.search.find(words, kind.value, each) for kind in FoundKind}
        told, seen, shot = hits[FoundKind.FEEDBACK], hits[FoundKind.REPORT], hits[FoundKind.PHOTO]
        photos_of = uow.search.reports_of_photos([hit.owner for hit in shot])
        reading = _Reading(uow, words, hits)
        return (
            *_works(uow, reading, hits[FoundKind.WORK]),
            *_reports(uow, FoundKind.REPORT, {hit.owner: _key(hit.owner) for hit in seen}, seen, reading),
            *_reports(uow, FoundKind.PHOTO, photos_of, shot, reading),
            *_reports(uow, FoundKind.FEEDBACK, {hit.owner: _key(hit.ref) for hit in told}, told, reading),
            *_plain(FoundKind.NOTICE, hits[FoundKind.NOTICE]),
            *_lessons(hits[FoundKind.LESSON]),
        )


def recent(ws: Workspace, most: int = 6) -> tuple[Found, ...]:
    """Return the reports that were worked on last, the latest first: what one mostly looks for again."""
    with ws.store.read() as uow:
        rows = uow.overview.reports(ReportState, limit=most)
    return tuple(
        Found(
            FoundKind.REPORT, str(row.report.key), row.work_name, "", report=row.report.key,
            state=row.report.state, activity=row.report.activity, work_name=row.work_name,
            saved_at=row.report.saved_at,
        )
        for row in rows
    )  # fmt: skip


class _Reading:
    """Looks up which part of a hit matched; only for the few that are shown."""

    def __init__(self, uow: UnitOfWork, wanted: str, hits: dict[FoundKind, list[Hit]]) -> None:
        self._uow, self._wanted = uow, wanted
        self._reader = Reader(uow)
        self._bodies = {
            kind: uow.records.some(RecordKind(kind), [hit.owner for hit in hits[kind]])
            for kind in (FoundKind.WORK, FoundKind.FEEDBACK)
        }
        self._labels: dict[tuple[str, str], dict[str, str]] = {}

    def work(self, hit: Hit) -> Said:
        """Return the part of a work that matched; its entity where only its name did."""
        body = self._bodies[FoundKind.WORK].get(hit.owner)
        parts = work_parts(from_plain(body, Work)) if body is not None else []
        return self._said(best(parts, self._wanted) or next(iter(parts), None))

    def of(self, kind: FoundKind, hit: Hit) -> Said:
        """Return the part of a report, a photo or an answer to a report that matched."""
        if kind is FoundKind.PHOTO:
            return self._said(best([Part("file", hit.words)], self._wanted))
        if kind is FoundKind.FEEDBACK:
            body = self._bodies[FoundKind.FEEDBACK].get(hit.owner)
            parts = feedback_parts(from_plain(body, Feedback)) if body is not None else []
            return self._said(best(parts, self._wanted) or next(iter(parts), None))
        report = self._uow.reports.get(_key(hit.owner))
        if report is None:
            return Said(words=hit.words)
        part = best(self._reader.report_parts(report), self._wanted)
        if part is None or not part.code.startswith("answer."):
            return self._said(part)
        label = self._questions(report).get(part.code.removeprefix("answer."), "")
        return Said("answer", label, around(part.words, self._wanted))

    def _said(self, part: Part | None) -> Said:
        return Said(part.code, "", around(part.words, self._wanted)) if part else Said()

    def _questions(self, report: Report) -> dict[str, str]:
        checklist = (report.checklist_id, report.checklist_version)
        if checklist not in self._labels:
            record = self._uow.records.checklist(*checklist)
            self._labels[checklist] = question_labels(record.xform, current_language()) if record else {}
        return self._labels[checklist]


def _works(uow: UnitOfWork, reading: _Reading, hits: list[Hit]) -> list[Found]:
    assigned = uow.search.assignments_of([hit.ref for hit in hits])
    found = []
    for hit in hits:
        said, visit = reading.work(hit), assigned.get(hit.ref, "")
        found.append(Found(FoundKind.WORK, hit.ref, hit.title, said.words, assignment=visit, code=said.code))
    return found


def _reports(
    uow: UnitOfWork, kind: FoundKind, keys: dict[str, ReportKey], hits: list[Hit], reading: _Reading
) -> list[Found]:
    """Return hits beside the reports they belong to; `keys` names them by the hit's owner."""
    held = uow.search.reports(keys.values())
    found = []
    for hit in hits:
        key, said = keys.get(hit.owner), reading.of(kind, hit)
        about = held.get(key) if key else None
        if about is None:  # feedback on a report that another laptop sent
            found.append(Found(kind, hit.ref, hit.title, said.words, code=said.code))
            continue
        found.append(
            Found(
                kind, hit.ref, hit.title, said.words, report=key, state=about.state,
                activity=about.activity, work_name=about.work_name, saved_at=about.saved_at,
                code=said.code, label=said.label,
            )
        )  # fmt: skip
    return found


def _plain(kind: FoundKind, hits: list[Hit]) -> list[Found]:
    return [Found(kind, hit.ref, hit.title, hit.words) for hit in hits]


def _lessons(hits: list[Hit]) -> list[Found]:
    """Return lessons by their title in the language in force, or in Spanish."""
    at = LANGUAGES.index(current_language())
    found = []
    for hit in hits:
        titles = hit.title.split("\n")
        found.append(Found(FoundKind.LESSON, hit.ref, titles[at] or titles[0], hit.words))
    return found


def _key(text: str) -> ReportKey:
    report, _slash, version = text.rpartition("/")
    return ReportKey(report, int(version))
