"""The error report: what a developer needs to know, in a text that a volunteer can read before sending it.

It holds versions, the machine, codes and places in the program. It holds no name, answer, photo, work,
address or path of the person.
"""

import locale
import os
import platform
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from fieldmonitor import __version__
from fieldmonitor.app.sync_words import kind_of_step
from fieldmonitor.app.workspace import Workspace
from fieldmonitor.system.disk import space
from fieldmonitor.system.durable import write_durably
from fieldmonitor.system.formats import NBSP, size
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
        parts += ["", _("Perfil, solo cantidades"), *_profile(ws)]
        parts += ["", _("Últimos pasos de los envíos, sin nombres"), *_steps(ws)]
    parts += ["", _("Registro del programa, para quien lo repara"), *_tail(logs / LOG_FILE, LOG_LINES)]
    crashed = _tail(logs / CRASH_FILE, CRASH_LINES)
    if crashed:
        parts += ["", _("Cierres inesperados"), *crashed]
    return _without_person("\n".join(parts)).replace(NBSP, " ") + "\n"


def save_report(text: str, target: Path) -> None:
    """Write the report where the person wants it: what they read is what is written."""
    write_durably(target, text.encode())


def _machine(now: datetime) -> list[str]:
    from sqlcipher3 import dbapi2

    system = f"{platform.system()} {platform.release()}, {platform.machine()}, {os.cpu_count()} CPU"
    language = f"{current_language()}, {locale.getlocale()[0]}, {sys.getfilesystemencoding()}"
    return [
        _("Programa: {words}").format(words=f"fieldmonitor {__version__}"),
        _("Hecho: {words}").format(words=_time(now)),
        _("Con: {words}").format(words=f"Python {platform.python_version()}, SQLite {dbapi2.sqlite_version}"),
        _("Equipo: {words}").format(words=system),
        _("Idioma: {words}").format(words=language),
    ]


def _profile(ws: Workspace) -> list[str]:
    with ws.store.read() as uow:
        counts, files = uow.reports.counts(), len(uow.blobs.all())
    room = space(ws.folder)
    held = _("Borradores: {drafts}. Listos para enviar: {ready}. Enviados: {sent}. Archivos: {files}.")
    disk = _("Espacio libre en el disco: {free} de {total}.")
    return [
        held.format(drafts=counts.drafts, ready=counts.ready, sent=counts.sent, files=files),
        disk.format(free=size(room.free), total=size(room.total)),
    ]


def _steps(ws: Workspace) -> list[str]:
    """Return what the exchange did: a step's values may name a work, so only its kind and code are shown."""
    with ws.store.read() as uow:
        entries = uow.log.tail(SYNC_LINES)
    return [
        " ".join(
            filter(
                None,
                (
                    _time(entry.at),
                    kind_of_step(entry.code),
                    f"[{entry.code}]",
                    str(entry.params.get("problem", "")),
                ),
            )
        )
        for entry in entries
    ]


def _time(value: datetime) -> str:
    """Return a time as the program's own log writes it, so that lines can be laid side by side."""
    return f"{value.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


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
