"""Answers to choose from: a whole row is the target, the key that chooses it stands at its right."""

from functools import cached_property, partial
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QFocusEvent, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QSizePolicy, QWidget

from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.widgets.lines import balanced
from fieldmonitor.ui.widgets.press import Aimed

RING, LEFT, GAP, RIGHT = 22, 12, 14, 14

_ARROWS = {
    int(Qt.Key.Key_Up): (-1, 0),
    int(Qt.Key.Key_Down): (1, 0),
    int(Qt.Key.Key_Left): (0, -1),
    int(Qt.Key.Key_Right): (0, 1),
}


class ChoiceRow(Aimed, QAbstractButton):
    """A radio row, or a check row where several may be chosen; long words wrap.

    Args:
        key: the number that chooses it, 1–9, or 0 for none.
        several: whether it is one of many that may be chosen together.
    """

    steps = Signal(int, int)
    taken = Signal()

    def __init__(self, words: str, key: int = 0, *, several: bool = False) -> None:
        super().__init__()
        self._words = words
        self._key = key
        self._several = several
        self.setText(words)
        self.setCheckable(True)
        self.setAccessibleName(words)
        self.setAccessibleDescription(str(key) if key else "")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def choose(self, chosen: bool) -> None:
        """Show it as chosen or not, telling nobody."""
        self.blockSignals(True)
        self.setChecked(chosen)
        self.blockSignals(False)
        if chosen and not self._several:
            self.taken.emit()
        self.update()

    @property
    def least(self) -> int:
        """Least height in pixels."""
        return look().px(52 if look().palette.sun else 48)

    def sizeHint(self) -> QSize:
        return QSize(look().px(220), self.least)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._narrowest, self.least)

    @cached_property
    def _narrowest(self) -> int:
        """Least width in pixels: no word is cut."""
        metrics, px = QFontMetrics(look().font(strong=True)), look().px
        word = max((metrics.horizontalAdvance(word) for word in self._words.split()), default=0)
        return max(px(120), word + px(LEFT + RING + GAP + RIGHT + (20 if self._key else 0)) + 2)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        metrics = QFontMetrics(look().font(strong=True))
        room = max(40, width - look().px(LEFT + RING + GAP + RIGHT + (20 if self._key else 0)))
        flags = int(Qt.TextFlag.TextWordWrap)
        words = metrics.boundingRect(0, 0, room, 10_000, flags, self._words).height()
        return max(self.least, words + look().px(20))

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.taken.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _ARROWS.get(event.key())
        if step is not None:
            self.steps.emit(*step)
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        now, px = look(), look().px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen, over = self.isChecked(), self.underMouse() and self.isEnabled()
        edge = 2 if chosen or now.palette.sun else 1
        ink = now.color("selected_text" if chosen else "text" if self.isEnabled() else "disabled")
        border = "accent" if chosen else "text" if over else "control"
        if chosen and now.palette.sun:
            border = "text"
        fill = "selected" if chosen else "hover" if over else "surface"
        painter.setPen(QPen(now.color(border), 3 if over and now.palette.sun else edge))
        painter.setBrush(now.color(fill))
        half = edge / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(half, half, -half, -half), 4, 4)
        self._paint_mark(painter, chosen)
        painter.setPen(ink)
        painter.setFont(now.font(strong=chosen))
        left = px(LEFT + RING + GAP)
        room = self.width() - left - px(RIGHT + (20 if self._key else 0))
        flags = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap)
        wide = balanced(painter.fontMetrics(), self._words, round(room))
        painter.drawText(QRectF(left, 0, wide, self.height()), flags, self._words)
        if self._key:
            painter.setFont(now.font("fact", strong=chosen and now.palette.sun))
            painter.setPen(ink if chosen else now.color("text2"))
            right = QRectF(0, 0, self.width() - px(RIGHT), self.height())
            painter.drawText(
                right, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight), str(self._key)
            )
        painter.end()

    def _paint_mark(self, painter: QPainter, chosen: bool) -> None:
        now, px = look(), look().px
        size = px(RING)
        top = (self.height() - size) / 2
        area = QRectF(px(LEFT), top, size, size).adjusted(1, 1, -1, -1)
        inverse = chosen and now.palette.sun
        colour = now.color("selected_text" if inverse else "accent" if chosen else "control")
        painter.setPen(QPen(colour, 2))
        painter.setBrush(now.color("selected" if inverse else "surface"))
        if self._several:
            painter.drawRoundedRect(area, 3, 3)
            if chosen:
                painter.setPen(QPen(colour, px(3), Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
                left, mid = area.left(), area.center()
                painter.drawLine(
                    QPointF(left + size * 0.22, mid.y()), QPointF(left + size * 0.4, mid.y() + size * 0.18)
                )
                painter.drawLine(
                    QPointF(left + size * 0.4, mid.y() + size * 0.18),
                    QPointF(left + size * 0.7, mid.y() - size * 0.2),
                )
            return
        painter.drawEllipse(area)
        if chosen:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            inset = size * 0.24
            painter.drawEllipse(area.adjusted(inset, inset, -inset, -inset))


class ChoiceGrid(QWidget):
    """Rows of choices in one to three columns, filled column by column as people read them.

    With `apart` the last choices ("No se pudo verificar" …) start the last column. The grid is one stop for
    the Tab key: the choice made, or the first; arrows move between choices, and the space bar chooses.
    """

    def __init__(self, rows: list[ChoiceRow], columns: int, apart: int = 0, *, across: bool = False) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(look().px(16 if columns == 2 else 12))
        grid.setVerticalSpacing(look().px(8))
        self._at = dict(zip(cells(len(rows), columns, apart, across=across), rows, strict=True))
        for cell, choice in self._at.items():
            grid.addWidget(choice, *cell)
            choice.steps.connect(partial(self._step, cell))
            choice.taken.connect(partial(self._stop_at, choice))
            choice.toggled.connect(self._stop_at_chosen)
        for index in range(columns):
            grid.setColumnStretch(index, 1)
        for before, after in pairwise(rows):
            QWidget.setTabOrder(before, after)
        self._stop_at_chosen()

    @property
    def chosen(self) -> ChoiceRow | None:
        """The choice made; the first of several."""
        return next((choice for choice in self._at.values() if choice.isChecked()), None)

    def _step(self, cell: tuple[int, int], down: int, right: int) -> None:
        """Move the keyboard to the next choice that way; at an edge it stays."""
        row, column = cell
        while (row, column) in self._at:
            row, column = row + down, column + right
            choice = self._at.get((row, column))
            if choice is not None:
                choice.setFocus(Qt.FocusReason.TabFocusReason)
                return

    def _stop_at_chosen(self, _checked: bool = False) -> None:
        if any(choice.hasFocus() for choice in self._at.values()):
            return
        self._stop_at(self.chosen or next(iter(self._at.values())))

    def _stop_at(self, stop: ChoiceRow) -> None:
        for choice in self._at.values():
            one = Qt.FocusPolicy.StrongFocus if choice is stop else Qt.FocusPolicy.ClickFocus
            choice.setFocusPolicy(one)


def cells(count: int, columns: int, apart: int, *, across: bool = False) -> list[tuple[int, int]]:
    """Return the (row, column) of each choice; pure, so that it can be tested without a window."""
    if across or columns == 1:
        return [(index // columns, index % columns) for index in range(count)]
    if columns == 2 and 0 < apart < count:
        main = count - apart
        return [(index, 0) if index < main else (index - main, 1) for index in range(count)]
    deep = -(-count // columns)
    return [(index % deep, index // deep) for index in range(count)]
