"""The error report: what a developer needs to know, in a text that a volunteer can read before sending it.

It holds versions, the machine, codes and places in the program. It holds no name, answer, photo, work,
address or path of the person.
"""

import locale
import os
import platform
import sys
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from fieldmonitor import __version__
from fieldmonitor.app.workspace import Workspace
from fieldmonitor.system.disk import space
from fieldmonitor.system.durable import write_durably
from fieldmonitor.system.logs import CRASH_FILE, LOG_FILE
from fieldmonitor.system.translations import _, current_language

LOG_LINES = 200
CRASH_LINES = 60
SYNC_LINES = 40


def error_report(logs: Path, now: datetime, ws: Workspace | None = None, more: Iterable[str] = ()) -> str:
    """Return the report's text; `more` are lines that only the caller knows, as Qt's version."""
    parts = [
        _("Informe de errores de Monitor de Obras"),
        _("No contiene nombres, respuestas, fotos ni obras. Léalo antes de enviarlo."),
        "",
        *_machine(now),
        *more,
    ]
    if ws is not None:
        parts += ["", _("Perfil"), *_profile(ws)]
    parts += ["", _("Registro del programa"), *_tail(logs / LOG_FILE, LOG_LINES)]
    crashed = _tail(logs / CRASH_FILE, CRASH_LINES)
    if crashed:
        parts += ["", _("Cierres inesperados"), *crashed]
    return _without_person("\n".join(parts)) + "\n"


def save_report(text: str, target: Path) -> None:
    """Write the report where the person wants it: what they read is what is written."""
    write_durably(target, text.encode())


def _machine(now: datetime) -> list[str]:
    from sqlcipher3 import dbapi2

    return [
        f"fieldmonitor {__version__}, {now.isoformat(timespec='seconds')}",
        f"Python {platform.python_version()}, SQLite {dbapi2.sqlite_version}",
        f"{platform.system()} {platform.release()}, {platform.machine()}, {os.cpu_count()} CPU",
        f"{current_language()}, {locale.getlocale()[0]}, {sys.getfilesystemencoding()}",
    ]


def _profile(ws: Workspace) -> list[str]:
    """Counts and codes; a log entry's values may name a work, so only its code is shown."""
    with ws.store.read() as uow:
        counts, entries, files = uow.reports.counts(), uow.log.tail(SYNC_LINES), len(uow.blobs.all())
    room = space(ws.folder)
    return [
        f"drafts {counts.drafts}, ready {counts.ready}, sent {counts.sent}, files {files}",
        f"free {room.free // 10**6} MB of {room.total // 10**6} MB",
        *(
            f"{entry.at.isoformat(timespec='seconds')} {entry.code} {_problem(entry.params)}"
            for entry in entries
        ),
    ]


def _problem(params: dict[str, object]) -> str:
    return str(params.get("problem", ""))


def _tail(path: Path, lines: int) -> list[str]:
    try:
        return path.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:]
    except OSError:
        return []


def _without_person(text: str) -> str:
    """Take out the home folder and the user's name, wherever a line still has them."""
    home = Path.home()
    text = text.replace(str(home), "~")
    return text.replace(home.name, "…") if len(home.name) > 3 else text
