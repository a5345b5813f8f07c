"""The palettes keep their promised contrasts, and the font is the one that is shipped."""

import pytest
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontInfo

from fieldmonitor.system.resources import resource
from fieldmonitor.ui.shell.icons import icon_pixmap
from fieldmonitor.ui.shell.palettes import DARK, LIGHT, PALETTES, SUN, Palette
from fieldmonitor.ui.shell.theme import Look, fitted

PAIRS = [
    ("text", "surface"),
    ("text", "window"),
    ("text", "hover"),
    ("text2", "surface"),
    ("text2", "window"),
    ("accent", "surface"),
    ("accent", "window"),
    ("accent_text", "accent"),
    ("accent_text", "accent_hover"),
    ("accent_text", "accent_pressed"),
    ("selected_text", "selected"),
    ("selected_text2", "selected"),
    ("ok", "surface"),
    ("ok", "ok_bg"),
    ("warn", "surface"),
    ("warn", "window"),
    ("warn_text", "warn_bg"),
    ("error", "surface"),
    ("error", "error_bg"),
    ("info", "info_bg"),
    ("disabled", "disabled_bg"),
]


def contrast(one: str, other: str) -> float:
    """Return WCAG's contrast of two colours."""

    def light(name: str) -> float:
        colour = QColor(name)
        parts = [
            channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
            for channel in (colour.redF(), colour.greenF(), colour.blueF())
        ]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    bright, dark = sorted((light(one), light(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("palette", PALETTES.values(), ids=lambda palette: palette.name)
@pytest.mark.parametrize(("ink", "paper"), PAIRS)
def test_words_stand_out_from_their_paper(palette: Palette, ink: str, paper: str) -> None:
    least = 7.0 if palette is SUN else 4.5
    assert contrast(getattr(palette, ink), getattr(palette, paper)) >= least


@pytest.mark.parametrize("palette", [LIGHT, DARK, SUN], ids=lambda palette: palette.name)
def test_borders_of_controls_can_be_seen(palette: Palette) -> None:
    assert contrast(palette.control, palette.surface) >= 3
    assert contrast(palette.control, palette.window) >= 3
    assert max(contrast(palette.ring, palette.surface), contrast(palette.ring_gap, palette.surface)) >= 3


def test_the_shipped_font_is_found_in_its_four_weights(qapp: object) -> None:
    assert {"Regular", "Medium", "SemiBold", "Bold"} <= set(QFontDatabase.styles("Public Sans"))
    for weight in (400, 500, 600, 700):
        font = QFont("Public Sans")
        font.setWeight(QFont.Weight(weight))
        assert QFontInfo(font).family() == "Public Sans"
        assert QFontInfo(font).weight() == weight


def test_no_letter_is_smaller_than_promised() -> None:
    for palette in PALETTES.values():
        for narrow in (False, True):
            now = Look(palette, 1.0, narrow)
            assert now.font_px("fact") >= (18 if palette is SUN else 14)


def test_large_letters_and_narrow_windows_use_the_compact_layout() -> None:
    assert fitted(Look(), 1024).narrow
    assert not fitted(Look(), 1366).narrow
    assert fitted(Look(scale=1.5), 1366).narrow
    assert Look(SUN).compact


@pytest.mark.parametrize("path", sorted(resource("icons").glob("*.svg")), ids=lambda path: path.stem)
def test_every_icon_is_drawn_in_the_colour_asked_for(qapp: object, path: object) -> None:
    picture = icon_pixmap(path.stem, "#FF0000").toImage()  # type: ignore[attr-defined]
    colours = {
        picture.pixelColor(x, y).name()
        for x in range(20)
        for y in range(20)
        if picture.pixelColor(x, y).alpha() == 255
    }
    assert colours <= {"#ff0000"}
    assert any(picture.pixelColor(x, y).alpha() for x in range(20) for y in range(20))
