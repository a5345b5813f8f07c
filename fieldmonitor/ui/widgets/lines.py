"""Where lines end: wrapped words share their lines evenly, and none stands alone on the last."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel

_WRAPS = int(Qt.TextFlag.TextWordWrap)
_MOST_LINES = 4
_TALL = 100_000
_PAIR = 18
"""Letters that the last two words may have together and still be kept on one line."""


def balanced(metrics: QFontMetrics, words: str, width: int) -> int:
    """Return the least width in which words take no more lines than in `width`; both are pixels."""

    def height(wide: int) -> int:
        return metrics.boundingRect(QRect(0, 0, wide, _TALL), _WRAPS, words).height()

    needed = height(width)
    if needed < 1.5 * metrics.lineSpacing() or needed > (_MOST_LINES + 0.5) * metrics.lineSpacing():
        return width
    low, high = width // 2, width
    while high - low > 4:
        middle = (low + high) // 2
        if (
            height(middle) > needed
            or metrics.boundingRect(QRect(0, 0, middle, _TALL), _WRAPS, words).width() > middle
        ):
            low = middle
        else:
            high = middle
    return high


def kept_together(words: str) -> str:
    """Return a paragraph whose last two words stay on one line, if they are short."""
    head, _space, last = words.rpartition(" ")
    before = head.rpartition(" ")[2]
    if head.count(" ") < 3 or not last or len(before) + len(last) > _PAIR:
        return words
    return f"{head}\u00a0{last}"


class Wrapped(QLabel):
    """A label whose lines of plain words are about equally long."""

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.textFormat() != Qt.TextFormat.PlainText:
            super().paintEvent(event)
            return
        area = self.contentsRect()
        width = self._width(area.width())
        side = self.alignment()
        if side & Qt.AlignmentFlag.AlignRight:
            area.setLeft(area.right() + 1 - width)
        elif side & Qt.AlignmentFlag.AlignHCenter:
            area.adjust((area.width() - width) // 2, 0, -((area.width() - width) // 2), 0)
        else:
            area.setWidth(width)
        painter = QPainter(self)
        self.style().drawItemText(
            painter,
            area,
            side.value | _WRAPS,
            self.palette(),
            self.isEnabled(),
            self.text(),
            self.foregroundRole(),
        )
        painter.end()

    def _width(self, width: int) -> int:
        key = (self.text(), width, self.font().key())
        known: tuple[tuple[str, int, str], int] | None = getattr(self, "_known", None)
        if known is None or known[0] != key:
            known = (key, balanced(self.fontMetrics(), self.text(), width))
            self._known = known
        return known[1]
