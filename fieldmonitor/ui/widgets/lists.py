"""Lists of three-line rows over frozen data: only the visible is painted, nothing is reset on a change."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from fieldmonitor.ui.names import Sign
from fieldmonitor.ui.shell.icons import icon_pixmap
from fieldmonitor.ui.shell.theme import Look, look
from fieldmonitor.ui.widgets.lines import balanced

Row = TypeVar("Row")
_Index = QModelIndex | QPersistentModelIndex

ROW_ROLE = Qt.ItemDataRole.UserRole
ROW_HEIGHT, PADDING, EDGE = 91, 12, 6
BATCH = 24
"""Rows that are laid out at once: more than the tallest window shows, and no more before it is painted."""


@dataclass(frozen=True, slots=True)
class RowLines:
    """What a row says: three lines at the left, three short facts at the right."""

    title: str
    second: str
    sign: Sign | None = None
    warning: str = ""
    right_title: str = ""
    right_second: str = ""
    right_third: str = ""

    @property
    def spoken(self) -> str:
        """The row as screen readers say it."""
        parts = (
            self.title,
            self.second,
            self.sign.word if self.sign else "",
            self.warning,
            self.right_title,
            self.right_second,
            self.right_third,
        )
        return ". ".join(part for part in parts if part)


class RowsModel(QAbstractListModel, Generic[Row]):
    """A list over frozen rows; `identity` tells which row is which when the list changes."""

    def __init__(self, lines: Callable[[Row], RowLines], identity: Callable[[Row], object]) -> None:
        super().__init__()
        self._lines = lines
        self._identity = identity
        self._rows: list[Row] = []
        self._said: dict[int, RowLines] = {}

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        if role == ROW_ROLE:
            return self._lines_at(index.row())
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._lines_at(index.row()).spoken
        return None

    def row_at(self, position: int) -> Row | None:
        """Return a row, or None outside the list."""
        return self._rows[position] if 0 <= position < len(self._rows) else None

    def position_of(self, identity: object) -> int:
        """Return where a row stands, or -1."""
        return next((i for i, row in enumerate(self._rows) if self._identity(row) == identity), -1)

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Take over new rows; the same in the same order only repaint what changed, more are added below."""
        fresh = list(rows)
        kept = len(self._rows)
        if 0 < kept < len(fresh) and fresh[:kept] == self._rows:
            self.beginInsertRows(QModelIndex(), kept, len(fresh) - 1)
            self._rows = fresh
            self.endInsertRows()
            return
        if [self._identity(row) for row in fresh] != [self._identity(row) for row in self._rows]:
            self._replace(fresh)
            return
        changed = {i for i, (old, new) in enumerate(zip(self._rows, fresh, strict=True)) if old != new}
        self._rows = fresh
        before, self._said = self._said, {}
        changed |= {i for i, lines in before.items() if lines != self._lines_at(i)}  # a day or a place later
        if changed:
            self.dataChanged.emit(self.index(min(changed)), self.index(max(changed)))

    def _lines_at(self, position: int) -> RowLines:
        """Return what a row says, made once: the view asks for it several times to lay it out."""
        if position not in self._said:
            self._said[position] = self._lines(self._rows[position])
        return self._said[position]

    def _replace(self, fresh: list[Row]) -> None:
        if self._rows:
            self.beginRemoveRows(QModelIndex(), 0, len(self._rows) - 1)
            self._rows = []
            self._said.clear()
            self.endRemoveRows()
        if fresh:
            self.beginInsertRows(QModelIndex(), 0, len(fresh) - 1)
            self._rows = fresh
            self.endInsertRows()


class RowDelegate(QStyledItemDelegate):
    """Paints a row: title and date strong, entity and place below, state as icon and word."""

    def __init__(self, parent: QWidget, margin: int, right: int) -> None:
        super().__init__(parent)
        self._margin, self._right_margin = margin, right
        self._measured: tuple[Look, QFontMetrics, tuple[int, int, int]] | None = None

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        heights = self._heights()
        height = max(look().px(ROW_HEIGHT), 2 * look().px(PADDING) + sum(heights) + look().px(6))
        owner = self.parent()
        width = owner.width() if isinstance(owner, QWidget) else 0
        if self._wraps(index.data(ROW_ROLE), width - self._margin - self._right_margin):
            height += heights[0]
        return QSize(look().px(300), height)

    def _wraps(self, lines: RowLines, width: int) -> bool:
        """Tell whether a title needs a second line beside its date."""
        metrics = self._measures()[0]
        right = metrics.horizontalAdvance(lines.right_title) + look().px(16)
        return metrics.horizontalAdvance(lines.title) > width - right

    def _measures(self) -> tuple[QFontMetrics, tuple[int, int, int]]:
        """Return the strong letters' measures and the heights of the three lines, taken once for a look."""
        if self._measured is None or self._measured[0] is not look():
            strong = QFontMetrics(look().font(strong=True))
            fact = QFontMetrics(look().font("fact")).lineSpacing()
            self._measured = (look(), strong, (strong.lineSpacing(), fact, max(fact, look().px(20))))
        return self._measured[1:]

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        lines = index.data(ROW_ROLE)
        now, px = look(), look().px
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        over = bool(option.state & QStyle.StateFlag.State_MouseOver)
        area: QRect = option.rect
        painter.save()
        fill = "selected" if chosen else "hover" if over else "surface"
        painter.fillRect(area, now.color(fill))
        if chosen:
            painter.fillRect(QRect(area.left(), area.top(), px(EDGE), area.height()), now.color("accent"))
        painter.fillRect(
            QRect(area.left(), area.bottom() - now.border + 1, area.width(), now.border), now.color("line")
        )
        # The scroll bar stands in the margin, so that the dates keep their line with what is above.
        owner = self.parent()
        bar = owner.width() - area.width() if isinstance(owner, QWidget) else 0
        inner = area.adjusted(self._margin, px(PADDING), bar - self._right_margin, -px(PADDING))
        self._paint_lines(painter, inner, lines, chosen)
        painter.restore()

    def _heights(self) -> tuple[int, int, int]:
        return self._measures()[1]

    def _paint_lines(self, painter: QPainter, area: QRect, lines: RowLines, chosen: bool) -> None:
        heights = self._heights()
        if area.height() >= sum(heights) + heights[0]:
            heights = (2 * heights[0], heights[1], heights[2])
        space = (area.height() - sum(heights)) // 2
        tops = (area.top(), area.top() + heights[0] + space, area.top() + heights[0] + heights[1] + 2 * space)
        ink = "selected_text" if chosen else "text"
        quiet = "selected_text2" if chosen else "text2"
        bands = [
            QRect(area.left(), top, area.width(), height) for top, height in zip(tops, heights, strict=True)
        ]
        self._pair(painter, bands[0], lines.title, lines.right_title, ("text", True), ink)
        self._pair(painter, bands[1], lines.second, lines.right_second, ("fact", False), quiet)
        third = self._right(painter, bands[2], lines.right_third, ("fact", False), quiet)
        if lines.sign is not None:
            tone = ink if chosen and look().palette.sun else _ink(lines.sign.tone, quiet)
            used = self._sign(painter, third, lines.sign.word, lines.sign.icon, tone)
            if lines.warning:
                rest = third.adjusted(used + look().px(20), 0, 0, 0)
                warn = ink if chosen and look().palette.sun else "warn"
                self._sign(painter, rest, lines.warning, "triangle-alert", warn)

    def _pair(
        self, painter: QPainter, area: QRect, left: str, right: str, font: tuple[str, bool], tone: str
    ) -> None:
        painter.setFont(look().font(font[0], strong=font[1]))
        line = painter.fontMetrics().lineSpacing()
        rest = self._right(painter, area.adjusted(0, 0, 0, min(0, line - area.height())), right, font, tone)
        painter.setFont(look().font(font[0], strong=font[1]))
        painter.setPen(look().color(tone))
        flags = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        if area.height() >= 2 * line:
            wraps = int(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap)
            width = balanced(painter.fontMetrics(), left, rest.width())
            painter.drawText(QRect(rest.left(), area.top(), width, area.height()), wraps, left)
            return
        words = painter.fontMetrics().elidedText(left, Qt.TextElideMode.ElideRight, rest.width())
        painter.drawText(rest, flags, words)

    @staticmethod
    def _right(painter: QPainter, area: QRect, words: str, font: tuple[str, bool], tone: str) -> QRect:
        if not words:
            return area
        painter.setFont(look().font(font[0], strong=font[1]))
        painter.setPen(look().color(tone))
        flags = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
        painter.drawText(area, flags, words)
        return area.adjusted(0, 0, -painter.fontMetrics().horizontalAdvance(words) - look().px(16), 0)

    @staticmethod
    def _sign(painter: QPainter, area: QRect, words: str, icon_name: str, tone: str) -> int:
        now, px = look(), look().px
        pixmap = icon_pixmap(icon_name, tone, 20)
        painter.drawPixmap(area.left(), area.top() + (area.height() - px(20)) // 2, pixmap)
        painter.setFont(now.font("fact"))
        painter.setPen(now.color(tone))
        flags = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        text_area = area.adjusted(px(28), 0, 0, 0)
        shown = painter.fontMetrics().elidedText(
            words, Qt.TextElideMode.ElideRight, max(0, text_area.width())
        )
        painter.drawText(text_area, flags, shown)
        return px(28) + painter.fontMetrics().horizontalAdvance(shown)


class RowList(QListView, Generic[Row]):
    """A list that opens a row on Enter or a double click and tells which one is current."""

    opened = Signal()
    chosen = Signal()

    def __init__(
        self, model: RowsModel[Row], name: str, margin: int | None = None, right: int | None = None
    ) -> None:
        super().__init__()
        self._model = model
        self.setModel(model)
        edge = look().margin
        left = margin if margin is not None else edge
        self.setItemDelegate(RowDelegate(self, left, right if right is not None else edge))
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setLayoutMode(QListView.LayoutMode.Batched)  # rows differ in height; a thousand take a moment
        self.setBatchSize(BATCH)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.selectionModel().currentChanged.connect(self._moved)
        self.doubleClicked.connect(lambda _index: self.opened.emit())

    def current_row(self) -> Row | None:
        """Return the row one stands on."""
        return self._model.row_at(self.currentIndex().row())

    def choose(self, position: int) -> None:
        """Stand on a row, if it exists."""
        index = self._model.index(position)
        if index.isValid():
            self.setCurrentIndex(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
            return
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.doItemsLayout()

    def _moved(self, _current: QModelIndex, _previous: QModelIndex) -> None:
        self.chosen.emit()


def _ink(tone: str, quiet: str) -> str:
    return {"text": quiet, "secondary": quiet}.get(tone, tone)
