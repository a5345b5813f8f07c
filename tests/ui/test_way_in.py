"""The way to a profile when something is wrong: faults in words, a forgotten passphrase, several people."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from pypdfium2 import PdfDocument
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from fieldmonitor.app import care
from fieldmonitor.bootstrap.entry import ProfileEntry
from fieldmonitor.bootstrap.profile import create_profile, open_profile
from fieldmonitor.store.backup import beside
from fieldmonitor.system.instance import LOCK_FILE
from fieldmonitor.ui.application import Application
from fieldmonitor.ui.safety.sheet import SheetView
from fieldmonitor.ui.shell.doorbell import SHORT
from fieldmonitor.ui.widgets.choice import ChoiceRow
from tests.factories import QUICK
from tests.ui.keeping import NEW, answer_dialog, confirm, settings, unlock
from tests.ui.person import Person
from tests.ui.sample import PASSPHRASE, WHO, Sample

Open = Callable[..., Person]


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


@pytest.mark.qt_log_ignore("does not support raise", extend=True)
def test_a_second_start_brings_the_open_window_forward_and_goes_away(
    qapp: QApplication, qtbot: QtBot, filled: Sample, tmp_path: Path
) -> None:
    folder = tmp_path / "laptop"
    shutil.copytree(filled.folder, folder)
    people = []
    try:
        for _start in range(2):
            entry = ProfileEntry(folder, exclusive=True)
            people.append(Person(qtbot, Application(qapp, entry, automatic=False), entry, (1366, 697)))
            if len(people) == 1:
                people[0].arrives("unlock")
                qtbot.waitUntil(lambda: (folder / LOCK_FILE).stat().st_size == SHORT)
                people[0].window.showMinimized()
        qtbot.waitUntil(lambda: not people[1].window.isVisible())
        assert not people[0].window.isMinimized()
        assert people[0].window.screen_now.route().place == "unlock"
    finally:
        for person in people:
            person.close()


# -- a forgotten passphrase ------------------------------------------------------------------------


def test_the_sheet_opens_a_profile_whose_passphrase_is_forgotten(open_person: Open, filled: Sample) -> None:
    person = open_person(filled.folder, asks=True)
    unlock(person)
    settings(person, "Seguridad")
    person.presses("Hacer la hoja")
    confirm(person, PASSPHRASE, "Hacer la hoja ahora")
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
    confirm(person, PASSPHRASE, "Hacer la hoja ahora")
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
