"""Help and glossary: short answers, the keys, and the words of public works explained."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QBoxLayout, QGridLayout, QWidget

from fieldmonitor.system.translations import _
from fieldmonitor.ui.help import words
from fieldmonitor.ui.help.here import here
from fieldmonitor.ui.shell.navigation import Route, Screen
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.widgets.facts import pair
from fieldmonitor.ui.widgets.fields import SearchField
from fieldmonitor.ui.widgets.gradual import Gradual
from fieldmonitor.ui.widgets.layout import Page, clear, column, rule
from fieldmonitor.ui.widgets.words import paragraph, text

if TYPE_CHECKING:
    from fieldmonitor.ui.context import UiContext

FIRST, AT_ONCE = 5, 3
"""Rows of each column that fill a laptop's window, and those laid out below them at a time."""


class HelpScreen(Screen):
    """Everything is on this laptop. The route's `key` is the screen one came from, `ref` what to look for."""

    place = "help"

    def __init__(self, context: "UiContext", route: Route) -> None:
        super().__init__(context, route)
        self._here = here(route.key)
        self._gradual = Gradual(self)
        page = Page()
        lines = page.column
        lines.addWidget(text(_("Ayuda"), "title"))
        self._search = SearchField(_("Buscar en la ayuda y el glosario"))
        self._search.setMaximumWidth(look().px(640))
        self._search.textChanged.connect(self._find)
        lines.addWidget(self._search)
        lines.addSpacing(look().px(12))
        self._found = column(gap=0)
        lines.addLayout(self._found)
        lines.addStretch(1)
        self.set_body(page)
        self.strip.say(
            _("¿No encuentra su respuesta?"), _("Llame a su coordinación, con el código del error si lo hay.")
        )
        self.strip.leading(_("Volver"), self.back.emit)
        self._find("")

    def start(self) -> None:
        self._search.setFocus()
        if self._route.ref:
            self._search.setText(self._route.ref)

    def _find(self, wanted: str) -> None:
        clear(self._found)
        key = wanted.casefold().strip()
        if not key and self._here:
            here_rows = [partial(_answer, *item) for item in self._here]
            _section(self._found, _("En la pantalla de antes"), here_rows, first=len(here_rows))
            self._found.addSpacing(look().px(12))
        answers = [partial(_answer, *item) for item in words.answers() if key in " ".join(item).casefold()]
        terms = [partial(_term, *item) for item in words.glossary() if key in " ".join(item).casefold()]
        keys = [partial(_key, *item) for item in words.key_words() if key in " ".join(item).casefold()]
        box = QWidget()
        self._found.addWidget(box)
        grid = QGridLayout(box)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(look().px(48))
        grid.setVerticalSpacing(look().px(20))
        left, right = QWidget(), QWidget()
        grid.addWidget(left, 0, 0)
        if look().compact:
            grid.addWidget(right, 1, 0)
        else:
            grid.addWidget(right, 0, 1)
            grid.setColumnStretch(0, 1)
            grid.setColumnStretch(1, 1)
        asked, stacked = column(left), column(right, gap=20)
        later = [
            *_section(asked, _("Preguntas frecuentes"), answers),
            *_section(stacked, _("Glosario"), terms, FIRST + 2),
            *_section(stacked, _("Teclas"), keys, 0),
        ]
        asked.addStretch(1)
        stacked.addStretch(1)
        self._gradual.lay(later, anew=True)


def _section(
    around: QBoxLayout, title: str, rows: Sequence[Callable[[], QWidget]], first: int = FIRST
) -> list[Callable[[], object]]:
    """Lay out a title with its first rows; return the steps that lay out the others."""
    box = QWidget()
    around.addWidget(box)
    lines = column(box, gap=0)
    lines.addWidget(text(title, "heading"))
    lines.addSpacing(look().px(8))
    lines.addWidget(rule("ruleStrong"))
    if not rows:
        lines.addSpacing(look().px(8))
        lines.addWidget(paragraph(_("Nada coincide con su búsqueda."), tone="secondary"))

    def lay(some: Sequence[Callable[[], QWidget]]) -> None:
        for make in some:
            lines.addWidget(make())

    lay(rows[:first])
    return [partial(lay, rows[at : at + AT_ONCE]) for at in range(first, len(rows), AT_ONCE)]


def _term(word: str, said: str) -> QWidget:
    return pair(word, paragraph(said))


def _key(name: str, does: str) -> QWidget:
    return pair(name, text(does, wrap=True), width=120)


def _answer(question: str, answer: str) -> QWidget:
    box = QWidget()
    lines = column(box, margins=(0, 10, 0, 0), gap=2)
    lines.addWidget(text(question, strong=True, wrap=True))
    lines.addWidget(paragraph(answer))
    lines.addSpacing(look().px(8))
    lines.addWidget(rule())
    return box
