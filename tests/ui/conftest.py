"""A window for tests: offscreen, with the shipped font and a look of one's choice."""

import os
from collections.abc import Iterator

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtWidgets import QApplication

from fieldmonitor.system.translations import set_default_language
from fieldmonitor.ui.shell.theme import Look, apply, load_fonts


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
