"""From home to the visit by way of its preparation, as a person walks it; and the ways of not going in."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from fieldmonitor.app import presence
from fieldmonitor.domain.records import Accreditation, AccreditationState, RecordKind
from fieldmonitor.domain.visit import VisitStep
from fieldmonitor.ui.keys import report_key
from fieldmonitor.ui.widgets.lists import RowList
from tests.ui.person import Person
from tests.ui.sample import WHO, Sample, apply

Open = Callable[..., Person]


def _open_sheet(person: Person, row: int = 4) -> None:
    person.presses("Mis obras")
    person.arrives("works")
    person.widgets(RowList)[0].choose(row)
    person.presses("Abrir la ficha")
    person.arrives("work")


def _open_gate(person: Person) -> None:
    _open_sheet(person)
    person.presses("Preparar la visita")
    person.arrives("prepare")
    person.presses("He leído las indicaciones")
    person.sees("¿Es seguro entrar?")


def _steps(person: Person) -> list[VisitStep]:
    screen = person.window.screen_now
    assert screen is not None
    key = report_key(screen.route().key)
    return [mark.step for mark in presence.marks(person.application.context.ws, key)]


def test_from_home_to_the_visit_with_keys(person: Person) -> None:
    _open_sheet(person)
    person.presses("Preparar la visita")
    person.arrives("prepare")
    person.sees("Vaya con casco y chaleco.")
    person.sees("Lo que dice el registro")
    person.sees("Residente de obra:")
    person.sees("Vigente hasta el")
    person.presses_key(Qt.Key.Key_Return)
    person.sees("Faltan 4 puntos por confirmar")
    for key in (Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3):
        person.presses_key(key)
    person.sees("Falta 1 punto por confirmar")
    assert person._named("Iniciar la visita") is None
    person.presses_key(Qt.Key.Key_4)
    person.presses("Iniciar la visita")
    person.arrives("visit")
    person.sees("Llegada y permisos")
    assert _steps(person) == [VisitStep.BRIEFED, VisitStep.SAFE]


def test_what_was_read_and_confirmed_survives_a_change_of_look(person: Person) -> None:
    _open_gate(person)
    person.presses_key(Qt.Key.Key_2)
    person.presses_key(Qt.Key.Key_F9)
    person.sees("Faltan 3 puntos por confirmar")
    person.presses_key(Qt.Key.Key_Escape)
    person.sees("Por qué esta obra")


def test_arrival_and_departure_are_noted_and_answered_once(person: Person) -> None:
    _open_gate(person)
    for key in (Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3, Qt.Key.Key_4):
        person.presses_key(key)
    person.presses("Iniciar la visita")
    screen = person.arrives("visit")
    person.presses("Llegué")
    person.sees("Llegada ")
    draft = person.application.context.drafts[screen.route().key]
    assert draft.session.node("/data/arrival/arrival_time").value
    person.presses_key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    person.button("Llegué")
    assert not draft.session.node("/data/arrival/arrival_time").value
    button = person.button("Llegué")
    for _twice in range(2):  # gloves
        person.bot.mouseClick(button, Qt.MouseButton.LeftButton)
    person.waits()
    assert person._named("Anotar mi salida") is None
    assert QApplication.focusWidget() is screen  # not the next tool of the head
    assert _steps(person)[2:] == [VisitStep.ARRIVED]
    person.presses("7. Cierre de la visita")
    person.types("¿A qué hora terminó la visita?", "00:01")
    QApplication.focusWidget().clearFocus()
    person.sees("La hora de salida no puede ser anterior a la de llegada.")
    person.sees("Revise 1 respuesta de esta parte.")
    person.sees("Revise 1 · ")
    person.presses("Anotar mi salida")
    person.button("Volví")
    person.sees("Salida ")
    assert _steps(person)[2:] == [VisitStep.ARRIVED, VisitStep.LEFT]
    assert draft.session.node("/data/closing/departure_time").value


def test_leaving_it_for_another_day(person: Person) -> None:
    _open_gate(person)
    person.presses("No voy a entrar hoy")
    person.sees("¿Por qué no va a entrar?")
    assert QApplication.focusWidget() is person.window.screen_now
    tried: list[object] = []
    person.application.context.synchronise = lambda: tried.append(1)
    for _held in range(3):
        person.presses_key(Qt.Key.Key_Return)
    assert not tried
    person.sees("¿Por qué no va a entrar?")
    person.presses("Dejar para otro día")
    person.arrives("works")
    person.widgets(RowList)[0].choose(4)
    person.presses("Abrir la ficha")
    person.sees("la dejó para otro día el")
    person.button("Preparar la visita")


def test_access_denied_is_answered_by_saying_so_and_leaves_the_short_path(person: Person) -> None:
    _open_gate(person)
    person.presses("No voy a entrar hoy")
    person.presses("Anotar el acceso denegado")
    screen = person.arrives("visit")
    assert _steps(person) == [VisitStep.BRIEFED, VisitStep.OUTSIDE]
    draft = person.application.context.drafts[screen.route().key]
    assert draft.session.node("/data/arrival/access").value == "denied"
    person.sees("Parte 1 de 3")
    person.sees("Personal en obra. No aplica")
    person.sees("Anotado: «Acceso denegado».")
    person.presses("Deshacer")
    assert not draft.session.node("/data/arrival/access").value
    person.sees("Parte 1 de 7")


def test_a_work_not_found_says_at_review_what_is_signed(person: Person) -> None:
    _open_gate(person)
    person.presses("No voy a entrar hoy")
    person.presses("Anotar que no la encontré")
    screen = person.arrives("visit")
    person.sees("¿A quién preguntó por la obra?")
    person.goes("review", screen.route().key)
    person.sees("Firmará que buscó la obra y no la encontró.")
    assert "Pudo revisar todo" not in person.page()


def test_a_stopped_work_takes_the_short_path_from_outside(person: Person) -> None:
    _open_gate(person)
    person.presses("No voy a entrar hoy")
    person.presses("Abrir el cuestionario corto")
    person.arrives("visit")
    person.sees("Estado de la obra")


def test_who_answers_from_outside_needs_no_helmet(person: Person) -> None:
    _open_gate(person)
    gate = person.arrives("prepare")
    person.sees("Llevo puestos casco, chaleco y botas")
    person.goes("prepare", gate.route().key, "stopped:gate")
    person.sees("¿Es seguro acercarse?")
    assert "casco" not in person.page()
    for key in (Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3):
        person.presses_key(key)
    person.presses("Iniciar la visita")
    person.arrives("visit")
    person.sees("Estado de la obra")


def test_suspended_reads_but_does_not_begin_and_drafts_go_on(person: Person, filled: Sample) -> None:
    ws = person.application.context.ws
    suspended = Accreditation(WHO, AccreditationState.SUSPENDED, "Áncash")
    apply(ws, RecordKind.ACCREDITATION, WHO, suspended, 7)
    _open_sheet(person)
    person.presses("Preparar la visita")
    person.arrives("prepare")
    person.sees("Su acreditación está suspendida.")
    assert person._named("He leído las indicaciones") is None
    person.presses("Practicar")
    person.presses("Empezar la práctica")
    person.arrives("visit")
    person.sees("Práctica: no se envía")
    person.goes("visit", filled.draft)
    person.sees("Guardado")


def test_practising_is_there_on_a_small_window(open_person: Open, filled: Sample) -> None:
    person = open_person(filled.folder, size=(1024, 529))
    person.arrives("home")
    _open_sheet(person)
    person.presses("Practicar")
    person.arrives("prepare")
    person.presses("Empezar la práctica")
    person.arrives("visit")
    assert _steps(person) == []


def test_what_was_sent_no_longer_says_what_to_take(person: Person, filled: Sample) -> None:
    person.goes("work", filled.sheet(1))
    person.sees("Firmado el")
    assert "leve casco" not in person.page()
