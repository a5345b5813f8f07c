"""What a memory stick is asked and told; the copying runs beside the window and can be broken off."""

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from fieldmonitor.app import stick
from fieldmonitor.app.ports import TaskRunner
from fieldmonitor.app.stick import Load
from fieldmonitor.domain.errors import Cancelled
from fieldmonitor.ui.exchange.presenter import MemoryPresenter, MemoryView
from fieldmonitor.ui.pace import Pace

if TYPE_CHECKING:
    from fieldmonitor.app.bundles import BroughtIn
    from fieldmonitor.app.workspace import Workspace
    from fieldmonitor.sync.bundle.export import Exported


class StickView(MemoryView, Protocol):
    """What the presenter needs of the screen."""

    def show_load(self, load: Load) -> None: ...
    def show_copied(self, done: "Exported") -> None: ...
    def show_interrupted(self) -> None: ...
    def show_taken(self, done: "BroughtIn") -> None: ...
    def stopped(self) -> None: ...


class StickPresenter(MemoryPresenter):
    """Knows the copy under way."""

    def __init__(self, ws: "Workspace", runner: TaskRunner, view: StickView) -> None:
        super().__init__(ws, runner, view)
        self._stick_view = view
        self.pace = Pace()
        self.copying = False

    def begin(self) -> None:
        """Look for what waits and for what is plugged in."""
        self.ask(lambda: stick.load(self.ws), self._stick_view.show_load)
        self.look()

    def copy(self, folder: Path, *, originals: bool) -> None:
        """Begin to copy what waits."""
        self.copying, work = True, self.pace.begin()
        self.runner.background(
            lambda: stick.copy_to(self.ws, folder, work, originals=originals), self._copied, self._failed
        )

    def interrupt(self) -> None:
        """Break the copying off; what was written of it is taken away again."""
        self.pace.cancel()

    def take(self, folder: Path) -> None:
        """Bring receipts in from a place."""
        self.runner.background(lambda: stick.take_from(self.ws, folder), self._taken, self._failed)

    def close(self) -> None:
        self.interrupt()
        super().close()

    def _copied(self, done: "Exported") -> None:
        self.copying = False
        if not self.closed:
            self._stick_view.show_copied(done)

    def _taken(self, done: "BroughtIn") -> None:
        if not self.closed:
            self._stick_view.show_taken(done)

    def _failed(self, error: Exception) -> None:
        self.copying = False
        if self.closed:
            return
        self._stick_view.stopped()
        if isinstance(error, Cancelled):
            self._stick_view.show_interrupted()
        else:
            self._view.trouble(error)
