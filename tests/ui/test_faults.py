"""What fails under the program, made real: what a person reads, that nothing typed is lost, and going on."""

import contextlib
import gc
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from fieldmonitor.app import drafts
from fieldmonitor.app.drafts import Draft, Snapshot
from fieldmonitor.bootstrap.profile import open_profile
from fieldmonitor.store import connection
from fieldmonitor.ui.keys import report_key
from fieldmonitor.ui.shell import navigation
from tests.ui.keeping import unlock
from tests.ui.person import PATIENCE, Person
from tests.ui.sample import PASSPHRASE, Sample

Open = Callable[..., Person]

QUESTION = "/data/surroundings/signs"


class Disk:
    """A small disk of its own, which a test fills up or makes read-only."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._filler = folder / "filler"

    def mount(self, how: str) -> None:
        subprocess.run(["mount", *how.split(), str(self.folder)], check=True, capture_output=True)

    def fill(self) -> None:
        """Leave not one free block."""
        with self._filler.open("ab", buffering=0) as file, contextlib.suppress(OSError):
            while True:
                os.write(file.fileno(), bytes(4096))

    def free(self) -> None:
        self._filler.unlink()


@pytest.fixture
def disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Disk]:
    """The disk that `open_person` puts its profiles on, in these tests."""
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("mounting a small disk needs Linux and root")
    made = Disk(tmp_path)
    try:
        made.mount("-t tmpfs -o size=24m tmpfs")
    except subprocess.CalledProcessError as error:
        pytest.skip(f"no small disk here: {error.stderr!r}")
    monkeypatch.setattr(navigation, "AGAIN_MS", 1_000)
    yield made
    subprocess.run(["umount", "-l", str(tmp_path)], check=True)


def _answered_until(person: Person, words: str, before: Callable[[], object] = lambda: None) -> str:
    """Choose one answer and the other in turn until words are shown; return the value chosen last."""
    for turn in range(40):
        before()
        key, value = ((Qt.Key.Key_1, "yes"), (Qt.Key.Key_2, "no"))[turn % 2]
        person.presses_key(key)
        if words in person.page():
            return value
    raise AssertionError(f"{words!r} was never said")


def _kept(person: Person, filled: Sample) -> str:
    workspace = person.application.context.ws
    return drafts.open_draft(workspace, report_key(filled.draft)).session.node(QUESTION).value


def _in_memory() -> list[object]:
    """Return what of a draft this program still holds in the clear."""
    gc.collect()
    return [found for found in gc.get_objects() if isinstance(found, Draft | Snapshot)]


def test_a_full_disk_keeps_what_was_answered_and_saves_it_when_there_is_room(
    disk: Disk, open_person: Open, filled: Sample
) -> None:
    person = open_person(filled.folder)
    person.arrives("home")
    person.goes("visit", filled.draft, "/data/surroundings")
    disk.fill()
    _answered_until(person, "Sin guardar")
    person.sees("No queda espacio en el disco. Lo anterior sigue guardado.")
    person.sees("Lo último que escribió sigue en la pantalla")
    assert "Guardado" not in person.page().split("Sin guardar")[0]
    person.goes("home")  # elsewhere and back: the answer is still there, and goes on waiting
    person.goes("visit", filled.draft, "/data/surroundings")
    chosen = _answered_until(person, "Sin guardar")
    assert not person.window.close()  # a person is told before losing it
    person.sees("Si cierra ahora, se pierde lo último que escribió.")
    disk.free()
    person.sees("Ya se guardó todo. Puede seguir.")
    person.sees("Guardado")
    assert "Sin guardar" not in person.page() and _kept(person, filled) == chosen


def test_locking_while_the_disk_is_full_loses_no_answer_and_keeps_none_in_the_clear(
    disk: Disk, open_person: Open, filled: Sample
) -> None:
    others = _in_memory()  # what a test that failed before may hold
    person = open_person(filled.folder, asks=True)
    unlock(person)
    person.goes("visit", filled.draft, "/data/surroundings")
    person.waits()
    chosen = _answered_until(person, "Sin guardar", disk.fill)  # what an opened store frees is filled as well
    person.application.lock()
    person.arrives("unlock")
    person.sees("Todavía no se pudo guardar lo último que escribió.")
    context = person.application.context
    (sealed,) = context.sealed[person.entry.folder]
    assert b"surroundings" not in sealed and not context.drafts
    person.bot.waitUntil(
        lambda: all(any(one is old for old in others) for one in _in_memory()), timeout=PATIENCE
    )
    assert not person.window.close()  # behind the lock too a person is told before losing it
    person.sees("Si cierra ahora, se pierde lo último que escribió.")
    disk.free()
    person.types("Frase clave", PASSPHRASE)
    person.presses("Abrir")
    person.arrives("visit")
    assert not context.sealed and _kept(person, filled) == chosen


def test_a_disk_that_lets_nothing_be_written_is_said_and_tried_again(
    disk: Disk, open_person: Open, filled: Sample
) -> None:
    person = open_person(filled.folder, asks=True)
    person.arrives("unlock")
    disk.mount("-o remount,ro")
    person.types("Frase clave", PASSPHRASE)
    person.presses("Abrir")
    person.arrives("fault")
    person.sees("No se puede escribir en la carpeta del perfil.")
    person.sees("Revise el disco y los permisos de la carpeta.")
    person.sees("El programa no borró ni cambió nada.")
    disk.mount("-o remount,rw")
    person.presses("Volver a intentar")
    unlock(person)


HOLDER = """
import sys
from fieldmonitor.store.connection import connect
from fieldmonitor.trust.vault import open_vault
from pathlib import Path
folder = Path(sys.argv[1])
held = connect(folder / "store.db", open_vault(folder, sys.argv[2], None))
held.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.readline()
"""


def test_a_store_that_another_program_writes_to_is_waited_for(
    open_person: Open, filled: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "BUSY_SECONDS", 0.2)
    monkeypatch.setattr(navigation, "AGAIN_MS", 100)
    person = open_person(filled.folder)
    person.arrives("home")
    person.goes("visit", filled.draft, "/data/surroundings")
    other = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(person.entry.folder), PASSPHRASE],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert other.stdout is not None and other.stdout.readline() == "held\n"
    chosen = _answered_until(person, "Sin guardar")
    person.sees("Otro programa está usando los datos del perfil.")
    other.communicate("go\n", timeout=60)
    person.sees("Ya se guardó todo. Puede seguir.")
    assert _kept(person, filled) == chosen
    person.close()
    with open_profile(person.entry.folder, PASSPHRASE) as again:
        assert again.store.integrity() == []
