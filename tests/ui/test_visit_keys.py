"""The checklist by keyboard alone: Tab from question to question, arrows inside one, Enter onwards."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from fieldmonitor.app import drafts
from fieldmonitor.demo.photos import visit_photos
from fieldmonitor.ui.keys import report_key
from fieldmonitor.ui.visit.part_page import PartPage
from fieldmonitor.ui.visit.question import Question
from fieldmonitor.ui.widgets.choice import ChoiceRow
from fieldmonitor.ui.widgets.photo_grid import PhotoButton
from tests.ui.person import Person
from tests.ui.sample import Sample
from tests.ui.visit_help import drop


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


def test_the_visit_opens_again_at_the_question_where_one_was(person: Person, filled: Sample) -> None:
    stood = "/data/staff/resident_present"
    ws, key = person.application.context.ws, report_key(filled.draft)
    person.goes("visit", filled.draft, stood)
    person.bot.waitUntil(lambda: person.window.screen_now.route().ref == stood)
    person.goes("photos", filled.draft)
    person.presses("Seguir con la parte")
    person.arrives("visit")
    person.bot.waitUntil(lambda: person.window.screen_now.route().ref == stood)
    person.presses("Salir de la visita")
    person.arrives("home")
    assert drafts.open_draft(ws, key).session.position == stood, "also after the laptop was off"


def test_index_and_strip_count_the_same_answers(person: Person, filled: Sample) -> None:
    person.goes("visit", filled.draft, "/data/closing")
    person.sees("Sin empezar · 0 de 3")
    person.sees("3 de 4 · falta 1")
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


def test_a_photo_that_was_just_added_is_brought_into_view(
    person: Person, filled: Sample, tmp_path: Path
) -> None:
    shot = visit_photos(filled.works[4], person.application.context.ws.clock.now())[5]
    path = tmp_path / shot.name
    path.write_bytes(shot.data)
    person.goes("visit", filled.draft, "/data/progress/progress_photo")
    _stands_at(person, "/data/progress/progress_photo")
    page = person.widgets(PartPage)[0]
    page.verticalScrollBar().setValue(0)
    drop(person.window.screen_now, [path])

    def seen() -> bool:
        cards = page.questions["/data/progress/progress_photo"].findChildren(PhotoButton)
        return any(card.isVisible() and not card.visibleRegion().isEmpty() for card in cards)

    person.bot.waitUntil(seen, timeout=15_000)
