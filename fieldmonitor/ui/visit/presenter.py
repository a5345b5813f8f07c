"""An open checklist: answers go into the session at once and to disk right after, in one order."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Protocol

from fieldmonitor.app import attachments, camera_clock, drafts, photos, recovery, rows, urgent
from fieldmonitor.app.drafts import Draft
from fieldmonitor.app.ports import TaskRunner
from fieldmonitor.app.told import Asked, asked_of
from fieldmonitor.app.workspace import Workspace
from fieldmonitor.domain.clock import lima
from fieldmonitor.domain.local import Evidence
from fieldmonitor.domain.records import Activity
from fieldmonitor.domain.reports import Finding, ReportKey, ReportState
from fieldmonitor.forms import Changes, GroupState, NodeView
from fieldmonitor.ui.context import UiContext
from fieldmonitor.ui.photos.words import card
from fieldmonitor.ui.presenter import Presenter
from fieldmonitor.ui.visit.parts import numbers
from fieldmonitor.ui.widgets.photo_grid import PhotoCard


class VisitView(Protocol):
    """What the presenter tells the screen."""

    context: UiContext

    def show_draft(self) -> None: ...
    def show_signed(self) -> None: ...
    def show_changes(self, changes: Changes) -> None: ...
    def show_saved(self, at: datetime) -> None: ...
    def show_shots(self) -> None: ...
    def say_unsaved(self, error: Exception, again: Callable[[], object]) -> None: ...
    def say_saved_again(self) -> None: ...
    def trouble(self, error: Exception) -> None: ...
    def settle(self) -> None: ...


class VisitPresenter(Presenter):
    """`known` are the open drafts of the window, so that photos and review share the session."""

    def __init__(
        self, ws: Workspace, runner: TaskRunner, view: VisitView, key: ReportKey, known: dict[str, Draft]
    ) -> None:
        super().__init__(ws, runner, view)
        self._screen = view
        self.key = key
        self._known = known
        self._saving = False
        self._dirty = False
        self._failing = False
        self._stood = ""
        self.evidence: tuple[Evidence, ...] = ()
        self.cards: tuple[PhotoCard, ...] = ()
        self.warned: dict[str, Finding] = {}
        self.asked: dict[str, tuple[Asked, ...]] = {}
        self.recovered_at: datetime | None = None
        self.newest = ""
        self.reading = 0
        self.shots_known = False
        self.saved_at: datetime | None = None

    def close(self) -> None:
        """Write where the person stood, and what was answered since the write under way began."""
        known = self._known.get(str(self.key))  # none any more where the profile is being locked
        moved = known is not None and not self.closed and known.session.position != self._stood
        if known is not None and (known.unsaved or moved):
            snapshot = known.snapshot()
            tell = self._screen.context.trouble
            self.runner.database(lambda: drafts.save(self.ws, snapshot), lambda _at: _settled(known), tell)
        if not self.closed:
            # Where that cannot be written, the next start says once too often what it recovered.
            self.runner.database(lambda: recovery.leave(self.ws), None, lambda _error: None)
        super().close()

    @property
    def draft(self) -> Draft:
        """The open draft; there is one from `show_draft` on."""
        return self._known[str(self.key)]

    def open(self, language: str) -> None:
        """Open the draft where it was left, or go on with the one that is open."""
        held = self._known.get(str(self.key))
        if held is not None and held.session.language.startswith(language):
            self.ask(lambda: recovery.enter(self.ws, self.key))
            self._opened(held)
        else:
            self.ask(lambda: self._read(language), self._read_anew)

    def groups(self) -> list[GroupState]:
        """Return the relevant parts with their progress."""
        return [group for group in self.draft.session.groups() if group.relevant]

    def indexed(self) -> list[GroupState]:
        """Return the parts that are asked, and in their places those that an answer took away."""
        draft = self.draft
        return [group for group in draft.session.groups() if group.relevant or group.ref in draft.usual]

    def part_of(self, ref: str) -> str:
        """Return the part that a question belongs to; the first one for an unknown place."""
        groups = self.groups()
        found = next((g.ref for g in groups if ref == g.ref or ref.startswith(f"{g.ref}/")), None)
        return found or groups[0].ref

    def questions(self, part: str) -> list[NodeView]:
        """Return a part's nodes in the order of the screen."""
        return [node for node in self.draft.session.node(part).walk() if node.ref != part]

    def answer(self, ref: str, value: str) -> None:
        """Take an answer and save it; what a screen says while it is thrown away comes too late."""
        if self.closed:
            return
        stood = self.draft.session.position
        changes = self.draft.answer(ref, value)
        if changes:
            self._screen.show_changes(changes)
            self.save()
        else:
            self.stand_at(stood)  # a field that hands over what it held moves nobody

    def add_row(self, ref: str) -> str:
        """Add a row to a repeat; return its first question."""
        changes, first = rows.add_row(self.draft.session, ref)
        self._screen.show_changes(changes)
        self.stand_at(first)
        self.save()
        return first

    def take_row(self, ref: str) -> Callable[[], None]:
        """Take a repeat's last row away; return what puts it back. Its photos stay, without a question."""
        draft, photos_of = self.draft, dict[str, str]()
        changes, taken = rows.take_last_row(draft.session, ref)
        self._screen.show_changes(changes)
        self.save()

        def gone(held: dict[str, str]) -> None:
            photos_of.update(held)
            self.load_shots()

        def put_back() -> None:
            if self._known.get(str(self.key)) is not draft or self.closed:
                return
            self.ask(lambda: rows.hang_again(self.ws, photos_of), lambda _done: self.load_shots())
            self._screen.show_changes(rows.put_back(draft.session, taken))
            self.save()

        self.ask(lambda: rows.let_go(self.ws, self.key, taken.row), gone)
        return put_back

    def stand_at(self, ref: str) -> None:
        """Remember where the person is, to open there again; `close` writes it."""
        if not self.closed:  # a screen that goes away passes the keyboard on by itself
            self.draft.session.position = ref

    def save(self) -> None:
        """Write the draft; while one write is under way, one more is enough for all that follows."""
        self.draft.unsaved = True
        if self._saving:
            self._dirty = True
            return
        self._saving, self._dirty = True, False
        snapshot = self.draft.snapshot()
        self._stood = self.draft.session.position
        self.runner.database(lambda: drafts.save(self.ws, snapshot), self._saved, self._not_saved)

    def findings(self) -> tuple[Finding, ...]:
        """Return what the answers propose."""
        return self.draft.findings

    @property
    def photos(self) -> list[Evidence]:
        """What can be shown as a picture."""
        return [row for row in self.evidence if row.thumbnail_sha256]

    @property
    def files(self) -> list[Evidence]:
        """What is kept as a file: documents, saved pages, sound, video."""
        return [row for row in self.evidence if not row.thumbnail_sha256]

    def shot(self, evidence_id: str) -> Evidence | None:
        """Return a photo or file by its id."""
        return next((row for row in self.evidence if row.id == evidence_id), None)

    def load_shots(self) -> None:
        """Read which photos and files the report has, and what its review asks; no picture is opened."""
        draft = self.draft
        self.ask(lambda: _listed(self.ws, draft), self._show_listed)

    def add_photo(self, data: bytes, name: str, ref: str | None) -> None:
        """Keep a pasted picture; work on it goes on in the background."""
        self._add(lambda: photos.add_photo(self.ws, self.key, data, name=name, question_ref=ref))

    def add_path(self, path: Path, ref: str | None) -> None:
        """Keep a photo, or another file that may be evidence."""
        photo = bool(ref) and self.draft.report.activity is not Activity.INFORMATION_ACCESS
        self._add(lambda: attachments.take(self.ws, self.key, path, question_ref=ref, photo=photo))

    def photo_questions(self) -> list[tuple[str, str]]:
        """Return the questions that ask for photos now, each with its number and words."""
        counted = numbers(self.groups(), self.questions)
        nodes = (self.draft.session.node(ref) for ref in counted)
        return [(node.ref, f"{counted[node.ref]} {node.label}") for node in nodes if node.control == "upload"]

    def thumbnail_reader(self, photo: str) -> Callable[[], bytes]:
        """Return what reads a photo's thumbnail, away from the window."""
        row = self.shot(photo)
        return lambda: photos.thumbnail(self.ws, row) if row is not None else b""

    def lima_now(self) -> datetime:
        """Return Peru's wall clock."""
        return lima(self.ws.clock.now())

    def _read(self, language: str) -> tuple[Draft, datetime | None]:
        draft = drafts.open_draft(self.ws, self.key, language)
        return draft, recovery.enter(self.ws, self.key)

    def _read_anew(self, read: tuple[Draft, datetime | None]) -> None:
        draft, self.recovered_at = read
        self._opened(draft)

    def _opened(self, draft: Draft) -> None:
        if draft.report.state is not ReportState.DRAFT:  # signed since: there is nothing to write in any more
            self._screen.show_signed()
            return
        self._known[str(self.key)] = draft
        self._stood = draft.session.position
        self._screen.show_draft()
        self.load_shots()
        if draft.unsaved:  # an earlier screen could not write it
            self.save()

    def _saved(self, at: str) -> None:
        self._saving = False
        self.saved_at = datetime.fromisoformat(at)
        if self._dirty:
            self.save()
            return
        _settled(self.draft)
        if self._failing:
            self._failing = False
            self._screen.say_saved_again()
        self._screen.show_saved(self.saved_at)

    def _not_saved(self, error: Exception) -> None:
        """Keep what was answered, say so, and write it as soon as that can be done."""
        self._saving, self._failing = False, True
        self._screen.say_unsaved(error, self._save_again)

    def _save_again(self) -> None:
        if not self.closed and self.draft.unsaved:
            self.save()

    def _show_listed(self, listed: "Listed") -> None:
        self.evidence, self.cards, self.warned, self.asked = listed
        self.shots_known = True
        self._match_answers()
        self._screen.show_shots()

    def _match_answers(self) -> None:
        """Bring photo questions into step with the photos that are there: each names its first one."""
        first: dict[str, str] = {}
        for row in self.evidence:
            if row.question_ref:
                first.setdefault(row.question_ref, row.sha256)
        held = {(row.question_ref, row.sha256) for row in self.evidence}
        stood = self.draft.session.position
        for part in self.groups():
            for node in self.questions(part.ref):
                if node.control == "upload" and node.relevant and (node.ref, node.value) not in held:
                    self.answer(node.ref, first.get(node.ref, ""))
        self.stand_at(stood)  # a photo that has come moves nobody

    def _add(self, task: Callable[[], Evidence]) -> None:
        self.reading += 1
        self.runner.background(task, self._added, self._not_added)

    def _added(self, evidence: Evidence) -> None:
        self.reading -= 1
        if self.closed:
            return  # it is kept; whoever opens the draft next brings its question into step
        self._screen.settle()
        self.newest = evidence.question_ref or ""
        if self.reading:
            self.load_shots()
            return
        # A camera whose clock was stated as wrong once is so for its later photos too.
        self.ask(lambda: camera_clock.keep_stated(self.ws, self.key), lambda _count: self.load_shots())

    def _not_added(self, error: Exception) -> None:
        self.reading -= 1
        self.show_trouble(error)


def _settled(draft: Draft) -> None:
    """Take note that all of a draft is written."""
    draft.unsaved = False


Listed = tuple[tuple[Evidence, ...], tuple[PhotoCard, ...], dict[str, Finding], dict[str, tuple[Asked, ...]]]


def _listed(ws: Workspace, draft: Draft) -> Listed:
    """Return a report's evidence, its photos as cards, which findings were sent ahead, and what is asked."""
    evidence = tuple(attachments.listed(ws, draft.key))
    cards = tuple(card(row) for row in evidence if row.thumbnail_sha256)
    return evidence, cards, urgent.sent_ahead(ws, draft.key), asked_of(ws, draft.key)
