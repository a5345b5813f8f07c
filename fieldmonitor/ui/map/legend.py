"""Under the map: what its shapes mean, what it cannot show, and how long a kilometre is."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from fieldmonitor.system.formats import NBSP
from fieldmonitor.system.translations import _
from fieldmonitor.ui.map.camera import round_length
from fieldmonitor.ui.map.marks import Shape, paint_mark
from fieldmonitor.ui.map.words import legend
from fieldmonitor.ui.shell.theme import look

_ROW, _PAD, _EDGE, _GAP, _MARK = 30, 5, 20, 16, 26
_LONGEST = 80
_SIZES = {
    Shape.RING: 0.68,
    Shape.DOTTED: 0.68,
    Shape.TICKED: 0.68,
    Shape.SQUARE: 0.45,
    Shape.PIN: 0.5,
    Shape.DIAMOND: 0.72,
    Shape.PHOTO: 0.85,
}


@dataclass(frozen=True, slots=True)
class _Item:
    shape: Shape | None
    words: str
    left: float
    row: int


class Legend(QWidget):
    """One line, or more where the map is narrow; the scale stands at its right end."""

    def __init__(self) -> None:
        super().__init__()
        self._shapes: Sequence[Shape] = ()
        self._note = ""
        self._metres = 1000.0
        self._placed: list[_Item] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._lay_out()

    def show_items(self, shapes: Sequence[Shape], note: str = "") -> None:
        """Explain these shapes, with a note after them."""
        if (shapes, note) != (self._shapes, self._note):
            self._shapes, self._note = shapes, note
            self._lay_out()

    def show_scale(self, metres_per_pixel: float) -> None:
        """Draw the scale bar for a map of this scale."""
        self._metres = metres_per_pixel
        self._say()
        self.update()

    @property
    def scale_words(self) -> str:
        """What the scale bar says, such as 10 km."""
        length = round_length(self._metres * look().px(_LONGEST))
        return f"{length:g}{NBSP}m" if length < 1000 else f"{length / 1000:g}{NBSP}km"

    @property
    def scale_pixels(self) -> float:
        """How long the scale bar is."""
        return round_length(self._metres * look().px(_LONGEST)) / self._metres

    @property
    def scale_area(self) -> QRectF:
        """Where the scale bar and its words stand."""
        metrics, px = QFontMetricsF(look().font("fact")), look().px
        width = metrics.horizontalAdvance(self.scale_words) + px(8) + self.scale_pixels
        top = self.height() - px(_PAD) - px(_ROW)
        return QRectF(self.width() - px(_EDGE) - width, top, width, px(_ROW))

    def laid_out(self) -> list[QRectF]:
        """Return where the items stand."""
        metrics, px = QFontMetricsF(look().font("fact")), look().px
        return [
            QRectF(
                item.left,
                px(_PAD) + px(_ROW) * item.row,
                metrics.horizontalAdvance(item.words) + (px(_MARK) if item.shape else 0),
                px(_ROW),
            )
            for item in self._placed
        ]

    def sizeHint(self) -> QSize:
        return QSize(look().px(400), self.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(look().px(200), self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def paintEvent(self, event: QPaintEvent) -> None:
        now, px = look(), look().px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), now.color("surface"))
        painter.fillRect(0, 0, self.width(), now.border, now.color("control"))
        painter.setFont(now.font("fact"))
        for item in self._placed:
            middle = px(_PAD) + px(_ROW) * (item.row + 0.5) + now.border
            left = item.left
            if item.shape is not None:
                down = px(10) if item.shape is Shape.PIN else 0
                paint_mark(painter, item.shape, QPointF(left + px(9), middle + down), size=_SIZES[item.shape])
                left += px(_MARK)
            painter.setPen(now.color("text"))
            box = QRectF(left, middle - px(16), self.width() - left, px(32))
            painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), item.words)
        self._paint_scale(painter)
        painter.end()

    def _paint_scale(self, painter: QPainter) -> None:
        now, px = look(), look().px
        metrics = QFontMetricsF(painter.font())
        words = self.scale_words
        middle = self.height() - px(_PAD) - px(_ROW) / 2
        right = self.width() - px(_EDGE)
        box = QRectF(right - metrics.horizontalAdvance(words) - 1, middle - px(16), px(200), px(32))
        painter.setPen(now.color("text"))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), words)
        painter.setPen(QPen(now.color("text"), 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
        end = box.left() - px(8)
        start, low = end - self.scale_pixels, middle + px(3)
        painter.drawPolyline(
            [QPointF(start, low - px(6)), QPointF(start, low), QPointF(end, low), QPointF(end, low - px(6))]
        )

    def _lay_out(self) -> None:
        """Put the items into rows; the last row keeps room for the scale."""
        px = look().px
        metrics = QFontMetricsF(look().font("fact"))
        scale = px(_LONGEST) + metrics.horizontalAdvance("500 km") + px(_EDGE + 8)
        entries: list[tuple[Shape | None, str]] = [(shape, legend(shape)) for shape in self._shapes]
        if self._note:
            entries.append((None, self._note))
        self._placed, left, row = [], float(px(_EDGE)), 0
        for shape, words in entries:
            width = metrics.horizontalAdvance(words) + (px(_MARK) if shape else 0)
            if left > px(_EDGE) and left + width > self.width() - px(_EDGE):
                left, row = float(px(_EDGE)), row + 1
            self._placed.append(_Item(shape, words, left, row))
            left += width + px(_GAP)
        if left > self.width() - scale and self._placed:
            row += 1
        self.setFixedHeight(px(_ROW) * (row + 1) + 2 * px(_PAD) + look().border)
        self._say()
        self.update()

    def _say(self) -> None:
        said = [legend(shape) for shape in self._shapes] + ([self._note] if self._note else [])
        scale = _("escala: {length}").format(length=self.scale_words)
        self.setAccessibleName(_("Leyenda: {items}").format(items=", ".join([*said, scale])))
