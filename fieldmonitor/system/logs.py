"""The program's log: what went wrong and where in the program, never what a volunteer wrote."""

import logging
import traceback
from copy import copy
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from fieldmonitor.domain.errors import FieldMonitorError
from fieldmonitor.system.durable import private_folder

_ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]

LOG_FILE = "fieldmonitor.log"
CRASH_FILE = "crash.log"
LARGEST = 1_000_000
KEPT = 3


OWN = "fieldmonitor"


def place(filename: str) -> str:
    """Return a source file by its package: the path before it may hold the user's own name."""
    parts = Path(filename).parts
    for root in (OWN, "site-packages"):
        if root in parts[:-1]:
            at = len(parts) - 1 - parts[::-1].index(root)
            return "/".join(parts[at if root == OWN else at + 1 :])
    return parts[-1] if parts else filename


class PrivateFormatter(logging.Formatter):
    """Writes an exception's type, code and places; its text and values may be somebody's answers.

    Of what other libraries log only the place is kept: nobody here knows what their words hold.
    """

    def formatException(self, ei: _ExcInfo) -> str:  # noqa: N802 - logging's name
        kind, error, trace = ei
        lines = [
            f"  {place(frame.filename)}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)
        ]
        code = f" {error.code}" if isinstance(error, FieldMonitorError) else ""
        name = kind.__name__ if kind else "error"
        return "\n".join([f"{name}{code}", *lines])

    def format(self, record: logging.LogRecord) -> str:
        # A handler before this one may have cached the full text of the exception.
        record.exc_text = None
        if record.name.partition(".")[0] == OWN:
            return super().format(record)
        shown = copy(record)
        shown.msg, shown.args = f"({place(record.pathname)}:{record.lineno})", None
        return super().format(shown)


def start_logging(folder: Path, level: int = logging.INFO) -> Path:
    """Log into a folder, at most four files of a megabyte; return the log's path."""
    path = private_folder(folder) / LOG_FILE
    root = logging.getLogger()
    if any(getattr(held, "baseFilename", "") == str(path.absolute()) for held in root.handlers):
        return path
    handler = RotatingFileHandler(path, maxBytes=LARGEST, backupCount=KEPT, encoding="utf-8")
    handler.setFormatter(PrivateFormatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    root.addHandler(handler)
    root.setLevel(level)
    return path
