"""What tests of keeping do again and again: unlock, go to a page of the settings, answer, confirm."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QLineEdit

from tests.ui.person import PATIENCE, Person
from tests.ui.sample import PASSPHRASE

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
