"""A map in a window, with works around a small place in the hills."""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from pytestqt.qtbot import QtBot

from fieldmonitor.app.map import Marker, MarkerState, Place
from fieldmonitor.ui.map.view import MapView
from fieldmonitor.ui.task_runner_qt import QtTaskRunner

WORKS = {
    "school": ("Mejoramiento de la I.E. N.º 1047 de Molle Grande", -5.20, -79.75, MarkerState.DRAFT),
    "bridge": ("Construcción del puente peatonal Tres Pozos", -5.09, -79.60, MarkerState.TO_DO),
    "canal": ("Rehabilitación del canal de riego Río Blanco", -5.27, -79.95, MarkerState.DONE),
    "clinic": ("Ampliación del centro de salud de <b>Pampa Verde</b>", -5.35, -79.58, MarkerState.TO_DO),
    "water": ("Mejoramiento del agua potable de Sauce Alto", -5.05, -79.950, MarkerState.TO_DO),
    "road": ("Pistas y veredas de Sauce Alto", -5.055, -79.945, MarkerState.TO_DO),
}


def marker(name: str, distance: float | None = None) -> Marker:
    """Return one of the works."""
    words, latitude, longitude, state = WORKS[name]
    place = Place(latitude, longitude)
    return Marker(name, f"work-{name}", words, "Molle Grande", place, state, date(2026, 11, 25), distance)


ALL = tuple(marker(name) for name in WORKS)


@pytest.fixture
def runner(qapp: object) -> Iterator[QtTaskRunner]:
    runner = QtTaskRunner()
    yield runner
    runner.close()


@pytest.fixture
def bare(runner: QtTaskRunner, qtbot: QtBot) -> MapView:
    """A map without works, once its outlines are here."""
    view = MapView(runner)
    qtbot.addWidget(view)
    view.resize(735, 640)
    with qtbot.waitExposed(view):
        view.show()
    view.activateWindow()
    view.canvas.setFocus()
    qtbot.waitUntil(lambda: bool(view.canvas.outlines))
    return view


@pytest.fixture
def view(bare: MapView) -> MapView:
    """A map with six works, two of them close together."""
    bare.set_markers(ALL)
    return bare


class Seen(list[str]):
    """What was opened while one looked."""


_watching: list[tuple[int, Seen]] = []


_EVENTS = {"open", "os.listdir", "sqlite3.connect", "socket.connect", "socket.getaddrinfo"}


def _heard(event: str, args: tuple[object, ...]) -> None:
    if _watching and event in _EVENTS:
        thread, seen = _watching[-1]
        if threading.get_ident() == thread:
            seen.append(f"{event} {args[0] if args else ''}")


sys.addaudithook(_heard)


@contextmanager
def window_thread_io() -> Iterator[Seen]:
    """Collect every file, database or socket that this thread opens."""
    seen = Seen()
    _watching.append((threading.get_ident(), seen))
    try:
        yield seen
    finally:
        _watching.pop()
