"""Searching everything with the keyboard: Ctrl+K, words, Enter."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from tests.ui.person import Person, type_words
from tests.ui.sample import Sample

FIELD = "Obras, informes, fotos, avisos, lecciones, glosario"
CONTROL = Qt.KeyboardModifier.ControlModifier


def _search(person: Person, words: str) -> None:
    person.presses_key(Qt.Key.Key_K, CONTROL)
    person.arrives("search")
    person.types(FIELD, words)


def test_a_work_is_found_without_accents_and_opened_by_enter(person: Person, filled: Sample) -> None:
    _search(person, "molle grande")  # Enter comes before the search has ended
    person.presses_key(Qt.Key.Key_Return)
    screen = person.arrives("work")
    assert screen.route().key.startswith(filled.works[0].id)
    person.presses_key(Qt.Key.Key_Escape)
    back = person.arrives("search")
    assert back.route().ref == "molle grande"
    person.sees("Mejoramiento del servicio educativo")


def test_arrows_walk_the_results_and_enter_opens_the_one_at_hand(person: Person) -> None:
    _search(person, "plazo")
    person.sees("Ayuda y glosario")
    person.sees("Avisos de sus informes")
    person.presses_key(Qt.Key.Key_Down)
    first = QApplication.focusWidget()
    person.presses_key(Qt.Key.Key_Down)
    assert QApplication.focusWidget() is not first
    person.presses_key(Qt.Key.Key_Up)
    assert QApplication.focusWidget() is first


def test_what_came_back_leads_to_its_report(person: Person, filled: Sample) -> None:
    _search(person, "aclare cartel")
    person.presses("Aclare el plazo del cartel")
    screen = person.arrives("report")
    assert screen.route().key == filled.returned


def test_a_word_of_the_glossary_opens_the_help_at_it(person: Person) -> None:
    _search(person, "adenda")
    person.presses("Adenda")
    person.arrives("help")
    person.sees("Documento que cambia el contrato")


def test_before_anything_is_typed_the_last_reports_are_there(person: Person) -> None:
    person.presses_key(Qt.Key.Key_K, CONTROL)
    person.arrives("search")
    person.sees("Lo último en que trabajó")
    person.sees("Escriba al menos dos letras.")
    person.presses_key(Qt.Key.Key_Return)
    person.arrives("visit")


def test_nothing_found_says_so(person: Person) -> None:
    _search(person, "xyzzy")
    person.sees("Nada en esta laptop coincide con «xyzzy».")
    field = QApplication.focusWidget()
    assert field is not None
    type_words(field, " más")
    person.sees("«xyzzy más»")


def test_a_locked_profile_is_not_searched(person: Person) -> None:
    person.presses_key(Qt.Key.Key_L, CONTROL)
    person.bot.waitUntil(lambda: person.application.context.workspace is None)
    person.waits()
    person.presses_key(Qt.Key.Key_K, CONTROL)
    assert person.window.screen_now is not None
    assert person.window.screen_now.route().place != "search"
