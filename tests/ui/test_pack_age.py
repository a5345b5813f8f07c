"""An old pack and a wrong clock are told where a person begins, with a next step; nothing is locked."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from fieldmonitor.app import pack_age
from fieldmonitor.app.workspace import Workspace
from fieldmonitor.sync.conversation import LAST_SYNC
from fieldmonitor.sync.pack.memory import loaded_pack, remember_pack
from tests.ui.person import Person
from tests.ui.sample import Sample

Open = Callable[..., Person]
EXPIRED, CLOCK = "El paquete venció el", "El reloj de esta laptop está atrasado"


def _ages(person: Person, days: int, *, synced: int) -> Workspace:
    """Let the pack have expired so many days ago (or to come), and the last synchronising be `synced` ago."""
    ws = person.application.context.ws
    now = ws.clock.now()
    with ws.store.write() as uow:
        pack = loaded_pack(uow.settings)
        assert pack is not None
        expires = now - timedelta(days=days)
        remember_pack(uow.settings, replace(pack, built_at=expires - timedelta(days=30), expires=expires))
        uow.settings.set(LAST_SYNC, (now - timedelta(days=synced)).isoformat())
    return ws


def test_an_expired_pack_is_told_on_home_and_with_the_works_and_stops_nothing(person: Person) -> None:
    _ages(person, 3, synced=10)
    for place in ("home", "works"):
        person.goes("settings")
        person.goes(place)
        person.sees(EXPIRED)
        person.sees("Puede seguir trabajando; pida uno nuevo a su coordinación.")
    person.presses("Abrir la ficha")
    person.arrives("work")
    person.goes("home")
    person.presses("Cargar un paquete")
    person.arrives("packs")
    person.sees(EXPIRED)


def test_a_visit_goes_on_in_spite_of_an_expired_pack(person: Person) -> None:
    _ages(person, 3, synced=10)
    person.goes("settings")
    person.goes("home")
    person.sees(EXPIRED)
    person.presses("Continuar la visita")
    person.arrives("visit")


def test_a_clock_that_cannot_be_right_is_told(person: Person) -> None:
    _ages(person, -90, synced=10)
    for place in ("home", "works"):
        person.goes("settings")
        person.goes(place)
        person.sees(CLOCK)
        person.sees("Puede seguir trabajando; corrija la fecha.")
        assert "Cargar un paquete" not in person.page()


def test_whoever_synchronised_since_is_left_in_peace(person: Person) -> None:
    ws = _ages(person, 3, synced=1)
    assert pack_age.overdue(ws) is None
    told = pack_age.standing(ws)
    assert told is not None and told.notices, "the screen of packs still says it"
    person.goes("works")
    person.goes("home")
    assert EXPIRED not in person.page()


def test_a_pack_of_these_days_says_nothing(person: Person) -> None:
    person.goes("works")
    person.goes("home")
    assert EXPIRED not in person.page() and CLOCK not in person.page()


def test_on_a_small_window_the_way_to_the_packs_says_it(open_person: Open, filled: Sample) -> None:
    person = open_person(filled.folder, size=(1024, 529))
    person.arrives("home")
    _ages(person, 3, synced=10)
    person.goes("works")
    person.presses("Paquete vencido")
    person.arrives("packs")
    person.sees(EXPIRED)
    _ages(person, -90, synced=10)
    person.goes("works")
    person.sees("Reloj atrasado")
