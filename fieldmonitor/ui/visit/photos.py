"""Photo questions, and how a photo gets into the program: chosen, dropped or pasted."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMimeData, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from fieldmonitor.forms import NodeView
from fieldmonitor.system.translations import _, ngettext
from fieldmonitor.ui.visit.editors import Editor
from fieldmonitor.ui.widgets.buttons import Button, about
from fieldmonitor.ui.widgets.layout import clear, column, row
from fieldmonitor.ui.widgets.photo_grid import PhotoButton, PhotoCard
from fieldmonitor.ui.widgets.words import StateLabel

ENDINGS = frozenset({".jpg", ".jpeg", ".png", ".heic", ".heif", ".webp", ".tif", ".tiff", ".bmp"})
"""Files that a folder or a memory card is searched for; what they hold is looked at when they are read."""

LARGEST = 100 * 1024 * 1024
"""Bytes; no photo of a phone or camera is larger."""


class PhotoEditor(Editor):
    """The photos of one question and the button that adds one."""

    wants_photo = Signal()
    opens_photo = Signal(str)

    def __init__(self, node: NodeView) -> None:
        super().__init__()
        self._lines = column(self, gap=8)
        self._cards = column(gap=8)
        self._lines.addLayout(self._cards)
        across = row(gap=12)
        self._button = Button(_("Agregar foto"), "secondary", self.wants_photo.emit, icon_name="camera")
        self._button.setAccessibleName(about(_("Agregar foto"), node.label))
        across.addWidget(self._button)
        self._state = row()
        across.addLayout(self._state)
        across.addStretch(1)
        self._lines.addLayout(across)

    def show_cards(self, cards: list[PhotoCard]) -> None:
        """Show the photos that belong to this question."""
        clear(self._cards)
        clear(self._state)
        for card in cards:
            shown = PhotoButton(card)
            shown.clicked.connect(lambda _c=False, id_=card.id: self.opens_photo.emit(id_))
            self._cards.addWidget(shown)
        if cards:
            words = ngettext("{n} foto", "{n} fotos", len(cards)).format(n=len(cards))
            self._state.addWidget(StateLabel(words, "circle-check", "ok"))

    def show_working(self) -> None:
        """Say that a photo is being read."""
        clear(self._state)
        self._state.addWidget(StateLabel(_("Leyendo la foto"), "clock", "secondary"))

    def focus_in(self) -> None:
        self._button.setFocus()


def ask_for_photos(parent: QWidget, chosen: Callable[[list[Path]], object]) -> QFileDialog:
    """Ask for pictures without stopping the window; `chosen` gets what was picked."""
    dialog = QFileDialog(parent, _("Agregar fotos"))
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    patterns = " ".join(f"*{ending} *{ending.upper()}" for ending in sorted(ENDINGS))
    dialog.setNameFilter(_("Fotos ({patterns})").format(patterns=patterns))
    dialog.filesSelected.connect(lambda names: chosen([Path(name) for name in names]))
    dialog.open()
    return dialog


def paths_in(data: QMimeData) -> list[Path]:
    """Return the pictures among dropped or pasted files; a folder gives those in it."""
    found: list[Path] = []
    for url in data.urls():
        path = Path(url.toLocalFile()) if url.isLocalFile() else None
        if path is None:
            continue
        if path.is_dir():
            found += sorted(p for p in path.iterdir() if p.suffix.lower() in ENDINGS)
        elif path.is_file():
            found.append(path)
    return found


def pasted_image(data: QMimeData) -> bytes | None:
    """Return a pasted picture as PNG, where the clipboard holds one and no file."""
    if not data.hasImage():
        return None
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    data.imageData().save(buffer, "PNG")
    return bytes(buffer.data().data())
