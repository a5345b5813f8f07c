"""What nobody caught: into the log, and in words into the window; never a traceback at a person."""

import faulthandler
import logging
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import TextIO

from fieldmonitor.domain.errors import FieldMonitorError
from fieldmonitor.system.logs import CRASH_FILE, start_logging

LARGEST_CRASH_LOG = 200_000
_log = logging.getLogger("fieldmonitor.unhandled")


class Unhandled:
    """`tell` is set by the window once it is there; it is called from any thread."""

    def __init__(self) -> None:
        self.tell: Callable[[BaseException], object] | None = None
        self._crashes: TextIO | None = None

    def install(self, folder: Path) -> None:
        """Log into a folder from here on; where it cannot be written the window still speaks."""
        with suppress(OSError, FieldMonitorError):
            start_logging(folder)
            path = folder / CRASH_FILE
            if path.exists() and path.stat().st_size > LARGEST_CRASH_LOG:
                path.unlink()
            # Only files, lines and functions are written there; the file stays open as long as the program.
            self._crashes = path.open("a", encoding="utf-8")
            faulthandler.enable(self._crashes)
        sys.excepthook = self.caught
        threading.excepthook = self._in_thread

    def uninstall(self) -> None:
        """Give the hooks back."""
        sys.excepthook, threading.excepthook = sys.__excepthook__, threading.__excepthook__
        faulthandler.disable()
        if self._crashes is not None:
            self._crashes.close()

    def caught(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Log what nobody caught, and say it."""
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        _log.critical("unhandled", exc_info=(kind, error, trace))
        if self.tell is not None:
            self.tell(error)
        else:
            from fieldmonitor.app.messages import words_for

            sys.stderr.write(f"{words_for(error)}\n")

    def _in_thread(self, found: threading.ExceptHookArgs) -> None:
        if found.exc_value is not None:
            self.caught(found.exc_type, found.exc_value, found.exc_traceback)
