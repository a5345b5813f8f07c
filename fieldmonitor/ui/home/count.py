"""A counted list on the home screen: number, word and fact; the whole cell is the target."""

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QEnterEvent, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from fieldmonitor.ui.shell.theme import look

TOP, LEFT = 14, 24


class CountCell(QAbstractButton):
    """`first` ones stand at the margin and have no line at their left."""

    def __init__(
        self, count: int, word: str, fact: str, pressed: Callable[[], object], *, first: bool
    ) -> None:
        super().__init__()
        self._count, self._fact, self._first = str(count), fact, first
        self.setText(word)
        self.setAccessibleName(f"{word}: {count}. {fact}")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.clicked.connect(lambda _checked=False: pressed())

    def sizeHint(self) -> QSize:
        return QSize(look().px(160), sum(self._heights()) + 2 * look().px(TOP))

    def minimumSizeHint(self) -> QSize:
        return QSize(look().px(120), self.sizeHint().height())

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        now, px = look(), look().px
        painter = QPainter(self)
        if self.underMouse():
            painter.fillRect(self.rect(), now.color("hover"))
        left = 0 if self._first else px(LEFT)
        if not self._first:
            painter.fillRect(QRectF(0, 0, now.border, self.height()), now.color("line"))
        width = self.width() - left - px(8)
        flags = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        number, word, fact = self._heights()
        painter.setFont(now.font("count", figures=True))
        painter.setPen(now.color("text"))
        painter.drawText(QRectF(left, px(TOP), width, number), flags, self._count)
        font = now.font(strong=True)
        painter.setFont(font)
        painter.setPen(now.color("accent_hover" if self.underMouse() else "accent"))
        top = px(TOP) + number
        painter.drawText(QRectF(left, top, width, word), flags, self.text())
        metrics = QFontMetrics(font)
        base = top + (word + metrics.ascent() - metrics.descent()) / 2 + px(3)
        painter.setPen(QPen(painter.pen().color(), now.border))
        painter.drawLine(left, round(base), left + metrics.horizontalAdvance(self.text()), round(base))
        painter.setFont(now.font("fact"))
        painter.setPen(now.color("text2"))
        wraps = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)
        painter.drawText(QRectF(left, top + word, width, fact), wraps, self._fact)
        painter.end()

    def _heights(self) -> tuple[int, int, int]:
        gap = look().px(2)
        return (
            QFontMetrics(look().font("count")).height() + gap,
            QFontMetrics(look().font(strong=True)).height() + 2 * gap,
            QFontMetrics(look().font("fact")).height() * (2 if self._long() else 1) + gap,
        )

    def _long(self) -> bool:
        """Whether the fact may need two lines in a cell of this window."""
        return look().narrow and (look().palette.sun or look().scale > 1)
