"""What home says and what it offers to do next."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Protocol

from fieldmonitor.app.ports import TaskRunner
from fieldmonitor.domain.errors import InputError
from fieldmonitor.ui.presenter import Presenter

if TYPE_CHECKING:
    from fieldmonitor.app.pack_age import PackStanding
    from fieldmonitor.app.queries import HomeView, ReportView
    from fieldmonitor.app.workspace import Workspace
    from fieldmonitor.domain.activity import Activity
    from fieldmonitor.domain.local import Counts
    from fieldmonitor.domain.reports import ReportKey
    from fieldmonitor.ui.ports import Glance, GlanceCounts


@dataclass(frozen=True, slots=True)
class NextDraft:
    """The draft that home offers to continue; `due` is known once the store is."""

    key: str
    work_name: str
    answered: int
    questions: int
    saved_at: datetime
    practice: bool
    activity: "Activity"
    part: int = 0
    parts: int = 0
    due: date | None = None


@dataclass(frozen=True, slots=True)
class HomeModel:
    """Everything the home screen shows; `view` and `first_life` are missing at a first glance."""

    volunteer: str | None
    counts: "Counts | GlanceCounts"
    next_due: date | None
    draft: NextDraft | None
    today: date
    view: "HomeView | None" = None
    first_life: "ReportView | None" = None
    may_apply: bool = False

    @property
    def empty(self) -> bool:
        """Tell whether nothing has arrived or been begun yet."""
        counts = self.counts
        return not (counts.to_do or counts.drafts or counts.ready or counts.sent)

    @property
    def next_action(self) -> str:
        """The one thing to do next: apply, continue, send, visit, or synchronise."""
        counts = self.counts
        if self.may_apply:
            return "apply"
        if self.draft is not None:
            return "continue"
        if counts.ready:
            return "send"
        return "visit" if counts.to_do else "synchronise"


class HomeScreenView(Protocol):
    """What the presenter tells the screen."""

    def show_home(self, model: HomeModel) -> None: ...
    def show_age(self, told: "PackStanding | None") -> None: ...
    def trouble(self, error: Exception) -> None: ...


class HomePresenter(Presenter):
    """Loads home; one task, a bounded number of queries."""

    def __init__(self, ws: "Workspace", runner: TaskRunner, view: HomeScreenView) -> None:
        super().__init__(ws, runner, view)
        self._screen = view

    def load(self) -> None:
        """Read everything that home shows; what is to be said of the pack's age comes after it."""
        from fieldmonitor.ui.packs.age import ask_of_age  # not before the window is painted

        self.ask(self._read, self._screen.show_home)
        ask_of_age(self, self._screen.show_age)

    def _read(self) -> HomeModel:
        from fieldmonitor.app import personal, queries
        from fieldmonitor.domain.reports import ReportKey

        view = queries.home(self.ws)
        first = None
        if view.feedback:
            told = view.feedback[0]
            first = _report(self.ws, ReportKey(told.report_id, told.report_version))
        step = view.next_step
        draft = (
            None
            if step is None
            else NextDraft(
                str(step.report.key),
                step.work_name,
                step.report.answered,
                step.report.questions,
                step.report.saved_at,
                step.report.practice,
                step.report.activity,
                step.report.part,
                step.report.parts,
                step.due,
            )
        )
        return HomeModel(
            view.volunteer,
            view.counts,
            view.next_due,
            draft,
            self.ws.today(),
            view,
            first,
            personal.open_call(self.ws) is not None,
        )


def at_a_glance(glance: "Glance", today: date) -> HomeModel:
    """Return what home can show before the store is there."""
    seen = glance.draft
    draft = (
        None
        if seen is None
        else NextDraft(
            seen.key,
            seen.work_name,
            seen.answered,
            seen.questions,
            seen.saved_at,
            seen.practice,
            seen.activity,
            seen.part,
            seen.parts,
        )
    )
    return HomeModel(glance.volunteer, glance.counts, glance.next_due, draft, today)


def _report(ws: "Workspace", key: "ReportKey") -> "ReportView | None":
    """Return the report a feedback is about; another laptop of the same volunteer may have sent it."""
    from fieldmonitor.app import queries

    try:
        return queries.report_view(ws, key)
    except InputError:
        return None
