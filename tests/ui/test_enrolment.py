"""From the first start to a receipt, against the real server: enrolled, applied, and what went wrong said."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLineEdit

from fieldmonitor.server import ServerSettings
from fieldmonitor.server.roles import Person as StaffMember
from fieldmonitor.server.roles import Role
from fieldmonitor.server.runner import ServerHandle
from fieldmonitor.server.services import calls
from fieldmonitor.server.services.calls import NewCall
from fieldmonitor.server.services.enrolment import CodeRequest, issue_code
from fieldmonitor.ui.widgets.choice import ChoiceRow
from tests.ui.first_steps import up_to_enrolment
from tests.ui.person import Person

Open = Callable[..., Person]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ServerHandle]:
    with ServerHandle(ServerSettings(tmp_path / "server")) as handle:
        yield handle


def _code(server: ServerHandle, call_id: str | None = None) -> str:
    assert server.context is not None
    with server.context.db.write() as session:
        request = CodeRequest(call_id=call_id) if call_id else CodeRequest(region="ANCASH")
        return issue_code(session, server.context, request).code


def _fill(person: Person, label: str, words: str) -> None:
    field = next(w for w in person.widgets(QLineEdit) if w.accessibleName() == label)
    field.clear()
    person.types(label, words)


def test_enrolment_says_what_is_wrong_and_then_works(open_person: Open, server: ServerHandle) -> None:
    person = open_person(None)
    up_to_enrolment(person)
    _fill(person, "Servidor", server.url)
    _fill(person, "Código de inscripción", "AAAA-BBBB-CCCC")
    person.presses("Inscribir esta laptop")
    person.sees("Ese código no existe.")
    _fill(person, "Código de inscripción", _code(server))
    person.presses("Inscribir esta laptop")
    person.arrives("home")
    person.presses("Sincronizar")
    bridge = person.application.context.bridge
    assert bridge is not None
    person.bot.waitUntil(lambda: not bridge.running, timeout=30_000)
    person.sees("Al día")


def test_a_server_that_is_off_keeps_what_was_typed(open_person: Open, server: ServerHandle) -> None:
    person = open_person(None)
    up_to_enrolment(person)
    _fill(person, "Servidor", "http://127.0.0.1:9")
    _fill(person, "Código de inscripción", "AAAA-BBBB-CCCC")
    person.presses("Inscribir esta laptop")
    person.sees("Código sync.")
    assert "http://127.0.0.1:9" in person.page() and "AAAA-BBBB-CCCC" in person.page()
    person.presses("Inscribirme después")
    person.arrives("home")


def test_an_applicant_swears_to_every_requirement(open_person: Open, server: ServerHandle) -> None:
    assert server.context is not None
    with server.context.db.write() as session:
        closes = server.context.today() + timedelta(days=9)
        new = NewCall("Monitores", "ANCASH", ("020101",), closes)
        call_id = calls.create(session, server.context, StaffMember("analista", Role.ADMIN, None), new)
    person = open_person(None)
    up_to_enrolment(person)
    _fill(person, "Servidor", server.url)
    _fill(person, "Código de inscripción", _code(server, call_id))
    person.presses("Inscribir esta laptop")
    person.arrives("home")
    person.presses("Postular")
    person.arrives("apply")
    _fill(person, "Código de su distrito", "020101")
    person.presses("Jurar y postular")
    person.sees("Solo puede postular quien cumple todo.")
    for name in [row.accessibleName() for row in person.widgets(ChoiceRow)]:
        person.presses(name)
    person.presses("Jurar y postular")
    person.sees("Su postulación está enviada.")
