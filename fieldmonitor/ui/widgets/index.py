"""The index at the left: parts with their state; the current one on white with a bar."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QEnterEvent, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QSizePolicy

from fieldmonitor.ui.shell.icons import icon_pixmap
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.widgets.layout import Page, column
from fieldmonitor.ui.widgets.words import text

BAR, ICON = 6, 20


@dataclass(frozen=True, slots=True)
class IndexItem:
    """A part: its name, how it stands in words, and the icon and tone that say the same.

    `asked` is how many things somebody asks of it, painted behind the state, and `asked_words` says so.
    """

    name: str
    title: str
    state: str
    icon: str
    tone: str = "secondary"
    enabled: bool = True
    asked: int = 0
    asked_words: str = ""


class IndexRow(QAbstractButton):
    """A part one can jump to; two lines, the title wraps."""

    def __init__(self, item: IndexItem, pressed: Callable[[str], object]) -> None:
        super().__init__()
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        # Not Fixed: its hint is for one width, and a row that wraps at another would be cut to it.
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.show_item(item)
        self.clicked.connect(lambda _checked=False: pressed(self.item.name))

    def show_item(self, item: IndexItem) -> None:
        """Show a part's new state."""
        self.item = item
        self.setText(item.title)
        self.setEnabled(item.enabled)
        said = (item.title, item.state, item.asked_words)
        self.setAccessibleName(". ".join(said if item.asked_words else said[:2]))
        self.setToolTip(item.asked_words)
        self.updateGeometry()
        self.update()

    def stand(self, here: bool) -> None:
        """Show whether one is in this part: its title is then strong, and may wrap."""
        if here != self.isChecked():
            self.setChecked(here)
            self.updateGeometry()

    def nextCheckState(self) -> None:
        """Stay as the screen says."""

    def sizeHint(self) -> QSize:
        return QSize(look().px(200), self.heightForWidth(look().px(240)))

    def minimumSizeHint(self) -> QSize:
        return QSize(look().px(120), look().px(44))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        metrics = QFontMetrics(look().font(strong=self.isChecked()))
        room = max(40, width - self._left() - look().px(10))
        words = metrics.boundingRect(
            0, 0, room, 10_000, int(Qt.TextFlag.TextWordWrap), self.item.title
        ).height()
        fact = QFontMetrics(look().font("fact")).height() if self.item.state else 0
        gap = look().px(12 if look().narrow else 18)
        return max(look().px(44), words + fact + gap)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        now, px = look(), look().px
        painter = QPainter(self)
        here = self.isChecked()
        inverse = here and now.palette.sun
        if here:
            painter.fillRect(self.rect(), now.color("selected" if inverse else "surface"))
            painter.fillRect(QRect(0, 0, px(BAR), self.height()), now.color("accent"))
        elif self.underMouse() and self.isEnabled():
            painter.fillRect(self.rect(), now.color("hover"))
        ink = "selected_text" if inverse else "text" if self.isEnabled() else "disabled"
        quiet = {"secondary": "text2", "": "text2"}.get(self.item.tone, self.item.tone)
        tone = "selected_text" if inverse else "text" if here and quiet == "text2" else quiet
        top = px(6 if now.narrow else 9)
        painter.drawPixmap(self._left() - px(ICON + 12), top, icon_pixmap(self.item.icon, tone, ICON))
        font = now.font(strong=here)
        room = self.width() - self._left() - px(10)
        flags = int(Qt.TextFlag.TextWordWrap)
        box = QFontMetrics(font).boundingRect(0, 0, room, 10_000, flags, self.item.title)
        painter.setFont(font)
        painter.setPen(now.color(ink))
        painter.drawText(QRectF(self._left(), top - px(1), room, box.height()), flags, self.item.title)
        painter.setFont(now.font("fact"))
        painter.setPen(now.color("selected_text" if inverse else quiet))
        fact = QRectF(self._left(), top + box.height(), room, painter.fontMetrics().height())
        self._paint_state(painter, fact, "selected_text" if inverse else "warn")
        painter.end()

    def _paint_state(self, painter: QPainter, area: QRectF, asked_ink: str) -> None:
        now, metrics = look(), painter.fontMetrics()
        side, gap = now.px(16), now.px(6)
        asked = str(self.item.asked) if self.item.asked else ""
        room = int(area.width()) - (side + 2 * gap + metrics.horizontalAdvance(asked) if asked else 0)
        said = metrics.elidedText(self.item.state, Qt.TextElideMode.ElideRight, room)
        painter.drawText(area, int(Qt.AlignmentFlag.AlignLeft), said)
        if asked:
            at = area.adjusted(metrics.horizontalAdvance(said) + 2 * gap, 0, 0, 0)
            top = round(at.top() + (at.height() - side) / 2)
            painter.drawPixmap(round(at.left()), top, icon_pixmap("message-square", asked_ink, 16))
            painter.setPen(now.color(asked_ink))
            painter.drawText(at.adjusted(side + gap / 2, 0, 0, 0), int(Qt.AlignmentFlag.AlignLeft), asked)

    def _left(self) -> int:
        return look().margin + look().px(ICON + 12)


class Index(QFrame):
    """Parts one below the other; `show_items` keeps the rows and only changes what they say."""

    def __init__(self, heading: str, pressed: Callable[[str], object]) -> None:
        super().__init__()
        self.setObjectName("index")
        self._pressed = pressed
        self._rows: dict[str, IndexRow] = {}
        self._current = ""
        self._page = Page("paper", margins=(0, 8 if look().narrow else 20, 0, 8))
        column(self, gap=0).addWidget(self._page)
        self._page.column.setSpacing(0)
        # A window that grows lower, or rows that wrap, must not cut the part one is in.
        self._page.verticalScrollBar().rangeChanged.connect(lambda _least, _most: self._reveal_soon())
        if heading and not look().narrow:
            edge = round(look().margin / look().scale)
            head = column(margins=(edge, 0, 8, 8))
            head.addWidget(text(heading, "fact", "secondary"))
            self._page.column.addLayout(head)
        self._rows_at = self._page.column.count()
        self._page.column.addStretch(1)
        wide = 308 if look().palette.sun else 240 if look().narrow else 272
        self.setFixedWidth(look().px(wide) if look().scale <= 1.25 else min(look().px(wide), 320))

    def show_items(self, items: list[IndexItem], current: str) -> None:
        """Show the parts as they stand, and which one is open."""
        if [item.name for item in items] != list(self._rows):
            self._lay_out(items)
        for item in items:
            if self._rows[item.name].item != item:
                self._rows[item.name].show_item(item)
            self._rows[item.name].stand(item.name == current)
        if current != self._current:
            self._current = current
            self._reveal_soon()

    def _reveal_soon(self) -> None:
        QTimer.singleShot(0, self, self._reveal)

    def _reveal(self) -> None:
        """Bring the whole row of the open part into sight, once rows are as high as their words."""
        shown = self._rows.get(self._current)
        if shown is not None:
            self._page.ensureWidgetVisible(shown, 0, look().px(8))

    def row(self, name: str) -> IndexRow | None:
        """Return the row of a part."""
        return self._rows.get(name)

    def _lay_out(self, items: list[IndexItem]) -> None:
        for old in self._rows.values():
            old.hide()
            old.deleteLater()
        self._rows = {item.name: IndexRow(item, self._pressed) for item in items}
        for position, shown in enumerate(self._rows.values()):
            self._page.column.insertWidget(self._rows_at + position, shown)
