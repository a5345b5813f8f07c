"""A QR code, drawn in whole pixels so that it reads well from a screen."""

import segno
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from fieldmonitor.ui.shell.theme import look

QUIET = 4
"""Modules of white around the code, as its standard asks."""


class QrCode(QWidget):
    """Always dark on white, whatever the palette: readers expect it."""

    def __init__(self, content: str, side: int, said: str) -> None:
        super().__init__()
        self._rows = [bytes(row) for row in segno.make(content or "-", error="m", micro=False).matrix]
        modules = len(self._rows) + 2 * QUIET
        self._step = max(2, round(look().px(side) / modules))
        self.setFixedSize(QSize(modules * self._step, modules * self._step))
        self.quiet = QUIET * self._step
        self.setAccessibleName(said)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), Qt.GlobalColor.white)
        ink, step = QColor("#000000"), self._step
        for y, line in enumerate(self._rows):
            for x, dark in enumerate(line):
                if dark:
                    painter.fillRect(QRectF((x + QUIET) * step, (y + QUIET) * step, step, step), ink)
        painter.end()
