"""Pages and their parts: numbered pages with a head and a foot, sections, tables, facts, QR codes."""

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, CondPageBreak, Frame, PageTemplate, Paragraph, Spacer, Table
from reportlab.platypus.flowables import Flowable

from fieldmonitor.documents import style as s
from fieldmonitor.documents.codes import modules
from fieldmonitor.system import memory
from fieldmonitor.system.translations import _

WIDTH = A4[0] - 2 * s.MARGIN
QUIET = 4
"""Modules of white around a QR code, as its standard asks."""

LONGEST_HEADING = 240

Cells: TypeAlias = Sequence[Flowable | Sequence[Flowable]]
"""A table's row: in each cell one part, or several under each other."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands on every page of a document.

    `title` and `language` are for readers that speak; `mark` warns on every page; `foot` names the document.
    `programme` False leaves the head out: a citizen's letter, a recovery code.
    """

    title: str
    language: str
    foot: str = ""
    mark: str = ""
    programme: bool = True


class Heading(Paragraph):
    """A heading that also stands in the document's outline; never torn over two pages."""

    def __init__(self, words: str, level: int) -> None:
        shown = cut(words, LONGEST_HEADING)
        super().__init__(s.marked(shown), s.style("heading" if level == 0 else "subheading"))
        self.outline = (s.printable(shown), level)

    def split(self, availWidth: float, availHeight: float) -> list[Flowable]:  # noqa: N803 - reportlab's
        return []


class QrCode(Flowable):
    """A QR code of `side` points, its quiet zone included."""

    def __init__(self, text: str, side: float) -> None:
        super().__init__()
        self.width = self.height = side
        self._rows = modules(text)

    def draw(self) -> None:
        canvas = self.canv
        step = self.width / (len(self._rows) + 2 * QUIET)
        canvas.setFillColor(s.INK)
        path = canvas.beginPath()
        for y, row in enumerate(self._rows):
            for x, run in _runs(row):
                path.rect((x + QUIET) * step, self.height - (y + 1 + QUIET) * step, run * step, step)
        canvas.drawPath(path, stroke=0, fill=1)


def _runs(row: bytes) -> Iterator[tuple[int, int]]:
    """Yield each run of dark modules as its start and length: fewer, wider boxes leave no hairlines."""
    start = 0
    for end, dark in enumerate((*row, 0)):
        if not dark:
            if end > start:
                yield start, end - start
            start = end + 1


class _Pages(BaseDocTemplate):
    """A document whose pages say which they are, of how many."""

    def __init__(self, target: io.BytesIO, sheet: Sheet, total: int) -> None:
        s.fonts()
        super().__init__(
            target,
            pagesize=A4,
            title=s.printable(sheet.title),
            author=_("Monitores Ciudadanos de Control") if sheet.programme else "",
            subject=s.printable(sheet.foot),
            creator="Field Monitor",
            producer="Field Monitor",
            lang=sheet.language,
            displayDocTitle=1,
            initialFontName=s.REGULAR,  # else every file names Helvetica, which it does not embed
        )
        self._sheet, self._total = sheet, total
        top = s.TOP if sheet.programme else s.MARGIN
        frame = Frame(s.MARGIN, s.BOTTOM, WIDTH, A4[1] - top - s.BOTTOM, 0, 0, 0, 0, id="page")
        self.addPageTemplates([PageTemplate("page", [frame], onPage=self._dress)])

    def afterFlowable(self, flowable: Flowable) -> None:  # noqa: N802 - reportlab's name
        if isinstance(flowable, Heading):
            text, level = flowable.outline
            key = f"h{self.canv.getPageNumber()}-{id(flowable)}"
            self.canv.bookmarkPage(key)
            self.canv.addOutlineEntry(text, key, level)

    def _dress(self, canvas: Canvas, _doc: BaseDocTemplate) -> None:
        canvas.saveState()
        if self._sheet.programme:
            self._head(canvas)
        canvas.setFillColor(s.SECONDARY)
        canvas.setFont(s.REGULAR, 7.5)
        canvas.drawString(s.MARGIN, 11 * mm, s.printable(self._sheet.foot))
        number = _("{n} de {total}").format(n=canvas.getPageNumber(), total=self._total)
        canvas.drawRightString(A4[0] - s.MARGIN, 11 * mm, number)
        canvas.restoreState()

    def _head(self, canvas: Canvas) -> None:
        line = A4[1] - 19 * mm
        plumb_bob(canvas, s.MARGIN, line + 2.2 * mm, 13)
        canvas.setFillColor(s.INK)
        canvas.setFont(s.STRONG, 9)
        canvas.drawString(s.MARGIN + 18, line + 3.6 * mm, _("Monitores Ciudadanos de Control"))
        if self._sheet.mark:
            canvas.setFillColor(s.ALARM)
            canvas.drawRightString(A4[0] - s.MARGIN, line + 3.6 * mm, s.printable(self._sheet.mark))
        canvas.setStrokeColor(s.INK)
        canvas.setLineWidth(0.8)
        canvas.line(s.MARGIN, line, A4[0] - s.MARGIN, line)


def plumb_bob(canvas: Canvas, x: float, y: float, side: float) -> None:
    """Draw the program's mark, as its icon has it, with its lower left corner at a point."""
    canvas.saveState()
    canvas.translate(x, y)
    canvas.scale(side / 24, side / 24)
    canvas.setFillColor(s.INK)
    canvas.rect(4, 19, 16, 3, stroke=0, fill=1)
    canvas.rect(10.75, 13.5, 2.5, 5.5, stroke=0, fill=1)
    path = canvas.beginPath()
    for number, (px, py) in enumerate(
        ((6.5, 13.5), (17.5, 13.5), (17.5, 9.7), (13.2, 2.4), (12, 1.8), (10.8, 2.4), (6.5, 9.7))
    ):
        (path.lineTo if number else path.moveTo)(px, py)
    path.close()
    canvas.drawPath(path, stroke=0, fill=1)
    canvas.restoreState()


def build(sheet: Sheet, story: Callable[[], list[Flowable]]) -> bytes:
    """Set a document, twice: the first time tells how many pages there are."""
    pages, made = 0, b""
    for _round in range(2):
        target = io.BytesIO()
        document = _Pages(target, sheet, pages)
        document.build(story())
        pages = document.page
        made = target.getvalue()
        target.close()  # the library's parts hold each other, and with them this, until Python looks for such
    memory.give_back()
    return made


def text(words: str, style: str = "text") -> Paragraph:
    """Return a paragraph of plain words."""
    return Paragraph(s.marked(words), s.style(style))


def short(words: str, most: int, style: str = "text") -> Paragraph:
    """Return a paragraph cut at `most` characters, for places that cannot grow over the page."""
    return text(cut(words, most), style)


def cut(words: str, most: int) -> str:
    """Return words of at most so many characters, with an ellipsis where some are left out."""
    return words if len(words) <= most else f"{words[: most - 1].rstrip()}…"


def gap(millimetres: float) -> Spacer:
    """Return empty height."""
    return Spacer(1, millimetres * mm)


def section(title: str, level: int = 0, room: float = 30) -> list[Flowable]:
    """Return a heading that is never left alone at a page's foot: it wants `room` millimetres with it."""
    return [CondPageBreak(room * mm), Heading(title, level), gap(1.5)]


OWN_FONT = ("FONTNAME", (0, 0), (-1, -1), s.REGULAR)
"""For every table: it would else name Helvetica, even where it draws no text of its own."""


def banner(words: str) -> Table:
    """Return a warning over the whole width, barred at its left."""
    table = Table([[text(words, "warning")]], colWidths=[WIDTH])
    table.setStyle(
        [
            OWN_FONT,
            ("BACKGROUND", (0, 0), (-1, -1), s.WARN_BACK),
            ("LINEBEFORE", (0, 0), (0, -1), 4, s.WARN_BAR),
            ("LEFTPADDING", (0, 0), (-1, -1), 10),
            ("TOPPADDING", (0, 0), (-1, -1), 5),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 7),
        ]
    )
    return table


def ruled(
    rows: Sequence[Cells],
    widths: Sequence[float],
    *,
    head: bool = False,
    total: float = WIDTH,
    tight: bool = False,
) -> Table:
    """Return a table with a thin line under each row; `widths` are shares. Long rows go on over the page."""
    unit = total / sum(widths)
    table = Table(
        [[list(c) if isinstance(c, Sequence) else c for c in row] for row in rows],
        colWidths=[share * unit for share in widths],
        repeatRows=1 if head else 0,
        splitInRow=1,
        hAlign="LEFT",
    )
    table.setStyle(
        [
            OWN_FONT,
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("RIGHTPADDING", (0, 0), (-1, -1), 8),
            ("RIGHTPADDING", (-1, 0), (-1, -1), 0),
            ("TOPPADDING", (0, 0), (-1, -1), 1.2 if tight else 3),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 2.4 if tight else 4.5),
            ("LINEBELOW", (0, 0), (-1, -1), 0.4, s.LINE),
            ("LINEBELOW", (0, 0), (-1, 0), 0.8 if head else 0.4, s.INK if head else s.LINE),
        ]
    )
    return table


def plain_table(rows: Sequence[Cells], widths: Sequence[float]) -> Table:
    """Return a table without lines or padding, for things that stand side by side; widths in points."""
    table = Table(
        [[list(c) if isinstance(c, Sequence) else c for c in row] for row in rows], colWidths=widths
    )
    table.setStyle(
        [
            OWN_FONT,
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("RIGHTPADDING", (0, 0), (-1, -1), 0),
            ("TOPPADDING", (0, 0), (-1, -1), 0),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
        ]
    )
    return table


def facts(pairs: Sequence[tuple[str, str]], width: float = WIDTH, label: float = 34 * mm) -> Table:
    """Return label and value under each other; pairs without a value are left out."""
    rows = [[text(name, "label"), text(value)] for name, value in pairs if value]
    table = ruled(rows, [label, width - label], total=width)
    table.setStyle([("TOPPADDING", (0, 0), (-1, -1), 2), ("BOTTOMPADDING", (0, 0), (-1, -1), 3)])
    return table
