"""A draft opens as what it is: an assessment as its matrix, a visit as its checklist; a list stays a list."""

from typing import TYPE_CHECKING

from fieldmonitor.app.assessment import is_assessment
from fieldmonitor.system.translations import _
from fieldmonitor.ui.shell.navigation import Route
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.visit.screen import VisitScreen

if TYPE_CHECKING:
    from fieldmonitor.ui.context import UiContext


RECOVERED = "assessment:recovered"
"""Where the time of a draft that a crash left is handed to the matrix."""


class DraftScreen(VisitScreen):
    """Where "Continuar" leads: the activity is known only once the draft is open."""

    def show_draft(self) -> None:
        """Give an assessment's place to its matrix."""
        if is_assessment(self._presenter.draft.session):
            if self._presenter.recovered_at is not None:
                self.context.typed[RECOVERED] = self._presenter.recovered_at.isoformat()
            self.becomes.emit(Route("assessment", self._route.key, self._route.ref))
        else:
            super().show_draft()


class ListScreen(VisitScreen):
    """An assessment's questions one below the other, for those who prefer a list to a matrix."""

    def __init__(self, context: "UiContext", route: Route) -> None:
        super().__init__(context, route)
        self.leave_words = _("Matriz") if look().narrow else _("Ver la matriz")

    def index_words(self) -> str:
        return _("Partes de la veeduría")

    def leave(self) -> None:
        self.go("assessment", self._route.key, self.route().ref)
