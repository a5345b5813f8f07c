"""The look in force: palette, scale, compact measures; every size on screen comes from here.

Like Qt's own style and palette it belongs to the application as a whole: `apply` sets it, `look()` reads it.
"""

from dataclasses import dataclass, replace
from functools import cache

from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from fieldmonitor.system.resources import resource
from fieldmonitor.ui.shell.palettes import LIGHT, PALETTES, Palette

FAMILY = "Public Sans"
WIDE = 1280
"""Window width in pixels from which the aside has its own column."""

_POINTS: dict[str, tuple[float, float, float]] = {
    # role: light and dark, compact, sun
    "title": (20, 18, 20),
    "heading": (15, 14, 16),
    "text": (12, 12, 14),
    "fact": (10.5, 10.5, 14),
    "count": (28, 24, 30),
}
_STRONG_ROLES = frozenset({"title", "heading", "count"})


@dataclass(frozen=True, slots=True)
class Look:
    """Palette, user scale (1.0–2.0) and whether the window is too narrow for the wide layout."""

    palette: Palette = LIGHT
    scale: float = 1.0
    narrow: bool = False

    @property
    def compact(self) -> bool:
        """Tell whether screens use one column less: a narrow window, large letters, or full sun."""
        return self.narrow or self.palette.sun

    @property
    def border(self) -> int:
        """Thickness of a control's border in pixels."""
        return 2 if self.palette.sun else 1

    @property
    def margin(self) -> int:
        """Page margin in pixels."""
        return self.px(24 if self.narrow else 40)

    def px(self, size: float) -> int:
        """Scale a design measure to pixels."""
        return round(size * self.scale)

    def font_px(self, role: str) -> int:
        """Return the letter size of a role in pixels."""
        wide, compact, sun = _POINTS[role]
        points = sun if self.palette.sun else compact if self.narrow else wide
        return round(points * 4 / 3 * self.scale)

    def weight(self, strong: bool = False) -> int:
        """Return the numeric weight of plain or strong words."""
        if self.palette.sun:
            return 700 if strong else 500
        return 600 if strong else 400

    def font(self, role: str = "text", *, strong: bool = False, figures: bool = False) -> QFont:
        """Return the font of a role, for what is painted by hand; figures share one width if asked."""
        font = QFont(FAMILY)
        font.setPixelSize(self.font_px(role))
        font.setWeight(QFont.Weight(self.weight(strong or role in _STRONG_ROLES)))
        if figures:
            font.setFeature(QFont.Tag("tnum"), 1)
        return font

    def color(self, role: str) -> QColor:
        """Return a palette role as a Qt colour."""
        return QColor(getattr(self.palette, role))


_current = Look()


def look() -> Look:
    """Return the look in force."""
    return _current


def fitted(wanted: Look, width: int) -> Look:
    """Return the look that suits a window this wide."""
    return replace(wanted, narrow=width < WIDE or wanted.scale > 1.25)


def palette_named(name: str) -> Palette:
    """Return a palette by its stored name, the light one when the name is unknown."""
    return PALETTES.get(name, LIGHT)


@cache
def load_fonts(*styles: str) -> None:
    """Make the shipped font known to Qt, in the styles given or in all four."""
    for style in styles or ("Regular", "Medium", "SemiBold", "Bold"):
        QFontDatabase.addApplicationFont(str(resource("font", f"PublicSans-{style}.ttf")))


def apply(app: QApplication, wanted: Look) -> None:
    """Put a look in force for the whole application; one that is in force already costs nothing."""
    global _current
    from fieldmonitor.ui.shell.qss import stylesheet

    sheet = stylesheet(wanted)
    if wanted == _current and app.styleSheet() == sheet:
        return  # Qt would dress every widget anew
    if not app.styleSheet():
        app.setStyle("Fusion")
    _current = wanted
    load_fonts(*(("Medium", "Bold") if wanted.palette.sun else ("Regular", "SemiBold")))
    app.setFont(wanted.font())
    app.setPalette(_qt_palette(wanted))
    app.setStyleSheet(sheet)


def _qt_palette(wanted: Look) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for target, name in (
        (role.Window, "window"),
        (role.Base, "surface"),
        (role.AlternateBase, "hover"),
        (role.Button, "surface"),
        (role.WindowText, "text"),
        (role.Text, "text"),
        (role.ButtonText, "text"),
        (role.PlaceholderText, "text2"),
        (role.Highlight, "accent"),
        (role.HighlightedText, "accent_text"),
        (role.Link, "accent"),
        (role.ToolTipBase, "text"),
        (role.ToolTipText, "surface"),
        (role.Mid, "line"),
        (role.Dark, "control"),
    ):
        palette.setColor(target, wanted.color(name))
    palette.setColor(QPalette.ColorGroup.Disabled, role.Text, wanted.color("disabled"))
    palette.setColor(QPalette.ColorGroup.Disabled, role.ButtonText, wanted.color("disabled"))
    return palette
