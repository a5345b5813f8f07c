"""Published values as a table: what, how much, who says so and since when; old ones are marked."""

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from fieldmonitor.system.translations import _
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.widgets.layout import column, row, rule
from fieldmonitor.ui.widgets.term import term
from fieldmonitor.ui.widgets.words import fact_line, text


@dataclass(frozen=True, slots=True)
class FactRow:
    """A row of the table; `note` stands small after its name, `old` warns that the value is old.

    `meaning` explains a technical name: it unfolds when the name is pressed.
    """

    name: str
    value: str
    source: str
    when: str
    note: str = ""
    old: bool = False
    meaning: str = ""


class FactTable(QWidget):
    """Never a value without its source and date."""

    def __init__(self, rows: list[FactRow], *, numbers: bool = True) -> None:
        super().__init__()
        if look().scale > 1.25:
            self._stack(rows)
            return
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(look().px(20))
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(0, 5 if numbers else 3)
        grid.setColumnStretch(1, 4)
        grid.setColumnMinimumWidth(0, look().px(150))
        right = Qt.AlignmentFlag.AlignRight if numbers else Qt.AlignmentFlag.AlignLeft
        heads = (
            (_("Dato"), Qt.AlignmentFlag.AlignLeft),
            (_("Valor publicado"), right),
            (_("Fuente"), Qt.AlignmentFlag.AlignLeft),
            (_("Fecha"), Qt.AlignmentFlag.AlignRight),
        )
        for index, (words, side) in enumerate(heads):
            head = text(words, "fact", "secondary", strong=True)
            head.setMinimumHeight(look().px(36))
            grid.addWidget(head, 0, index, side | Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(rule("ruleStrong"), 1, 0, 1, 4)
        for index, item in enumerate(rows):
            self._add(grid, 2 + 2 * index, item, right)

    def _stack(self, rows: list[FactRow]) -> None:
        """Lay source and date below each name, where letters are too large for four columns."""
        lines = column(self, gap=0)
        lines.addWidget(rule("ruleStrong"))
        for item in rows:
            across = row(margins=(0, 6, 0, 6), gap=16)
            names = column(gap=0)
            names.addWidget(_name(item, old=item.old))
            names.addWidget(text(f"{item.source}, {item.when}", "fact", "secondary", wrap=True))
            across.addLayout(names, 1)
            value = text(item.value, strong=True, wrap=True, figures=True)
            value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
            across.addWidget(value, 1)
            lines.addLayout(across)
            lines.addWidget(rule())

    def _add(self, grid: QGridLayout, at: int, item: FactRow, right: Qt.AlignmentFlag) -> None:
        middle = Qt.AlignmentFlag.AlignVCenter
        grid.addWidget(_name(item, old=False), at, 0)
        value = text(item.value, strong=True, wrap=True, figures=True)
        value.setAlignment(right | middle)
        value.setAccessibleName(f"{item.name}: {item.value}. {item.source}, {item.when}")
        value.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        grid.addWidget(value, at, 1)
        grid.addWidget(text(item.source, tone="secondary"), at, 2, middle)
        grid.addWidget(_when(item), at, 3, Qt.AlignmentFlag.AlignRight | middle)
        grid.setRowMinimumHeight(at, look().px(37))
        grid.addWidget(rule(), at + 1, 0, 1, 4)


def _when(item: FactRow) -> QWidget:
    """Return the date of a value; that it is old stands below it."""
    shown = text(item.when, tone="secondary", figures=True)
    if not item.old:
        return shown
    box = QWidget()
    lines = column(box, margins=(0, 6, 0, 6), gap=0)
    right = Qt.AlignmentFlag.AlignRight
    lines.addWidget(shown, 0, right)
    lines.addWidget(fact_line(_("Dato antiguo"), "clock", "warn"), 0, right)
    return box


def _name(item: FactRow, *, old: bool) -> QWidget:
    box = QWidget()
    edge = 0 if item.meaning else 6  # what can be pressed is high enough by itself
    lines = column(box, margins=(0, edge, 0, 6 if item.note or old else edge), gap=0)
    lines.addWidget(term(item.name, item.meaning, low=bool(item.note or old)))
    if item.note:
        lines.addWidget(text(item.note, "fact", "secondary", wrap=True))
    if old:
        lines.addWidget(fact_line(_("Dato antiguo"), "clock", "warn"))
    return box


def pair(
    name: str, value: QWidget, *, width: int = 180, strong_rule: bool = False, meaning: str = ""
) -> QWidget:
    """Return a name at the left and a widget at the right, closed by a line; `meaning` unfolds the name's."""
    box = QWidget()
    lines = column(box, gap=0)
    across = row(margins=(0, 0, 0, 0) if meaning else (0, 8, 0, 8), gap=16)
    label = term(name, meaning, tone="text2")
    label.setFixedWidth(look().px(width))
    across.addWidget(label, 0, Qt.AlignmentFlag.AlignTop)
    across.addWidget(value, 1, *([Qt.AlignmentFlag.AlignVCenter] if meaning else []))
    lines.addLayout(across)
    lines.addWidget(rule("ruleStrong" if strong_rule else "rule"))
    return box


def tally(name: str, value: str, total: str = "") -> QWidget:
    """Return a name at the left and a number at the right, closed by a line."""
    box = QWidget()
    lines = column(box, gap=0)
    across = row(margins=(0, 4, 0, 4), gap=4)
    across.addWidget(text(name, wrap=True), 1)
    across.addWidget(text(value, strong=True))
    if total:
        across.addWidget(text(total))
    lines.addLayout(across)
    lines.addWidget(rule())
    return box
