"""What home says and what it offers to do next."""

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from fieldmonitor.app import queries
from fieldmonitor.app.ports import TaskRunner
from fieldmonitor.app.queries import HomeView, ReportView
from fieldmonitor.app.workspace import Workspace
from fieldmonitor.domain.errors import InputError
from fieldmonitor.domain.reports import ReportKey
from fieldmonitor.ui.presenter import Presenter


@dataclass(frozen=True, slots=True)
class HomeModel:
    """Everything the home screen shows; `first_life` belongs to the first feedback."""

    view: HomeView
    first_life: ReportView | None
    today: date

    @property
    def empty(self) -> bool:
        """Tell whether nothing has arrived or been begun yet."""
        counts = self.view.counts
        return not (counts.to_do or counts.drafts or counts.ready or counts.sent)

    @property
    def next_action(self) -> str:
        """The one thing to do next: continue, send, visit, or synchronise."""
        counts = self.view.counts
        if self.view.next_step is not None:
            return "continue"
        if counts.ready:
            return "send"
        return "visit" if counts.to_do else "synchronise"


class HomeScreenView(Protocol):
    """What the presenter tells the screen."""

    def show_home(self, model: HomeModel) -> None: ...
    def trouble(self, error: Exception) -> None: ...


class HomePresenter(Presenter):
    """Loads home; one task, a bounded number of queries."""

    def __init__(self, ws: Workspace, runner: TaskRunner, view: HomeScreenView) -> None:
        super().__init__(ws, runner, view)
        self._screen = view

    def load(self) -> None:
        """Read everything that home shows."""
        self.ask(self._read, self._screen.show_home)

    def _read(self) -> HomeModel:
        view = queries.home(self.ws)
        first = None
        if view.feedback:
            told = view.feedback[0]
            first = _report(self.ws, ReportKey(told.report_id, told.report_version))
        return HomeModel(view, first, self.ws.today())


def _report(ws: Workspace, key: ReportKey) -> ReportView | None:
    """Return the report a feedback is about; another laptop of the same volunteer may have sent it."""
    try:
        return queries.report_view(ws, key)
    except InputError:
        return None
