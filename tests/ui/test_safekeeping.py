"""Keeping what is recorded, as a person does it: settings, faults, a forgotten passphrase, leaving."""

import re
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from pypdfium2 import PdfDocument
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from fieldmonitor.app import care
from fieldmonitor.app.photo_edits import trash
from fieldmonitor.bootstrap.entry import ProfileEntry
from fieldmonitor.bootstrap.profile import create_profile, open_profile
from fieldmonitor.store.backup import beside
from fieldmonitor.system import disk
from fieldmonitor.ui.application import Application
from fieldmonitor.ui.keys import report_key
from fieldmonitor.ui.safety.sheet import SheetView
from fieldmonitor.ui.widgets.choice import ChoiceRow
from fieldmonitor.ui.widgets.lists import RowList
from tests.factories import QUICK
from tests.ui.person import PATIENCE, Person
from tests.ui.sample import PASSPHRASE, WHO, Sample

Open = Callable[..., Person]
NEW = "nueva frase muy larga"


def answer_dialog(person: Person, path: Path) -> None:
    """Choose a path in the file dialog that is open."""
    person.bot.waitUntil(lambda: bool(person.widgets(QFileDialog)), timeout=PATIENCE)
    dialog = person.widgets(QFileDialog)[0]
    dialog.filesSelected.emit([str(path)])
    dialog.reject()
    person.waits()


def unlock(person: Person, words: str = PASSPHRASE) -> None:
    person.arrives("unlock")
    person.types("Frase clave", words)
    person.presses("Abrir")
    person.arrives("home")


def settings(person: Person, title: str) -> None:
    """Go to a page of the settings by the header's tool and the index."""
    if person.window.screen_now is None or person.window.screen_now.route().place != "settings":
        person.presses("Ajustes")
        person.arrives("settings")
    person.presses(f"{title}. ")


def confirm(person: Person, words: str, button: str) -> None:
    field = [w for w in person.widgets(QLineEdit) if w.accessibleName() == "Frase clave"][-1]
    field.clear()
    person.types("Frase clave", words)
    person.presses(button)


# -- a profile that cannot be opened ---------------------------------------------------------------


def test_a_damaged_profile_is_said_and_a_copy_restored_beside_it(open_person: Open, filled: Sample) -> None:
    person = open_person(filled.folder, asks=True)
    folder = person.entry.folder
    unlock(person)
    care.back_up_now(person.application.context.ws)
    person.application.lock()
    person.arrives("unlock")
    (folder / "store.db").write_bytes(b"damaged" * 1000)
    person.types("Frase clave", PASSPHRASE)
    person.presses("Abrir")
    person.arrives("fault")
    person.sees("Los datos del perfil están dañados")
    person.sees("store.corrupt")
    person.presses("Restaurar una copia")
    person.arrives("restore")
    (copy,) = person.widgets(ChoiceRow)
    person.presses(copy.accessibleName())
    person.types("Frase clave de la copia", "no es esta")
    person.presses("Ver qué contiene")
    person.sees("La frase clave no es correcta.")
    field = next(w for w in person.widgets(QLineEdit))
    field.clear()
    next(beside(folder).glob("*/vault-tries.json")).unlink()  # the wait is not what is tested
    person.types("Frase clave de la copia", PASSPHRASE)
    person.presses("Ver qué contiene")
    person.sees("La copia contiene")
    person.sees(WHO)
    person.sees("2 informes enviados")
    person.presses("Restaurar esta copia")
    unlock(person)
    assert person.entry.folder != folder and (folder / "store.db").read_bytes() == b"damaged" * 1000


@pytest.mark.parametrize(
    ("spoil", "words", "step"),
    [
        (
            lambda folder: (folder / "vault.json").write_text("{"),
            "El archivo de claves",
            "Restaurar una copia",
        ),
        (lambda folder: (folder / "store.db").unlink(), "Faltan los datos del perfil", "Restaurar una copia"),
    ],
    ids=["keys", "store"],
)
def test_each_fault_has_its_words_and_its_next_step(
    open_person: Open, filled: Sample, spoil: Callable[[Path], object], words: str, step: str
) -> None:
    person = open_person(filled.folder, asks=True)
    person.arrives("unlock")
    spoil(person.entry.folder)
    person.types("Frase clave", PASSPHRASE)
    person.presses("Abrir")
    person.arrives("fault")
    person.sees(words)
    assert person.button(step).property("kind") == "primary"


def test_a_profile_open_in_another_window_is_said_with_a_way_to_try_again(
    qapp: QApplication, qtbot: QtBot, filled: Sample, tmp_path: Path
) -> None:
    folder = tmp_path / "laptop"
    shutil.copytree(filled.folder, folder)
    entry = ProfileEntry(folder, exclusive=True)
    with open_profile(folder, PASSPHRASE):
        person = Person(qtbot, Application(qapp, entry, automatic=False), entry, (1366, 697))
        person.arrives("fault")
        person.sees("Este perfil ya está abierto en otra ventana.")
    person.presses("Volver a intentar")
    person.arrives("unlock")
    person.close()


# -- a forgotten passphrase ------------------------------------------------------------------------


def test_the_sheet_opens_a_profile_whose_passphrase_is_forgotten(open_person: Open, filled: Sample) -> None:
    person = open_person(filled.folder, asks=True)
    unlock(person)
    settings(person, "Seguridad")
    person.presses("Hacer la hoja")
    confirm(person, PASSPHRASE, "Confirmar la hoja")
    person.sees("Este código no se vuelve a mostrar.")
    lines = person.page().splitlines()
    groups = [
        line for line in lines if (len(line) == 4 and line.isalnum() and line.isupper()) or line.isdigit()
    ]
    code = "-".join(line for line in groups if len(line) == 4)
    assert len(code) == 44
    person.application.lock()
    person.arrives("unlock")
    person.presses("Olvidé mi frase clave")
    person.arrives("recover")
    person.types("Código de la hoja", code[:-1] + ("0" if code[-1] != "0" else "1"))
    person.types("Frase clave nueva", NEW)
    person.types("Escríbala otra vez", NEW)
    person.presses("Abrir con la hoja")
    person.sees("tiene un error de escritura")
    field = next(w for w in person.widgets(QLineEdit) if w.accessibleName() == "Código de la hoja")
    field.clear()
    person.types("Código de la hoja", code.lower())
    person.presses("Abrir con la hoja")
    person.arrives("home")
    person.application.lock()
    unlock(person, NEW)


def test_the_sheet_is_printed_and_saved_as_a_file_with_its_code(person: Person, tmp_path: Path) -> None:
    settings(person, "Seguridad")
    person.presses("Hacer la hoja")
    confirm(person, PASSPHRASE, "Confirmar la hoja")
    person.sees("Este código no se vuelve a mostrar.")
    (view,) = person.widgets(SheetView)
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    view.print_on(printer)
    person.sees("Enviada a la impresora.")
    person.presses("Guardar como PDF")
    answer_dialog(person, tmp_path / "saved.pdf")
    person.sees("Guardada en saved.pdf.")
    shown = re.findall(r"^[0-9A-Z]{4}$", person.page(), re.M)
    for name in ("printed.pdf", "saved.pdf"):
        page = PdfDocument(tmp_path / name)[0]
        words = page.get_textpage().get_text_range()
        assert len(shown) == 9 and all(group in words for group in shown), name


def test_without_a_sheet_it_is_said_what_is_left(open_person: Open, filled: Sample) -> None:
    person = open_person(filled.folder, asks=True)
    person.arrives("unlock")
    person.sees("Sin la hoja nadie puede abrirlo")
    person.presses("Olvidé mi frase clave")
    person.arrives("recover")
    person.sees("Este perfil no tiene hoja de recuperación.")
    person.sees("Una copia antigua se abre con la frase clave que usted tenía")
    person.presses("Volver")
    person.arrives("unlock")


# -- several people --------------------------------------------------------------------------------


def test_two_people_share_a_laptop_and_the_keyring_opens_neither(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    for name in ("default", "luis"):
        create_profile(tmp_path / "profiles" / name, f"frase de {name}", cost=QUICK)
    entry = Remembering(tmp_path / "profiles" / "default", root=tmp_path / "profiles", exclusive=True)
    person = Person(qtbot, Application(qapp, entry, automatic=False), entry, (1366, 697))
    person.arrives("people")
    person.sees("¿Quién usa la laptop?")
    person.presses("luis. ")
    unlock(person, "frase de luis")
    settings(person, "Esta laptop")
    person.presses("Entrar como otra persona")
    person.arrives("people")
    person.presses("Primer perfil. ")
    person.arrives("unlock")
    person.types("Frase clave", "frase de luis")
    person.presses("Abrir")
    person.sees("La frase clave no es correcta.")
    person.presses("Soy otra persona")
    person.arrives("people")
    person.types("Nombre de la persona nueva", "LUIS")
    person.presses("Agregar persona")
    person.sees("Ya hay un perfil con el nombre LUIS.")
    field = person.widgets(QLineEdit)[0]
    field.clear()
    person.types("Nombre de la persona nueva", "Rosa")
    person.presses("Agregar persona")
    person.arrives("first")
    assert entry.folder == tmp_path / "profiles" / "rosa"
    person.close()


class Remembering(ProfileEntry):
    """A profile whose passphrase the keyring would hand out to anybody."""

    def _remembered(self) -> str | None:
        return f"frase de {self.folder.name}"


# -- settings --------------------------------------------------------------------------------------


def test_the_passphrase_is_changed_and_the_idle_time_chosen(open_person: Open, filled: Sample) -> None:
    person = open_person(filled.folder, asks=True)
    unlock(person)
    settings(person, "Seguridad")
    person.sees("Este equipo no tiene un llavero seguro.")
    person.presses("5 minutos")
    assert person.application.watch.minutes == 5
    person.presses("Cambiar la frase clave")
    person.types("Frase clave nueva", NEW)
    person.types("Escríbala otra vez", NEW)
    person.presses("Seguir")
    confirm(person, "no es esta", "Confirmar el cambio")
    person.sees("La frase clave no es correcta.")
    (person.entry.folder / "vault-tries.json").unlink()
    confirm(person, PASSPHRASE, "Confirmar el cambio")
    person.sees("La frase clave cambió.")
    person.application.lock()
    unlock(person, NEW)
    person.waits()
    assert person.application.watch.minutes == 5, "kept in the profile"


def test_wiping_is_off_explained_and_needs_the_passphrase(open_person: Open, filled: Sample) -> None:
    person = open_person(filled.folder, asks=True)
    unlock(person)
    settings(person, "Seguridad")
    person.sees("diez frases equivocadas seguidas destruyen las claves")
    keep = person.entry.safekeeping
    assert keep.protection(person.application.context.ws).wipe_after is None
    person.presses("Borrar el perfil después de 10 intentos")
    confirm(person, PASSPHRASE, "Activar el borrado")
    assert keep.protection(person.application.context.ws).wipe_after == 10
    person.presses("No la quiero")
    confirm(person, PASSPHRASE, "Confirmar que no la quiero")
    person.sees("Usted no quiso una hoja")


def test_a_copy_is_made_in_both_places_and_everything_checked(person: Person, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    settings(person, "Copias")
    person.sees("Todavía no hay ninguna")
    person.presses("Elegir carpeta")
    answer_dialog(person, stick)
    person.presses("Guardar copia ahora")
    person.sees("Está en 2 lugares.")
    assert len(list(stick.glob("backup-*"))) == 1
    person.presses("Revisar ahora")
    person.sees("Todo está bien.")
    ws = person.application.context.ws
    victim = next((ws.folder / "blobs").glob("*/*"))
    victim.write_bytes(victim.read_bytes()[:-1] + b"?")
    person.presses("Revisar ahora")
    person.sees("Se encontró 1 problema.")
    person.sees("restaure una copia anterior")


def test_only_receipted_originals_are_offered_to_be_freed(person: Person) -> None:
    settings(person, "Espacio")
    person.sees("Se puede liberar")
    ws = person.application.context.ws
    held = care.storage(ws).freeable
    assert held.files == 0, "the sample's pictures are too small to have a copy of their own"
    person.sees("Nada por ahora")


def test_a_photo_comes_back_out_of_the_trash(person: Person, filled: Sample) -> None:
    ws = person.application.context.ws
    key = report_key(filled.draft)
    with ws.store.read() as uow:
        photo = uow.evidence.list(key)[0]
    trash(ws, photo.id)
    settings(person, "Papelera")
    person.sees("Foto: ")
    person.presses("Recuperar: Foto")
    person.sees("Está otra vez donde estaba.")
    person.sees("La papelera está vacía")
    with ws.store.read() as uow:
        assert photo.id in [row.id for row in uow.evidence.list(key)]


def test_everything_held_about_me_is_saved_as_a_file_after_a_warning(person: Person, tmp_path: Path) -> None:
    settings(person, "Sus datos")
    person.sees("El archivo sale de la parte cifrada.")
    person.sees("Hasta cuándo")
    person.presses("Guardar mis datos")
    answer_dialog(person, tmp_path / "mis-datos.zip")
    person.sees("Guardado en mis-datos.zip.")
    with zipfile.ZipFile(tmp_path / "mis-datos.zip") as archive:
        assert "leame.txt" in archive.namelist()


def test_erasing_names_what_is_lost_first_and_asks_for_the_word_and_the_passphrase(
    open_person: Open, filled: Sample
) -> None:
    person = open_person(filled.folder, asks=True)
    unlock(person)
    settings(person, "Sus datos")
    person.presses("Ver qué se perdería")
    person.sees("no llegaron completos a la Contraloría y se perderían:")
    person.sees("Sin enviar")
    person.sees("La Contraloría conserva")
    person.presses("Borrar mi perfil")
    person.sees("Escriba BORRAR, en mayúsculas.")
    person.types("Escriba BORRAR para seguir", "BORRAR")
    person.presses("Borrar mi perfil")
    confirm(person, "no es esta", "Borrar para siempre")
    person.sees("La frase clave no es correcta.")
    (person.entry.folder / "vault-tries.json").unlink()
    confirm(person, PASSPHRASE, "Borrar para siempre")
    person.arrives("erased")
    person.sees("Las claves se destruyeron")
    assert not (person.entry.folder / "vault.json").exists()
    assert not (person.entry.folder / "store.db").exists()
    person.presses("Entendido")
    person.arrives("first")


def test_the_error_report_that_is_read_is_the_one_that_is_saved(person: Person, tmp_path: Path) -> None:
    settings(person, "Errores")
    person.sees("fieldmonitor 0.")
    shown = next(w for w in person.widgets(QPlainTextEdit)).toPlainText()
    for private in (WHO, "control.example.pe", person.entry.folder.name + "/"):
        assert private not in shown
    person.presses("Guardar el informe")
    answer_dialog(person, tmp_path / "informe.txt")
    person.sees("Guardado como informe.txt.")
    assert (tmp_path / "informe.txt").read_text() == shown


def test_what_nobody_caught_is_said_in_words(person: Person) -> None:
    person.application.unhandled(ValueError("lo que se anotó"))
    person.sees("El programa tuvo un error. Lo que dice «Guardado» sigue guardado.")
    assert "lo que se anotó" not in person.page()


def test_a_disk_that_is_nearly_full_is_said_in_the_status_bar(
    open_person: Open, filled: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(care, "space", lambda _folder: disk.Space(80_000_000, 10**11))
    person = open_person(filled.folder, asks=True)
    unlock(person)
    person.sees("Casi no queda espacio: 80.0 MB libres.")
    settings(person, "Espacio")
    person.sees("no podrá guardar fotos")


def drafts_listed(person: Person) -> int:
    """Return how many drafts the list shows."""
    return person.widgets(RowList)[0].model().rowCount()


def test_a_draft_thrown_away_can_be_undone_or_taken_out_of_the_trash(person: Person) -> None:
    person.goes("reports", "drafts")
    before = drafts_listed(person)
    person.presses("Enviar a la papelera")
    person.sees("Borrador en la papelera.")
    person.presses("Deshacer")
    person.bot.waitUntil(lambda: drafts_listed(person) == before, timeout=PATIENCE)
    person.presses("Enviar a la papelera")
    person.sees("Borrador en la papelera.")
    settings(person, "Papelera")
    person.sees("Borrador con ")
    person.presses("Recuperar: Borrador")
    person.sees("La papelera está vacía")
    person.goes("reports", "drafts")
    assert drafts_listed(person) == before
