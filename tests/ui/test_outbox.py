"""Bandeja as a person uses it: what waits and what was sent, the log, the limits, and the stick both ways."""

import threading
from collections.abc import Callable, Iterator
from datetime import time
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QPlainTextEdit, QPushButton

from fieldmonitor.app.limits import limits
from fieldmonitor.domain.local import LogEntry
from fieldmonitor.sync.audit import LOG_ALARM
from fieldmonitor.sync.codes import LogCode
from fieldmonitor.ui.ports import SyncProgress
from tests.ui.office import Office, office
from tests.ui.person import PATIENCE, Person, type_words
from tests.ui.sample import Sample

Open = Callable[..., Person]


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A laptop with two signed reports that a real server waits for."""
    with office(tmp_path_factory.mktemp("office"), until="sign") as place:
        yield place


def _choose_folder(person: Person, folder: Path) -> None:
    """Type a folder into the dialog and accept it."""
    person.bot.waitUntil(lambda: bool(person.widgets(QFileDialog)), timeout=PATIENCE)
    dialog = person.widgets(QFileDialog)[0]
    field = dialog.findChild(QLineEdit, "fileNameEdit")
    assert field is not None
    field.clear()
    type_words(field, str(folder))
    accept = next(b for b in dialog.findChildren(QPushButton) if b.text().replace("&", "") == "Elegir")
    person.bot.waitUntil(accept.isEnabled, timeout=PATIENCE)
    person.bot.mouseClick(accept, Qt.MouseButton.LeftButton)
    person.window.activateWindow()  # as a window manager does when a dialog goes
    person.waits()


POPUPS = pytest.mark.qt_log_ignore("raise|grabbing the keyboard|propagateSizeHints")


@POPUPS
def test_reports_go_out_on_a_stick_and_their_receipts_come_back(
    open_person: Open, signed: Office, tmp_path: Path
) -> None:
    stick = tmp_path / "MEMORIA"
    stick.mkdir()
    person = open_person(signed.laptop)
    person.arrives("home")
    person.presses("Bandeja")
    person.sees("2 por enviar")
    person.presses("Abrir: Memoria USB")
    person.arrives("stick")
    person.presses("Otra carpeta")
    _choose_folder(person, stick)
    person.sees("MEMORIA ·")
    person.presses("Copiar 2 envíos")
    person.sees("Puede retirar la memoria.")
    person.sees("leídos de vuelta y comprobados")
    assert list(stick.glob("*.bundle.json"))
    assert signed.take_in(stick) == 2
    person.presses("Traer constancias")
    person.sees("Llegaron las constancias de 2 envíos.")
    person.sees("Nada por copiar")
    person.presses("Volver a la Bandeja")
    person.arrives("outbox")
    person.sees("Enviado")
    person.sees("Nada por enviar")


@POPUPS
def test_a_report_not_to_be_sent_yet_stays_until_it_is_let_go(
    open_person: Open, signed: Office, tmp_path: Path
) -> None:
    person = open_person(signed.laptop)
    person.arrives("home")
    person.presses("Bandeja")
    person.presses("No enviar todavía")
    person.sees("No se envía hasta que usted lo diga")
    person.sees("1 no se envía todavía.")
    person.goes("stick")
    person.presses("Otra carpeta")
    _choose_folder(person, tmp_path)
    person.sees("Copiar 1 envío")
    person.presses("Volver a la Bandeja")
    person.presses("Enviar 1 envío")
    person.sees("Enviado")
    person.sees("No se envía hasta que usted lo diga")
    person.presses("Enviar")
    person.sees("Nada por enviar")


@POPUPS
def test_a_copy_that_is_broken_off_leaves_nothing_on_the_stick(
    open_person: Open, signed: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from fieldmonitor.app import bundles

    began, go_on, export = threading.Event(), threading.Event(), bundles.export

    def held(*args: object, progress: Callable[[int, int], None], **options: object) -> object:
        def moved(done: int, total: int) -> None:
            began.set()
            assert go_on.wait(30)
            progress(done, total)

        return export(*args, progress=moved, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(bundles, "export", held)
    person = open_person(signed.laptop)
    person.arrives("home")
    person.goes("stick")
    person.presses("Otra carpeta")
    _choose_folder(person, tmp_path)
    person.bot.mouseClick(person.button("Copiar 2 envíos"), Qt.MouseButton.LeftButton)
    person.bot.waitUntil(began.is_set, timeout=PATIENCE)
    person.sees("No retire la memoria todavía.")
    person.bot.keyClick(QApplication.focusWidget() or person.window, Qt.Key.Key_Escape)
    person.sees("La copia sigue.")
    person.bot.mouseClick(person.button("Cancelar"), Qt.MouseButton.LeftButton)
    go_on.set()
    person.sees("Copia cancelada.")
    assert not [path for path in tmp_path.iterdir() if "informes-" in path.name]
    person.sees("Copiar 2 envíos")


@POPUPS
def test_a_folder_without_receipts_is_said_to_have_none(person: Person, tmp_path: Path) -> None:
    person.goes("stick")
    person.presses("Otra carpeta")
    _choose_folder(person, tmp_path)
    person.presses("Traer constancias")
    person.sees("En esa carpeta no hay constancias nuevas para usted.")


def test_bytes_move_without_rebuilding_and_the_keyboard_stays(person: Person, filled: Sample) -> None:
    person.goes("outbox")
    button = person.button("Pausar")
    button.setFocus(Qt.FocusReason.TabFocusReason)
    ready = filled.ready.split("/")[0]
    screen = person.window.screen_now
    assert screen is not None
    screen.sync_progress(SyncProgress(ready, 100_000, rate=10_000.0))
    person.sees("quedan unos 4 minutos")
    person.sees("Foto 5 de 7, copia pequeña")
    focused = QApplication.focusWidget()
    assert focused is not None and focused.accessibleName().startswith("Pausar")
    screen.sync_progress(SyncProgress(ready, 200_000, rate=10_000.0))
    assert QApplication.focusWidget() is focused


def test_a_log_that_does_not_agree_is_said_above_the_list(person: Person) -> None:
    with person.application.context.ws.store.write() as uow:
        uow.settings.set(LOG_ALARM, "log.forked")
    person.goes("outbox")
    person.sees("El registro de constancias")
    person.sees("Código log.forked")


def test_the_whole_log_is_read_and_copied_as_it_is_shown(person: Person) -> None:
    ws = person.application.context.ws
    with ws.store.write() as uow:
        for number in range(300):
            uow.log.add(LogEntry(ws.clock.now(), LogCode.PULLED, {"records": number + 2}))
    person.goes("outbox")
    person.presses("Ver todo el registro")
    person.arrives("sync-log")
    person.sees("305 anotaciones")
    person.presses("Copiar")
    person.sees("Registro copiado.")
    shown = person.widgets(QPlainTextEdit)[0].toPlainText()
    assert QGuiApplication.clipboard().text().replace("\u00a0", " ") == shown
    assert shown.splitlines()[-1].endswith("Llegaron 301 novedades")


def test_limits_are_chosen_and_said_where_originals_wait(person: Person) -> None:
    person.goes("outbox")
    person.presses("Límites de envío")
    person.arrives("limits")
    person.presses("Mis datos móviles son limitados: dejar las originales para después")
    person.presses("32\u00a0kB por segundo")
    person.presses("Solo a estas horas")
    ws = person.application.context.ws
    kept = limits(ws).policy
    assert kept.metered and kept.bytes_per_second == 32_000
    assert (kept.from_hour, kept.to_hour) == (time(22), time(5))
    person.presses("Volver")
    person.arrives("outbox")
    person.sees("Datos limitados: las fotos originales esperan.")


def test_a_proxy_that_is_none_is_said_at_its_field(person: Person) -> None:
    person.goes("limits")
    person.types("Dirección del proxy", "no es nada")
    person.presses_key(Qt.Key.Key_Return)
    person.sees("no es la dirección de un proxy")
    assert limits(person.application.context.ws).proxy == ""
