"""Search over everything on this laptop: works, reports, photos, what came back, notices, lessons.

The index lies in the encrypted store and is told by triggers what has changed; `catch_up` takes that in
before a search, so that what is found is what is kept.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from fieldmonitor.app.search_text import Reader
from fieldmonitor.app.workspace import Workspace
from fieldmonitor.domain.records import Activity
from fieldmonitor.domain.reports import ReportKey, ReportState
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
    """Something found: `id` names it, `words` stand around the match.

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
        return (
            *_works(uow, hits[FoundKind.WORK]),
            *_reports(uow, FoundKind.REPORT, {hit.owner: _key(hit.owner) for hit in seen}, seen),
            *_reports(uow, FoundKind.PHOTO, photos_of, shot),
            *_reports(uow, FoundKind.FEEDBACK, {hit.owner: _key(hit.ref) for hit in told}, told),
            *_plain(FoundKind.NOTICE, hits[FoundKind.NOTICE]),
            *_lessons(hits[FoundKind.LESSON]),
        )


def _works(uow: UnitOfWork, hits: list[Hit]) -> list[Found]:
    assigned = uow.search.assignments_of([hit.ref for hit in hits])
    return [
        Found(FoundKind.WORK, hit.ref, hit.title, hit.words, assignment=assigned.get(hit.ref, ""))
        for hit in hits
    ]


def _reports(uow: UnitOfWork, kind: FoundKind, keys: dict[str, ReportKey], hits: list[Hit]) -> list[Found]:
    """Return hits beside the reports they belong to; `keys` names them by the hit's owner."""
    held = uow.search.reports(keys.values())
    found = []
    for hit in hits:
        key = keys.get(hit.owner)
        about = held.get(key) if key else None
        if about is None:  # feedback on a report that another laptop sent
            found.append(Found(kind, hit.ref, hit.title, hit.words))
            continue
        found.append(
            Found(
                kind, hit.ref, hit.title, hit.words, report=key, state=about.state,
                activity=about.activity, work_name=about.work_name, saved_at=about.saved_at,
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
