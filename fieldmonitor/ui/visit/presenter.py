"""An open checklist: answers go into the session at once and to disk right after, in one order."""

from datetime import datetime
from typing import Protocol

from fieldmonitor.app import drafts, photos
from fieldmonitor.app.drafts import Draft
from fieldmonitor.app.ports import TaskRunner
from fieldmonitor.app.workspace import Workspace
from fieldmonitor.domain.clock import LIMA_OFFSET
from fieldmonitor.domain.local import Evidence
from fieldmonitor.domain.reports import Finding, ReportKey
from fieldmonitor.forms import Changes, GroupState, NodeView
from fieldmonitor.ui.presenter import Presenter

Shot = tuple[Evidence, bytes]


class VisitView(Protocol):
    """What the presenter tells the screen."""

    def show_draft(self) -> None: ...
    def show_changes(self, changes: Changes) -> None: ...
    def show_saved(self, at: datetime) -> None: ...
    def show_shots(self) -> None: ...
    def trouble(self, error: Exception) -> None: ...


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
        self.shots: tuple[Shot, ...] = ()
        self.shots_known = False
        self.saved_at: datetime | None = None

    def close(self) -> None:
        """Write what was answered since the write under way began: nobody will hear of its end."""
        if self._dirty:
            snapshot = self.draft.snapshot()
            self.runner.database(lambda: drafts.save(self.ws, snapshot))
        super().close()

    @property
    def draft(self) -> Draft:
        """The open draft; there is one from `show_draft` on."""
        return self._known[str(self.key)]

    def open(self, language: str) -> None:
        """Open the draft where it was left, or go on with the one that is open."""
        held = self._known.get(str(self.key))
        if held is not None and held.session.language.startswith(language):
            self._opened(held)
        else:
            self.ask(lambda: drafts.open_draft(self.ws, self.key, language), self._opened)

    def groups(self) -> list[GroupState]:
        """Return the relevant parts with their progress."""
        return [group for group in self.draft.session.groups() if group.relevant]

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
        changes = self.draft.answer(ref, value)
        if changes:
            self._screen.show_changes(changes)
            self.save()

    def stand_at(self, ref: str) -> None:
        """Remember where the person is, to open there again."""
        self.draft.session.position = ref

    def save(self) -> None:
        """Write the draft; while one write is under way, one more is enough for all that follows."""
        if self._saving:
            self._dirty = True
            return
        self._saving, self._dirty = True, False
        snapshot = self.draft.snapshot()
        self.runner.database(lambda: drafts.save(self.ws, snapshot), self._saved, self._not_saved)

    def findings(self) -> tuple[Finding, ...]:
        """Return what the answers propose."""
        return self.draft.findings

    def load_shots(self) -> None:
        """Read the report's photos with their thumbnails."""
        self.ask(lambda: photos.thumbnails(self.ws, self.key), self._show_shots)

    def add_photo(self, data: bytes, name: str, ref: str | None) -> None:
        """Keep a photo; work on it goes on in the background."""
        self.runner.background(
            lambda: photos.add_photo(self.ws, self.key, data, name=name, question_ref=ref),
            lambda _evidence: self._added(),
            self.show_trouble,
        )

    def lima_now(self) -> datetime:
        """Return Peru's wall clock."""
        return self.ws.clock.now().replace(tzinfo=None) + LIMA_OFFSET

    def _opened(self, draft: Draft) -> None:
        self._known[str(self.key)] = draft
        self._screen.show_draft()
        self.load_shots()

    def _saved(self, at: str) -> None:
        self._saving = False
        self.saved_at = datetime.fromisoformat(at)
        if self._dirty:
            self.save()
        elif not self.closed:
            self._screen.show_saved(self.saved_at)

    def _not_saved(self, error: Exception) -> None:
        self._saving = False
        self.show_trouble(error)

    def _show_shots(self, shots: list[Shot]) -> None:
        self.shots = tuple(shots)
        self.shots_known = True
        self._match_answers()
        self._screen.show_shots()

    def _match_answers(self) -> None:
        """Bring photo questions into step with the photos that are there: each names its first one."""
        first: dict[str, str] = {}
        for evidence, _thumbnail in self.shots:
            if evidence.question_ref:
                first.setdefault(evidence.question_ref, evidence.sha256)
        held = {(evidence.question_ref, evidence.sha256) for evidence, _thumbnail in self.shots}
        for part in self.groups():
            for node in self.questions(part.ref):
                if node.control == "upload" and node.relevant and (node.ref, node.value) not in held:
                    self.answer(node.ref, first.get(node.ref, ""))

    def _added(self) -> None:
        if self.closed:
            return  # the photo is kept; whoever opens the draft next brings its question into step
        self.load_shots()
