"""Where one is led to stays in sight while the page around it still gets its height."""

import shiboken6
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from fieldmonitor.ui.shell.theme import look


class Standing(QObject):
    """Holds one place of a page in view until the person scrolls or the keyboard goes elsewhere.

    Pages are laid out after they are shown, and long ones step by step: what was scrolled to once is pushed
    out of sight by what comes above it.
    """

    def __init__(self, page: QScrollArea, place: QWidget, around: int) -> None:
        super().__init__(page)
        self._page, self._place, self._around = page, place, look().px(around)
        self._over = False
        bar = page.verticalScrollBar()
        bar.rangeChanged.connect(self._bring)
        bar.actionTriggered.connect(self.end)
        self._bring()

    def _bring(self) -> None:
        held = QApplication.focusWidget()
        place = self._place
        if self._over:
            return
        if not shiboken6.isValid(place) or held is None or not (held is place or place.isAncestorOf(held)):
            self.end()
        elif QGuiApplication.mouseButtons() == Qt.MouseButton.NoButton:  # nothing moves under a press
            self._page.ensureWidgetVisible(place, 0, self._around)
            self._page.ensureWidgetVisible(held, 0, self._around)

    def end(self) -> None:
        """Hold it no longer."""
        self._over = True
        self.deleteLater()


def stand_at(page: QScrollArea, place: QWidget, around: int = 24) -> None:
    """Show the place that has the keyboard, with some room around it in design pixels."""
    for earlier in page.findChildren(Standing):
        earlier.end()
    Standing(page, place, around)
