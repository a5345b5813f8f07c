"""The information-access matrix on paper: items by portal, the score with its method, what was noticed."""

from reportlab.platypus.flowables import Flowable

from fieldmonitor.documents.layout import Cells, facts, gap, ruled, section, text
from fieldmonitor.documents.model import MatrixCell, MatrixPhase, MatrixRow, MatrixTable
from fieldmonitor.system.formats import day
from fieldmonitor.system.translations import _


def matrix_section(table: MatrixTable) -> list[Flowable]:
    """Return the matrix, phase by phase, under its score."""
    scores = [(_("Puntaje total"), f"{table.score}: {table.detail}")]
    scores += [(phase.label, phase.score) for phase in table.phases]
    story = [*section(_("Puntaje de acceso a la información"), room=50), facts(scores), gap(1.5)]
    story += [text(table.method, "small"), *section(_("Datos por portal"), room=60)]
    for phase in table.phases:
        story += _phase(phase, table.portals)
    if table.noticed:
        story += section(_("Lo que el programa notó"))
        story += [ruled([[text(words)] for words in table.noticed], [1])]
    return story


def _phase(phase: MatrixPhase, portals: tuple[str, ...]) -> list[Flowable]:
    names = (phase.label, *portals, _("Visto"))
    rows: list[Cells] = [[text(name, "label") for name in names], *(_row(row) for row in phase.rows)]
    return [ruled(rows, [46, *(27 for _portal in portals), 20], head=True), gap(3)]


def _row(row: MatrixRow) -> Cells:
    item: list[Flowable] = [text(row.label)]
    item += [text(words, "small") for words in (row.reason, row.evidence) if words]
    return [item, *map(_cell, row.cells), text(day(row.seen_on), "small")]


def _cell(cell: MatrixCell | None) -> Flowable:
    if cell is None:
        return text("–", "small")
    return text(cell.words, "tight" if cell.fine else "tight-strong")
