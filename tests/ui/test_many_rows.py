"""Years of work in a window: bounded queries whatever the number of rows, only what is seen is painted."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, QPersistentModelIndex
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionViewItem
from sqlalchemy import event
from sqlalchemy.engine import Engine

from fieldmonitor.app import queries
from fieldmonitor.app.search import catch_up
from fieldmonitor.ui.shell.navigation import Route
from fieldmonitor.ui.widgets.lists import RowDelegate, RowList
from tests.bench.ui.big_store import make_big
from tests.ui.person import PATIENCE, Person
from tests.ui.sample import Sample
from tests.ui.screenshots import places

Open = Callable[..., Person]
MOST_QUERIES = 40
"""Of one screen, with what stands around it."""
MOST_AROUND = 6
"""Of what stands around a screen, however often it is asked for at once."""


@pytest.fixture(scope="module")
def many(filled: Sample, tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """A profile with ten times as much of everything as the sample."""
    folder = tmp_path_factory.mktemp("many") / "laptop"
    return make_big(folder, reports=400, photos=1_600, assigned=120, sample=filled)


@contextmanager
def watched() -> Iterator[tuple[list[str], list[str]]]:
    """Note every statement, and those that ran on the window's thread."""
    seen: list[str] = []
    wrong: list[str] = []
    gui = threading.get_ident()

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)
        if threading.get_ident() == gui:
            wrong.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield seen, wrong
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def _queries(open_person: Open, sample: Sample) -> dict[str, int]:
    person = open_person(sample.folder)
    person.arrives("home")
    while catch_up(person.application.context.ws):  # what a first search would take in
        pass
    counted: dict[str, int] = {}
    for name, route in places(sample).items():
        with watched() as (seen, wrong):
            person.window.go(route, keep=False)
            person.waits()
        counted[name] = len(seen)
        assert not wrong, f"{name} asks the database on the window's thread: {wrong[0][:200]}"
    person.close()
    return counted


def test_no_screen_asks_more_where_there_is_more(open_person: Open, filled: Sample, many: Sample) -> None:
    few, more = _queries(open_person, filled), _queries(open_person, many)
    grown = {name: (few[name], more[name]) for name in few if more[name] > few[name] + 5}
    assert not grown, grown
    assert max(more.values()) <= MOST_QUERIES, more


def test_what_stands_around_a_screen_is_asked_once_and_briefly(person: Person) -> None:
    person.arrives("home")
    person.waits()
    with watched() as (seen, _wrong):
        for _call in range(3):
            person.application.refresh_counts()
        person.waits()
    assert 0 < len(seen) <= MOST_AROUND, seen


@pytest.fixture
def painted(monkeypatch: pytest.MonkeyPatch) -> set[int]:
    """The rows that were painted."""
    rows: set[int] = set()
    paint = RowDelegate.paint

    def note(
        self: RowDelegate,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        rows.add(index.row())
        paint(self, painter, option, index)

    monkeypatch.setattr(RowDelegate, "paint", note)
    return rows


def test_only_the_rows_in_sight_are_painted(open_person: Open, many: Sample, painted: set[int]) -> None:
    person = open_person(many.folder)
    person.arrives("home")
    for place, key in (("works", ""), ("reports", "sent")):
        painted.clear()
        person.goes(place, key)
        shown = next(view for view in person.widgets(RowList))
        shown.repaint()
        assert shown.model().rowCount() >= 100
        assert 3 <= len(painted) <= 15, (place, len(painted))


def _scrolled(shown: RowList) -> int:
    """Scroll as far as there is something; return how many rows there are."""
    shown.verticalScrollBar().setValue(shown.verticalScrollBar().maximum())
    return shown.model().rowCount()


def test_a_long_list_is_read_as_one_scrolls(open_person: Open, many: Sample) -> None:
    person = open_person(many.folder)
    person.arrives("home")
    person.window.go(Route("reports", "sent"))
    person.waits()
    shown = person.widgets(RowList)[0]
    count = queries.report_count(person.application.context.ws, "sent")
    assert 300 < count < 400
    person.sees(f"{count} informes")
    assert shown.model().rowCount() == 100
    first = shown.model().index(0, 0).data()
    for wanted in (200, 300, count):
        person.bot.waitUntil(lambda wanted=wanted: _scrolled(shown) == wanted, timeout=PATIENCE)
    assert shown.model().index(0, 0).data() == first


def test_a_statement_on_the_windows_thread_would_be_seen(person: Person, tmp_path: Path) -> None:
    with watched() as (_seen, wrong), person.application.context.ws.store.read() as uow:
        uow.settings.get("anything")
    assert wrong
