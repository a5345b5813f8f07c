"""A profile that cannot be opened: what happened, what is safe, and what to do next."""

from typing import TYPE_CHECKING

from fieldmonitor.app.messages import words_for
from fieldmonitor.domain.errors import EnvironmentFault
from fieldmonitor.system.disk import Space, space
from fieldmonitor.system.formats import size
from fieldmonitor.system.translations import _
from fieldmonitor.ui.entry.frame import NarrowScreen
from fieldmonitor.ui.shell.navigation import Route
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.widgets.banner import Banner
from fieldmonitor.ui.widgets.facts import pair
from fieldmonitor.ui.widgets.layout import rule
from fieldmonitor.ui.widgets.words import paragraph, text
from fieldmonitor.ui.wording import breakable

if TYPE_CHECKING:
    from fieldmonitor.ui.context import UiContext

DAMAGED = frozenset({"store.corrupt", "store.missing", "vault.damaged", "vault.missing", "vault.wiped"})
NEEDS_SHEET = frozenset({"vault.keyring_missing"})
FULL = frozenset({"store.disk_full", "disk.full"})


class FaultScreen(NarrowScreen):
    """Reads `context.fault`; each kind of trouble has its own next step."""

    def __init__(self, context: "UiContext", route: Route) -> None:
        super().__init__(context, route)
        error = context.fault or EnvironmentFault("store.cannot_open")
        said = words_for(error)
        self._code = said.code
        lines = self.lines
        lines.addWidget(text(_("No se pudo abrir su perfil"), "title", wrap=True))
        kind = "warn" if self._code in ("profile.in_use", "store.locked") else "error"
        lines.addWidget(Banner(kind, said.next_step, lead=said.what))
        lines.addSpacing(look().px(8))
        lines.addWidget(text(_("Qué pasa con sus datos"), "heading"))
        lines.addWidget(paragraph(self._about_data()))
        lines.addSpacing(look().px(8))
        lines.addWidget(rule("ruleStrong"))
        folder = breakable(str(context.entry.folder))
        for name, value in ((_("Carpeta"), folder), (_("Código del error"), self._code)):
            lines.addWidget(pair(name, text(value, wrap=True)))
        lines.addStretch(1)
        self._next_step()

    def start(self) -> None:
        if self._code in FULL:
            self.ask(lambda: space(self.context.entry.folder), self._show_space)
        elif self.strip.primary is not None:
            self.strip.primary.setFocus()

    def _show_space(self, room: Space) -> None:
        shown = pair(_("Espacio libre"), text(size(room.free), wrap=True))
        self.lines.insertWidget(self.lines.count() - 1, shown)

    def _about_data(self) -> str:
        if self._code == "vault.wiped":
            return _("Las claves se destruyeron: nadie puede leer lo que había. Lo enviado sigue entregado.")
        if self._code in DAMAGED:
            return _(
                "El programa no borró ni cambió nada. Lo enviado está a salvo en la Contraloría. "
                "Una copia de seguridad se restaura al lado; lo dañado se queda donde está."
            )
        return _("El programa no borró ni cambió nada. Sus datos siguen cifrados en esta laptop.")

    def _next_step(self) -> None:
        if self.context.entry.can_add():
            self.strip.leading(_("Elegir otra persona"), lambda: self.go("people"), "user-round")
        self.strip.space()
        again = _("Volver a intentar")
        if self._code in DAMAGED:
            self.strip.act(again, self.context.look_again)
            self.strip.act(_("Restaurar una copia"), lambda: self.go("restore"), kind="primary")
        elif self._code in NEEDS_SHEET:
            self.strip.act(again, self.context.look_again)
            self.strip.act(_("Usar la hoja de recuperación"), lambda: self.go("recover"), kind="primary")
        else:
            self.strip.act(again, self.context.look_again, kind="primary", icon_name="rotate-ccw")

    def escape(self) -> bool:
        return True
