"""After an erasure: what is gone, what the comptroller keeps, and copies that were out of reach."""

from typing import TYPE_CHECKING

from fieldmonitor.system.translations import _
from fieldmonitor.ui.entry.frame import NarrowScreen
from fieldmonitor.ui.shell.navigation import Route
from fieldmonitor.ui.widgets.banner import Banner
from fieldmonitor.ui.widgets.words import paragraph, text
from fieldmonitor.ui.wording import breakable

if TYPE_CHECKING:
    from fieldmonitor.ui.context import UiContext


class ErasedScreen(NarrowScreen):
    """Shown once; then the laptop is as before the first start."""

    def __init__(self, context: "UiContext", route: Route) -> None:
        super().__init__(context, route)
        self.lines.addWidget(text(_("Su perfil se borró"), "title", wrap=True))
        gone = _("Las claves se destruyeron: lo que quede en el disco no se puede leer.")
        self.lines.addWidget(paragraph(gone))
        kept = _(
            "La Contraloría conserva lo que usted envió. Si quiere que borre su nombre, "
            "pídalo a su coordinación."
        )
        self.lines.addWidget(paragraph(kept))
        for place in filter(None, context.typed.get("erased.missed", "").split("\n")):
            lead = _("Falta borrar las copias de una memoria que no estaba conectada:")
            self.lines.addWidget(Banner("warn", breakable(place), lead=lead))
        self.lines.addStretch(1)
        self.strip.space()
        self.strip.act(_("Entendido"), self._go_on, kind="primary")

    def _go_on(self) -> None:
        self.context.typed.clear()
        self.context.look_again()

    def escape(self) -> bool:
        return True
