"""Marks as the burnt copy will show them, painted over the photo while one works on it."""

import math

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QApplication

from fieldmonitor.media.results import HIDDEN_BLOCKS, Mark, MarkKind
from fieldmonitor.ui.photos.marking import AREAS
from fieldmonitor.ui.shell.theme import look

HANDLE = 10
"""Side of a corner's square in design pixels; what is grasped is larger."""

RED, WHITE, BLACK, YELLOW = QColor(214, 31, 31), QColor("white"), QColor("black"), QColor("#FFC400")
"""Marks lie on photos, not on the program's paper: their colours are the copy's in every look."""


def paint_mark(painter: QPainter, size: QSize, image: QImage, mark: Mark) -> None:
    """Paint one mark over a photo shown at a size."""
    area, stroke = _area(mark, size), max(2, max(size.width(), size.height()) // 300)
    if mark.kind is MarkKind.BLUR:
        _paint_blur(painter, area, image, mark)
    elif mark.kind is MarkKind.COVER:
        painter.fillRect(area, BLACK)
    elif mark.kind is MarkKind.BOX:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for colour, width in ((WHITE, stroke * 2), (RED, stroke)):
            painter.setPen(QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.SquareCap))
            painter.drawRect(area)
    elif mark.kind is MarkKind.ARROW:
        _paint_arrow(painter, size, mark, stroke)
    else:
        _paint_words(painter, size, mark, stroke)


def paint_handles(painter: QPainter, size: QSize, mark: Mark, *, focused: bool) -> None:
    """Paint what a chosen mark is grasped by."""
    area, side = _area(mark, size), look().px(HANDLE)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for colour, width in ((BLACK, 4 if focused else 3), (YELLOW, 2)):
        painter.setPen(QPen(colour, width))
        if mark.kind in AREAS:
            painter.drawRect(area)
        elif mark.kind is MarkKind.TEXT:
            painter.drawLine(area.topLeft(), area.topLeft() + QPointF(side * 2, 0))
    points = [area.topLeft(), area.topRight(), area.bottomRight(), area.bottomLeft()]
    if mark.kind is MarkKind.ARROW:
        points = [_point(mark.x1, mark.y1, size), _point(mark.x2, mark.y2, size)]
    elif mark.kind is MarkKind.TEXT:
        points = [area.topLeft()]
    painter.setPen(QPen(BLACK, 2))
    painter.setBrush(YELLOW)
    for point in points:
        painter.drawRect(QRectF(point.x() - side / 2, point.y() - side / 2, side, side))


def _point(x: float, y: float, size: QSize) -> QPointF:
    return QPointF(x * size.width(), y * size.height())


def _area(mark: Mark, size: QSize) -> QRectF:
    return QRectF(_point(mark.x1, mark.y1, size), _point(mark.x2, mark.y2, size)).normalized()


def _paint_blur(painter: QPainter, area: QRectF, image: QImage, mark: Mark) -> None:
    source = _area(mark, image.size()).toAlignedRect().intersected(QRect(QPointF().toPoint(), image.size()))
    if source.isEmpty():
        return
    few = image.copy(source).scaled(
        HIDDEN_BLOCKS,
        HIDDEN_BLOCKS,
        Qt.AspectRatioMode.IgnoreAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    )
    painter.drawImage(area, few)


def _paint_arrow(painter: QPainter, size: QSize, mark: Mark, stroke: int) -> None:
    start, tip = _point(mark.x1, mark.y1, size), _point(mark.x2, mark.y2, size)
    angle, head = math.atan2(tip.y() - start.y(), tip.x() - start.x()), stroke * 6
    for colour, width in ((WHITE, stroke * 2), (RED, stroke)):
        painter.setPen(QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawLine(start, tip)
        for turn in (0.5, -0.5):
            wing = QPointF(head * math.cos(angle + turn), head * math.sin(angle + turn))
            painter.drawLine(tip - wing, tip)


def _paint_words(painter: QPainter, size: QSize, mark: Mark, stroke: int) -> None:
    font = QFont(QApplication.font())
    font.setBold(True)
    font.setPixelSize(max(14, size.height() // 30))
    path = QPainterPath()
    place = _point(mark.x1, mark.y1, size)
    path.addText(place + QPointF(0, font.pixelSize()), font, mark.text)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.strokePath(path, QPen(WHITE, stroke * 2))
    painter.fillPath(path, RED)
