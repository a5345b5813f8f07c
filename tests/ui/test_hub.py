"""Centro de acopio as a person uses it: paired by what its screen shows, handed over, and still pending."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLineEdit

from fieldmonitor.hub.runner import HubHandle, HubSettings
from tests.fakes.hubs import SMALL_RESERVE
from tests.ui.office import Office, office
from tests.ui.person import Person, type_words
from tests.ui.sample import Sample

Open = Callable[..., Person]


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A laptop with two signed reports."""
    with office(tmp_path_factory.mktemp("office"), until="sign") as place:
        yield place


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[HubHandle]:
    with HubHandle(HubSettings(tmp_path / "hub", "Posta de Caraz", limits=SMALL_RESERVE)) as handle:
        yield handle


def field(person: Person, name: str) -> QLineEdit:
    return next(one for one in person.widgets(QLineEdit) if one.accessibleName() == name)


def test_reports_are_handed_over_and_stay_pending(open_person: Open, signed: Office, hub: HubHandle) -> None:
    person = open_person(signed.laptop)
    person.arrives("home")
    person.presses("Bandeja")
    person.presses("Abrir: Centro de acopio")
    person.sees("Esta laptop aún no conoce un centro de acopio.")
    person.presses("Emparejar con el centro")
    person.sees("Escriba la dirección del centro.")
    type_words(field(person, "Dirección del centro"), hub.address.removeprefix("https://"))
    person.presses("Emparejar con el centro")
    person.sees("Escriba el código del centro.")
    type_words(field(person, "Código"), hub.code)
    person.presses("Emparejar con el centro")
    person.sees("Emparejada con Posta de Caraz.")
    person.presses("Entregar 2 envíos")
    person.sees("2 envíos entregados.")
    person.sees("Lo entregado sigue en la Bandeja hasta que llegue la constancia de la Contraloría.")
    (bundle,) = hub.depot.waiting()
    assert hub.depot.missing(bundle) == ()
    person.presses("Traer constancias")
    person.sees("No hay constancias nuevas.")
    person.presses("Volver a la Bandeja")
    person.sees("2 por enviar")
    person.sees("En el centro de acopio Posta de Caraz. Falta la constancia de la Contraloría.")


def test_a_hub_that_does_not_answer_says_so_and_keeps_all(person: Person, filled: Sample) -> None:
    person.goes("hub")
    type_words(field(person, "Dirección del centro"), "127.0.0.1:9")
    type_words(field(person, "Código"), "4K7Q-XW2M")
    person.presses("Emparejar con el centro")
    person.sees("El centro de acopio no responde en https://127.0.0.1:9.")
    person.sees("Empareje primero")
    assert filled.ready
