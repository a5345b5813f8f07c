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

    def close(self) -> None:
        """Drop the results that are still on their way."""
        self.closed = True

    def ask(self, task: Callable[[], T], then: Callable[[T], None] | None = None) -> None:
        """Run a database task; an error is shown in words on the screen."""

        def deliver(result: T) -> None:
            if not self.closed and then is not None:
                then(result)

        self.runner.database(task, deliver, self.show_trouble)

    def show_trouble(self, error: Exception) -> None:
        """Show an error unless the screen is gone."""
        if not self.closed:
            self._view.trouble(error)
