"""The list of assignments: searched and sorted by the database, as one types."""

from datetime import date
from typing import Protocol

from fieldmonitor.app import queries
from fieldmonitor.app.ports import TaskRunner
from fieldmonitor.app.workspace import Workspace
from fieldmonitor.domain.local import AssignmentRow
from fieldmonitor.ui.presenter import Presenter


class WorksView(Protocol):
    """What the presenter tells the screen."""

    def show_assignments(self, rows: tuple[AssignmentRow, ...], today: date) -> None: ...
    def trouble(self, error: Exception) -> None: ...


class WorksPresenter(Presenter):
    """Answers only the last search: an earlier one that ends late is dropped."""

    def __init__(self, ws: Workspace, runner: TaskRunner, view: WorksView) -> None:
        super().__init__(ws, runner, view)
        self._screen = view
        self._asked = 0
        self.search = ""
        self.order = "due"

    def load(self) -> None:
        """Read the list that fits search and order."""
        self._asked += 1
        number, search, order = self._asked, self.search.strip(), self.order

        def show(rows: tuple[AssignmentRow, ...]) -> None:
            if number == self._asked:
                self._screen.show_assignments(rows, self.ws.today())

        self.ask(lambda: queries.assignments(self.ws, search=search, order=order), show)
