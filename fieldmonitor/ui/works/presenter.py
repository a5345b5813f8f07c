"""The list of assignments: searched and sorted by the database, as one types."""

from datetime import date
from typing import TYPE_CHECKING, Protocol

from fieldmonitor.app import map as map_
from fieldmonitor.app import queries
from fieldmonitor.app.map import MapLayers, MapRows, PhotoPlace
from fieldmonitor.app.ports import TaskRunner
from fieldmonitor.app.workspace import Workspace
from fieldmonitor.domain.local import AssignmentRow
from fieldmonitor.ui.packs.age import ask_of_age
from fieldmonitor.ui.presenter import Presenter

if TYPE_CHECKING:
    from fieldmonitor.app.pack_age import PackStanding


class WorksView(Protocol):
    """What the presenter tells the screen."""

    def show_assignments(self, rows: tuple[AssignmentRow, ...], found: MapRows, today: date) -> None: ...
    def show_layers(self, layers: MapLayers) -> None: ...
    def show_photos(self, places: tuple[PhotoPlace, ...]) -> None: ...
    def show_age(self, told: "PackStanding | None") -> None: ...
    def trouble(self, error: Exception) -> None: ...


class WorksPresenter(Presenter):
    """Answers only the last search: an earlier one that ends late is dropped."""

    def __init__(self, ws: Workspace, runner: TaskRunner, view: WorksView) -> None:
        super().__init__(ws, runner, view)
        self._screen = view
        self._asked = 0
        self.search = ""
        self.order = "due"
        self.only_open = False
        self._pictured: str | None = None

    def load(self) -> None:
        """Read the list that fits search and order."""
        self._asked += 1
        number, search, order, only_open = self._asked, self.search.strip(), self.order, self.only_open

        def read() -> tuple[tuple[AssignmentRow, ...], MapRows]:
            rows = queries.assignments(self.ws, search=search, order=order, only_open=only_open)
            return rows, map_.markers(rows, map_.home(self.ws))

        def show(read_: tuple[tuple[AssignmentRow, ...], MapRows]) -> None:
            if number == self._asked:
                self._screen.show_assignments(*read_, self.ws.today())

        self.ask(read, show)

    def load_layers(self) -> None:
        """Read the map that a pack brought."""
        self.ask(lambda: map_.layers(self.ws), self._screen.show_layers)

    def load_age(self) -> None:
        """Read what is to be said of the pack's age."""
        ask_of_age(self, self._screen.show_age)

    def look_at(self, assignment: str | None) -> None:
        """Show where the photos of the chosen work's visit were taken; only the last choice is answered."""
        if assignment == self._pictured:
            return
        self._pictured = assignment
        if assignment is None:
            self._screen.show_photos(())
            return

        def show(places: tuple[PhotoPlace, ...]) -> None:
            if assignment == self._pictured:
                self._screen.show_photos(places)

        self.ask(lambda: map_.photos_of_visit(self.ws, assignment), show)

    def stand_at(self, latitude: float, longitude: float) -> None:
        """Keep the volunteer's own place, and read the distances from it."""
        self.ask(lambda: map_.set_home(self.ws, latitude, longitude), lambda _place: self.load())

    def stand_nowhere(self) -> None:
        """Forget the volunteer's own place."""
        self.ask(lambda: map_.forget_home(self.ws), lambda _done: self.load())
