"""A QR code, drawn in whole pixels so that it reads well from a screen."""

from functools import lru_cache

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from fieldmonitor.ui.shell.theme import look

QUIET = 4
"""Modules of white around the code, as its standard asks."""


@lru_cache(maxsize=4)
def modules(content: str) -> tuple[bytes, ...]:
    """Return a code's rows, a byte per module: 1 is dark. Some 40 ms, once: not for the window's thread."""
    import segno

    return tuple(bytes(row) for row in segno.make(content or "-", error="m", micro=False).matrix)


class QrCode(QWidget):
    """Always dark on white, whatever the palette: readers expect it."""

    def __init__(self, content: str, side: int, said: str) -> None:
        super().__init__()
        rows = modules(content)
        across = len(rows) + 2 * QUIET
        self._step = max(2, round(look().px(side) / across))
        self.setFixedSize(QSize(across * self._step, across * self._step))
        self.quiet = QUIET * self._step
        self.setAccessibleName(said)
        grey = b"".join(row.translate(_GREYS) for row in rows)
        drawn = QImage(grey, len(rows), len(rows), len(rows), QImage.Format.Format_Grayscale8)
        self._drawn = drawn.copy()  # Qt does not keep the bytes

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), Qt.GlobalColor.white)
        side = self._drawn.width() * self._step
        painter.drawImage(QRect(self.quiet, self.quiet, side, side), self._drawn)
        painter.end()


_GREYS = bytes.maketrans(b"\0\1", b"\xff\0")
