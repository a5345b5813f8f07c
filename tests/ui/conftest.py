"""A window for tests: offscreen, with the shipped font and a look of one's choice."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from fieldmonitor.bootstrap.entry import DemoEntry, ProfileEntry
from fieldmonitor.system.translations import set_default_language
from fieldmonitor.ui.application import Application
from fieldmonitor.ui.shell.theme import Look, apply, load_fonts
from tests.ui.person import Person
from tests.ui.sample import PASSPHRASE, Sample, make_profile, make_sample


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The offscreen platform has no window manager to tell a dialog's size to, and says so."""
    for item in items:
        if "tests/ui" in str(item.path):
            item.add_marker(pytest.mark.qt_log_ignore("propagateSizeHints"))


@pytest.fixture(scope="session")
def qapp_args() -> list[str]:
    return ["fieldmonitor"]


@pytest.fixture(scope="session")
def _fonts(qapp: QApplication) -> None:
    load_fonts()


@pytest.fixture(autouse=True)
def plain_look(qapp: QApplication, _fonts: None) -> Iterator[None]:
    """Start each test in light, at scale 1, in Spanish."""
    set_default_language("es")
    apply(qapp, Look())
    yield
    set_default_language("es")


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """A profile with something in every list; made once, copied for each test."""
    return make_sample(tmp_path_factory.mktemp("sample") / "laptop")


@pytest.fixture(scope="session")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A profile with nothing in it."""
    folder = tmp_path_factory.mktemp("bare") / "laptop"
    make_profile(folder)
    return folder


@pytest.fixture
def open_person(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Callable[..., Person]]:
    """Open windows on copies of profiles; each is closed at the end, and its threads with it."""
    people: list[Person] = []

    def open_window(
        source: Path | None, *, size: tuple[int, int] = (1366, 697), asks: bool = False
    ) -> Person:
        folder = tmp_path / f"laptop{len(people)}"
        if source is not None:
            shutil.copytree(source, folder)
        else:
            folder.mkdir()
        entry = ProfileEntry(folder) if source is None or asks else DemoEntry(folder, PASSPHRASE)
        person = Person(qtbot, Application(qapp, entry, automatic=False), entry, size)
        people.append(person)
        return person

    yield open_window
    for person in people:
        person.close()
    # Else the next test would dress these windows too.
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture
def person(open_person: Callable[..., Person], filled: Sample) -> Person:
    """A person in front of a window with the sample profile open at home."""
    someone = open_person(filled.folder)
    someone.arrives("home")
    return someone
