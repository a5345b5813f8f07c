"""Physical progress by month: what was programmed, what the register says, and where it says nothing."""

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from fieldmonitor.ui.shell.theme import look

AXIS, TOP = 44, 12


@dataclass(frozen=True, slots=True)
class MonthPoint:
    """One month's progress in percent; None where the source has no entry."""

    month: date
    programmed: float | None
    real: float | None


@dataclass(frozen=True, slots=True)
class PlotWords:
    """What is written on the plot, made by the screen: it knows the language."""

    programmed: str
    real: str
    gap: str
    said: str
    months: tuple[str, ...]


class ProgressPlot(QWidget):
    """Two lines with their names on them; months without an entry are marked with words.

    `gap_from` is the first month without a real entry, where there is one.
    """

    def __init__(self, points: list[MonthPoint], words: PlotWords, gap_from: int | None) -> None:
        super().__init__()
        self._points = points
        self._words = words
        self._gap_from = gap_from
        self.setAccessibleName(words.said)
        self.setMinimumHeight(look().px(200))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(look().px(560), look().px(216))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_gap(painter)
        self._paint_axes(painter)
        self._paint_months(painter)
        self._paint_programmed(painter)
        self._paint_real(painter)
        painter.end()

    @property
    def _area(self) -> QRectF:
        px = look().px
        metrics = QFontMetrics(look().font("fact"))
        right = metrics.horizontalAdvance(self._words.programmed) + px(14)
        bottom = 2 * metrics.lineSpacing() + px(6)
        return QRectF(px(AXIS), px(TOP), self.width() - px(AXIS) - right, self.height() - px(TOP) - bottom)

    def _at(self, index: int, percent: float) -> QPointF:
        area, last = self._area, max(1, len(self._points) - 1)
        return QPointF(
            area.left() + area.width() * index / last, area.bottom() - area.height() * percent / 100
        )

    def _paint_gap(self, painter: QPainter) -> None:
        box, now = self._gap_box(), look()
        if box.isEmpty():
            return
        painter.fillRect(box, now.color("warn_bg"))
        if now.palette.sun:
            painter.setPen(QPen(now.color("text"), 2, Qt.PenStyle.DotLine))
            painter.drawRect(box)
        if not self._gap_words().isEmpty():
            painter.setFont(now.font("fact", strong=True))
            painter.setPen(now.color("warn_text"))
            flags = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)
            painter.drawText(box, flags, self._words.gap)

    def _paint_axes(self, painter: QPainter) -> None:
        now, area = look(), self._area
        painter.setFont(now.font("fact", figures=True))
        for percent in (0, 50, 100):
            y = self._at(0, percent).y()
            painter.setPen(QPen(now.color("line" if percent else "control"), now.border))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(now.color("text2"))
            box = QRectF(0, y - now.px(12), area.left() - now.px(8), now.px(24))
            painter.drawText(
                box, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), str(percent)
            )

    def _paint_months(self, painter: QPainter) -> None:
        now, area = look(), self._area
        painter.setFont(now.font("fact"))
        metrics = QFontMetrics(painter.font())
        year, free_from = 0, -1e9
        for index, point in enumerate(self._points):
            x = self._at(index, 0).x()
            painter.setPen(QPen(now.color("control"), now.border))
            painter.drawLine(QPointF(x, area.bottom()), QPointF(x, area.bottom() + now.px(4)))
            half = metrics.horizontalAdvance("2026") / 2 + now.px(4)
            if (index and point.month.month % 3 != 1) or x - half < free_from:
                continue
            painter.setPen(now.color("text2"))
            words = self._words.months[point.month.month - 1]
            if point.month.year != year:
                year = point.month.year
                words += f"\n{year}"
            box = QRectF(x - now.px(30), area.bottom() + now.px(4), now.px(60), 3 * metrics.lineSpacing())
            painter.drawText(box, int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop), words)
            free_from = x + half

    def _paint_programmed(self, painter: QPainter) -> None:
        now = look()
        marks = [(i, p.programmed) for i, p in enumerate(self._points) if p.programmed is not None]
        painter.setPen(QPen(now.color("text2"), 2, Qt.PenStyle.DashLine))
        spots = [self._at(index, value) for index, value in marks if value is not None]
        if len(spots) > 1:
            painter.drawPolyline(spots)
        if spots:
            painter.setFont(now.font("fact"))
            box = QRectF(self._area.right() + now.px(8), spots[-1].y() - now.px(14), self.width(), now.px(28))
            painter.drawText(
                box, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), self._words.programmed
            )

    def _paint_real(self, painter: QPainter) -> None:
        now = look()
        spots = [self._at(i, p.real) for i, p in enumerate(self._points) if p.real is not None]
        if not spots:
            return
        painter.setPen(QPen(now.color("text"), 3))
        if len(spots) > 1:
            painter.drawPolyline(spots)
        self._name_real(painter, spots[-1])
        side = now.px(8)
        for spot in spots:
            painter.fillRect(QRectF(spot.x() - side / 2, spot.y() - side / 2, side, side), now.color("text"))

    def _name_real(self, painter: QPainter, last: QPointF) -> None:
        now = look()
        painter.setFont(now.font("fact", strong=True))
        size = QSizeF(
            QFontMetrics(painter.font()).horizontalAdvance(self._words.real) + now.px(8), now.px(20)
        )
        box = free_spot(size, last, self._area, self._taken(), now.px(6))
        near = box.top() if box.top() > last.y() else box.bottom()
        painter.setPen(QPen(now.color("control"), 1))
        painter.drawLine(QPointF(last.x(), last.y()), QPointF(last.x(), near))
        painter.setPen(now.color("text"))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), self._words.real)

    def _taken(self) -> list[QPointF]:
        """Return points, a few pixels apart, of everything that words must not stand on."""
        taken: list[QPointF] = []
        for values in ([p.programmed for p in self._points], [p.real for p in self._points]):
            spots = [self._at(i, value) for i, value in enumerate(values) if value is not None]
            for one, other in pairwise(spots):
                steps = max(2, int(QLineF(one, other).length() / 3))
                taken += [one + (other - one) * (k / steps) for k in range(steps + 1)]
        box = self._gap_words()
        taken += [QPointF(x, box.center().y()) for x in range(int(box.left()), int(box.right()), 3)]
        return taken

    def _gap_box(self) -> QRectF:
        if self._gap_from is None:
            return QRectF()
        area = self._area
        left = self._at(max(self._gap_from - 1, 0), 0).x() + look().px(4)
        return QRectF(left, area.top(), area.right() - left, area.height())

    def _gap_words(self) -> QRectF:
        """Return where the words on the months without an entry stand; nowhere if they do not fit."""
        box = self._gap_box()
        if box.isEmpty():
            return QRectF()
        flags = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)
        metrics = QFontMetrics(look().font("fact", strong=True))
        needed = metrics.boundingRect(box.toRect(), flags, self._words.gap)
        fits = needed.width() <= box.width() and needed.height() <= box.height()
        return QRectF(needed) if fits else QRectF()


def free_spot(size: QSizeF, at: QPointF, area: QRectF, taken: list[QPointF], gap: float) -> QRectF:
    """Return where words of a size can stand near a point inside an area without covering anything.

    Below the point first, then above it; ending at the point, else beginning there. Where nothing is free,
    the place that covers least.
    """
    best, fewest = QRectF(at, size), 1 << 30
    below = range(int(at.y() + 3 * gap), int(area.bottom() - size.height()) + 1, 4)
    above = range(int(at.y() - 2 * gap - size.height()), int(area.top()) - 1, -4)
    for top in (*below, *above):
        for left in (at.x() - size.width(), at.x() + gap, at.x() - size.width() / 2):
            inside = min(max(left, area.left()), area.right() - size.width())
            box = QRectF(QPointF(inside, top), size)
            room = box.adjusted(-gap / 2, -gap / 2, gap / 2, gap / 2)
            covered = sum(room.contains(point) for point in taken)
            if not covered:
                return box
            if covered < fewest:
                best, fewest = box, covered
    return best
