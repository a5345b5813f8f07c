"""Ctrl+G: every question of the checklist, found as one types, opened with Enter."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame

from fieldmonitor.forms import GroupState, NodeView
from fieldmonitor.system.translations import _
from fieldmonitor.ui.names import Sign
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.visit.typed import answer_words
from fieldmonitor.ui.widgets.fields import SearchField
from fieldmonitor.ui.widgets.layout import column, rule
from fieldmonitor.ui.widgets.lists import RowLines, RowList, RowsModel
from fieldmonitor.ui.widgets.words import text


@dataclass(frozen=True, slots=True)
class Spot:
    """A question one can jump to."""

    ref: str
    question: str
    part: str
    answer: str


def spots(groups: list[GroupState], questions: Callable[[str], list[NodeView]]) -> list[Spot]:
    """Return every question that is asked now, part by part."""
    return [
        Spot(node.ref, node.label, f"{number}. {group.label}", answer_words(node))
        for number, group in enumerate(groups, 1)
        for node in questions(group.ref)
        if node.kind == "question" and node.relevant and node.control != "trigger"
    ]


class JumpPanel(QFrame):
    """Stands in the page's place until a question is chosen or Esc is pressed."""

    def __init__(self, jump: Callable[[str], object]) -> None:
        super().__init__()
        self.setObjectName("page")
        self._jump = jump
        self._spots: list[Spot] = []
        edge = round(look().margin / look().scale)
        lines = column(self, gap=0)
        head = column(margins=(edge, 20, edge, 12), gap=8)
        head.addWidget(text(_("Ir a una pregunta"), "title"))
        self.search = _Search(_("Palabra de la pregunta"))
        self.search.textChanged.connect(self._find)
        self.search.returnPressed.connect(self._open)
        head.addWidget(self.search)
        lines.addLayout(head)
        lines.addWidget(rule("ruleStrong"))
        self._model: RowsModel[Spot] = RowsModel(_lines, lambda spot: spot.ref)
        self.list = RowList(self._model, _("Preguntas"))
        self.list.opened.connect(self._open)
        self.list.clicked.connect(lambda _index: self._open())
        self.search.list = self.list
        lines.addWidget(self.list, 1)

    def show_spots(self, spots: list[Spot]) -> None:
        """Show where one can go."""
        self._spots = spots
        self.search.clear()
        self._find("")
        self.search.setFocus()

    def _find(self, words: str) -> None:
        key = words.casefold().strip()
        found = [spot for spot in self._spots if key in f"{spot.question} {spot.part}".casefold()]
        self._model.show_rows(found)
        self.list.choose(0)

    def _open(self) -> None:
        spot = self.list.current_row()
        if spot is not None:
            self._jump(spot.ref)


class _Search(SearchField):
    """Up and down move in the list below."""

    list: RowList[Spot] | None = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down) and self.list is not None:
            step = 1 if event.key() == Qt.Key.Key_Down else -1
            self.list.choose(self.list.currentIndex().row() + step)
            return
        super().keyPressEvent(event)


def _lines(spot: Spot) -> RowLines:
    sign = Sign(spot.answer, "circle-check", "ok") if spot.answer else Sign(_("Sin respuesta"), "circle")
    return RowLines(title=spot.question, second=spot.part, sign=sign)
