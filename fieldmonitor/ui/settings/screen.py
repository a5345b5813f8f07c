"""Settings: language, palette, letter size, the server, this laptop, one's data, and what the program is."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from fieldmonitor import __version__
from fieldmonitor.app import personal
from fieldmonitor.system.translations import _, current_language
from fieldmonitor.ui.entry import consent
from fieldmonitor.ui.preferences import SCALES
from fieldmonitor.ui.presenter import Presenter
from fieldmonitor.ui.shell.navigation import Route, Screen
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.widgets.buttons import Button
from fieldmonitor.ui.widgets.choice import ChoiceGrid, ChoiceRow
from fieldmonitor.ui.widgets.facts import pair
from fieldmonitor.ui.widgets.layout import Page, clear, column, row, rule
from fieldmonitor.ui.widgets.words import paragraph, text
from fieldmonitor.ui.wording import moment

if TYPE_CHECKING:
    from fieldmonitor.app.queries import HomeView
    from fieldmonitor.ui.context import UiContext


@dataclass(frozen=True, slots=True)
class LaptopFacts:
    """What is known of this laptop."""

    volunteer: str
    server: str
    device: str
    folder: str
    last_sync: str


def breakable(words: str) -> str:
    """Return a long name that may be broken after each sixteen letters and each slash."""
    parts = [words[i : i + 16] for i in range(0, len(words), 16)]
    return "\u200b".join(parts).replace("/", "/\u200b").replace("\\", "\\\u200b")


class SettingsScreen(Screen):
    """Each choice takes effect at once; there is nothing to save."""

    place = ""

    def __init__(self, context: "UiContext", route: Route) -> None:
        super().__init__(context, route)
        self._presenter = Presenter(context.ws, context.runner, self)
        page = Page()
        page.body.setMaximumWidth(look().px(1100))
        lines = page.column
        lines.addWidget(text(_("Ajustes"), "title"))
        lines.addWidget(rule("ruleTitle"))
        lines.addSpacing(look().px(8))
        self._language(lines)
        self._look(lines)
        self._size(lines)
        self._about = column(gap=0)
        lines.addLayout(self._about)
        lines.addStretch(1)
        self.set_body(page)
        self.strip.say(_("Los cambios se aplican de inmediato"))
        self.strip.act(_("Volver"), self.back.emit, kind="primary", icon_name="arrow-left")

    def start(self) -> None:
        ws = self.context.ws
        self._presenter.ask(lambda: personal.who_and_where(ws), self._show_laptop)

    def close_screen(self) -> None:
        self._presenter.close()

    def _group(self, lines: QVBoxLayout, title: str, *content: QWidget) -> None:
        lines.addWidget(text(title, "heading"))
        for widget in content:
            lines.addWidget(widget)
        lines.addSpacing(look().px(12))

    def _options(
        self, options: list[tuple[str, str]], chosen: str, choose: Callable[[str], object], columns: int
    ) -> QWidget:
        rows = []
        for key, words in options:
            option = ChoiceRow(words)
            option.choose(key == chosen)
            option.clicked.connect(lambda _c=False, key=key: choose(key))
            rows.append(option)
        return ChoiceGrid(rows, columns, across=True)

    def _language(self, lines: QVBoxLayout) -> None:
        options = [("es", "Español"), ("en", "English"), ("qu", "Runasimi")]
        self._group(lines, _("Idioma"), self._options(options, current_language(), self._speak, 3))

    def _look(self, lines: QVBoxLayout) -> None:
        options = [("light", _("Claro")), ("dark", _("Oscuro")), ("sun", _("Sol (F9)"))]
        chosen = self.context.preferences.theme
        self._group(lines, _("Colores"), self._options(options, chosen, self._paint, 3))

    def _size(self, lines: QVBoxLayout) -> None:
        options = [(str(scale), f"{scale * 100:.0f}\u00a0%") for scale in SCALES]
        chosen = str(min(SCALES, key=lambda scale: abs(scale - self.context.preferences.scale)))
        self._group(
            lines,
            _("Tamaño de la letra"),
            self._options(options, chosen, self._enlarge, 3 if look().narrow else 5),
        )

    def _show_laptop(self, read: "tuple[str | None, str | None, HomeView]") -> None:
        volunteer, server, home = read
        clear(self._about)
        lines = self._about
        lines.addWidget(text(_("Esta laptop"), "heading"))
        lines.addSpacing(look().px(8))
        lines.addWidget(rule("ruleStrong"))
        facts = [
            (_("Código"), volunteer or _("Sin inscribir")),
            (_("Servidor"), server or _("Ninguno")),
            (_("Equipo"), breakable(self.context.ws.device.id)),
            (_("Carpeta"), breakable(str(self.context.ws.folder))),
            (_("Última sincronización"), moment(home.sync.last_sync) or _("Nunca")),
            (_("Programa"), _("Field Monitor {version}, licencia Apache 2.0").format(version=__version__)),
            (_("Letra e iconos"), "Public Sans (SIL OFL 1.1), Lucide (ISC)"),
        ]
        for name, value in facts:
            lines.addWidget(pair(name, text(value, wrap=True)))
        lines.addSpacing(look().px(16))
        buttons = row(gap=12)
        if not volunteer and not self.context.practising:
            buttons.addWidget(
                Button(_("Inscribir esta laptop"), "secondary", lambda: self.go("first", ref="enrol"))
            )
        buttons.addWidget(Button(_("Practicar una visita"), "secondary", self.context.practise))
        buttons.addStretch(1)
        lines.addLayout(buttons)
        lines.addSpacing(look().px(20))
        lines.addWidget(text(_("Sus datos personales"), "heading"))
        lines.addSpacing(look().px(8))
        lines.addWidget(rule("ruleStrong"))
        for title, words in consent.points():
            lines.addWidget(pair(title, paragraph(words)))

    def _speak(self, code: str) -> None:
        self.context.preferences.language = code
        self.context.restyle()

    def _paint(self, theme: str) -> None:
        self.context.preferences.theme = theme
        self.context.restyle()

    def _enlarge(self, scale: str) -> None:
        self.context.preferences.scale = float(scale)
        self.context.restyle()
