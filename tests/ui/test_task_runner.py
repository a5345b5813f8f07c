"""Work leaves the window's thread, comes back to it, in order, and never to a screen that is gone."""

import threading
from collections.abc import Iterator

import pytest
import shiboken6
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from fieldmonitor.ui.task_runner_qt import QtTaskRunner


@pytest.fixture
def runner(qapp: object) -> Iterator[QtTaskRunner]:
    runner = QtTaskRunner()
    yield runner
    runner.close()


def test_results_arrive_on_the_windows_thread(runner: QtTaskRunner, qtbot: QtBot) -> None:
    seen: list[tuple[str, int]] = []
    worked: list[int] = []

    def task() -> str:
        worked.append(threading.get_ident())
        return "done"

    runner.database(task, lambda result: seen.append((result, threading.get_ident())))
    runner.background(task, lambda result: seen.append((result, threading.get_ident())))
    qtbot.waitUntil(lambda: len(seen) == 2)
    assert [word for word, _ in seen] == ["done", "done"]
    assert {thread for _, thread in seen} == {threading.get_ident()}
    assert threading.get_ident() not in worked


def test_database_tasks_keep_their_order(runner: QtTaskRunner, qtbot: QtBot) -> None:
    order: list[int] = []
    results: list[None] = []
    for number in range(50):
        runner.database(lambda number=number: order.append(number), results.append)
    qtbot.waitUntil(lambda: len(results) == 50)
    assert order == list(range(50))


def test_an_error_goes_to_its_own_callback(runner: QtTaskRunner, qtbot: QtBot) -> None:
    errors: list[Exception] = []
    runner.database(lambda: 1 / 0, None, errors.append)
    qtbot.waitUntil(lambda: bool(errors))
    assert isinstance(errors[0], ZeroDivisionError)


def test_a_result_for_a_screen_that_is_gone_is_dropped(runner: QtTaskRunner, qtbot: QtBot) -> None:
    class Listener(QWidget):
        heard = 0

        def hear(self, _result: object) -> None:
            Listener.heard += 1

    listener, gate, settled = Listener(), threading.Event(), []
    runner.database(gate.wait, listener.hear)
    shiboken6.delete(listener)
    gate.set()
    runner.database(lambda: None, settled.append)
    qtbot.waitUntil(lambda: bool(settled))
    assert Listener.heard == 0
