"""The request for information as a Word document, to be changed before it is printed or sent."""

import io
from typing import TYPE_CHECKING

from fieldmonitor.documents.language import in_language
from fieldmonitor.documents.letter import LetterText, letter_text
from fieldmonitor.documents.model import LetterDocument
from fieldmonitor.documents.words import synthetic_note
from fieldmonitor.system.translations import _

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import _Cell

FONT = "Arial"
"""On every computer that opens such a file; the house's own font would be replaced by another's guess."""

BLANK = "_" * 40

LOCALES = {"es": "es-PE", "en": "en-US", "qu": "qu-PE"}


def build_letter_docx(letter: LetterDocument, language: str = "es") -> bytes:
    """Return a request for information as DOCX."""
    return in_language(language, lambda: _made(letter, language))


def _made(letter: LetterDocument, language: str) -> bytes:
    from docx import Document
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    words = letter_text(letter)
    document = Document()
    _set_up(document, words, language)
    on, *address = words.opening
    document.add_paragraph(_clean(on)).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for line in address:
        _strong(document, line)
    document.add_heading(_clean(words.title), level=1)
    _strong(document, words.subject)
    document.add_paragraph(_clean(words.body))
    _table(document, words)
    document.add_paragraph()
    for line in (*words.closing, *words.delivery):
        document.add_paragraph(_clean(line))
    document.add_paragraph(_("Atentamente,"))
    document.add_paragraph()
    for name, value in words.sign:
        document.add_paragraph(f"{_clean(name)}: {_clean(value) or BLANK}")
    if letter.work.synthetic:
        document.add_paragraph(synthetic_note())
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _set_up(document: "Document", words: LetterText, language: str) -> None:
    """Set page, font, language and properties; the library's own author and comment are taken out."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt, RGBColor

    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(25)
    page.top_margin = page.bottom_margin = Mm(22)
    for name, size in (("Normal", 11), ("Heading 1", 14)):
        style = document.styles[name]
        style.font.name, style.font.size = FONT, Pt(size)
        style.font.color.rgb = RGBColor(0, 0, 0)
        fonts = style.element.rPr.rFonts
        for kind in ("ascii", "hAnsi", "eastAsia", "cs"):
            fonts.set(qn(f"w:{kind}"), FONT)
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
    spoken = OxmlElement("w:lang")
    spoken.set(qn("w:val"), LOCALES.get(language, LOCALES["es"]))
    document.styles["Normal"].element.rPr.append(spoken)
    properties = document.core_properties
    properties.title, properties.language = words.title, LOCALES.get(language, LOCALES["es"])
    properties.author = properties.comments = properties.last_modified_by = ""


def _table(document: "Document", words: LetterText) -> None:
    from docx.shared import Mm

    table = document.add_table(rows=1, cols=3)
    table.style = "Table Grid"
    table.autofit = False
    for cell, name in zip(table.rows[0].cells, words.heads, strict=True):
        _write(cell, name, bold=True)
    for number, item in words.rows:
        first, second, third = table.add_row().cells
        _write(first, number)
        _write(second, item.label, bold=True)
        if item.detail:
            second.add_paragraph(_clean(item.detail))
        _write(third, "\n".join(item.found))
    for row in table.rows:
        for cell, width in zip(row.cells, (12, 70, 78), strict=True):
            cell.width = Mm(width)


def _write(cell: "_Cell", words: str, *, bold: bool = False) -> None:
    cell.paragraphs[0].add_run(_clean(words)).bold = bold


def _strong(document: "Document", words: str) -> None:
    document.add_paragraph().add_run(_clean(words)).bold = True


def _clean(words: str) -> str:
    """Return text without the control characters that a Word file cannot hold."""
    return "".join(c for c in words if c in "\n\t" or (c.isprintable() or c == "\u00a0"))
