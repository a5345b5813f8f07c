"""The checklist by keyboard alone: Tab from question to question, arrows inside one, Enter onwards."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from fieldmonitor.ui.visit.question import Question
from fieldmonitor.ui.widgets.choice import ChoiceRow
from tests.ui.person import Person
from tests.ui.sample import Sample


def _question() -> str:
    """Return the question that holds the keyboard."""
    widget: QWidget | None = QApplication.focusWidget()
    while widget is not None and not isinstance(widget, Question):
        widget = widget.parentWidget()
    return widget.ref if isinstance(widget, Question) else ""


def _stands_at(person: Person, ref: str) -> None:
    person.bot.waitUntil(lambda: _question() == ref, timeout=10_000)


def test_enter_moves_on_from_a_photo_question_and_after_now(person: Person, filled: Sample) -> None:
    person.goes("visit", filled.draft, "/data/arrival/arrival_time")
    _stands_at(person, "/data/arrival/arrival_time")
    person.presses("Ahora")
    person.presses_key(Qt.Key.Key_Return)
    _stands_at(person, "/data/arrival/location")
    person.goes("visit", filled.draft, "/data/arrival/front_photo")
    _stands_at(person, "/data/arrival/front_photo")
    person.presses_key(Qt.Key.Key_Return)
    person.sees("Personal en obra")
    _stands_at(person, "/data/staff/supervisor_present")
    assert not person.widgets(QFileDialog)


def test_tab_goes_to_the_next_question_and_arrows_stay_inside_one(person: Person, filled: Sample) -> None:
    person.goes("visit", filled.draft, "/data/quality/defects")
    _stands_at(person, "/data/quality/defects")
    first = QApplication.focusWidget()
    assert isinstance(first, ChoiceRow)
    person.presses_key(Qt.Key.Key_Right)
    assert QApplication.focusWidget() is not first
    _stands_at(person, "/data/quality/defects")
    person.presses_key(Qt.Key.Key_Left)
    assert QApplication.focusWidget() is first
    person.presses_key(Qt.Key.Key_Tab)
    _stands_at(person, "/data/quality/storage")
    person.presses_key(Qt.Key.Key_2)
    person.sees("Falta")
    person.presses_key(Qt.Key.Key_Tab, Qt.KeyboardModifier.ShiftModifier)
    _stands_at(person, "/data/quality/defects")
    person.presses_key(Qt.Key.Key_Tab)
    chosen = QApplication.focusWidget()
    assert isinstance(chosen, ChoiceRow) and chosen.isChecked(), "Tab comes back to the choice made"


def test_index_and_strip_count_the_same_answers(person: Person, filled: Sample) -> None:
    person.goes("visit", filled.draft, "/data/closing")
    person.sees("Sin empezar · 0 de 3")
    person.sees("Faltan 3 respuestas en esta parte.")
    person.types("¿Quiénes lo acompañaron en la visita? (opcional)", "MCC-2077")
    person.presses("Salir de la visita")
    person.goes("visit", filled.draft, "/data/closing")
    person.sees("Faltan 3 respuestas en esta parte.")


def test_where_to_look_is_the_guidance_and_not_the_hint_again(person: Person, filled: Sample) -> None:
    person.goes("visit", filled.draft, "/data/arrival/location")
    _stands_at(person, "/data/arrival/location")
    person.sees("Dónde mirar")
    person.sees("Compare el lugar con el mapa")
    person.goes("visit", filled.draft, "/data/documents/logbook_photo")
    assert person.page().count("Cubra los nombres al revisar.") <= 1
