"""Every screen × (light, dark, sun) × (es, en) as pictures: `python -m tests.ui.screenshots OUT_DIR`.

`--size 1024x529`, `--theme light`, `--language es`, `--only home,visit` and `--scale 1.5` narrow it down.
Each screen is audited as it is pictured (`tests.ui.audit`); complaints are printed at the end and fail it.
`--long` audits every theme and language in three more sizes too, and keeps no pictures of them.
"""

import argparse
import os
import platform
import shutil
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from fieldmonitor.bootstrap.entry import DemoEntry
from fieldmonitor.demo.photos import VISIT
from fieldmonitor.ui.application import Application
from fieldmonitor.ui.shell.navigation import Route
from fieldmonitor.ui.shell.theme import load_fonts
from tests.ui.applicant import APPLICANT, make_applicant
from tests.ui.audit import complaints
from tests.ui.gallery import keep, write_index
from tests.ui.sample import PASSPHRASE, Sample, make_profile, make_sample

QUIET_MS = 60
BRIEFED = '{"briefed": "2026-11-22T14:00:00+00:00", "safe": ["equipment", "ground"]}'
"""What the preparation of a visit keeps once its briefing was read."""
MEDIA_THREADS = 2
"""As many as the window's task runner has for pictures."""


def places(sample: Sample) -> dict[str, Route]:
    """Return every screen by the name of its picture."""
    return {
        "inicio": Route("home"),
        "asignaciones": Route("works"),
        "obra": Route("work", sample.sheet()),
        "obra-datos": Route("work", sample.sheet(), "data"),
        "obra-historial": Route("work", sample.sheet(1), "history"),
        "obra-documentos": Route("work", sample.sheet(1), "documents"),
        "obra-por-hacer": Route("work", sample.sheet(4)),
        "rechazar": Route("decline", sample.sheet(4)),
        "buscar": Route("search", ref="muro"),
        "preparar": Route("prepare", "a4", ":read"),
        "preparar-seguridad": Route("prepare", "a4", ":gate"),
        "preparar-no-entrar": Route("prepare", "a4", ":out"),
        "preparar-practica": Route("prepare", "a4", "practice:read"),
        "cuestionario": Route("visit", sample.draft, "/data/documents/board_term"),
        "cuestionario-llegada": Route("visit", sample.draft, "/data/arrival"),
        "veeduria": Route("assessment", sample.assessment),
        "veeduria-lista": Route("list", sample.assessment),
        "veeduria-paginas": Route("assessment", sample.assessment, "pages"),
        "veeduria-puntaje": Route("assessment", sample.assessment, "noticed"),
        "fotos": Route("photos", sample.draft),
        "fotos-archivos": Route("photos", sample.draft, sample.file),
        "archivo": Route("file", sample.draft, sample.file),
        "marcas": Route("marks", sample.draft, sample.photo),
        "importar": Route("import", sample.draft),
        "hora-camara": Route("clock", sample.draft),
        "revisar": Route("review", sample.draft),
        "hallazgo": Route("finding", sample.draft, sample.finding),
        "informe": Route("report", sample.sent),
        "informe-pdf": Route("document", sample.sent, "report"),
        "acta": Route("document", sample.sent, "acta"),
        "constancia": Route("document", sample.sent, "receipt"),
        "solicitud": Route("document", sample.assessment, "letter"),
        "informe-devuelto": Route("report", sample.returned),
        "borradores": Route("reports", "drafts"),
        "enviados": Route("reports", "sent"),
        "bandeja": Route("outbox"),
        "memoria-usb": Route("stick"),
        "centro-de-acopio": Route("hub"),
        "limites-de-envio": Route("limits"),
        "registro-de-envios": Route("sync-log"),
        "paquetes": Route("packs"),
        "avisos": Route("alerts"),
        "curso": Route("course"),
        "credencial": Route("credential"),
        "verificar": Route("check-credential"),
        "ayuda": Route("help"),
        "ajustes": Route("settings"),
        "ajustes-seguridad": Route("settings", "security"),
        "ajustes-copias": Route("settings", "copies"),
        "ajustes-espacio": Route("settings", "space"),
        "ajustes-papelera": Route("settings", "trash"),
        "ajustes-datos": Route("settings", "privacy"),
        "ajustes-laptop": Route("settings", "laptop"),
        "ajustes-errores": Route("settings", "errors"),
        "restaurar": Route("restore"),
    }


EMPTY = {
    "vacio-inicio": Route("home"),
    "vacio-asignaciones": Route("works"),
    "vacio-bandeja": Route("outbox"),
    "vacio-avisos": Route("alerts"),
    "vacio-curso": Route("course"),
    "vacio-credencial": Route("credential"),
}
OUTSIDE = {
    "primer-inicio": Route("first", ref="welcome"),
    "consentimiento": Route("first", ref="consent"),
    "frase-clave": Route("first", ref="passphrase"),
    "inscripcion": Route("first", ref="enrol"),
    "inscripcion-sin-red": Route("enrol-pack"),
    "desbloquear": Route("unlock"),
    "no-se-abre": Route("fault"),
    "personas": Route("people"),
    "frase-olvidada": Route("recover"),
    "perfil-borrado": Route("erased"),
}


def settle(milliseconds: int = QUIET_MS) -> None:
    """Let the window work until it has been quiet for a moment."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def until_idle(application: Application) -> None:
    """Wait until the database and the pictures have nothing under way, however one thing leads to another."""
    for _round in range(6):
        settle(20)
        _wait(application.runner.database, 1)
        _wait(application.runner.background, MEDIA_THREADS)
    settle()


def _wait(pool: Callable[..., object], threads: int) -> None:
    """Meet every thread of a pool: then none of them has anything left to do."""
    meeting, loop, met = threading.Barrier(threads), QEventLoop(), [0]

    def arrived(_number: int) -> None:
        met[0] += 1
        if met[0] == threads:
            loop.quit()

    for _thread in range(threads):
        pool(lambda: meeting.wait(60), arrived)
    loop.exec()


CAPTIONS = frozenset(caption for _scene, _ref, caption, *_rest in VISIT)
"""Words of the sample's volunteer, in her language."""


def shoot(
    application: Application, out: Path | None, names: dict[str, Route], suffix: str
) -> Iterator[tuple[str, list[str]]]:
    """Go to each place, keep its picture, and tell what is wrong with it."""
    for name, route in names.items():
        application.window.go(route, keep=False)
        until_idle(application)
        if out is not None:
            keep(application.window, out / f"{name}{suffix}.png")
        yield f"{name}{suffix}", complaints(application.window, CAPTIONS)


GALLERY = {"es": "1366x697", "en": "1024x529"}
"""The window's usable size on a usual and on a small laptop."""

LONG = (((1366, 697), 1.5), ((1024, 529), 1.0), ((1024, 529), 1.5))
"""Sizes and scales of the long form, beside the gallery's own."""


def main() -> None:
    options = _options()
    out: Path = options.out
    out.mkdir(parents=True, exist_ok=True)
    app = QApplication(["fieldmonitor"])
    load_fonts()
    platform.release = lambda: "6.1.0"  # a picture says nothing of the machine that made it
    found: list[str] = []
    with tempfile.TemporaryDirectory(prefix="fieldmonitor-shots-") as name:
        folder = Path(name)
        sample = make_sample(folder / "full")
        make_profile(folder / "empty")
        make_applicant(folder / "applicant")
        profiles = (("full", places(sample)), ("empty", EMPTY | OUTSIDE), ("applicant", APPLICANT))
        for profile, names in profiles:
            wanted = {k: v for k, v in names.items() if not options.only or k in options.only}
            if wanted:
                found += _shoot_profile(app, folder / profile, wanted, options)
        shutil.rmtree(folder / "full", ignore_errors=True)
    write_index(out)
    print("\n".join(found))
    sys.exit(1 if found else 0)


def _size(words: str) -> tuple[int, int]:
    width, height = words.split("x")
    return int(width), int(height)


def _shoot_profile(
    app: QApplication, folder: Path, names: dict[str, Route], options: argparse.Namespace
) -> list[str]:
    application = Application(app, DemoEntry(folder, PASSPHRASE), automatic=False)
    sizes = {language: _size(options.size or GALLERY[language]) for language in options.language}
    forms: list[tuple[dict[str, tuple[int, int]], float, Path | None]] = [(sizes, options.scale, options.out)]
    if options.long:
        forms += [(dict.fromkeys(options.language, size), scale, None) for size, scale in LONG]
    found: list[str] = []
    application.show()
    until_idle(application)
    for dressed, scale, out in forms:
        for language in options.language:
            wide, high = dressed[language]
            application.window.resize(wide, high)
            until_idle(application)
            for theme in options.theme:
                preferences = application.context.preferences
                preferences.theme, preferences.language, preferences.scale = theme, language, scale
                application.context.drafts.clear()
                application.context.typed["prepare:a4"] = BRIEFED
                application.restyle()
                for name, wrong in shoot(application, out, names, f"-{theme}-{language}"):
                    print(name, wide, high, scale, len(wrong), flush=True)
                    found += [f"{name} {wide}x{high} {scale}: {line}" for line in wrong]
    application.window.close()
    application.close()
    return found


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--size", default="", help="instead of 1366x697 in Spanish and 1024x529 in English")
    parser.add_argument("--theme", type=lambda words: words.split(","), default=["light", "dark", "sun"])
    parser.add_argument("--language", type=lambda words: words.split(","), default=["es", "en"])
    parser.add_argument("--only", type=lambda words: words.split(","), default=[])
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--long", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
