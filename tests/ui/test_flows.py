"""Ways through the program as a person walks them: clicks and keys, words seen, no call into presenters."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit

from fieldmonitor.demo.photos import visit_photos
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.widgets.buttons import Button
from fieldmonitor.ui.widgets.lists import RowList
from tests.ui.person import Person
from tests.ui.sample import PASSPHRASE, Sample
from tests.ui.test_course import reads_the_course, takes_the_test
from tests.ui.visit_help import answer_here, confirm_findings, drop_photos, sign

Open = Callable[..., Person]


def test_first_start_to_home_without_a_server(open_person: Open) -> None:
    person = open_person(None)
    person.arrives("first")
    person.sees("Bienvenida, bienvenido")
    person.presses("Empezar la inscripción")
    person.sees("Ley N.º 29733")
    assert person._named("Aceptar y seguir") is None, "consent must come before going on"
    person.presses("He leído y doy mi consentimiento")
    person.presses("Aceptar y seguir")
    person.types("Frase clave", "corta")
    person.presses("Guardar la frase clave")
    person.sees("Use al menos 8 letras.")
    person.types("Frase clave", " y más larga, señor")
    person.types("Escríbala otra vez", "otra cosa distinta")
    person.presses("Guardar la frase clave")
    person.sees("Las dos frases no son iguales.")
    again = next(w for w in person.widgets(QLineEdit) if w.accessibleName() == "Escríbala otra vez")
    again.clear()
    person.types("Escríbala otra vez", "corta y más larga, señor")
    person.presses("Guardar la frase clave")
    person.sees("Su hoja de recuperación")
    person.presses("Ya la tengo en papel")
    person.sees("Inscriba esta laptop")
    person.presses("Inscribirme después")
    person.arrives("home")
    person.sees("Todavía no tiene obras asignadas")


def test_practice_from_the_first_screen_can_never_be_sent(open_person: Open) -> None:
    person = open_person(None)
    person.arrives("first")
    person.presses("Practicar")
    person.arrives("visit")
    person.sees("Práctica: no se envía")
    person.sees("Llegada y permisos")
    person.presses_key(Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    person.sees("Ir a una pregunta")
    person.presses_key(Qt.Key.Key_Escape)
    person.goes("review", person.window.screen_now.route().key)
    person.sees("Es una práctica.")
    assert person._named("Firmar informe") is None


def test_a_locked_profile_opens_with_its_passphrase_only(open_person: Open, filled: Sample) -> None:
    person = open_person(filled.folder, asks=True)
    person.arrives("unlock")
    person.types("Frase clave", "no es esta")
    person.presses("Abrir")
    person.sees("frase clave")
    assert person.window.screen_now.route().place == "unlock"


def test_lock_and_unlock(open_person: Open, filled: Sample) -> None:
    person = open_person(filled.folder, asks=True)
    person.arrives("unlock")
    person.types("Frase clave", PASSPHRASE)
    person.presses("Abrir")
    person.arrives("home")
    person.presses_key(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    person.arrives("unlock")
    person.sees("Escriba su frase clave")


def test_visit_with_photos_from_assignment_to_outbox(
    person: Person, filled: Sample, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    person.presses("Mis obras")
    person.arrives("works")
    rows = person.widgets(RowList)[0]
    rows.choose(0)
    person.presses("Abrir la ficha")
    person.arrives("work")
    person.sees("INFOBRAS (demostración) dice EN EJECUCIÓN, pero el último avance es de hace")
    person.presses("Continuar la visita")
    person.arrives("visit")
    person.sees("Cartel y documentos")
    _finish(person, filled, tmp_path, monkeypatch)
    person.sees("Firma del informe")
    assert "antes de firmar" not in person.page(), person.page()
    confirm_findings(person)
    person.types("Frase clave de MCC-2041", PASSPHRASE)
    person.presses("Firmar informe")
    person.sees("¿Firmar este informe?")
    confirm = [b for b in person.widgets(Button) if b.isVisible()]
    dialog = next(
        b for b in confirm if b.accessibleName() == "Firmar informe" and b.window() is not person.window
    )
    person.bot.mouseClick(dialog, Qt.MouseButton.LeftButton)
    person.arrives("report")
    person.sees("Firmado y guardado")
    person.sees("Todavía no hay constancia")
    person.presses("Bandeja")
    person.arrives("outbox")
    person.sees("Por enviar")
    person.sees("2 envíos esperan")


def _finish(person: Person, filled: Sample, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Answer what is missing by following the review's own links, and add photos by dropping them."""
    from fieldmonitor.demo.answers import demo_answers
    from fieldmonitor.domain.records import Activity

    ws = person.application.context.ws
    work = filled.works[0]
    answers = demo_answers(Activity.SITE_VISIT, work, ws.clock.now())
    shots = []
    for photo in visit_photos(work, ws.clock.now())[4:7]:
        path = tmp_path / photo.name
        path.write_bytes(photo.data)
        shots.append((photo.ref, path))
    person.presses("1. Llegada y permisos")
    for number in range(1, 8):
        person.sees(f"Parte {number} de 7")
        answer_here(person, answers)
        drop_photos(person, shots)
        person.presses("Siguiente:" if number < 7 else "Revisar y firmar")
    person.arrives("review")


def test_a_returned_report_is_corrected_as_a_new_version(person: Person, filled: Sample) -> None:
    person.presses("Avisos")
    person.arrives("alerts")
    person.sees("Devuelto para corregir")
    person.presses("Corregir el informe")
    person.arrives("report")
    person.sees("La foto no deja leer el plazo.")
    person.presses("Corregir el informe")
    person.presses("Empezar la corrección")
    person.sees("Escriba el motivo en una frase.")
    person.types("¿Por qué corrige este informe?", "Aclaro el plazo del cartel, según la señora.")
    person.presses("Empezar la corrección")
    screen = person.arrives("visit")
    assert screen.route().key.endswith("/2")
    person.sees("Llegada y permisos")
    person.presses("3. Cartel y documentos")
    person.sees("La foto no deja leer el plazo.")
    field = next(w for w in person.widgets(QLineEdit) if "plazo" in w.accessibleName())
    person.bot.mouseClick(field, Qt.MouseButton.LeftButton)
    person.presses_key(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    for key in (Qt.Key.Key_2, Qt.Key.Key_1, Qt.Key.Key_5, Qt.Key.Key_Tab):
        person.presses_key(key)
    person.presses("7. Cierre de la visita")
    person.presses("Revisar y firmar")
    person.arrives("review")
    person.sees("Firma del informe")
    assert "antes de firmar" not in person.page(), person.page()
    confirm_findings(person)
    sign(person)
    person.sees("Firmado y guardado")
    person.sees("versión 2")
    person.presses("Bandeja")
    person.arrives("outbox")
    person.sees("Por enviar")


def test_a_draft_opens_again_at_the_question_where_it_was_left(open_person: Open, filled: Sample) -> None:
    first = open_person(filled.folder)
    first.arrives("home")
    first.presses("Continuar la visita")
    first.arrives("visit")
    first.sees("¿Qué plazo dice el cartel de obra?")
    folder = first.entry.folder
    first.close()
    again = open_person(folder)
    again.arrives("home")
    again.presses("Continuar la visita")
    screen = again.arrives("visit")
    again.bot.waitUntil(lambda: screen.route().ref == "/data/documents/board_term")


def test_an_answer_is_said_to_be_saved_only_when_it_is(person: Person, filled: Sample) -> None:
    person.goes("visit", filled.draft, "/data/surroundings")
    person.presses_key(Qt.Key.Key_1)
    person.sees("Guardado")
    person.sees("Falta")
    from fieldmonitor.app import drafts
    from fieldmonitor.ui.keys import report_key

    kept = drafts.open_draft(person.application.context.ws, report_key(filled.draft))
    assert kept.session.node("/data/surroundings/signs").value == "yes"


def test_a_danger_to_life_can_be_sent_at_once(person: Person, filled: Sample) -> None:
    person.goes("visit", filled.draft, "/data/arrival")
    person.presses("Sí") if person._named("Sí, en el lugar de la ficha") is None else None
    danger = next(b for b in person.widgets(type(person.button("No"))) if b.accessibleName() == "Sí")
    person._scroll_to(danger)
    person.bot.mouseClick(danger, Qt.MouseButton.LeftButton)
    person.waits()
    person.sees("Peligro para personas.")
    person.presses("Avisar ahora")
    person.sees("Todavía no se envió.")
    person.presses("Zanja o excavación sin protección")
    where = "¿Dónde está el peligro y a quién afecta?"
    person.presses("Avisar ahora")
    person.sees("Todavía no se envió.")
    assert QApplication.focusWidget().accessibleName() == where
    person.types(where, "Junto a la escuela.")
    person.presses("Avisar ahora")
    person.sees("Aviso firmado.")
    person.types(where, " Hay niños.")
    QApplication.focusWidget().clearFocus()
    person.presses("Completar el aviso")
    person.sees("Aviso completado.")
    person.presses("Salir de la visita")
    person.arrives("home")
    person.presses("Bandeja")
    person.arrives("outbox")
    person.sees("Hallazgo urgente")
    sent = person.page()
    assert "Junto a la escuela." in sent and "Hay niños." in sent


def test_pause_and_resume_a_message(person: Person) -> None:
    person.presses("Bandeja")
    person.arrives("outbox")
    person.presses("Pausar")
    person.sees("En pausa")
    person.presses("Reanudar")
    person.sees("Por enviar")


def test_course_read_and_handed_in(person: Person) -> None:
    person.presses("Curso")
    person.arrives("course")
    person.sees("Lección 2 de 2")
    reads_the_course(person)
    person.sees("0 de 12 respondidas")
    takes_the_test(person)
    person.sees("Su prueba está entregada.")


def test_language_sun_and_size_change_at_once_and_are_kept(open_person: Open, filled: Sample) -> None:
    person = open_person(filled.folder)
    person.arrives("home")
    person.presses("Ajustes")
    person.arrives("settings")
    person.presses("English")
    person.sees("Settings")
    person.presses_key(Qt.Key.Key_F9)
    assert look().palette.sun
    person.presses("150 %".replace(" ", "\u00a0"))
    assert look().scale == 1.5
    folder = person.entry.folder
    person.close()
    again = open_person(folder)
    again.arrives("home")
    assert look().palette.sun and look().scale == 1.5
    again.sees("Your visits to works")


def test_searching_finds_by_name_and_says_so_when_nothing_fits(person: Person) -> None:
    person.presses("Mis obras")
    person.arrives("works")
    person.types("Nombre, CUI o entidad", "abastos")
    person.bot.waitUntil(
        lambda: person.widgets(RowList) and person.widgets(RowList)[0].model().rowCount() < 8
    )
    person.types("Nombre, CUI o entidad", " zzz")
    person.sees("Ninguna obra coincide con")


def test_photo_gets_a_caption_and_can_be_brought_back_from_the_trash(person: Person, filled: Sample) -> None:
    person.goes("photos", filled.draft)
    person.sees("Todas 4")
    field = next(w for w in person.widgets(QLineEdit) if w.accessibleName() == "Pie de foto")
    field.clear()
    person.types("Pie de foto", "Frontis al amanecer, año nuevo")
    person.presses_key(Qt.Key.Key_Return)
    person.sees("Frontis al amanecer, año nuevo")
    person.presses("Enviar a la papelera")
    person.sees("Todas 3")
    person.presses_key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    person.sees("Todas 4")


def test_what_is_offline_is_said_and_nothing_waits_for_it(person: Person) -> None:
    person.sees("Sin conexión")
    person.presses("Sincronizar")
    person.bot.waitUntil(lambda: not person.application.context.bridge.running, timeout=30_000)
    person.sees("Sin conexión")
    assert QApplication.activeModalWidget() is None
