"""Boxes, rules and scrolled pages on the 8 px grid; nothing here has a colour of its own."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from fieldmonitor.ui.shell.theme import look

_Layout = TypeVar("_Layout", bound=QBoxLayout)
_Row = TypeVar("_Row")
_UNSET = Qt.AlignmentFlag(0)
_NO_LIMIT = (1 << 24) - 1
"""The greatest width of a widget that was given none."""


class Column(QVBoxLayout):
    """A column in which buttons keep their own width and stand at the left.

    Qt would otherwise make the whole column no wider than its narrowest button. What has a greatest width
    stands in a row of its own: its words are then as high as they are at that width, not at the column's.
    """

    def addWidget(
        self, widget: QWidget, stretch: int | None = 0, alignment: Qt.AlignmentFlag = _UNSET
    ) -> None:
        if not alignment and isinstance(widget, QPushButton):
            fixed = widget.sizePolicy().horizontalPolicy() == QSizePolicy.Policy.Fixed
            alignment = Qt.AlignmentFlag.AlignLeft if fixed else alignment
        if not alignment and widget.minimumWidth() < widget.maximumWidth() < _NO_LIMIT:
            across = QHBoxLayout()
            across.addWidget(widget, 1_000)
            across.addStretch(1)
            self.addLayout(across, stretch or 0)
            return
        super().addWidget(widget, stretch or 0, alignment)


def column(
    parent: QWidget | None = None, *, margins: tuple[int, int, int, int] = (0, 0, 0, 0), gap: int = 8
) -> QVBoxLayout:
    """Return a vertical layout; margins and gap are design pixels, in the order left, top, right, bottom."""
    layout = Column(parent) if parent is not None else Column()
    return _spaced(layout, margins, gap)


def row(
    parent: QWidget | None = None, *, margins: tuple[int, int, int, int] = (0, 0, 0, 0), gap: int = 8
) -> QHBoxLayout:
    """Return a horizontal layout; margins and gap are design pixels."""
    layout = QHBoxLayout(parent) if parent is not None else QHBoxLayout()
    return _spaced(layout, margins, gap)


def _spaced(layout: _Layout, margins: tuple[int, int, int, int], gap: int) -> _Layout:
    px = look().px
    layout.setContentsMargins(*(px(side) for side in margins))
    layout.setSpacing(px(gap))
    return layout


def rule(kind: str = "rule") -> QFrame:
    """Return a horizontal line: "rule" (divider), "ruleStrong" (under a head) or "ruleTitle"."""
    line = QFrame()
    line.setObjectName(kind)
    line.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    return line


def vrule(height: int = 20, kind: str = "vrule") -> QFrame:
    """Return a short vertical line between facts."""
    line = QFrame()
    line.setObjectName(kind)
    line.setFixedHeight(look().px(height))
    return line


def panel(name: str, width: int | None = None) -> QFrame:
    """Return a named frame that the style sheet paints; width in design pixels fixes it."""
    frame = QFrame()
    frame.setObjectName(name)
    if width is not None:
        frame.setFixedWidth(look().px(width))
    return frame


class Flowing(QWidget):
    """Is as high as its words need at the page's width.

    Qt's least height of a page reckons with words that wrap at their narrowest: it scrolled into empty room.
    """

    def minimumSizeHint(self) -> QSize:
        least = super().minimumSizeHint()
        return QSize(least.width(), 0) if self.hasHeightForWidth() else least


class Page(QScrollArea):
    """A page that scrolls downwards only; its content is a column laid out by the screen."""

    def __init__(self, name: str = "page", margins: tuple[int, int, int, int] | None = None) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.body = Flowing()
        self.body.setObjectName(name)
        edge = round(look().margin / look().scale)
        sides = margins or (edge, 16 if look().narrow else 24, edge, 24)
        self.column = column(self.body, margins=sides, gap=8)
        self._right = look().px(sides[2])
        self.setWidget(self.body)
        self.setObjectName(name)

    def minimumSizeHint(self) -> QSize:
        return QSize(look().px(200), look().px(80))

    def resizeEvent(self, event: QResizeEvent) -> None:
        now, before = event.size(), event.oldSize()
        if now.width() == before.width() and now.height() > before.height():
            self._hold(now.height())
        super().resizeEvent(event)
        # Words wrap to the page instead of pushing it wider than the window. The event's size is the
        # viewport's; asking Qt for the viewport itself would load every class that Qt has, 40 ms of a start.
        self.body.setMaximumWidth(event.size().width())
        # The scroll bar stands in the margin: what is at the right keeps its line with the strip below.
        bar = self.width() - event.size().width()
        sides = self.column.contentsMargins()
        sides.setRight(min(self._right, max(look().px(8), self._right - bar)))
        self.column.setContentsMargins(sides)

    def hold(self) -> None:
        """Stay scrolled where the page is while it is laid out anew."""
        self.body.setMinimumHeight(self.verticalScrollBar().value() + self.viewport().height())
        self.verticalScrollBar().valueChanged.connect(self._let_go, Qt.ConnectionType.UniqueConnection)

    def _hold(self, height: int) -> None:
        """Keep a page that was scrolled to its end where it is when a banner below it goes away.

        The empty room below it goes as one scrolls up.
        """
        bar = self.verticalScrollBar()
        if bar.value() > max(0, self.body.height() - height):
            self.body.setMinimumHeight(bar.value() + height)
            bar.valueChanged.connect(self._let_go, Qt.ConnectionType.UniqueConnection)

    def _let_go(self, value: int) -> None:
        self.body.setMinimumHeight(min(self.body.minimumHeight(), value + self.viewport().height()))


def clear(layout: QLayout) -> None:
    """Take everything out of a layout and delete it."""
    while layout.count():
        item = layout.takeAt(0)
        assert item is not None
        widget = item.widget()
        inner = item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            clear(inner)


def fill(
    layout: QBoxLayout, rows: Iterable[_Row], make: Callable[[_Row], QWidget], line: str = "rule"
) -> None:
    """Put one widget per row into a layout, each closed by a line."""
    for item in rows:
        layout.addWidget(make(item))
        layout.addWidget(rule(line))
