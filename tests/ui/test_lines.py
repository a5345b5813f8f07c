"""Where lines end and what stands in line with what: names wrap evenly, a scroll bar moves nothing."""

import pytest
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from fieldmonitor.ui.shell.header import Tools, VisitHeader
from fieldmonitor.ui.shell.theme import Look, apply, look
from fieldmonitor.ui.widgets.banner import Banner
from fieldmonitor.ui.widgets.choice import ChoiceGrid, ChoiceRow
from fieldmonitor.ui.widgets.index import Index, IndexItem
from fieldmonitor.ui.widgets.layout import Page, column, rule
from fieldmonitor.ui.widgets.lines import balanced, kept_together
from fieldmonitor.ui.widgets.words import text

NAME = "Mejoramiento del servicio educativo de la I.E. N.º 1047 de Molle Grande"


@pytest.fixture(autouse=True)
def _light(qapp: QApplication) -> None:
    apply(qapp, Look())


def test_a_name_wraps_into_lines_of_about_one_length() -> None:
    metrics = QFontMetrics(look().font(strong=True))
    whole = metrics.horizontalAdvance(NAME)
    assert balanced(metrics, NAME, whole + 10) == whole + 10
    assert whole / 2 <= balanced(metrics, NAME, round(whole * 0.9)) <= whole * 0.65


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("Los informes se envían cuando haya red.", "Los informes se envían cuando haya\u00a0red."),
        ("Enviar a la papelera", "Enviar a la papelera"),
        ("Una corrección es siempre responsabilidad institucional.", None),
        ("", ""),
    ],
)
def test_no_short_word_stands_alone_on_the_last_line(words: str, kept: str | None) -> None:
    assert kept_together(words) == (words if kept is None else kept)


def test_a_scroll_bar_stands_in_the_margin(qtbot: QtBot) -> None:
    page = Page()
    qtbot.addWidget(page)
    line = rule()
    page.column.addWidget(line)
    page.resize(600, 300)
    with qtbot.waitExposed(page):
        page.show()
    before = line.geometry().right()
    tall = QWidget()
    tall.setFixedHeight(900)
    page.column.addWidget(tall)
    qtbot.waitUntil(page.verticalScrollBar().isVisible)
    qtbot.waitUntil(lambda: line.geometry().right() == before)


def test_what_has_a_greatest_width_is_as_high_as_its_words_are_there(qtbot: QtBot) -> None:
    box = QWidget()
    qtbot.addWidget(box)
    narrow = QWidget()
    narrow.setMaximumWidth(320)
    banner = Banner("info", "Policía 105, Bomberos 116, ambulancia 106. Ninguna foto vale un accidente.")
    column(narrow).addWidget(banner)
    lines = column(box)
    lines.addWidget(narrow)
    lines.addStretch(1)
    box.resize(1_200, 400)
    with qtbot.waitExposed(box):
        box.show()
    assert banner.width() <= 320 and banner.height() >= banner.heightForWidth(banner.width())


def test_a_work_s_whole_name_goes_before_the_date_and_the_tools_words(qtbot: QtBot) -> None:
    nothing = Tools(*[lambda: None] * 5)
    head = VisitHeader("Salir de la visita", lambda: None, nothing)
    qtbot.addWidget(head)
    head.name_visit(NAME, "Visita 1 · 22/11/2026")
    head.show_saved("Guardado 10:42")
    head.show_presence(text("Llegué 10:31"))
    head.resize(1_300, 56)
    with qtbot.waitExposed(head):
        head.show()
    name = next(label for label in head.findChildren(QWidget) if label.accessibleName() == NAME)
    qtbot.waitUntil(lambda: name.property("text") == NAME)


def test_no_word_of_a_choice_is_cut_however_narrow_its_column(qtbot: QtBot) -> None:
    long = ChoiceRow("Desactualizado", 2)
    grid = ChoiceGrid([ChoiceRow("No", 1), long, ChoiceRow("Sí", 3)], 3)
    qtbot.addWidget(grid)
    grid.resize(grid.minimumSizeHint())
    grid.show()
    word = QFontMetrics(look().font(strong=True)).horizontalAdvance("Desactualizado")
    assert long.width() >= word + look().px(16 + 20 + 20), "the ring, the words and the number have room"


def test_the_whole_row_of_the_open_part_is_in_sight_in_a_low_window(qtbot: QtBot) -> None:
    index = Index("Partes", lambda _name: None)
    qtbot.addWidget(index)
    parts = [IndexItem(str(number), f"Parte {number}", "Sin empezar", "circle") for number in range(12)]
    index.show_items(parts, "9")
    index.resize(index.width(), 300)
    index.show()
    shown = index.row("9")
    assert shown is not None
    qtbot.waitUntil(lambda: shown.height() > 0 and shown.visibleRegion().boundingRect() == shown.rect())
