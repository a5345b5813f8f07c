"""The error report says what a developer needs, and nothing of the person or of what they recorded."""

import faulthandler
import logging
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from fieldmonitor.app.error_report import error_report, save_report
from fieldmonitor.app.workspace import Workspace
from fieldmonitor.bootstrap.unhandled import Unhandled
from fieldmonitor.domain.errors import InputError
from fieldmonitor.domain.local import LogEntry
from fieldmonitor.sync.codes import LogCode
from fieldmonitor.system.logs import CRASH_FILE, start_logging
from tests import factories
from tests.fakes.clock import START

NAME = "Rosa Quispe Mamani"


@pytest.fixture
def unhandled(tmp_path: Path) -> Iterator[Unhandled]:
    root = logging.getLogger()
    handlers, level, hooks = list(root.handlers), root.level, (sys.excepthook, threading.excepthook)
    watching = Unhandled()
    watching.install(tmp_path / "logs")
    yield watching
    watching.uninstall()
    sys.excepthook, threading.excepthook = hooks
    faulthandler.enable(2)
    root.setLevel(level)
    for handler in [handler for handler in root.handlers if handler not in handlers]:
        root.removeHandler(handler)
        handler.close()


def test_what_nobody_caught_is_logged_without_its_words_and_told(
    unhandled: Unhandled, ws: Workspace, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    told: list[BaseException] = []
    unhandled.tell = told.append
    for error in (ValueError(NAME), InputError("report.frozen", note=NAME)):
        try:
            raise error
        except (ValueError, InputError) as caught:
            sys.excepthook(type(caught), caught, caught.__traceback__)
    thread = threading.Thread(target=lambda: dict[str, str]()[NAME])
    thread.start()
    thread.join()
    logging.getLogger("elsewhere").warning("a library says %s", NAME)
    assert [type(error) for error in told] == [ValueError, InputError, KeyError]
    with ws.store.write() as uow:
        uow.log.add(LogEntry(ws.clock.now(), LogCode.COMPLETE, {"title": NAME, "number": "2026-1"}))
        uow.settings.set("volunteer.id", NAME)
    text = error_report(tmp_path / "logs", ws.clock.now(), ws, ["Qt 6"])
    assert "ValueError" in text and "InputError report.frozen" in text and "tests/" not in text
    assert "test_error_report.py" in text and "WARNING elsewhere" in text and "Qt 6" in text
    assert LogCode.COMPLETE in text and "SQLite 3." in text
    for private in (NAME, "Rosa", factories.works(1)[0].name, str(Path.home()), str(tmp_path), "a library"):
        assert private not in text
    caplog.clear()
    save_report(text, tmp_path / "informe.txt")
    assert (tmp_path / "informe.txt").read_text() == text


CRASH = """
import ctypes, sys
from pathlib import Path
from fieldmonitor.bootstrap.unhandled import Unhandled
watching = Unhandled()
watching.install(Path(sys.argv[1]))
secret = "Rosa Quispe Mamani"
def look_at_nothing(words):
    ctypes.string_at(0)
look_at_nothing(secret)
"""


def test_a_crash_leaves_its_place_in_the_report_and_no_values(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", CRASH, str(tmp_path)], capture_output=True, check=False)
    assert done.returncode < 0
    text = error_report(tmp_path, START)
    assert "look_at_nothing" in text and "Rosa" not in text
    assert (tmp_path / CRASH_FILE).is_file()


def test_before_the_window_is_there_words_go_to_the_terminal(
    unhandled: Unhandled, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    unhandled.caught(ValueError, ValueError(NAME), None)
    said = capsys.readouterr().err
    assert "El programa tuvo un error." in said and NAME not in said and "Traceback" not in said
    caplog.clear()


def test_logging_twice_into_a_folder_writes_each_line_once(unhandled: Unhandled, tmp_path: Path) -> None:
    path = start_logging(tmp_path / "logs")
    logging.getLogger("fieldmonitor.test").info("once")
    assert path.read_text().count("once") == 1
