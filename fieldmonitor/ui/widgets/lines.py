"""Where lines end: wrapped words share their lines evenly, and none stands alone on the last."""

import re

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel

_WRAPS = int(Qt.TextFlag.TextWordWrap)
_MOST_LINES = 4
_TALL = 100_000
_BREAKS = r"[ \t\n\u200b]|(?<=[-/])(?=[^\W\d])"  # S/ and its figures stay together
_WIDEST = 3
"""The longest words by letters of which the widest is looked for."""
_PAIR = 18
"""Letters that the last two words may have together and still be kept on one line."""


def balanced(metrics: QFontMetrics, words: str, width: int) -> int:
    """Return the least width in which words take no more lines than in `width`; both are pixels."""

    def laid(wide: int) -> QRect:
        return metrics.boundingRect(QRect(0, 0, wide, _TALL), _WRAPS, words)

    needed = laid(width).height()
    if needed < 1.5 * metrics.lineSpacing() or needed > (_MOST_LINES + 0.5) * metrics.lineSpacing():
        return width
    low, high = width // 2, width
    while high - low > 4:
        middle = (low + high) // 2
        area = laid(middle)
        if area.height() > needed or area.width() > middle:
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


def _liked(metrics: QFontMetrics, long: int) -> int:
    """Return how wide words are best laid: 80 letters, or 40, or 20 where that needs few lines."""
    letters = metrics.averageCharWidth()
    if long < 20 * letters * 2:
        return 20 * letters
    return 40 * letters if long < 80 * letters * 3 else 80 * letters


def _longest(metrics: QFontMetrics, words: str) -> int:
    """Return the width of the longest word."""
    longest = sorted(set(re.split(_BREAKS, words)), key=len)[-_WIDEST:]
    return max((metrics.horizontalAdvance(word) for word in longest), default=0)


class Wrapped(QLabel):
    """A label whose lines of plain words are about equally long.

    What it would like to measure is reckoned from the words' length, and how high it is at a width is
    worked out once: Qt's own label lays its words out some twenty times before it is first seen.
    """

    def __init__(self) -> None:
        self._plain = ""
        self._heights: dict[int, int] = {}
        self._hints: tuple[QSize, QSize] | None = None
        self._known: tuple[tuple[str, int, str], int] | None = None
        super().__init__()  # last: Qt tells of changes from within it

    def setText(self, words: str) -> None:
        self.say(words, words)

    def say(self, words: str, plain: str) -> None:
        """Show words, with their marks if they have any; `plain` are the same without."""
        self._plain = plain
        self._forget()
        super().setText(words)

    def sizeHint(self) -> QSize:
        return self._sizes()[0]

    def minimumSizeHint(self) -> QSize:
        return self._sizes()[1]

    def heightForWidth(self, width: int) -> int:
        known = self._heights.get(width)
        if known is None:
            known = self._heights[width] = super().heightForWidth(width)
        return known

    def changeEvent(self, event: QEvent) -> None:
        self._forget()  # other letters, another look
        super().changeEvent(event)

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

    def _forget(self) -> None:
        self._heights = {}  # set, not cleared: a label that is being thrown away is told of changes too
        self._hints = None

    def _sizes(self) -> tuple[QSize, QSize]:
        """Return the size of words broken as a person would, and the least one: that of the longest word."""
        if self._hints is None:
            self.ensurePolished()
            metrics = self.fontMetrics()
            edges = self.contentsMargins()
            aside = edges.left() + edges.right() + 1  # measures are rounded: no word breaks by that
            long = max((metrics.horizontalAdvance(line) for line in self._plain.split("\n")), default=0)
            liked = min(long, _liked(metrics, long), self.maximumWidth()) + aside
            least = min(liked, _longest(metrics, self._plain) + aside)
            line = metrics.height() + edges.top() + edges.bottom()
            high = max(line, self.heightForWidth(liked))
            self._hints = (QSize(liked, high), QSize(least, min(high, line)))
        return self._hints

    def _width(self, width: int) -> int:
        key = (self.text(), width, self.font().key())
        if self._known is None or self._known[0] != key:
            self._known = (key, balanced(self.fontMetrics(), self.text(), width))
        return self._known[1]
