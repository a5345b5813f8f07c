"""The page of the screens before a profile: one column, not too wide, in the middle."""

from typing import TYPE_CHECKING, TypeVar

from PySide6.QtWidgets import QVBoxLayout, QWidget

from fieldmonitor.ui.shell.navigation import Route, Screen
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.widgets.layout import Page, column, row

if TYPE_CHECKING:
    from collections.abc import Callable

    from fieldmonitor.ui.context import UiContext

T = TypeVar("T")


class NarrowScreen(Screen):
    """A head without places, one column; `ask` runs work and says in words what went wrong."""

    header = "bare"

    def __init__(self, context: "UiContext", route: Route, width: int = 720) -> None:
        super().__init__(context, route)
        self._gone = False
        self.page = page = Page()
        across = row()
        across.addStretch(1)
        box = QWidget()
        box.setMaximumWidth(look().px(width))
        self.lines: QVBoxLayout = column(box, gap=12)
        across.addWidget(box, 8)
        across.addStretch(1)
        page.column.addLayout(across, 1)
        self.set_body(page)

    def close_screen(self) -> None:
        self._gone = True

    def ask(self, task: "Callable[[], T]", then: "Callable[[T], object]", *, slow: bool = False) -> None:
        """Run a task beside the window, a slow one beside the database too; buttons rest meanwhile."""
        self.busy(True)

        def deliver(result: T) -> None:
            if not self._gone:
                self.busy(False)
                then(result)

        def failed(error: Exception) -> None:
            if not self._gone:
                self.busy(False)
                self.refused(error)

        run = self.context.runner.background if slow else self.context.runner.database
        run(task, deliver, failed)

    def refused(self, error: Exception) -> None:
        """Say what went wrong; screens with fields say it at the field."""
        self.trouble(error)

    def busy(self, busy: bool) -> None:
        """Let the next step rest while something is under way."""
        if self.strip.primary is not None:
            self.strip.primary.setEnabled(not busy)
