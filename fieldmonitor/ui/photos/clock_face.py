"""A clock to be photographed: large, with seconds and the day."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QFont, QHideEvent, QPainter, QPaintEvent, QShowEvent
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
        self._timer = QTimer(self, interval=BEATS_MS)
        self._timer.timeout.connect(self._beat)

    @property
    def beating(self) -> bool:
        """Whether it follows the time; only what can be seen does."""
        return self._timer.isActive()

    def sizeHint(self) -> QSize:
        return QSize(look().px(360), look().px(132))

    def minimumSizeHint(self) -> QSize:
        return QSize(look().px(240), look().px(132))

    def showEvent(self, event: QShowEvent) -> None:
        self._beat()
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        self._timer.stop()  # behind the lock there is no profile, and no time to show

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
