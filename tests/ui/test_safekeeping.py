"""Keeping what is recorded, as a person does it: settings, copies, the trash, one's data, leaving."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPlainTextEdit

from fieldmonitor.app import care
from fieldmonitor.app.photo_edits import trash
from fieldmonitor.system import disk
from fieldmonitor.ui.keys import report_key
from fieldmonitor.ui.widgets.lists import RowList
from tests.ui.keeping import NEW, answer_dialog, confirm, settings, unlock
from tests.ui.person import PATIENCE, Person
from tests.ui.sample import PASSPHRASE, WHO, Sample

Open = Callable[..., Person]


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


def test_consent_is_withdrawn_and_given_again(person: Person) -> None:
    person.presses("Ajustes")
    person.presses("Sus datos")
    person.presses("Retirar mi consentimiento")
    person.sees("Usted lo retiró el")
    person.presses("Bandeja")
    person.arrives("outbox")
    person.sees("En pausa")
    person.sees("No se envía nada. Lo que espera sigue en esta laptop, aunque sincronice.")
    person.presses("Sincronizar ahora")
    person.sees("Retiró su consentimiento: 1 en espera")
    assert "Al día" not in person.page() and "Sin conexión" not in person.page()
    person.presses("Reanudar")
    person.sees("Usted retiró su consentimiento")
    person.presses("Ajustes")
    person.presses("Sus datos")
    person.presses("Volver a dar mi consentimiento")
    person.sees("Usted lo dio el")


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
