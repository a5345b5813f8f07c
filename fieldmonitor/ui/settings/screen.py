"""Settings: an index at the left, one page at a time; each choice takes effect at once."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QWidget

from fieldmonitor.system.translations import _
from fieldmonitor.ui.settings.section import Section
from fieldmonitor.ui.shell.navigation import Route, Screen
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.widgets.buttons import Button
from fieldmonitor.ui.widgets.fields import Options
from fieldmonitor.ui.widgets.index import Index, IndexItem
from fieldmonitor.ui.widgets.layout import Page, clear, row, rule
from fieldmonitor.ui.widgets.standing import stand_at
from fieldmonitor.ui.widgets.words import text

if TYPE_CHECKING:
    from fieldmonitor.ui.context import UiContext

PRACTISING = ("look", "laptop", "errors")
"""What there is to set in a practice visit, which is thrown away afterwards."""


def pages() -> list[tuple[str, str, str, str]]:
    """Return each page's name, title, what it is about, and icon."""
    return [
        ("look", _("Aspecto"), _("Idioma y colores"), "sun"),
        ("security", _("Seguridad"), _("Frase clave y bloqueo"), "lock"),
        ("copies", _("Copias"), _("Guardar y restaurar"), "history"),
        ("space", _("Espacio"), _("Qué se puede liberar"), "hard-drive"),
        ("trash", _("Papelera"), _("Los últimos 30 días"), "trash-2"),
        ("privacy", _("Sus datos"), _("Verlos o borrarlos"), "id-card"),
        ("laptop", _("Esta laptop"), _("Código y servidor"), "monitor"),
        ("errors", _("Errores"), _("Si algo falla"), "file-text"),
    ]


LARGEST_WITH_INDEX = 1.25
"""Letter size up to which there is room for the index beside the page; above it a list opens over it."""


class SettingsScreen(Screen):
    """`key` of its route is the page, `ref` the choice on it that was made last."""

    place = ""

    def __init__(self, context: "UiContext", route: Route) -> None:
        known = {page[0] for page in pages()} if not context.practising else set(PRACTISING)
        name = route.key if route.key in known else "look"
        super().__init__(context, Route("settings", name, route.ref))
        self._section: Section | None = None
        self._beside: Button | None = None
        body = QWidget()
        across = row(body, gap=0)
        self._index = Index(_("Ajustes"), self._choose)
        across.addWidget(self._index)
        self._index.setVisible(look().scale <= LARGEST_WITH_INDEX)
        self._page = Page()
        across.addWidget(self._page, 1)
        self.set_body(body)
        self._names = [page for page in pages() if page[0] in known]
        self._lay_out()

    def start(self) -> None:
        if self._section is not None:
            self._section.start()
        shown = self._index.row(self._route.key)
        if shown is not None and shown.isVisible():
            shown.setFocus()
        choice = self._section.spot(self._route.ref) if self._section is not None else None
        if choice is not None:  # the window was built anew for it
            choice.setFocus(Qt.FocusReason.OtherFocusReason)
            around = choice.parentWidget() or choice
            QTimer.singleShot(0, choice, lambda: stand_at(self._page, around, 64))

    def remember(self, ref: str) -> None:
        """Note which choice is being made, to stand there again."""
        self._route = self._route.at(ref)

    def close_screen(self) -> None:
        if self._section is not None:
            self._section.leave()

    def refresh_strip(self) -> None:
        """Show the page's next step as it stands now."""
        self.strip.reset()
        self.strip.leading(_("Volver"), self.back.emit)
        self.strip.space()
        beside = self._section.secondary() if self._section is not None else None
        self._beside = None
        if beside is not None:
            words, act, icon_name = beside
            self._beside = self.strip.act(words, act, icon_name=icon_name)
        step = self._section.primary() if self._section is not None else None
        if step is not None:
            words, act, icon_name = step
            self.strip.act(words, act, kind="primary", icon_name=icon_name)

    def take_strip(self) -> None:
        """Show the next step as it stands now, and let the keyboard go on there."""
        self.refresh_strip()
        step = self.strip.primary or self._beside
        if step is not None:
            step.setFocus()

    def reload(self) -> None:
        """Show the page anew, after something on it changed what there is to show."""
        self._lay_out()
        if self._section is not None:
            self._section.start()

    def _choose(self, name: str) -> None:
        self._route = Route("settings", name)
        self.notify("", "")
        self.reload()

    def _lay_out(self) -> None:
        if self._section is not None:
            self._section.leave()
        lines = self._page.column
        clear(lines)
        self._index.show_items(
            [IndexItem(name, title, about, icon) for name, title, about, icon in self._names],
            self._route.key,
        )
        if look().scale > LARGEST_WITH_INDEX:
            offered = [(name, title) for name, title, _about, _icon in self._names]
            choice = Options(_("Página de los ajustes"), offered, self._choose, self._route.key)
            left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute
            lines.addWidget(choice, 0, left)
        title = next(title for name, title, _about, _icon in self._names if name == self._route.key)
        lines.addWidget(text(title, "title", wrap=True))
        lines.addWidget(rule("ruleTitle"))
        lines.addSpacing(look().px(8))
        self._section = section_class(self._route.key)(self)
        self._section.setMaximumWidth(look().px(820))
        across = row(gap=0)  # a row reckons with the greatest width when it asks how high words will be
        across.addWidget(self._section, 1)
        across.addStretch(0)
        lines.addLayout(across, 1)
        self._page.verticalScrollBar().setValue(0)
        self.refresh_strip()


def section_class(name: str) -> type[Section]:
    """Return the class of a page; each is imported when it is first looked at."""
    if name in ("security", "copies", "space", "trash"):
        return _keeping(name)
    if name == "privacy":
        from fieldmonitor.ui.settings.privacy import PrivacySection

        return PrivacySection
    if name == "laptop":
        from fieldmonitor.ui.settings.laptop import LaptopSection

        return LaptopSection
    if name == "errors":
        from fieldmonitor.ui.settings.errors import ErrorsSection

        return ErrorsSection
    from fieldmonitor.ui.settings.looks import LooksSection

    return LooksSection


def _keeping(name: str) -> type[Section]:
    if name == "security":
        from fieldmonitor.ui.settings.security import SecuritySection

        return SecuritySection
    if name == "copies":
        from fieldmonitor.ui.settings.copies import CopiesSection

        return CopiesSection
    if name == "space":
        from fieldmonitor.ui.settings.space import SpaceSection

        return SpaceSection
    from fieldmonitor.ui.settings.trash import TrashSection

    return TrashSection
