"""From the course to the credential, against the real server, by clicks and keys; and credentials checked."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPlainTextEdit

from fieldmonitor.app import accreditation
from fieldmonitor.domain.records import (
    AccreditationState,
    CourseResult,
    Notice,
    RecordKind,
    Revocation,
    RevokedSubject,
    revocation_id,
)
from fieldmonitor.packs.courses import read_course
from fieldmonitor.protocol.codec import encode
from fieldmonitor.protocol.envelope import CREDENTIAL_TYPE
from fieldmonitor.protocol.messages import Credential
from fieldmonitor.server import ServerSettings
from fieldmonitor.server.roles import Person as StaffMember
from fieldmonitor.server.roles import Role
from fieldmonitor.server.runner import ServerHandle
from fieldmonitor.server.services import course as courses
from fieldmonitor.server.services import volunteers
from fieldmonitor.server.services.volunteers import Decision
from fieldmonitor.system.formats import day
from fieldmonitor.system.resources import resource
from fieldmonitor.trust.envelopes import seal
from fieldmonitor.trust.keys import SigningKey
from fieldmonitor.ui.credential.screen import WholeScreen
from tests.ui.first_steps import up_to_enrolment
from tests.ui.person import PATIENCE, Person
from tests.ui.sample import SERVER, Sample, apply
from tests.ui.test_enrolment import _code, _fill

Open = Callable[..., Person]
COURSE, _KEY = read_course(resource("course"))


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ServerHandle]:
    with ServerHandle(ServerSettings(tmp_path / "server")) as handle:
        assert handle.context is not None
        taught, _key = read_course(resource("course"))
        with handle.context.db.write() as session:
            courses.publish(session, taught, _answers())
        yield handle


def _answers() -> dict[str, int]:
    read = json.loads(resource("course", "answers.json").read_text(encoding="utf-8"))
    return dict(read["answers"])


def _synchronises(person: Person) -> None:
    person.presses("Sincronizar")
    bridge = person.application.context.bridge
    assert bridge is not None
    person.bot.waitUntil(lambda: not bridge.running, timeout=PATIENCE)
    person.waits()


def reads_the_course(person: Person) -> None:
    """Read every lesson and answer what stands beside it, until the test is open."""
    while "Ir a la prueba" not in person.page():
        if "Responder la pregunta" in person.page():
            person.presses("Responder la pregunta")
            person.presses_key(Qt.Key.Key_1)
        else:
            person.presses("Siguiente lección")
    person.presses("Ir a la prueba")


def takes_the_test(person: Person, *, right: bool = True) -> None:
    """Read each question, answer it by its key, and hand the test in."""
    texts = {question.text["es"]: question.id for question in COURSE.questions}
    for number in range(1, COURSE.asked + 1):
        person.sees(f"Pregunta {number} de {COURSE.asked}")
        asked = next(name for text, name in texts.items() if text in person.page())
        option = _answers()[asked] if right else (_answers()[asked] + 1) % 3
        person.presses_key(Qt.Key(Qt.Key.Key_1 + option))
        person.presses_key(Qt.Key.Key_Return)
    person.sees("Entregar la prueba")
    person.presses("Entregar la prueba")
    bridge = person.application.context.bridge
    assert bridge is not None
    person.bot.waitUntil(lambda: not bridge.running, timeout=PATIENCE)


def _accredit(server: ServerHandle) -> None:
    context = server.context
    assert context is not None
    staff, today = StaffMember("analista", Role.ADMIN, None), context.today()
    with context.db.write() as session:
        found = volunteers.volunteers(session, staff)[0]
        decision = Decision(AccreditationState.ACTIVE, "Obras de Áncash", today, today + timedelta(days=365))
        volunteers.decide(session, context, staff, found.code, decision)


def test_course_to_credential(open_person: Open, server: ServerHandle) -> None:
    person = open_person(None)
    up_to_enrolment(person)
    _fill(person, "Servidor", server.url)
    _fill(person, "Código de inscripción", _code(server))
    person.presses("Inscribir esta laptop")
    person.arrives("home")
    _synchronises(person)
    person.presses("Curso")
    person.arrives("course")
    person.sees("1. Participación y ética")
    person.sees("Lección 1 de 2")
    person.presses_key(Qt.Key.Key_1)
    person.sees("No es esa respuesta. Usted observa y registra.")
    person.presses_key(Qt.Key.Key_2)
    person.sees("Correcto. Usted observa y registra.")
    reads_the_course(person)
    takes_the_test(person, right=False)
    _synchronises(person)
    person.sees("No alcanzó la nota: 0 %.")
    person.sees("Le quedan 2 intentos.")
    takes_the_test(person)
    _synchronises(person)
    person.sees("Aprobó con 100 %.")
    person.presses("Avisos")
    person.sees("Aprobó la prueba. La Contraloría decidirá su acreditación.")
    _accredit(server)
    _synchronises(person)
    person.presses("Credencial")
    person.arrives("credential")
    person.sees("Obras de Áncash")
    person.sees("Vigente hasta el")
    _checks_own_credential(person)


def _checks_own_credential(person: Person) -> None:
    held = accreditation.standing(person.application.context.ws).accreditation
    assert held is not None and held.credential is not None
    QGuiApplication.clipboard().setText(held.credential)  # what a phone reads from the code
    person.presses("Verificar otra credencial")
    person.arrives("check-credential")
    field = person.widgets(QPlainTextEdit)[0]
    field.setFocus(Qt.FocusReason.MouseFocusReason)
    person.presses_key(Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    person.presses("Comprobar")
    person.sees("La credencial vale hasta el")
    person.sees("Obras de Áncash")


def _shown(person: Person, words: str) -> None:
    person.presses("Credencial")
    person.presses("Verificar otra credencial")
    field = person.widgets(QPlainTextEdit)[0]
    field.setPlainText(words)
    person.presses("Comprobar")


def _credential(person: Person, number: str, *, key: SigningKey = SERVER, days: int = 200) -> str:
    today = person.application.context.ws.today()
    until = (today + timedelta(days=days)).isoformat()
    made = Credential("MCC-3001", "Obras de Piura", "2026-01-02", until, number)
    return encode(seal(made, CREDENTIAL_TYPE, key)).decode()


def test_what_is_said_of_a_credential_that_is_shown(person: Person) -> None:
    _shown(person, _credential(person, "2026-000300"))
    person.sees("La credencial vale hasta el")
    person.sees("Lista de credenciales retiradas")
    listed = accreditation.revocations_listed(person.application.context.ws)
    person.sees(day(listed))
    person.sees("MCC-3001")
    person.presses("Volver")
    person.arrives("credential")
    person.sees("Lista de credenciales retiradas")
    person.sees(day(listed))
    _shown(person, _credential(person, "2026-000301", key=SigningKey(bytes(range(1, 33)))))
    person.sees("La firma no es de la Contraloría.")
    assert "MCC-3001" not in person.page()
    _shown(person, _credential(person, "2026-000302", days=-1))
    person.sees("La credencial venció el")
    for nothing in ("hola esto no es", _credential(person, "2026-000303")[:-40]):
        _shown(person, nothing)
        person.sees("Este texto no es una credencial.")
        assert "No confíe" not in person.page()
    _shown(person, "")
    person.sees("Pegue primero el texto de la credencial.")


def test_a_revoked_credential_is_said_to_be_so(person: Person) -> None:
    ws, number = person.application.context.ws, "2026-000310"
    id_ = revocation_id(RevokedSubject.CREDENTIAL, number)
    apply(ws, RecordKind.REVOCATION, id_, Revocation(RevokedSubject.CREDENTIAL, number, ws.today()))
    _shown(person, _credential(person, number))
    person.sees("La Contraloría retiró esta credencial el")


def test_a_file_with_a_credential_can_be_dropped(person: Person, tmp_path: Path, filled: Sample) -> None:
    from tests.ui.visit_help import drop

    path = tmp_path / "credencial.txt"
    path.write_text(_credential(person, "2026-000320"), encoding="utf-8")
    screen = person.goes("check-credential")
    drop(screen, [path])
    person.sees("La credencial vale hasta el")
    path.write_bytes(b"\xff\xfe\x00" * 100)
    drop(screen, [path])
    person.sees("no contiene el texto de una credencial.")


def test_no_attempt_is_left_once_the_rule_says_so(person: Person) -> None:
    ws = person.application.context.ws
    failed = CourseResult("a", passed=False, score=0.5, attempts_left=0)
    apply(ws, RecordKind.NOTICE, "g", Notice("", "", ws.clock.now(), failed, "grade.failed"))
    person.goes("course", ref="test:0")
    person.sees("No le quedan intentos.")
    person.sees("Su mejor nota: 50 %; se aprueba con 70 %.")
    assert person._named("Entregar la prueba") is None
    person.presses("Repasar las lecciones")
    person.sees("Lección 1 de 2")
    person.goes("alerts")
    person.sees("No alcanzó la nota. Repase las lecciones y vuelva a intentarlo.")


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_the_whole_credential_fits_its_screen_at_any_size_of_letters(person: Person, scale: float) -> None:
    person.application.context.preferences.scale = scale
    person.application.restyle()
    person.presses("Inicio")
    person.goes("credential")
    person.presses("Pantalla completa" if scale > 1.5 else "Mostrar en pantalla completa")
    (shown,) = person.widgets(WholeScreen)
    room = shown.screen().size()
    needed = shown.minimumSizeHint()
    assert needed.height() <= room.height() and needed.width() <= room.width()
    person.sees("MCC-2041")
    QTest.keyClick(shown, Qt.Key.Key_Escape)
    person.bot.waitUntil(lambda: not person.widgets(WholeScreen))
