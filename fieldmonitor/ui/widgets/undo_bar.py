"""Undo instead of "are you sure?": a bar that stays ten seconds."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, QTimer
from PySide6.QtWidgets import QFrame, QWidget

from fieldmonitor.system.translations import _
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.widgets.announce import announce
from fieldmonitor.ui.widgets.buttons import Button
from fieldmonitor.ui.widgets.layout import row
from fieldmonitor.ui.widgets.words import text

SECONDS = 10


class UndoBar(QFrame):
    """Hidden until something can be undone; Ctrl+Z works while it shows.

    It lies over the lower edge of the page, so that nothing moves when it comes and goes.
    """

    _page: QWidget | None = None

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("undo")
        self.setFixedHeight(look().px(52))
        edge = round(look().margin / look().scale)
        layout = row(self, margins=(edge, 4, edge - 20, 4), gap=16)
        self._words = text("", tone="inverse")
        layout.addWidget(self._words, 1)
        self._undo: Callable[[], object] | None = None
        self.button = Button(_("Deshacer"), "inverse", self._undone, icon_name="undo-2")
        layout.addWidget(self.button)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        self.hide()

    def stand_on(self, page: QWidget) -> None:
        """Lie over the lower edge of a page from now on, wherever that edge goes."""
        self._page = page
        page.installEventFilter(self)
        self._place()

    def offer(self, words: str, undo: Callable[[], object]) -> None:
        """Say what was done and offer to undo it."""
        self._words.setText(words)
        self.setAccessibleName(words)
        self._undo = undo
        self.button.appear()
        self._place()
        self.show()
        self._timer.start(SECONDS * 1000)
        announce(self, _("{words} Deshacer con Ctrl+Z.").format(words=f"{words.rstrip('.')}."))

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

    def _place(self) -> None:
        page, parent = self._page, self.parentWidget()
        if page is None or parent is None or not parent.isAncestorOf(page):
            return
        below = page.mapTo(parent, QPoint(0, page.height()))
        self.setGeometry(below.x(), below.y() - self.height(), page.width(), self.height())
        self.raise_()

    # -- Qt ----------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._page and event.type() in (QEvent.Type.Resize, QEvent.Type.Move):
            QTimer.singleShot(0, self, self._place)  # once all of them have their place
        return False
