"""A screen on a report that is being written: its name in the head, when it was saved, the way out."""

from datetime import datetime
from typing import TYPE_CHECKING

from fieldmonitor.forms import Changes
from fieldmonitor.system.formats import clock_time
from fieldmonitor.system.translations import _
from fieldmonitor.ui.keys import report_key
from fieldmonitor.ui.shell.header import VisitHeader
from fieldmonitor.ui.shell.navigation import Route, Screen
from fieldmonitor.ui.visit.naming import name_visit
from fieldmonitor.ui.visit.presenter import VisitPresenter

if TYPE_CHECKING:
    from fieldmonitor.ui.context import UiContext


class DraftScreen(Screen):
    """`key` of its route is the report. What was typed last is handed over by `flush` before one leaves."""

    header = "visit"

    def __init__(self, context: "UiContext", route: Route) -> None:
        super().__init__(context, route)
        key = report_key(route.key)
        self._presenter = VisitPresenter(context.ws, context.runner, self, key, context.drafts)
        self._head: VisitHeader | None = None

    def flush(self) -> None:
        """Hand over what was typed last."""

    def start(self) -> None:
        self._presenter.open(self.context.language)

    def close_screen(self) -> None:
        self.flush()
        self._presenter.close()

    def escape(self) -> bool:
        self.leave()
        return True

    def dress_header(self, header: VisitHeader) -> None:
        self._head = header

    def show_draft(self) -> None:
        """Say which visit this is; what is shown of it follows its photos."""
        name_visit(self._head, self._presenter.draft)

    def show_changes(self, changes: Changes) -> None:
        """Answers are not shown here, or laid out anew."""

    def show_saved(self, at: datetime) -> None:
        """Say that every change is on disk."""
        if self._head is not None:
            self._head.show_saved(_("Guardado {time}").format(time=clock_time(at)))

    def show_shots(self) -> None:
        """Show what the draft holds, now that its photos are known; every screen has its own."""
        raise NotImplementedError
