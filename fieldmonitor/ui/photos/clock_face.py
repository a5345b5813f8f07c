"""A clock to be photographed: large, with seconds and the day."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from fieldmonitor.system.translations import _
from fieldmonitor.ui.shell.theme import look

BEATS_MS = 200


class ClockFace(QWidget):
    """Black on white in every look: a camera must be able to read it."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._now = now
        self._shown = ""
        self.setAccessibleName(_("Hora de esta laptop"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        timer = QTimer(self)
        timer.timeout.connect(self._beat)
        timer.start(BEATS_MS)
        self._beat()

    def sizeHint(self) -> QSize:
        return QSize(look().px(360), look().px(132))

    def minimumSizeHint(self) -> QSize:
        return QSize(look().px(240), look().px(132))

    def paintEvent(self, event: QPaintEvent) -> None:
        now, px = self._now(), look().px
        painter = QPainter(self)
        painter.fillRect(self.rect(), Qt.GlobalColor.white)
        painter.setPen(Qt.GlobalColor.black)
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        font = QFont(look().font(strong=True))
        font.setPixelSize(px(64))
        font.setFeature(QFont.Tag("tnum"), 1)
        painter.setFont(font)
        middle = int(Qt.AlignmentFlag.AlignCenter)
        painter.drawText(QRectF(0, px(8), self.width(), px(80)), middle, f"{now:%H:%M:%S}")
        painter.setFont(look().font(strong=True))
        painter.drawText(QRectF(0, px(88), self.width(), px(36)), middle, f"{now:%d/%m/%Y}")
        painter.end()

    def _beat(self) -> None:
        shown = f"{self._now():%H:%M:%S}"
        if shown != self._shown:
            self._shown = shown
            self.setAccessibleDescription(shown)
            self.update()
