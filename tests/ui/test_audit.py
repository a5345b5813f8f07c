"""The checks of every screen, each on a widget made wrong: what finds nothing anywhere proves nothing."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QPushButton,
    QTabBar,
    QTextBrowser,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from fieldmonitor.system.translations import set_default_language
from fieldmonitor.ui.shell.palettes import SUN
from fieldmonitor.ui.shell.theme import Look, apply
from fieldmonitor.ui.widgets import layout
from fieldmonitor.ui.widgets.buttons import Button
from fieldmonitor.ui.widgets.choice import ChoiceRow
from fieldmonitor.ui.widgets.fields import SearchField
from fieldmonitor.ui.widgets.index import IndexItem, IndexRow
from fieldmonitor.ui.widgets.words import Elided, text
from tests.ui.audit import complaints


@pytest.fixture
def page(qtbot: QtBot) -> Callable[..., QWidget]:
    """Show a window of 400×460 with widgets in a column, or where they put themselves."""

    def show(*widgets: QWidget, column: bool = True) -> QWidget:
        window = QFrame()
        window.setObjectName("page")
        if column:
            lines = QVBoxLayout(window)
            for widget in widgets:
                lines.addWidget(widget)
            lines.addStretch(1)
        else:
            for widget in widgets:
                widget.setParent(window)
        qtbot.addWidget(window)
        window.resize(400, 460)
        window.show()
        qtbot.waitExposed(window)
        return window

    return show


Page = Callable[..., QWidget]


def _only(found: list[str], words: str) -> None:
    assert len(found) == 1 and words in found[0], found


def test_nothing_is_said_of_what_is_right(page: Page) -> None:
    field = QLineEdit()
    field.setAccessibleName("Nombre")
    window = page(
        text("Una línea"),
        text("Palabras que se parten en varias líneas donde no caben en una sola " * 3, wrap=True),
        Elided("Una línea larga que se acorta a sí misma y que se puede leer entera al señalarla " * 2),
        field,
        Button("Seguir", "primary"),
        ChoiceRow("Una respuesta larga que necesita dos líneas para leerse entera en esta ventana"),
    )
    assert complaints(window) == []


def test_a_control_without_a_name(page: Page) -> None:
    _only(complaints(page(QLineEdit())), "has no name")


def test_a_target_that_is_too_small(page: Page) -> None:
    tool = QToolButton()
    tool.setAccessibleName("Acercar")
    tool.setStyleSheet("min-height: 0; min-width: 0;")
    tool.setFixedSize(24, 24)
    tool.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    _only(complaints(page(tool)), "is only 24×2")


def test_words_cut_at_the_side(page: Page) -> None:
    label = text("Cuaderno de obra")
    label.setFixedWidth(60)
    _only(complaints(page(label)), "has 60 of")


def test_words_cut_below(page: Page) -> None:
    label = text("Cuaderno de obra en la caseta del residente", wrap=True)
    label.setFixedSize(100, 20)
    _only(complaints(page(label)), "px in height")


def test_a_word_that_no_line_holds(page: Page) -> None:
    label = text("Extraordinariamente", wrap=True)
    label.setFixedSize(40, 60)
    _only(complaints(page(label)), "is wider than its 40 px")


def test_a_button_that_cuts_its_words(page: Page) -> None:
    button = Button("Enviar tres informes")
    button.setFixedWidth(80)
    _only(complaints(page(button)), "has 80 of")


def test_an_answer_that_is_too_low_for_its_words(page: Page) -> None:
    choice = ChoiceRow("Una respuesta larga que necesita más de dos líneas para leerse entera")
    choice.setFixedSize(160, 48)
    _only(complaints(page(choice)), "too low for its words")


def test_a_picture_that_a_text_cuts(page: Page) -> None:
    lesson = QTextBrowser()
    lesson.setAccessibleName("Lección")
    picture = QImage(900, 40, QImage.Format.Format_RGB32)
    picture.fill(0xFFFFFF)
    lesson.textCursor().insertImage(picture)
    _only(complaints(page(lesson)), "of 9")


def test_tabs_that_do_not_fit(page: Page) -> None:
    tabs = QTabBar()
    tabs.setAccessibleName("Partes")
    tabs.setUsesScrollButtons(False)
    tabs.setElideMode(Qt.TextElideMode.ElideRight)
    for word in ("Datos de la obra", "Plazos y montos", "Documentos", "Historial", "Alertas"):
        tabs.addTab(word)
    tabs.setFixedWidth(200)
    assert any(line.startswith("tab ") for line in complaints(page(tabs)))


def test_words_that_reach_out_of_their_box(page: Page) -> None:
    box = QFrame()
    box.setFixedSize(120, 20)
    label = text("Debajo del borde")
    label.setParent(box)
    label.move(0, 12)
    _only(complaints(page(box)), "reaches out of QFrame")


def test_widgets_that_cover_each_other(page: Page) -> None:
    one, other = text("Una cosa"), text("Otra cosa")
    window = page(one, other, column=False)
    one.setGeometry(10, 10, 120, 24)
    other.setGeometry(60, 20, 120, 24)
    one.show()
    other.show()
    assert any("overlap by" in line for line in complaints(window))


def test_faint_words(page: Page) -> None:
    label = text("Apenas se lee")
    label.setStyleSheet("color: #999999")
    _only(complaints(page(label)), "has a contrast of")


def test_a_faint_hint_in_a_field(page: Page) -> None:
    field = SearchField("Nombre o código")
    field.setStyleSheet("placeholder-text-color: #AAAAAA")
    window = page(text("Arriba"), field)
    _only(complaints(window), "has a contrast of")


def test_a_faint_line_that_a_widget_paints_itself(page: Page) -> None:
    item = IndexItem("a", "Llegada y permisos", "Sin empezar", "circle")
    row = IndexRow(item, lambda _name: None)
    window = page(row)
    assert complaints(window) == []
    row.show_item(replace(item, tone="line"))  # the second line in the colour of a rule
    _only(complaints(window), "'Llegada y permisos' has a contrast of")


def test_the_sun_asks_for_more(page: Page, qapp: object) -> None:
    label = text("Se lee bajo techo")
    label.setStyleSheet("color: #666666")
    window = page(label)
    assert complaints(window) == []
    apply(qapp, Look(SUN))  # type: ignore[arg-type]
    _only(complaints(window), "has a contrast of")


def test_words_of_the_other_language(page: Page) -> None:
    window = page(text("Requiere atención"))
    assert complaints(window) == []
    set_default_language("en")
    _only(complaints(window), "is of another language")


def test_a_sentence_with_values_of_the_other_language(page: Page) -> None:
    set_default_language("en")
    _only(complaints(page(text("Última sincronización: 22/11/2026"))), "is of another language")


def test_tab_that_goes_up(page: Page) -> None:
    first, second, third = Button("Primero"), Button("Segundo"), Button("Tercero")
    window = page(first, second, third)
    QWidget.setTabOrder(first, third)
    QWidget.setTabOrder(third, second)
    _only(complaints(window), "Tab goes up: from Button 'Tercero' to Button 'Segundo'")


def test_tab_that_goes_left(page: Page) -> None:
    above, left, right = Button("Encima"), Button("Izquierda"), Button("Derecha")
    window = page(above, left, right, column=False)
    above.setGeometry(10, 10, 140, 44)
    left.setGeometry(10, 80, 140, 44)
    right.setGeometry(200, 80, 140, 44)
    for button in (above, left, right):
        button.show()
    QWidget.setTabOrder(above, right)
    QWidget.setTabOrder(right, left)
    _only(complaints(window), "Tab goes left")


def test_a_page_that_scrolls_into_empty_room(page: Page) -> None:
    scrolled = layout.Page()
    scrolled.column.addWidget(text("Arriba"))
    scrolled.column.addStretch(1)
    window = page(scrolled)
    assert complaints(window) == []
    scrolled.body.setMinimumHeight(900)
    scrolled.verticalScrollBar().setMaximum(500)
    _only(complaints(window), "into empty room")


def test_two_primaries(page: Page) -> None:
    _only(complaints(page(Button("Firmar", "primary"), Button("Enviar", "primary"))), "more than one primary")


def test_a_window_that_strays(page: Page, qtbot: QtBot) -> None:
    window = page(text("La ventana"))
    stray = QPushButton("Suelta")
    qtbot.addWidget(stray)
    stray.show()
    assert any(line.startswith("other windows") for line in complaints(window))
