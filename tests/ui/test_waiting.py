"""A screen that reads for long says so and lets one go; one that could not read offers to try again."""

import threading

from fieldmonitor.ui.shell.navigation import Route
from tests.ui.person import Person
from tests.ui.sample import Sample


def test_long_reading_is_said_and_one_may_go_on_elsewhere(person: Person) -> None:
    person.presses("Mis obras")
    person.arrives("works")
    held = threading.Event()
    person.application.runner.database(lambda: held.wait(30))
    person.window.go(Route("alerts"))
    person.sees("Leyendo de esta laptop.")
    held.set()
    person.waits()
    person.bot.waitUntil(lambda: "Leyendo de esta laptop." not in person.page())
    person.sees("Ver el informe")


def test_what_cannot_be_read_can_be_tried_again(person: Person, filled: Sample) -> None:
    person.goes("work", "nowhere|")
    person.sees("Código work.unknown")
    assert person.button("Intentar de nuevo")
    person.goes("work", filled.sheet(4))
    assert person._named("Intentar de nuevo") is None
