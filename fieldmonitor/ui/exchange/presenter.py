"""Memories looked for beside the window; without Qt."""

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from fieldmonitor.app.ports import TaskRunner
from fieldmonitor.app.stick import at, plugged_in
from fieldmonitor.system.volumes import Volume
from fieldmonitor.ui.presenter import Presenter

if TYPE_CHECKING:
    from fieldmonitor.app.workspace import Workspace


class MemoryView(Protocol):
    """The part of a screen that lists memories."""

    def trouble(self, error: Exception) -> None: ...
    def show_places(self, places: tuple[Volume, ...]) -> None: ...


class MemoryPresenter(Presenter):
    """Knows the memories that are plugged in, and the folder that a person chose beside them."""

    def __init__(self, ws: "Workspace", runner: TaskRunner, view: MemoryView) -> None:
        super().__init__(ws, runner, view)
        self._memory_view = view
        self._chosen: tuple[Volume, ...] = ()

    def look(self) -> None:
        """Look again for memories; a chosen folder stays in the list."""
        self.runner.background(plugged_in, self._found, self.show_trouble)

    def choose(self, folder: Path) -> None:
        """Put a folder that a person picked first in the list."""

        def picked(place: Volume) -> None:
            self._chosen = (place,)
            self.look()

        self.runner.background(lambda: at(folder), picked, self.show_trouble)

    def _found(self, places: tuple[Volume, ...]) -> None:
        if self.closed:
            return
        known = {place.folder for place in places}
        own = tuple(place for place in self._chosen if place.folder not in known)
        self._memory_view.show_places((*own, *places))
