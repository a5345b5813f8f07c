"""Undo instead of "are you sure?": a bar that stays ten seconds."""

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame

from fieldmonitor.system.translations import _
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.widgets.buttons import Button
from fieldmonitor.ui.widgets.layout import row
from fieldmonitor.ui.widgets.words import text

SECONDS = 10


class UndoBar(QFrame):
    """Hidden until something can be undone; Ctrl+Z works while it shows."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("undo")
        self.setFixedHeight(look().px(52))
        layout = row(self, margins=(16, 4, 8, 4), gap=16)
        self._words = text("", tone="inverse")
        layout.addWidget(self._words, 1)
        self._undo: Callable[[], object] | None = None
        self.button = Button(_("Deshacer"), "inverse", self._undone, icon_name="undo-2")
        layout.addWidget(self.button)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        self.hide()

    def offer(self, words: str, undo: Callable[[], object]) -> None:
        """Say what was done and offer to undo it."""
        self._words.setText(words)
        self.setAccessibleName(words)
        self._undo = undo
        self.show()
        self._timer.start(SECONDS * 1000)

    def forget(self) -> None:
        """Offer nothing any more: what could be undone is behind the lock."""
        self._timer.stop()
        self.hide()
        self._undo = None
        self._words.clear()
        self.setAccessibleName("")

    def _undone(self) -> None:
        self._timer.stop()
        self.hide()
        if self._undo is not None:
            self._undo()
            self._undo = None
