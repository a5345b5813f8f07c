"""A press counts for what it was aimed at: pages do not move under it, and what has just come takes none."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QScrollArea, QWidget

from fieldmonitor.demo.photos import visit_photos
from fieldmonitor.ui.shell.strip import Strip
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.visit.part_page import PartPage
from fieldmonitor.ui.visit.question import Question
from fieldmonitor.ui.widgets.banner import Banner
from fieldmonitor.ui.widgets.buttons import Button
from fieldmonitor.ui.widgets.choice import ChoiceRow
from fieldmonitor.ui.widgets.layout import Page
from tests.ui.person import Person, type_words
from tests.ui.sample import Sample
from tests.ui.visit_help import drop

PHOTO = "/data/arrival/front_photo"
Open = Callable[..., Person]
LEFT = Qt.MouseButton.LeftButton


def _press(person: Person, spot: QPoint, page: QScrollArea | None = None) -> None:
    """Press and let go at one spot of the window, whatever has come to lie there; the page stays."""
    handle = person.window.windowHandle()
    at = page.verticalScrollBar().value() if page is not None else 0
    QTest.mousePress(handle, LEFT, Qt.KeyboardModifier.NoModifier, spot)
    person.waits()  # the page moves now, if it does
    assert page is None or page.verticalScrollBar().value() == at
    QTest.mouseRelease(handle, LEFT, Qt.KeyboardModifier.NoModifier, spot)
    person.waits()


def _in_window(person: Person, widget: QWidget, spot: QPoint) -> QPoint:
    return widget.mapTo(person.window, spot)


def test_a_choice_that_is_cut_by_the_pages_edge_is_chosen_where_it_is(person: Person, filled: Sample) -> None:
    person.goes("visit", filled.draft, "/data/arrival")
    page = person.widgets(PartPage)[0]
    bar, inside = page.verticalScrollBar(), page.widget()
    tops = {row.mapTo(inside, QPoint(0, row.height() // 2)).y(): row for row in person.widgets(ChoiceRow)}
    top, choice = next((y, row) for y, row in tops.items() if 0 < y < bar.maximum() and not row.isChecked())
    bar.setValue(top)
    person.waits()
    seen = choice.visibleRegion().boundingRect()
    _press(person, _in_window(person, choice, seen.center()), page)
    assert choice.isChecked()


def test_now_beside_a_wrong_time_takes_one_press_and_the_error_stays_while_it_is_wrong(
    person: Person, filled: Sample
) -> None:
    person.goes("visit", filled.draft, "/data/arrival/arrival_time")
    question = next(q for q in person.widgets(Question) if q.ref == "/data/arrival/arrival_time")
    field = question.findChild(QLineEdit)
    assert field is not None
    field.setFocus(Qt.FocusReason.MouseFocusReason)
    field.selectAll()
    type_words(field, "99")
    person.sees("Escriba la hora como 10:42.")
    question.show_node()  # as after any other answer
    person.sees("Escriba la hora como 10:42.")
    now = next(b for b in question.findChildren(QAbstractButton) if b.accessibleName().startswith("Ahora"))
    _press(person, _in_window(person, now, now.rect().center() + QPoint(0, now.height() // 2 - 3)))
    assert field.text() not in ("99", "")
    assert "Escriba la hora" not in person.page()


def test_a_second_click_of_a_pair_skips_no_page(person: Person, filled: Sample) -> None:
    person.goes("prepare", "a4", ":read")
    read = person.button("He leído las indicaciones")
    spot = _in_window(person, read, read.rect().center())
    QCursor.setPos(read.mapToGlobal(read.rect().center()))
    _press(person, spot)
    person.sees("¿Es seguro entrar?")
    strip = person.widgets(Strip)[0]
    _press(person, spot)
    assert "¿Por qué no va a entrar?" not in person.page()
    away = person.button("No voy a entrar hoy")
    place = away.mapTo(strip, QPoint(0, 0))
    for key in (Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3):
        person.presses_key(key)
    QCursor.setPos(person.window.mapToGlobal(spot))
    person.presses_key(Qt.Key.Key_4)
    person.sees("Iniciar la visita")
    _press(person, spot)  # aimed before the button stood there
    assert person.window.screen_now is not None and person.window.screen_now.route().place == "prepare"
    assert person.button("No voy a entrar hoy") is away
    assert away.mapTo(strip, QPoint(0, 0)) == place


def test_the_size_of_letters_that_was_chosen_stays_in_sight(open_person: Open, filled: Sample) -> None:
    person = open_person(filled.folder, size=(1180, 600))
    person.arrives("home")
    person.goes("settings", "look")
    person.presses("150")
    person.bot.waitUntil(lambda: look().scale == 1.5)
    person.waits()
    chosen = person.button("150")
    assert chosen.isChecked()
    person.bot.waitUntil(lambda: _seen(chosen))


def test_a_finding_confirmed_leaves_the_page_where_it_is_and_leads_to_the_next(
    person: Person, filled: Sample
) -> None:
    screen = person.goes("review", filled.draft)
    page = screen.findChildren(Page)[0]
    second = [b for b in person.widgets(QAbstractButton) if b.accessibleName().startswith("Confirmar: ")][1]
    person._scroll_to(second)
    at = page.verticalScrollBar().value()
    assert at > 0
    person.presses(second.accessibleName())
    person.bot.waitUntil(lambda: page.isAncestorOf(QApplication.focusWidget() or page))
    following = QApplication.focusWidget()
    assert following is not None and following.accessibleName().startswith("Confirmar: ")
    person.bot.waitUntil(lambda: _seen(following))
    assert abs(page.verticalScrollBar().value() - at) < page.height()
    assert page.verticalScrollBar().value() > 0


def test_a_files_error_goes_with_the_next_success_and_the_keyboard_with_the_page(
    person: Person, filled: Sample, tmp_path: Path
) -> None:
    screen = person.goes("visit", filled.draft, PHOTO)
    note = tmp_path / "nota.txt"
    note.write_text("no es una foto", encoding="utf-8")
    question = next(q for q in person.widgets(Question) if q.ref == PHOTO)
    button = question.findChild(Button)
    assert button is not None
    button.setFocus(Qt.FocusReason.MouseFocusReason)
    person.waits()
    drop(screen, [note])
    person.sees("El archivo nota.txt no es una foto.")
    assert "PDF" not in person.widgets(Banner)[-1].accessibleName()
    person.bot.waitUntil(lambda: _seen(button))
    person.presses("Cerrar el aviso")
    assert "nota.txt" not in person.page()
    drop(screen, [note])
    person.sees("El archivo nota.txt no es una foto.")
    shot = visit_photos(filled.works[4], person.application.context.ws.clock.now())[5]
    (tmp_path / shot.name).write_bytes(shot.data)
    drop(screen, [tmp_path / shot.name])
    person.bot.waitUntil(lambda: "nota.txt" not in person.page(), timeout=15_000)
    drop(screen, [note])
    person.sees("El archivo nota.txt no es una foto.")
    person.presses("Siguiente")
    assert "nota.txt" not in person.page()
    assert isinstance(QApplication.focusWidget(), ChoiceRow)
    person.presses_key(Qt.Key.Key_2)
    focused = QApplication.focusWidget()
    assert isinstance(focused, ChoiceRow)
    assert focused.isChecked()


def test_a_question_far_down_that_is_gone_to_is_in_sight(open_person: Open, filled: Sample) -> None:
    person = open_person(filled.folder, size=(1024, 529))
    person.arrives("home")
    person.goes("visit", filled.draft, "/data/closing")
    last = person.widgets(PartPage)[0].asked()[-1]
    person.goes("review", filled.draft)
    person.goes("visit", filled.draft, last)
    question = next(one for one in person.widgets(Question) if one.ref == last)
    person.bot.waitUntil(lambda: question.isAncestorOf(QApplication.focusWidget() or question.parentWidget()))
    held = QApplication.focusWidget()
    assert held is not None
    person.bot.waitUntil(lambda: _seen(held))
    person.waits()
    assert _seen(held)


def _seen(widget: QWidget) -> bool:
    return widget.visibleRegion().boundingRect().height() >= widget.height()
