"""Work that takes long: its progress, and Cancelar, which leaves nothing half done."""

from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import Qt

from fieldmonitor.app import care
from fieldmonitor.store.backup import beside
from fieldmonitor.store.blobs import Blobs
from fieldmonitor.ui.widgets.choice import ChoiceRow
from fieldmonitor.ui.widgets.progress import Progress
from tests.ui.keeping import answer_dialog, settings, unlock
from tests.ui.person import PATIENCE, Person
from tests.ui.sample import PASSPHRASE, Sample
from tests.ui.visit_help import drop

Open = Callable[..., Person]


class Gate:
    """Holds a real work at its second file, until it is let go."""

    def __init__(self) -> None:
        self.reached, self.open, self.calls = Event(), Event(), 0

    def pass_by(self) -> None:
        self.calls += 1
        if self.calls == 2:
            self.reached.set()
            self.open.wait(PATIENCE / 1000)


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    held, check = Gate(), Blobs._check

    def slow(self: Blobs, *args: object) -> str | None:
        held.pass_by()
        return check(self, *args)  # type: ignore[arg-type]

    monkeypatch.setattr(Blobs, "_check", slow)
    yield held
    held.open.set()


def _held(person: Person, gate: Gate) -> None:
    person.bot.waitUntil(gate.reached.is_set, timeout=PATIENCE)
    (shown,) = person.widgets(Progress)
    person.bot.waitUntil(lambda: shown._shown[0] > 0, timeout=PATIENCE)
    assert " de " in person.page()


def _files(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_restoration_is_cancelled_and_done_after_all(open_person: Open, filled: Sample, gate: Gate) -> None:
    person = open_person(filled.folder)
    person.arrives("home")
    folder = person.entry.folder
    care.back_up_now(person.application.context.ws)
    settings(person, "Copias")
    person.presses("Restaurar una copia")
    drop(person.arrives("restore"), [beside(folder)])
    person.sees("Copias en esa carpeta")
    person.waits()
    person.presses(person.widgets(ChoiceRow)[0].accessibleName())
    person.types("Frase clave de la copia", PASSPHRASE)
    person.presses("Ver qué contiene")
    person.sees("La copia contiene")
    before = _files(folder.parent)
    person.bot.mouseClick(person.button("Restaurar esta copia"), Qt.MouseButton.LeftButton)
    _held(person, gate)
    person.bot.mouseClick(person.button("Cancelar"), Qt.MouseButton.LeftButton)
    gate.open.set()
    person.sees("No quedó nada a medias.")
    assert _files(folder.parent) == before
    person.presses("Restaurar esta copia")
    unlock(person)  # the profile that was restored, beside the other
    assert person.entry.folder != folder and (person.entry.folder / "store.db").is_file()


def test_a_check_is_cancelled_and_counts_for_nothing(person: Person, gate: Gate) -> None:
    settings(person, "Copias")
    person.bot.mouseClick(person.button("Revisar ahora"), Qt.MouseButton.LeftButton)
    _held(person, gate)
    person.bot.mouseClick(person.button("Cancelar"), Qt.MouseButton.LeftButton)
    gate.open.set()
    person.sees("Se canceló.")
    assert care.safety(person.application.context.ws).checked is None
    person.button("Guardar copia ahora")


def test_a_check_that_outlasts_its_page_says_elsewhere_how_it_ended_but_in_no_visit(
    person: Person, gate: Gate, filled: Sample
) -> None:
    settings(person, "Copias")
    person.bot.mouseClick(person.button("Revisar ahora"), Qt.MouseButton.LeftButton)
    _held(person, gate)
    person.goes("visit", filled.draft)
    gate.open.set()
    person.bot.waitUntil(lambda: bool(person.window.news._waiting), timeout=PATIENCE)
    assert "Todo está bien." not in person.page()
    person.goes("home")
    person.sees("Todo está bien.")


def test_leaving_the_page_cancels_the_copy_of_ones_data(
    person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, read = Gate(), Blobs.read

    def slow(self: Blobs, *args: object) -> bytes:
        gate.pass_by()
        return read(self, *args)  # type: ignore[arg-type]

    settings(person, "Sus datos")
    monkeypatch.setattr(Blobs, "read", slow)
    person.button("Guardar mis datos").click()
    answered = tmp_path / "mis-datos.zip"
    _answer(person, answered)
    person.bot.waitUntil(gate.reached.is_set, timeout=PATIENCE)
    person.sees("si sale de ella, se cancela")
    person.window.back()
    gate.open.set()
    person.waits()
    assert not list(tmp_path.glob("*mis-datos*"))


def _answer(person: Person, path: Path) -> None:
    """Answer the file dialog without waiting for what it begins."""
    waits, person.waits = person.waits, lambda: None  # type: ignore[method-assign]
    try:
        answer_dialog(person, path)
    finally:
        person.waits = waits  # type: ignore[method-assign]
