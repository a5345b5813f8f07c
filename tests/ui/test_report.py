"""A report's page: pictures only when they are seen, what a review asks, and which version answers it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea

from fieldmonitor.app import drafts
from fieldmonitor.ui.keys import report_key
from fieldmonitor.ui.photos.gallery import PhotoGrid
from tests.ui.person import PATIENCE, Person
from tests.ui.sample import Sample


def test_no_picture_is_opened_before_it_is_seen(person: Person, filled: Sample) -> None:
    person.goes("report", filled.sent)
    grid = person.widgets(PhotoGrid)[0]
    assert grid.model().rowCount() == 8 and len(grid._thumbnails) == 0
    page = person.window.screen_now.findChild(QScrollArea)
    page.ensureWidgetVisible(grid)
    person.bot.waitUntil(lambda: len(grid._thumbnails) > 0, timeout=PATIENCE)


def test_a_comment_leads_to_its_question_in_the_correction(person: Person, filled: Sample) -> None:
    person.goes("report", filled.returned)
    person.sees("La foto no deja leer el plazo. ¿Puede confirmarlo?")
    person.sees("Usted respondió:")
    person.presses("Corregir: ¿Qué plazo dice el cartel de obra?")
    person.types("¿Por qué corrige este informe?", "El plazo se lee en otra foto.")
    person.presses("Empezar la corrección")
    screen = person.arrives("visit")
    person.bot.waitUntil(lambda: screen.route().ref == "/data/documents/board_term", timeout=PATIENCE)
    person.goes("report", filled.returned)
    person.sees("Hay una versión más nueva")
    person.presses("Corregir: ¿Qué plazo dice el cartel de obra?")
    assert person.arrives("visit").route().key.endswith("/2"), "the correction that was begun goes on"
    kept = drafts.open_draft(person.application.context.ws, report_key(f"{filled.returned[:-2]}/2")).report
    assert kept.reason == "El plazo se lee en otra foto." and kept.replaces


def test_what_is_new_stays_marked_while_one_looks_at_it(person: Person) -> None:
    person.presses("Avisos")
    person.arrives("alerts")
    person.sees("Nuevo")
    person.presses_key(Qt.Key.Key_F9)
    person.sees("Nuevo")
    person.presses("Inicio")
    person.arrives("home")
    person.presses("Avisos")
    person.arrives("alerts")
    person.sees("Devuelto para corregir")
    assert "Nuevo" not in person.page()


def test_an_assessment_offers_its_letter_and_no_acta(person: Person, filled: Sample) -> None:
    person.goes("report", filled.assessment)
    person.sees("Solicitud")
    assert person._named("Acta") is None
