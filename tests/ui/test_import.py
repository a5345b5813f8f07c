"""Photos from a memory card with a camera whose clock was off, and a PDF: brought in as a person does."""

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLineEdit
from shiboken6 import isValid

from fieldmonitor.app import attachments, drafts, imports
from fieldmonitor.app.photos import facts_of
from fieldmonitor.demo.photos import visit_photos
from fieldmonitor.ui.keys import report_key
from fieldmonitor.ui.photos.clock_face import ClockFace
from fieldmonitor.ui.photos.gallery import PhotoGrid
from fieldmonitor.ui.visit.aside import Aside
from fieldmonitor.ui.widgets.pdf_view import PdfPages
from fieldmonitor.ui.widgets.photo_grid import PhotoButton
from tests.ui.person import Person
from tests.ui.sample import Sample, a_pdf
from tests.ui.visit_help import drop


def _rows(person: Person, filled: Sample) -> list:
    return attachments.listed(person.application.context.ws, report_key(filled.draft))


@pytest.fixture
def card(person: Person, filled: Sample, tmp_path: Path) -> Path:
    """A memory card: three photos the report lacks, one it has, a hidden double, a text and a PDF."""
    folder = tmp_path / "CARD" / "DCIM" / "100DEMO"
    folder.mkdir(parents=True)
    began = person.application.context.ws.clock.now() - timedelta(minutes=40)
    shots = visit_photos(filled.works[0], began)
    ws = person.application.context.ws
    for photo in shots[4:7]:
        (folder / photo.name).write_bytes(photo.data)
    known = next(row for row in _rows(person, filled) if row.thumbnail_sha256)
    (folder / known.name).write_bytes(ws.blobs.read(ws.store, known.sha256))
    (folder / f"._{known.name}").write_bytes(b"double")
    (folder / "LEAME.txt").write_text("nada")
    os.utime(folder / known.name, (1, 1))
    return folder.parent


def _choose_in_dialog(person: Person, path: Path) -> None:
    """Answer the file dialog that is open."""
    person.bot.waitUntil(lambda: bool(person.widgets(QFileDialog)))
    dialog = person.widgets(QFileDialog)[0]
    dialog.filesSelected.emit([str(path)])
    dialog.close()
    person.waits()


def test_a_memory_card_is_looked_into_new_photos_are_ticked_and_the_clock_is_asked(
    person: Person, filled: Sample, card: Path
) -> None:
    before = {row.id for row in _rows(person, filled)}
    person.goes("visit", filled.draft)
    person.presses("Agregar fotos")
    person.arrives("import")
    person.sees("¿De dónde vienen las fotos?")
    person.sees("Después de agregarlas dirá a qué pregunta responde cada una.")
    person.button("Volver a la parte 3")
    assert "Nada marcado" not in person.page()
    person.presses("Elegir carpeta")
    _choose_in_dialog(person, card)
    person.sees("Se encontraron 4 archivos. 3 son nuevos.")
    person.sees("Ya está en el informe")
    person.sees("3 marcados")
    grid = person.widgets(PhotoGrid)[0]
    grid.setFocus(Qt.FocusReason.TabFocusReason)
    person.presses_key(Qt.Key.Key_End)
    person.presses_key(Qt.Key.Key_Space)
    person.sees("2 marcados")
    person.presses("Marcar las nuevas")
    person.presses("Agregar 3 archivos")
    person.arrives("clock")
    new = [row for row in _rows(person, filled) if row.id not in before]
    assert len(new) == 3
    person.sees("¿Estaba bien la hora de la cámara?")
    now = person.application.context.ws.clock.now() - timedelta(hours=5, minutes=17)
    person.types("Hora en la cámara, ahora mismo", "99:99")
    person.presses("Anotar la diferencia")
    person.sees("Escriba la hora como 10:42.")
    field = next(w for w in person.widgets(QLineEdit) if w.accessibleName().startswith("Hora en la cámara"))
    field.clear()
    person.types("Hora en la cámara, ahora mismo", f"{now:%H:%M:%S}")
    person.presses("Anotar la diferencia")
    person.sees("cámara 17 minutos atrasada")
    dated = [row for row in _rows(person, filled) if facts_of(row).taken_at]
    assert all(abs(facts_of(row).clock_offset_s - 17 * 60) < 60 for row in dated)
    person.presses("Seguir")
    person.arrives("photos")
    person.sees("(cámara 17 minutos atrasada)")
    originals = {row.sha256 for row in _rows(person, filled)}
    assert {row.sha256 for row in new} <= originals, "nothing is written into the photo itself"


def test_the_clock_is_read_from_a_photo_of_the_screen(person: Person, filled: Sample, card: Path) -> None:
    person.goes("photos", filled.draft)
    person.presses("Hora de la cámara")
    person.arrives("clock")
    person.sees("Fotografíe esta pantalla")
    photo = next(path for path in sorted(card.rglob("*.jpg")) if not path.name.startswith("._"))
    person.presses("Elegir la foto")
    _choose_in_dialog(person, photo)
    person.sees("¿Qué hora se lee en la foto?")
    facts = person.application.context.ws.pictures.prepare(photo.read_bytes()).facts
    from fieldmonitor.media.flags import taken_at_utc

    seen = taken_at_utc(facts) - timedelta(hours=5) + timedelta(hours=2)
    person.types("¿Qué hora se lee en la foto?", f"{seen:%H:%M:%S}")
    person.presses("Anotar esta hora")
    person.sees("cámara 2 horas atrasada")
    person.presses("Deshacer")
    person.sees("hora tal como la dice la cámara")


def test_a_photo_counts_in_the_part_of_its_question_and_the_button_fills_one(
    person: Person, filled: Sample, card: Path, tmp_path: Path
) -> None:
    ws, key = person.application.context.ws, report_key(filled.draft)
    photo = next(path for path in sorted(card.rglob("*.jpg")) if not path.name.startswith("._"))
    attachments.take(ws, key, photo)
    before = {row.id for row in _rows(person, filled)}
    person.goes("visit", filled.draft, "/data/staff")
    person.sees("Sin pregunta: 1")
    aside = person.widgets(Aside)[0]
    assert not aside.findChildren(PhotoButton), "no question of this part has a photo"
    person.presses("Sin pregunta: 1")
    loose = person.arrives("photos").route().ref
    assert next(row for row in _rows(person, filled) if row.id == loose).question_ref is None
    person.goes("visit", filled.draft, "/data/arrival/front_photo")
    person.presses("Agregar fotos")
    assert person.arrives("import").route().ref == "/data/arrival/front_photo"
    person.presses("Elegir archivos")
    dialog = person.widgets(QFileDialog)[0]
    assert dialog.nameFilters()[0].startswith("Fotos y archivos (") and "*.pdf" in dialog.nameFilters()[0]
    pdf = tmp_path / "Adenda.pdf"
    pdf.write_bytes(a_pdf())
    _choose_in_dialog(person, pdf)
    person.presses("Agregar 1 archivo")
    person.arrives("clock")
    (new,) = [row for row in _rows(person, filled) if row.id not in before]
    assert new.question_ref == "/data/arrival/front_photo"


def test_where_no_photo_says_a_time_no_clock_is_asked(person: Person, filled: Sample, tmp_path: Path) -> None:
    ws = person.application.context.ws
    key = str(drafts.start(ws, "a4"))
    pdf = tmp_path / "Adenda.pdf"
    pdf.write_bytes(a_pdf())
    drop(person.goes("import", key), [pdf])
    person.presses("Agregar 1 archivo")
    person.arrives("photos")
    person.presses_key(Qt.Key.Key_Escape)
    person.arrives("visit")


def test_a_folder_dropped_on_the_visit_is_shown_first(person: Person, filled: Sample, card: Path) -> None:
    person.goes("visit", filled.draft, "/data/arrival")
    drop(person.window.screen_now, [card])
    person.arrives("import")
    person.sees("Se encontraron 4 archivos.")
    person.presses("Quitar las marcas")
    person.sees("Nada marcado")
    person.presses_key(Qt.Key.Key_Escape)
    person.arrives("visit")
    person.sees("Parte 1 de 7")


def test_a_pdf_is_attached_shown_from_memory_and_leaves_only_knowingly(
    person: Person, filled: Sample, tmp_path: Path
) -> None:
    path = tmp_path / "Adenda 2.pdf"
    path.write_bytes(a_pdf(("Adenda 2", "Plazo: 45 días más")))
    person.goes("visit", filled.draft, "/data/closing")
    drop(person.window.screen_now, [path])
    person.bot.waitUntil(lambda: any(row.name == path.name for row in _rows(person, filled)), timeout=15_000)
    row = next(row for row in _rows(person, filled) if row.name == path.name)
    person.goes("photos", filled.draft, row.id)
    person.sees("Documento PDF")
    person.sees(row.sha256[:8])
    person.presses("Ver las páginas")
    person.arrives("file")
    person.sees("Página 1 de 2")
    pages = person.widgets(PdfPages)[0]
    person.bot.waitUntil(lambda: "45 días" in pages.accessibleDescription(), timeout=15_000)
    person.presses_key(Qt.Key.Key_Escape)
    person.arrives("photos")
    person.presses("Abrir con otro programa")
    person.sees("Sale de la bóveda.")
    person.presses("Guardar la copia fuera")
    target = tmp_path / "afuera.pdf"
    _choose_in_dialog(person, target)
    person.bot.waitUntil(target.exists)
    person.sees("Copia guardada en")
    assert target.read_bytes() == path.read_bytes()
    person.presses("Enviar a la papelera")
    person.sees("Archivo enviado a la papelera.")
    person.presses("Deshacer")
    person.sees("Adenda 2.pdf")


def test_a_card_is_offered_where_it_has_a_camera_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, open_person: Callable[..., Person], filled: Sample
) -> None:
    from fieldmonitor.system.disk import Space
    from fieldmonitor.system.volumes import Volume

    (tmp_path / "NIKON" / "DCIM").mkdir(parents=True)
    (tmp_path / "STICK").mkdir()
    room = Space(10**9, 10**9)
    plugged = tuple(Volume(tmp_path / name, name, room) for name in ("NIKON", "STICK"))
    monkeypatch.setattr(imports, "volumes", lambda: plugged)
    person = open_person(filled.folder)
    person.arrives("home")
    person.goes("import", filled.draft)
    person.sees("Mirar la memoria «NIKON»")
    assert "STICK" not in person.page()
    person.presses("Mirar la memoria «NIKON»")
    person.sees("No se encontró ninguna foto ahí.")


def test_behind_the_lock_the_clock_stands(person: Person, filled: Sample) -> None:
    """A clock that went on without a profile failed five times a second."""
    person.goes("photos", filled.draft)
    person.presses("Hora de la cámara")
    person.arrives("clock")
    face = person.widgets(ClockFace)[0]
    person.presses_key(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    person.arrives("unlock")
    assert not isValid(face) or not face.beating
