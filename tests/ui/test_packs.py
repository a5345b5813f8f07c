"""Packs by hand: loaded from a memory, letters compared, a laptop enrolled without a network."""

from collections.abc import Callable
from pathlib import Path

import pytest

from fieldmonitor.ui.packs.offline import OfflineScreen
from fieldmonitor.ui.packs.screen import PacksScreen
from tests.fakes.packs import PackOffice
from tests.ui.first_steps import up_to_enrolment
from tests.ui.person import Person
from tests.ui.sample import SERVER

Open = Callable[..., Person]


@pytest.fixture
def office(tmp_path: Path) -> PackOffice:
    return PackOffice(tmp_path / "paquete-ancash")


def _key(person: Person) -> bytes:
    return person.application.context.ws.device.public


def _at_the_packs(person: Person, office: PackOffice) -> PacksScreen:
    screen = person.goes("packs")
    assert isinstance(screen, PacksScreen)
    screen._memory._chosen([office.folder])
    person.waits()
    return screen


def test_an_enrolled_laptop_loads_the_pack_that_its_comptroller_vouches_for(
    person: Person, office: PackOffice
) -> None:
    office.receipts = SERVER
    office.build(1, [_key(person)])
    _at_the_packs(person, office)
    person.presses("Cargar paquete")
    person.sees("Paquete de Áncash cargado.")
    person.sees("3 novedades")


def test_a_pack_of_somebody_else_is_named_and_changes_nothing(person: Person, office: PackOffice) -> None:
    office.build(1, [bytes(range(32))])
    _at_the_packs(person, office)
    person.presses("Cargar paquete")
    person.sees("El paquete no trae nada para esta laptop.")


def test_a_laptop_without_a_network_is_enrolled_by_a_pack(
    open_person: Open, office: PackOffice, tmp_path: Path
) -> None:
    person = open_person(None)
    up_to_enrolment(person)
    person.presses("Sin internet: con un paquete")
    screen = person.arrives("enrol-pack")
    assert isinstance(screen, OfflineScreen)
    screen._write(tmp_path / "solicitud.json")
    person.sees("Solicitud guardada.")
    assert (tmp_path / "solicitud.json").is_file()
    office.build(1, [_key(person)])
    screen._memory._chosen([office.folder])
    person.waits()
    person.presses("Cargar la respuesta")
    person.sees("Compare estas letras con las de su papel")
    person.presses("Son otras")
    person.sees("No cargue este paquete.")
    person.presses("Cargar la respuesta")
    person.presses("Son las de mi papel")
    person.arrives("home")
    assert person.application.context.ws.volunteer() == "MCC-0001"


def test_a_laptop_that_knows_a_hub_is_offered_its_pack(person: Person, office: PackOffice) -> None:
    """What the hub hands over is what the screen shows; here the office's folder stands for it."""
    from fieldmonitor.app.packs import load

    office.receipts = SERVER
    office.build(1, [_key(person)])
    screen = person.goes("packs")
    assert isinstance(screen, PacksScreen)
    assert not screen._hub.isVisible()
    screen.show_hub("Posta de Caraz")
    person.sees("Traer del centro de acopio Posta de Caraz")
    person.application.context.entry.fetch_pack = lambda ws, *, hub=False: load(ws, office.folder)  # type: ignore[method-assign]
    person.presses("Traer del centro de acopio Posta de Caraz")
    person.sees("Paquete de Áncash cargado.")
