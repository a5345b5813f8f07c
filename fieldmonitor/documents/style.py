"""How printed pages look: the house's font, embedded, and a few styles for black ink on white paper."""

import unicodedata
from functools import cache
from xml.sax.saxutils import escape

from reportlab import rl_config
from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import registerFont, registerFontFamily
from reportlab.pdfbase.ttfonts import TTFont

from fieldmonitor.system.resources import resource

rl_config.useA85 = 0  # binary streams: a report with photos is a fifth smaller

REGULAR, STRONG, BOLD = "PublicSans", "PublicSans-SemiBold", "PublicSans-Bold"
FILES = {REGULAR: "PublicSans-Regular", STRONG: "PublicSans-SemiBold", BOLD: "PublicSans-Bold"}

INK = HexColor("#16140F")
SECONDARY = HexColor("#4A463C")
LINE = HexColor("#DAD4C7")
ALARM = HexColor("#8C1D18")
WARN_BACK, WARN_BAR, WARN_INK = HexColor("#FFF3CD"), HexColor("#A87900"), HexColor("#3D2E00")

MARGIN = 18 * mm
TOP, BOTTOM = 26 * mm, 20 * mm

_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn"}
"""Unicode categories that never reach paper: controls, marks that turn text around, private characters."""


@cache
def fonts() -> dict[str, TTFont]:
    """Register the house's fonts, once, and return them by name; only the glyphs used are embedded."""
    made = {name: TTFont(name, str(resource("font", f"{file}.ttf"))) for name, file in FILES.items()}
    for font in made.values():
        registerFont(font)
    registerFontFamily(REGULAR, normal=REGULAR, bold=STRONG, italic=REGULAR, boldItalic=STRONG)
    return made


def style(name: str) -> ParagraphStyle:
    """Return a style by name: title, heading, subheading, text, strong, small, label, hash, right …"""
    return _styles()[name]


@cache
def _styles() -> dict[str, ParagraphStyle]:
    fonts()
    text = ParagraphStyle(
        "text", fontName=REGULAR, fontSize=9.5, leading=13, textColor=INK, splitLongWords=1, allowOrphans=0
    )
    small = ParagraphStyle("small", text, fontSize=8, leading=10.6, textColor=SECONDARY)
    made = [
        text,
        small,
        ParagraphStyle("strong", text, fontName=STRONG),
        ParagraphStyle("body", text, fontSize=10.5, leading=15, spaceAfter=8),
        ParagraphStyle("title", text, fontName=STRONG, fontSize=18, leading=22),
        ParagraphStyle("heading", text, fontName=STRONG, fontSize=13, leading=17, spaceBefore=12),
        ParagraphStyle("subheading", text, fontName=STRONG, fontSize=10.5, leading=14, spaceBefore=6),
        ParagraphStyle("label", small, leading=13),
        ParagraphStyle("tight", text, fontSize=8.5, leading=11),
        ParagraphStyle("tight-strong", text, fontName=STRONG, fontSize=8.5, leading=11),
        ParagraphStyle("hash", small, fontSize=7, leading=9.2),
        ParagraphStyle("right", text, alignment=TA_RIGHT),
        ParagraphStyle("alarm", text, fontName=STRONG, textColor=ALARM),
        ParagraphStyle("warning", text, textColor=WARN_INK),
        ParagraphStyle(
            "inverse", text, fontName=STRONG, fontSize=12, leading=15, textColor=HexColor("#FFFFFF")
        ),
        ParagraphStyle("large", text, fontName=STRONG, fontSize=20, leading=25),
    ]
    return {one.name: one for one in made}


def printable(text: str, font: str = REGULAR) -> str:
    """Return text as paragraphs may hold it: no markup, no hidden characters, no glyph the font lacks."""
    known = fonts()[font].face.charToGlyph
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\t", " "))
    seen = (c for c in composed if c == "\n" or unicodedata.category(c) not in _INVISIBLE)
    return "".join(c if c == "\n" or ord(c) in known else "?" for c in seen)


def marked(text: str) -> str:
    """Return text escaped for a paragraph, with its line breaks."""
    return escape(printable(text)).replace("\n", "<br/>")
