"""How the window looks: language, palette, letter size."""

from fieldmonitor.system.translations import _, current_language
from fieldmonitor.ui.preferences import SCALES
from fieldmonitor.ui.settings.section import Section
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.widgets.choice import ChoiceRow
from fieldmonitor.ui.widgets.words import paragraph
from fieldmonitor.ui.wording import runasimi_note


class LooksSection(Section):
    """Each choice builds the window anew, on this page."""

    def build(self) -> None:
        preferences = self.context.preferences
        self.heading(_("Idioma"))
        languages = [("es", "Español"), ("en", "English"), ("qu", "Runasimi")]
        self._language = self.options(languages, current_language(), self._speak, 3)
        self.lines.addWidget(self._language)
        self.lines.addWidget(paragraph(runasimi_note(), "fact", "secondary"))
        self.heading(_("Colores"))
        themes = [("light", _("Claro")), ("dark", _("Oscuro")), ("sun", _("Sol (F9)"))]
        self._theme = self.options(themes, preferences.theme, self._paint, 3)
        self.lines.addWidget(self._theme)
        self.heading(_("Tamaño de la letra"))
        sizes = [(str(scale), f"{scale * 100:.0f}\u00a0%") for scale in SCALES]
        chosen = str(min(SCALES, key=lambda scale: abs(scale - preferences.scale)))
        self._size = self.options(sizes, chosen, self._enlarge, 3 if look().narrow else 5)
        self.lines.addWidget(self._size)

    def spot(self, ref: str) -> ChoiceRow | None:
        grid = {"language": self._language, "theme": self._theme, "size": self._size}.get(ref)
        return grid.chosen if grid is not None else None

    def _speak(self, code: str) -> None:
        self.owner.remember("language")
        self.context.preferences.language = code
        self.context.restyle()

    def _paint(self, theme: str) -> None:
        self.owner.remember("theme")
        self.context.preferences.theme = theme
        self.context.restyle()

    def _enlarge(self, scale: str) -> None:
        self.owner.remember("size")
        self.context.preferences.scale = float(scale)
        self.context.restyle()
