"""A disk that is nearly full, in words: before a visit, and in the status bar."""

from typing import TYPE_CHECKING

from fieldmonitor.system.formats import size
from fieldmonitor.system.translations import _

if TYPE_CHECKING:
    from fieldmonitor.app.care import SpaceWarning


def space_words(warning: "SpaceWarning") -> tuple[str, str]:
    """Return the strong words and the rest, as a banner shows them."""
    if warning.critical:
        lead = _("Casi no queda espacio: {free} libres.").format(free=size(warning.free))
        return lead, _("Libere espacio antes de salir, o no podrá guardar fotos. Vea Ajustes, Espacio.")
    lead = _("Queda poco espacio: {free} libres.").format(free=size(warning.free))
    return lead, _("Una visita con fotos puede ocupar {needed}. Vea Ajustes, Espacio.").format(
        needed=size(warning.needed)
    )
