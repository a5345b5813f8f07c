"""The marks of the map, each with a shape of its own: state is never told by colour alone."""

from enum import Enum

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPainterPath, QPen, QPolygonF

from fieldmonitor.ui.shell.icons import icon_pixmap
from fieldmonitor.ui.shell.theme import look

RING, SQUARE, PIN, DIAMOND, CAMERA = 11, 36, 28, 10, 24
"""Ring's radius, square's side, pin's width, half a diamond's diagonal, photo's side; in design pixels."""


class Shape(Enum):
    """What a mark looks like."""

    RING = "ring"
    DOTTED = "dotted"
    TICKED = "ticked"
    SQUARE = "square"
    PIN = "pin"
    DIAMOND = "diamond"
    PHOTO = "photo"


def paint_mark(painter: QPainter, shape: Shape, at: QPointF, *, count: int = 1, size: float = 1.0) -> None:
    """Draw a mark with its middle (a pin: its tip) at a spot; `size` shrinks it for the legend."""
    painter.save()
    painter.translate(at)
    painter.scale(look().scale * size, look().scale * size)
    _PAINTERS[shape](painter, count)
    painter.restore()


def mark_area(shape: Shape, at: QPointF) -> QRectF:
    """Return what a mark covers, in pixels."""
    px = look().px
    if shape is Shape.PIN:
        return QRectF(at.x() - px(PIN) / 2, at.y() - px(40), px(PIN), px(42))
    half = px({Shape.SQUARE: SQUARE / 2, Shape.DIAMOND: DIAMOND, Shape.PHOTO: CAMERA / 2}.get(shape, 13))
    return QRectF(at.x() - half, at.y() - half, 2 * half, 2 * half)


def hit_area(shape: Shape, at: QPointF) -> QRectF:
    """Return where a press means this mark: at least 44 px each way."""
    area = mark_area(shape, at)
    side = look().px(44)
    across, down = max(0.0, (side - area.width()) / 2), max(0.0, (side - area.height()) / 2)
    return area.adjusted(-across, -down, across, down)


def _ring(painter: QPainter, _count: int) -> None:
    """A ring on the map's paper, haloed."""
    now = look()
    painter.setPen(QPen(now.color("surface"), 7))
    painter.setBrush(now.color("surface"))
    painter.drawEllipse(QPointF(), RING - 1, RING - 1)
    painter.setPen(QPen(now.color("text"), 3))
    painter.drawEllipse(QPointF(), RING - 1, RING - 1)


def _dotted(painter: QPainter, count: int) -> None:
    _ring(painter, count)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look().color("text"))
    painter.drawEllipse(QPointF(), 4, 4)


def _ticked(painter: QPainter, count: int) -> None:
    _ring(painter, count)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    pen = QPen(look().color("text"), 2.5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    painter.drawPolyline([QPointF(-4, 0), QPointF(-1, 3), QPointF(4.5, -3)])


def _square(painter: QPainter, count: int) -> None:
    now = look()
    half = SQUARE / 2
    words = str(count) if count < 1000 else f"{count // 1000}k"
    font = now.font("text", strong=True)
    font.setPixelSize(round(now.font_px("text") / now.scale) if len(words) < 3 else 13)
    painter.setPen(QPen(now.color("surface"), 2))
    painter.setBrush(now.color("text"))
    painter.drawRoundedRect(QRectF(-half, -half, SQUARE, SQUARE), 4, 4)
    if count > 1:
        painter.setFont(font)
        painter.setPen(now.color("surface"))
        width = QFontMetricsF(font).horizontalAdvance(words)
        painter.drawText(QPointF(-width / 2, QFontMetricsF(font).capHeight() / 2), words)


def _pin(painter: QPainter, _count: int) -> None:
    now = look()
    half, top = PIN / 2, -40.0
    drop = QPainterPath(QPointF(0, 0))
    drop.cubicTo(QPointF(-4, -8), QPointF(-half, top + 26), QPointF(-half, top + half))
    drop.arcTo(QRectF(-half, top, PIN, PIN), 180, -180)
    drop.cubicTo(QPointF(half, top + 26), QPointF(4, -8), QPointF(0, 0))
    painter.setPen(QPen(now.color("surface"), 2))
    painter.setBrush(now.color("accent"))
    painter.drawPath(drop)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(now.color("accent_text"))
    painter.drawEllipse(QPointF(0, top + half), 5, 5)


def _diamond(painter: QPainter, _count: int) -> None:
    now = look()
    painter.setPen(QPen(now.color("surface"), 3))
    painter.setBrush(now.color("text"))
    d = DIAMOND
    corners = [QPointF(0, -d), QPointF(d, 0), QPointF(0, d), QPointF(-d, 0)]
    painter.drawPolygon(QPolygonF(corners))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.drawPolygon(QPolygonF(corners))


def _photo(painter: QPainter, count: int) -> None:
    now = look()
    half = CAMERA / 2
    painter.setPen(QPen(now.color("text"), 1.5))
    painter.setBrush(now.color("surface"))
    painter.drawRoundedRect(QRectF(-half, -half, CAMERA, CAMERA), 4, 4)
    if count == 1:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(QRectF(-8, -8, 16, 16), icon_pixmap("camera", "text", 16), QRectF())
        return
    font = now.font("fact", strong=True)
    font.setPixelSize(13)
    painter.setFont(font)
    width = QFontMetricsF(font).horizontalAdvance(str(count))
    painter.drawText(QPointF(-width / 2, QFontMetricsF(font).capHeight() / 2), str(count))


_PAINTERS = {
    Shape.RING: _ring,
    Shape.DOTTED: _dotted,
    Shape.TICKED: _ticked,
    Shape.SQUARE: _square,
    Shape.PIN: _pin,
    Shape.DIAMOND: _diamond,
    Shape.PHOTO: _photo,
}
