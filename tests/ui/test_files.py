"""The dialog for files: in the person's language, where they last were, with short filters of one word."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFileDialog, QLabel, QLineEdit, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from fieldmonitor.ui.preferences import Preferences
from fieldmonitor.ui.widgets.files import FileQuestion, Purpose, Wanted, ask_for
from tests.ui.person import PATIENCE, Person, type_words

ENGLISH = ("Look", "File", "type", "Directory", "Open", "Save", "Folder", "Back", "Parent")
PHOTOS = FileQuestion(Purpose.PHOTOS, "Agregar fotos", Wanted.FILES, "Fotos", (".jpg", ".png"))


@pytest.fixture
def preferences(tmp_path: Path) -> Preferences:
    return Preferences(tmp_path)


def _words(dialog: QFileDialog) -> list[str]:
    found = [dialog.windowTitle()]
    for widget in dialog.findChildren(QWidget):
        if not widget.isVisible():
            continue
        if isinstance(widget, QLabel | QPushButton):
            found.append(widget.text().replace("&", ""))
        elif isinstance(widget, QToolButton):
            found.append(widget.toolTip())
        elif isinstance(widget, QComboBox) and widget.objectName() == "fileTypeCombo":
            found += [widget.itemText(index) for index in range(widget.count())]
    return found


@pytest.mark.parametrize("wanted", list(Wanted))
def test_every_dialog_speaks_spanish_without_a_gap(
    person: Person, preferences: Preferences, wanted: Wanted
) -> None:
    asked = FileQuestion(Purpose.DOCUMENTS, "Elija qué", wanted, "Documentos", (".pdf",), "informe.pdf")
    dialog = ask_for(person.window, preferences, asked, list)
    words = _words(dialog)
    assert "Cancelar" in words
    assert not [word for word in words for english in ENGLISH if english in word], words
    dialog.close()


@pytest.mark.qt_log_ignore(
    "raise|grabbing the keyboard|propagateSizeHints"
)  # offscreen, of the list that completes a name
def test_what_was_chosen_is_told_and_the_next_dialog_opens_there(
    person: Person, preferences: Preferences, tmp_path: Path, qtbot: QtBot
) -> None:
    place = tmp_path / "DCIM"
    place.mkdir()
    picture = place / "foto ñandú.jpg"
    picture.write_bytes(b"x")
    chosen: list[list[Path]] = []
    first = ask_for(person.window, preferences, replace(PHOTOS, start=place), chosen.append)
    field = first.findChild(QLineEdit, "fileNameEdit")
    assert field is not None
    type_words(field, picture.name)
    accept = next(b for b in first.findChildren(QPushButton) if b.text().replace("&", "") == "Abrir")
    qtbot.waitUntil(accept.isEnabled, timeout=PATIENCE)
    qtbot.mouseClick(accept, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: chosen == [[picture]])
    again = ask_for(person.window, preferences, PHOTOS, chosen.append)
    assert Path(again.directory().absolutePath()) == place
    other = ask_for(person.window, preferences, FileQuestion(Purpose.STICK, "Memoria", Wanted.FOLDER), list)
    assert Path(other.directory().absolutePath()) != place, "each purpose has its own folder"
    again.close()
    other.close()


def test_a_folder_that_is_gone_is_not_where_it_starts(
    person: Person, preferences: Preferences, tmp_path: Path
) -> None:
    preferences.remember_folder(Purpose.PHOTOS, tmp_path / "retirada")
    dialog = ask_for(person.window, preferences, PHOTOS, list)
    assert Path(dialog.directory().absolutePath()).is_dir()
    dialog.close()


def test_filters_show_one_word_and_take_both_letter_cases(
    person: Person, preferences: Preferences, tmp_path: Path, qtbot: QtBot
) -> None:
    dialog = ask_for(person.window, preferences, PHOTOS, list)
    assert dialog.nameFilters()[0] == "Fotos (*.jpg *.JPG *.png *.PNG)"
    shown = dialog.findChild(QComboBox, "fileTypeCombo")
    assert shown is not None and shown.itemText(0) == "Fotos"
    dialog.close()


def test_cancelling_tells_nothing(person: Person, preferences: Preferences, qtbot: QtBot) -> None:
    chosen: list[list[Path]] = []
    take: Callable[[list[Path]], object] = chosen.append
    dialog = ask_for(person.window, preferences, PHOTOS, take)
    away = next(b for b in dialog.findChildren(QPushButton) if b.text() == "Cancelar")
    qtbot.mouseClick(away, Qt.MouseButton.LeftButton)
    assert not dialog.isVisible()
    assert chosen == []
