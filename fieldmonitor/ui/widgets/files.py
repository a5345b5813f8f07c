"""Asking for files and folders: one dialog for all screens, that never stops the window.

It starts where this person last was for the same purpose, its filters are one word long, and it speaks the
language in force also where Qt's own translation has gaps.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QHeaderView, QSplitter, QTreeView, QWidget

from fieldmonitor.system.translations import _
from fieldmonitor.ui.preferences import Preferences
from fieldmonitor.ui.shell.theme import look

Location = QStandardPaths.StandardLocation
_KIND_COLUMN = 2
"""The file's kind: Qt says it in English in every language."""

Chosen = Callable[[list[Path]], object]


class Purpose(StrEnum):
    """What files are asked for; each remembers its own folder."""

    PHOTOS = "photos"
    DOCUMENTS = "documents"
    STICK = "stick"
    PACKS = "packs"
    BACKUP = "backup"
    LOGS = "logs"
    IMPORT = "import"


class Wanted(StrEnum):
    """What may be chosen."""

    FILE = "file"
    FILES = "files"
    FOLDER = "folder"
    NEW_FILE = "new_file"


@dataclass(frozen=True, slots=True)
class FileQuestion:
    """What is asked: `endings` with their dot, in small letters; `name` is suggested for a new file.

    `kind` is the filter's one word, as "Fotos"; all files may be chosen where `endings` is empty.
    """

    purpose: Purpose
    title: str
    wanted: Wanted = Wanted.FILE
    kind: str = ""
    endings: tuple[str, ...] = ()
    name: str = ""
    start: Path | None = field(default=None)


def ask_for(parent: QWidget, preferences: Preferences, question: FileQuestion, chosen: Chosen) -> QFileDialog:
    """Ask without stopping the window; `chosen` gets what was picked, and is not called on "Cancelar".

    The dialog belongs to `parent` and goes with it. A person's last folder for the purpose is kept in
    `preferences`; `question.start` counts where there is none yet.
    """
    dialog = QFileDialog(parent, question.title)
    _dress(dialog, question)
    dialog.setDirectory(str(_start(preferences, question)))
    if question.name:
        dialog.selectFile(question.name)

    def picked(names: list[str]) -> None:
        paths = [Path(name) for name in names]
        if paths:
            place = paths[0] if question.wanted is Wanted.FOLDER else paths[0].parent
            preferences.remember_folder(question.purpose, place)
            chosen(paths)

    dialog.filesSelected.connect(picked)
    dialog.finished.connect(lambda _result: dialog.deleteLater())
    dialog.open()
    return dialog


def _dress(dialog: QFileDialog, question: FileQuestion) -> None:
    mode = QFileDialog.FileMode
    dialog.setFileMode(
        {
            Wanted.FILE: mode.ExistingFile,
            Wanted.FILES: mode.ExistingFiles,
            Wanted.FOLDER: mode.Directory,
            Wanted.NEW_FILE: mode.AnyFile,
        }[question.wanted]
    )
    if question.wanted is Wanted.NEW_FILE:
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        if question.endings:
            dialog.setDefaultSuffix(question.endings[0].removeprefix("."))
    dialog.setOption(QFileDialog.Option.ShowDirsOnly, question.wanted is Wanted.FOLDER)
    dialog.setOption(QFileDialog.Option.HideNameFilterDetails)
    if question.wanted is not Wanted.FOLDER:
        dialog.setNameFilters(_filters(question))
    _label(dialog, question.wanted)
    _arrange(dialog)
    dialog.resize(look().px(840), min(look().px(520), 500))


def _arrange(dialog: QFileDialog) -> None:
    """Give names the room, where the dialog is Qt's own: the system's has no such widgets."""
    table, sides = dialog.findChild(QTreeView), dialog.findChild(QSplitter)
    if table is None or sides is None:
        return
    table.setColumnHidden(_KIND_COLUMN, True)
    head = table.header()
    head.setStretchLastSection(False)
    head.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    sides.setSizes([look().px(150), look().px(690)])


def _filters(question: FileQuestion) -> list[str]:
    everything = _("Todos los archivos") + " (*)"
    if not question.endings:
        return [everything]
    both = [f"*{form}" for ending in question.endings for form in (ending, ending.upper())]
    return [f"{question.kind or question.title} ({' '.join(both)})", everything]


def _label(dialog: QFileDialog, wanted: Wanted) -> None:
    label = QFileDialog.DialogLabel
    folder = wanted is Wanted.FOLDER
    accept = _("Guardar") if wanted is Wanted.NEW_FILE else _("Elegir") if folder else _("Abrir")
    dialog.setLabelText(label.LookIn, _("Buscar en:"))
    dialog.setLabelText(label.FileName, _("Carpeta:") if folder else _("Nombre:"))
    dialog.setLabelText(label.FileType, _("Mostrar:"))
    dialog.setLabelText(label.Accept, accept)
    dialog.setLabelText(label.Reject, _("Cancelar"))


def _start(preferences: Preferences, question: FileQuestion) -> Path:
    usual = Location.PicturesLocation if question.purpose is Purpose.PHOTOS else Location.DocumentsLocation
    places = (
        preferences.folder_for(question.purpose),
        question.start,
        Path(QStandardPaths.writableLocation(usual)),
    )
    return next((place for place in places if place is not None and place.is_dir()), Path.home())
