"""What a synchronisation brings is said once, never in a visit, and leads to the answers."""

from fieldmonitor.domain.records import Feedback, FeedbackStep, RecordKind
from fieldmonitor.ui.ports import SyncEnd
from tests.ui.person import Person
from tests.ui.sample import Sample, apply

SAID = "La Contraloría respondió a un informe suyo."


def _answer(person: Person, key: str, version: int) -> None:
    """Bring an answer to a report and end an exchange, as a synchronisation does."""
    ws = person.application.context.ws
    report = key.split("/")[0]
    step = FeedbackStep("reviewed", ws.today())
    told = Feedback(report, 1, "in_review", "Su informe está en revisión", "Lo lee una persona.", (step,))
    apply(ws, RecordKind.FEEDBACK, f"{report}-{version}", told, version)
    bridge = person.application.context.bridge
    assert bridge is not None
    bridge.ended.emit(SyncEnd(online=True, changed=True))
    person.waits()


def test_an_answer_is_announced_and_opened(person: Person, filled: Sample) -> None:
    person.waits()
    assert SAID not in person.page()
    _answer(person, filled.ready, 50)
    person.sees(SAID)
    person.presses("Ver avisos")
    person.arrives("alerts")
    person.sees("Su informe está en revisión")
    assert SAID not in person.page()


def test_in_a_visit_it_waits_until_one_leaves(person: Person, filled: Sample) -> None:
    person.waits()
    person.goes("visit", filled.draft)
    _answer(person, filled.ready, 51)
    assert SAID not in person.page()
    person.presses("Salir de la visita")
    person.arrives("home")
    person.sees(SAID)
    person.presses("Mis obras")
    person.arrives("works")
    assert SAID not in person.page()


def test_a_message_of_the_programme_stands_at_home_until_it_was_read(person: Person) -> None:
    person.sees("Charla antes de la visita")
    person.presses("Ver avisos")
    person.arrives("alerts")
    person.sees("El viernes a las 9 en la municipalidad.")
    person.presses("Inicio")
    person.arrives("home")
    person.sees("Sus visitas a obras")
    assert "Charla antes de la visita" not in person.page()
