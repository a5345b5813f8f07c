"""Every screen, in three looks and both languages: what `tests.ui.audit` finds is an error.

`python -m tests.ui.screenshots` does the same in every theme, language and size while it makes the gallery.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from fieldmonitor.ui.shell.navigation import Route
from tests.ui.applicant import APPLICANT, make_applicant
from tests.ui.audit import complaints
from tests.ui.person import Person
from tests.ui.sample import Sample
from tests.ui.screenshots import CAPTIONS, EMPTY, OUTSIDE, places

Open = Callable[..., Person]


@dataclass(frozen=True, slots=True)
class Dress:
    """How a window is shown."""

    theme: str
    language: str
    size: tuple[int, int]
    scale: float = 1.0


DRESSES = (
    Dress("light", "es", (1366, 697)),
    Dress("sun", "en", (1024, 529)),
    Dress("dark", "es", (1024, 529), 1.5),
)


def _walk(
    open_person: Open, profile: object, names: dict[str, Route], dress: Dress
) -> Iterator[tuple[str, Person]]:
    person = open_person(profile, size=dress.size)
    person.arrives("home")
    preferences = person.application.context.preferences
    preferences.theme, preferences.language = dress.theme, dress.language
    preferences.scale = dress.scale
    person.application.restyle()
    for name, route in names.items():
        person.window.go(route, keep=False)
        person.waits()
        yield name, person


def _found(name: str, person: Person) -> list[str]:
    found = complaints(person.window, CAPTIONS)
    if found:  # what was built last may not have its place yet: look again once the window has rested
        person.waits()
        found = complaints(person.window, CAPTIONS)
    return [f"{name}: {line}" for line in found]


@pytest.mark.parametrize("dress", DRESSES, ids=lambda dress: f"{dress.theme}-{dress.language}")
def test_every_screen_with_something_in_it(open_person: Open, filled: Sample, dress: Dress) -> None:
    walked = _walk(open_person, filled.folder, places(filled), dress)
    found = [line for name, person in walked for line in _found(name, person)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("dress", DRESSES, ids=lambda dress: f"{dress.theme}-{dress.language}")
def test_every_empty_screen_and_those_before_anyone_is_in(
    open_person: Open, bare: object, dress: Dress
) -> None:
    walked = _walk(open_person, bare, EMPTY | OUTSIDE, dress)
    found = [line for name, person in walked for line in _found(name, person)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("dress", DRESSES, ids=lambda dress: f"{dress.theme}-{dress.language}")
def test_every_screen_of_an_applicant(open_person: Open, tmp_path: Path, dress: Dress) -> None:
    make_applicant(tmp_path / "applicant")
    walked = _walk(open_person, tmp_path / "applicant", APPLICANT, dress)
    found = [line for name, person in walked for line in _found(name, person)]
    assert not found, "\n".join(found)


@pytest.fixture
def tab_order(person: Person) -> Callable[[], list[QRect]]:
    def collect() -> list[QRect]:
        found: list[QRect] = []
        first = QApplication.focusWidget()
        for _step in range(60):
            person.presses_key(Qt.Key.Key_Tab)
            now = QApplication.focusWidget()
            if now is None or now is first:
                break
            found.append(QRect(now.mapTo(person.window, now.rect().topLeft()), now.size()))
        return found

    return collect


def test_tab_reaches_every_control_of_home_from_top_to_bottom(
    person: Person, tab_order: Callable[[], list[QRect]]
) -> None:
    reached = tab_order()
    assert len(reached) >= 15
    header = [r for r in reached if r.top() < 56]
    assert [r.left() for r in header[:7]] == sorted(r.left() for r in header[:7])


def test_tab_reaches_what_changes_the_size_of_a_document(person: Person, filled: Sample) -> None:
    person.goes("document", filled.sent, "acta")
    reached: list[str] = []
    for _step in range(24):
        QTest.keyClick(QApplication.focusWidget() or person.window, Qt.Key.Key_Tab)
        now = QApplication.focusWidget()
        reached.append(now.accessibleName() if now is not None else "")
    at = reached.index("Más pequeño")
    assert reached[at : at + 3] == ["Más pequeño", "Más grande", "Como la ventana de ancho"]
    assert "Acta de la visita" in reached[at:]
