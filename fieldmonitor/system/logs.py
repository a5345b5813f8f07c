"""The program's log: what went wrong and where in the program, never what a volunteer wrote."""

import logging
import traceback
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from fieldmonitor.domain.errors import FieldMonitorError
from fieldmonitor.system.durable import private_folder

_ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]

LOG_FILE = "fieldmonitor.log"
LARGEST = 1_000_000
KEPT = 3


class PrivateFormatter(logging.Formatter):
    """Writes an exception's type, code and places; its text and values may be somebody's answers."""

    def formatException(self, ei: _ExcInfo) -> str:  # noqa: N802 - logging's name
        kind, error, trace = ei
        lines = [f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)]
        code = f" {error.code}" if isinstance(error, FieldMonitorError) else ""
        name = kind.__name__ if kind else "error"
        return "\n".join([f"{name}{code}", *lines])

    def format(self, record: logging.LogRecord) -> str:
        # A handler before this one may have cached the full text of the exception.
        record.exc_text = None
        return super().format(record)


def start_logging(folder: Path, level: int = logging.INFO) -> Path:
    """Log into a folder, at most four files of a megabyte; return the log's path."""
    path = private_folder(folder) / LOG_FILE
    handler = RotatingFileHandler(path, maxBytes=LARGEST, backupCount=KEPT, encoding="utf-8")
    handler.setFormatter(PrivateFormatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(level)
    return path
