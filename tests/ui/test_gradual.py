"""Long pages: the first is laid out at once, the rest behind it, and nothing twice."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from fieldmonitor.ui.widgets.gradual import Gradual


def steps(done: list[str], *names: str) -> list[Callable[[], object]]:
    return [partial(done.append, name) for name in names]


def others_pass(qtbot: QtBot) -> None:
    """Let another page be laid out meanwhile: time enough for what should not happen."""
    owner, done = QObject(), list[str]()
    Gradual(owner).lay(steps(done, "one", "two", "three"))
    qtbot.waitUntil(lambda: len(done) == 3)


def test_steps_are_taken_in_order_after_the_first_page_is_shown(qtbot: QtBot) -> None:
    owner, done = QObject(), list[str]()
    gradual = Gradual(owner)
    gradual.lay(steps(done, "a", "b", "c"))
    assert done == []
    qtbot.waitUntil(lambda: done == ["a", "b", "c"])


def test_a_page_laid_out_anew_is_whole_at_once_and_the_old_rest_is_dropped(qtbot: QtBot) -> None:
    owner, done = QObject(), list[str]()
    gradual = Gradual(owner)
    gradual.lay(steps(done, "old", "older"))
    gradual.lay(steps(done, "a", "b"))
    assert done == ["a", "b"]
    others_pass(qtbot)
    assert done == ["a", "b"]


def test_nothing_happens_once_the_screen_is_gone(qtbot: QtBot) -> None:
    owner, done = QObject(), list[str]()
    gradual = Gradual(owner)
    gradual.lay(steps(done, "a"))
    with qtbot.waitSignal(owner.destroyed):
        owner.deleteLater()
    others_pass(qtbot)
    assert done == []


def test_what_begins_anew_is_laid_out_step_by_step_again(qtbot: QtBot) -> None:
    owner, done = QObject(), list[str]()
    gradual = Gradual(owner)
    gradual.lay(steps(done, "old"))
    gradual.lay(steps(done, "a", "b"), anew=True)
    assert done == []
    qtbot.waitUntil(lambda: done == ["a", "b"])
