"""What every presenter has: the open profile, a runner, and a way to be told that its screen is gone."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol, TypeVar

from fieldmonitor.app.ports import TaskRunner

if TYPE_CHECKING:
    from fieldmonitor.app.workspace import Workspace

T = TypeVar("T")


class View(Protocol):
    """The part of a screen that every presenter needs."""

    def trouble(self, error: Exception) -> None: ...


class Presenter:
    """Holds a screen's logic, without Qt. Results that arrive after `close` are dropped by the runner."""

    def __init__(self, ws: "Workspace", runner: TaskRunner, view: View) -> None:
        self.ws = ws
        self.runner = runner
        self.closed = False
        self._view = view
        self._under_way = 0

    def close(self) -> None:
        """Drop the results that are still on their way."""
        self.closed = True

    def ask(self, task: Callable[[], T], then: Callable[[T], None] | None = None) -> None:
        """Run a database task; an error is shown in words on the screen, and that it takes long too."""

        def deliver(result: T) -> None:
            self._settle(answered=True)
            if not self.closed and then is not None:
                then(result)

        def fail(error: Exception) -> None:
            self._settle(answered=False)
            self.show_trouble(error)

        self._under_way += 1
        if not self.closed:
            self._tell_waiting(answered=False)
        self.runner.database(task, deliver, fail)

    def _settle(self, *, answered: bool) -> None:
        self._under_way -= 1
        if not self.closed:
            self._tell_waiting(answered=answered)

    def _tell_waiting(self, *, answered: bool) -> None:
        tell = getattr(self._view, "waiting", None)  # a screen says it; what only listens need not
        if tell is not None:
            tell(self._under_way > 0, answered=answered)

    def show_trouble(self, error: Exception) -> None:
        """Show an error unless the screen is gone."""
        if not self.closed:
            self._view.trouble(error)
