"""A press counts for what the person aimed at, whatever the page does while the button is down."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QPoint
from PySide6.QtGui import QCursor, QMouseEvent
from PySide6.QtWidgets import QAbstractButton

UNSEEN_MS = 500
"""Before that nobody has seen it: a press where the pointer already was is meant for what lay there."""

STILL = 6
"""So few pixels a hand moves without meaning to."""

if TYPE_CHECKING:
    _Pressed = QAbstractButton
else:
    _Pressed = object


class Aimed(_Pressed):
    """Beside one of Qt's buttons: what was pressed and let go on the same spot was pressed.

    Leaving a field can lay out the page anew, so that the button is elsewhere when it is let go. `appear`
    notes that the button has come just now: it then takes no press that was aimed at what lay there before.
    """

    _pressed_at: QPoint | None = None
    _age: QElapsedTimer | None = None
    _pointer: QPoint | None = None

    def appear(self) -> None:
        """Note when the button came, and where the pointer was."""
        self._age = QElapsedTimer()
        self._age.start()
        self._pointer = QCursor.pos()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = event.globalPosition().toPoint()
        if self._unseen(at):
            event.accept()
            return
        self._pressed_at = at
        super().mousePressEvent(event)

    def hitButton(self, pos: QPoint) -> bool:
        return super().hitButton(pos) or _near(self.mapToGlobal(pos), self._pressed_at)

    def _unseen(self, at: QPoint) -> bool:
        young = self._age is not None and self._age.elapsed() < UNSEEN_MS
        return young and _near(at, self._pointer)


def _near(one: QPoint, other: QPoint | None) -> bool:
    return other is not None and (one - other).manhattanLength() < STILL
