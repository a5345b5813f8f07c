"""Buttons in the house's kinds: one primary per screen, secondary, quiet, danger, link."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QPushButton, QSizePolicy, QToolButton

from fieldmonitor.ui.shell.icons import icon
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.widgets.press import Aimed

_INK = {
    "primary": "accent_text",
    "secondary": "text",
    "danger": "error",
    "quiet": "accent",
    "link": "accent",
    "inverse": "surface",
    "leave": "text",
    "back": "accent",
}


_SPACE = "\u00a0"


class Button(Aimed, QPushButton):
    """A push button of one kind; `icon_name` stands before the words unless `icon_after`."""

    def __init__(
        self,
        words: str,
        kind: str = "secondary",
        pressed: Callable[[], object] | None = None,
        *,
        icon_name: str = "",
        icon_after: bool = False,
        strip: bool = False,
    ) -> None:
        super().__init__()
        # A gap of letters would be underlined in full sun: there the icon brings it.
        self._roomy = look().palette.sun and kind in ("quiet", "link")
        self._gap = "" if self._roomy else icon_name and ("after" if icon_after else "before")
        self.setProperty("kind", kind)
        self.set_words(words)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAutoDefault(True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        if strip:
            self.setProperty("strip", "true")
        if icon_name:
            room = look().px(4) if self._roomy else 0
            self.setIcon(icon(icon_name, _INK[kind], room=room, before=icon_after))
            self.setIconSize(QSize(look().px(20) + room, look().px(20)))
            if icon_after:
                self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        if pressed is not None:
            self.clicked.connect(lambda _checked=False: pressed())

    def set_words(self, words: str) -> None:
        """Change the words on the button and what screen readers say."""
        shown = words.replace("&", "&&")
        # Style sheets cannot set the gap between icon and words; a fixed space does.
        self.setText({"before": f"{_SPACE}{shown}", "after": f"{shown}{_SPACE}"}.get(self._gap, shown))
        self.setAccessibleName(words)


def about(words: str, what: str) -> str:
    """Return a button's name for screen readers: what it does, and to what."""
    return f"{words}: {what}"


def link(words: str, pressed: Callable[[], object], *, strong: bool = False, tone: str = "") -> Button:
    """Return an underlined text link with a hit row of 44 px."""
    button = Button(words, "link", pressed)
    if strong:
        button.setProperty("strong", "true")
    if tone:
        button.setProperty("tone", tone)
    return button


class Tool(Aimed, QToolButton):
    """A tool of the header: icon and word, or the icon alone where the window is narrow."""

    def __init__(self, words: str, icon_name: str, pressed: Callable[[], object], hint: str = "") -> None:
        super().__init__()
        self._words = words
        self.setText(f" {words}")
        self.setAccessibleName(words)
        self.setToolTip(f"{words} ({hint})" if hint else words)
        self.setIcon(icon(icon_name))
        self.setIconSize(QSize(look().px(20), look().px(20)))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_words(not look().narrow)
        self.clicked.connect(lambda _checked=False: pressed())

    def show_words(self, shown: bool) -> None:
        """Show the word beside the icon, or the icon alone."""
        kind = "words" if shown else "icon"
        if self.property("tool") == kind:
            return
        self.setProperty("tool", kind)
        style = Qt.ToolButtonStyle
        self.setToolButtonStyle(style.ToolButtonTextBesideIcon if shown else style.ToolButtonIconOnly)
        self.style().unpolish(self)
        self.style().polish(self)
        self.updateGeometry()
