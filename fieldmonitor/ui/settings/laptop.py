"""This laptop: whose it is, whom it talks to, where things lie, and what the program is."""

from typing import TYPE_CHECKING

from fieldmonitor import __version__
from fieldmonitor.app import personal
from fieldmonitor.system.formats import moment
from fieldmonitor.system.translations import _
from fieldmonitor.ui.settings.section import Section
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.widgets.buttons import Button
from fieldmonitor.ui.widgets.facts import pair
from fieldmonitor.ui.widgets.layout import clear, column, row
from fieldmonitor.ui.widgets.words import text
from fieldmonitor.ui.wording import breakable, in_eights

if TYPE_CHECKING:
    from fieldmonitor.app.queries import SyncLine


class LaptopSection(Section):
    """Facts, and the ways to enrol, to practise, and to let another person use the laptop."""

    def build(self) -> None:
        self._about = column(gap=0)
        self.lines.addLayout(self._about)

    def start(self) -> None:
        ws = self.context.ws
        self.ask(lambda: personal.who_and_where(ws), self._show)

    def _show(self, read: "tuple[str | None, str | None, SyncLine]") -> None:
        volunteer, server, line = read
        lines = self._about
        clear(lines)
        facts = [
            (_("Código"), volunteer or _("Sin inscribir")),
            (_("Servidor"), server or _("Ninguno")),
            (_("Clave de la laptop"), in_eights(self.context.ws.device.id)),
            (_("Carpeta"), breakable(str(self.context.ws.folder))),
            (_("Última sincronización"), moment(line.last_sync) or _("Nunca")),
            (_("Programa"), _("Monitor de Obras {version}, licencia Apache 2.0").format(version=__version__)),
            (_("Letra e iconos"), "Public Sans (SIL OFL 1.1), Lucide (ISC)"),
        ]
        what = _("Con ella la Contraloría reconoce lo que firma esta laptop. No es secreta.")
        known = {_("Clave de la laptop"): what}
        for name, value in facts:
            lines.addWidget(pair(name, text(value, wrap=True), meaning=known.get(name, "")))
        lines.addSpacing(look().px(16))
        buttons = (column if look().compact else row)(gap=12)
        if not volunteer and not self.context.practising:
            enrol = _("Inscribir esta laptop")
            buttons.addWidget(Button(enrol, "secondary", lambda: self.owner.go("first", ref="enrol")))
        buttons.addWidget(Button(_("Practicar una visita"), "secondary", self.context.practise))
        if self.context.entry.can_add() and not self.context.practising:
            other = _("Entrar como otra persona")
            buttons.addWidget(
                Button(other, "secondary", lambda: self.context.switch(None), icon_name="user-round")
            )
        buttons.addStretch(1)
        lines.addLayout(buttons)
