"""The acta of a visit: what was verified, to be read, completed and signed on paper at the site."""

from reportlab.lib.units import mm
from reportlab.platypus import CondPageBreak, KeepTogether, Paragraph, Table
from reportlab.platypus.flowables import Flowable

from fieldmonitor.documents import style as s
from fieldmonitor.documents.language import in_language
from fieldmonitor.documents.layout import (
    OWN_FONT,
    WIDTH,
    Cells,
    build,
    cut,
    facts,
    gap,
    plain_table,
    ruled,
    section,
    text,
)
from fieldmonitor.documents.model import Answer, AnswerGroup, ReportDocument
from fieldmonitor.documents.report_pdf import about, head, sheet
from fieldmonitor.documents.words import person
from fieldmonitor.system.formats import day
from fieldmonitor.system.translations import _

BLANK_LINE = 8.5 * mm
BLANK_LINES = 3
SIGNATURE = 13 * mm
LONGEST = 200
"""Characters of a fact beside another; the report has them whole."""
BETWEEN = 8 * mm


def build_acta(report: ReportDocument, language: str = "es") -> bytes:
    """Return a visit's acta as PDF in Spanish or English."""

    def make() -> bytes:
        title = _("Acta de visita a la obra")
        return build(sheet(report, language, title), lambda: _story(report, title))

    return in_language(language, make)


def _story(report: ReportDocument, title: str) -> list[Flowable]:
    opening = _(
        "El {day} se visitó la obra como parte del control social. Esta acta dice lo que se vio y lo que "
        "informaron las personas presentes. No es una acusación ni un resultado de control."
    ).format(day=day(report.started_at))
    return [
        *head(report, title),
        text(opening),
        gap(2),
        _about(report),
        *_seen(report),
        *_verified(report.groups),
        *section(_("Observaciones de las personas presentes"), room=45),
        _lines(BLANK_LINES),
        KeepTogether([*section(_("Firmas")), *_signatures(report)]),
    ]


def _about(report: ReportDocument) -> Table:
    """Return who, when and with what, in two columns; the report's number stands at every page's foot."""
    pairs = [(name, cut(value, LONGEST)) for name, value in about(report)[:-1] if value]
    half = -(-len(pairs) // 2)
    column = (WIDTH - BETWEEN) / 2
    left, right = (facts(part, column, 30 * mm) for part in (pairs[:half], pairs[half:]))
    return plain_table([[left, gap(0), right]], [column, BETWEEN, column])


def _seen(report: ReportDocument) -> list[Flowable]:
    if not report.findings:
        return []
    rows = [
        [text(f"{n}.", "tight"), text(finding.condition, "tight"), text(finding.evidence, "tight")]
        for n, finding in enumerate(report.findings, 1)
    ]
    return [*section(_("Hechos que se hacen notar"), room=40), ruled(rows, [5, 77, 18], tight=True)]


def _verified(groups: tuple[AnswerGroup, ...]) -> list[Flowable]:
    """Return the answers close together, without the photo questions: an acta is printed on site."""
    story = section(_("Lo que se verificó"), room=40)
    for group in groups:
        rows: list[Cells] = [
            [text(answer.question, "tight"), _said(answer)] for answer in group.answers if not answer.photos
        ]
        if rows:
            head: Cells = [text(group.title, "tight-strong"), gap(0)]
            story += [CondPageBreak(14 * mm), ruled([head, *rows], [47, 53], tight=True), gap(1)]
    return story


def _said(answer: Answer) -> Paragraph:
    """Return an answer, strong, with what belongs to it on the same line."""
    said = s.marked(answer.answer or _("Sin respuesta"))
    more = [answer.reason, _("No coincide con lo publicado.") if answer.differs else ""]
    beside = s.marked(" ".join(filter(None, more)))
    return Paragraph(f"<b>{said}</b>. {beside}" if beside else f"<b>{said}</b>", s.style("tight"))


def _lines(count: int) -> Table:
    table = Table([[""]] * count, colWidths=[WIDTH], rowHeights=[BLANK_LINE] * count)
    table.setStyle([OWN_FONT, ("LINEBELOW", (0, 0), (-1, -1), 0.5, s.SECONDARY)])
    return table


def _signatures(report: ReportDocument) -> list[Flowable]:
    """Return lines to sign by hand; whoever does not want to sign may say so."""
    monitor = cut(
        "\n".join([_("Monitor {code}").format(code=report.volunteer), *map(person, report.people)]), LONGEST
    )
    blank = _("Nombre y cargo:")
    empty = ["", "", ""]
    table = Table(
        [
            empty,
            [text(monitor, "small"), "", text(blank, "small")],
            empty,
            [text(blank, "small"), "", text(blank, "small")],
        ],
        colWidths=[WIDTH * 0.46, WIDTH * 0.08, WIDTH * 0.46],
        rowHeights=[SIGNATURE, None, SIGNATURE, None],
    )
    table.setStyle(
        [
            OWN_FONT,
            *(("LINEBELOW", (column, row), (column, row), 0.5, s.INK) for row in (0, 2) for column in (0, 2)),
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ]
    )
    note = _("Quien no desee firmar puede decirlo aquí; el acta vale igual como registro de la visita.")
    return [table, gap(3), text(note, "small")]
