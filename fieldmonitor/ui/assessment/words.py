"""How a cell's state is shown: word, icon and tone together, never one alone."""

from fieldmonitor.app import names
from fieldmonitor.app.assessment import Cell, Status
from fieldmonitor.app.assessment_words import status_words
from fieldmonitor.system.translations import _
from fieldmonitor.ui.names import Sign

_ICONS = {
    None: ("circle", "text2"),
    Status.PUBLISHED: ("circle-check", "ok"),
    Status.PARTIAL: ("circle-dot", "warn"),
    Status.MISSING: ("circle-x", "error"),
    Status.OUTDATED: ("history", "warn"),
    Status.CONTRADICTORY: ("triangle-alert", "warn"),
    Status.UNVERIFIED: ("circle-question-mark", "text"),
    Status.NOT_APPLICABLE: ("circle-minus", "text2"),
}


def cell_sign(status: Status | None) -> Sign:
    """Return a state's word, icon and the role of its ink."""
    icon, ink = _ICONS[status]
    return Sign(status_words(status), icon, ink)


def spoken_cell(cell: Cell, item: str, *, noticed: bool, asked: bool = False) -> str:
    """Return a cell as screen readers say it."""
    said = f"{item}, {names.portal(cell.portal)}: {status_words(cell.status)}"
    more = [_("La Contraloría pide algo aquí.")] if asked else []
    more += [_("Tiene un aviso del programa.")] if noticed else []
    return ". ".join((said, " ".join(more))) if more else said
