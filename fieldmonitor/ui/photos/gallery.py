"""The gallery: cards in as many columns as fit, of which only those that are seen cost anything."""

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from fieldmonitor.ui.photos.thumbnails import Thumbnails
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.widgets.photo_grid import (
    EDGE,
    GAP,
    LEAST,
    WIDE,
    CardState,
    PhotoCard,
    card_height,
    paint_card,
)

_Index = QModelIndex | QPersistentModelIndex
_Move = QAbstractItemView.CursorAction

CARD_ROLE = Qt.ItemDataRole.UserRole
REST_MS = 150
"""How long one stands on a card before it counts as chosen, so that holding an arrow key loads nothing."""


class PhotosModel(QAbstractListModel):
    """A list over frozen cards; a change touches the rows that differ and leaves the others alone."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._cards: tuple[PhotoCard, ...] = ()
        self._rows: dict[str, list[int]] = {}

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._cards)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        card = self._cards[index.row()]
        if role == CARD_ROLE:
            return card
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return card.spoken
        return card.title if role == Qt.ItemDataRole.ToolTipRole else None

    def id_at(self, row: int) -> str:
        """Return the photo of a row, or nothing outside the list."""
        return self._cards[row].id if 0 <= row < len(self._cards) else ""

    def row_of(self, photo: str) -> int:
        """Return where a photo stands, or -1."""
        return next((row for row, card in enumerate(self._cards) if card.id == photo), -1)

    def rows_with(self, picture: str) -> list[int]:
        """Return the rows that show a thumbnail."""
        return self._rows.get(picture, [])

    def show_cards(self, cards: Sequence[PhotoCard]) -> None:
        """Take over new cards."""
        old, new = self._cards, tuple(cards)
        first = _alike(old, new)
        last = _alike(old[first:][::-1], new[first:][::-1])
        gone, come = old[first : len(old) - last], new[first : len(new) - last]
        if gone:
            self.beginRemoveRows(QModelIndex(), first, first + len(gone) - 1)
            self._keep(old[:first] + old[len(old) - last :])
            self.endRemoveRows()
        if come:
            self.beginInsertRows(QModelIndex(), first, first + len(come) - 1)
            self._keep(new)
            self.endInsertRows()
        self._keep(new)
        was = {card.id: card for card in old}
        for row, card in enumerate(new):
            if was.get(card.id, card) != card:
                self.repaint_row(row)

    def repaint_row(self, row: int) -> None:
        """Say that one card looks different now."""
        index = self.index(row)
        self.dataChanged.emit(index, index)

    def _keep(self, cards: tuple[PhotoCard, ...]) -> None:
        self._cards = cards
        self._rows = {}
        for row, card in enumerate(cards):
            self._rows.setdefault(card.picture, []).append(row)


class CardDelegate(QStyledItemDelegate):
    """Paints a card, and asks for its thumbnail only then."""

    def __init__(self, parent: "PhotoGrid", thumbnails: Thumbnails) -> None:
        super().__init__(parent)
        self._grid = parent
        self._thumbnails = thumbnails

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return self._grid.gridSize()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        card = index.data(CARD_ROLE)
        flags, gap = option.state, look().px(GAP)
        area: QRect = option.rect
        now = CardState(
            chosen=bool(flags & QStyle.StateFlag.State_Selected),
            over=bool(flags & QStyle.StateFlag.State_MouseOver) and self._grid.answers,
            focused=bool(flags & QStyle.StateFlag.State_HasFocus) and self._grid.by_keyboard,
        )
        painter.save()
        paint_card(painter, area.adjusted(0, 0, -gap, -gap), card, self._thumbnails.image(card), now)
        painter.restore()


class PhotoGrid(QListView):
    """Cards side by side. `chosen` names the photo one stands on, `opened` the one that Enter was pressed on.

    A `whole` one is as high as its cards and leaves scrolling, choosing and the keyboard to the page.
    """

    chosen = Signal(str)
    opened = Signal(str)

    def __init__(self, thumbnails: Thumbnails, name: str, *, whole: bool = False) -> None:
        super().__init__()
        self.answers = not whole
        self.by_keyboard = False
        self._photos = PhotosModel(self)
        self._thumbnails = thumbnails
        self._columns = 1
        self._told = ""
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._tell)
        thumbnails.setParent(self)
        thumbnails.in_sight = self._in_sight
        thumbnails.arrived.connect(self._repaint)
        self.setModel(self._photos)
        self.setItemDelegate(CardDelegate(self, thumbnails))
        self.setAccessibleName(name)
        self._dress()
        self.selectionModel().currentChanged.connect(lambda _now, _before: self._rest.start())
        self.clicked.connect(lambda _index: self._tell())

    def show_cards(self, cards: Sequence[PhotoCard], chosen: str = "") -> None:
        """Show these cards, standing on one of them."""
        self._photos.show_cards(cards)
        self._fit()
        self.choose(chosen)

    def choose(self, photo: str) -> None:
        """Stand on a photo, without telling so."""
        self._told = photo
        row = self._photos.row_of(photo)
        if row >= 0 and row != self.currentIndex().row():
            self.setCurrentIndex(self._photos.index(row))
        self._rest.stop()

    def minimumSizeHint(self) -> QSize:
        # A picture and its title: on a low window the page need not scroll around a list that scrolls.
        return QSize(look().px(LEAST), round(self.gridSize().height() * 0.75))

    def moveCursor(self, move: _Move, _keys: Qt.KeyboardModifier) -> QModelIndex:
        """Left and right go on through the rows, as one reads."""
        self.by_keyboard = True
        shown = max(1, self.viewport().height() // max(1, self.gridSize().height())) * self._columns
        last, row = self._photos.rowCount() - 1, self.currentIndex().row()
        steps = {
            _Move.MoveLeft: -1,
            _Move.MovePrevious: -1,
            _Move.MoveRight: 1,
            _Move.MoveNext: 1,
            _Move.MoveUp: -self._columns,
            _Move.MoveDown: self._columns,
            _Move.MovePageUp: -shown,
            _Move.MovePageDown: shown,
            _Move.MoveHome: -row,
            _Move.MoveEnd: last - row,
        }
        return self._photos.index(max(0, min(last, row + steps[move]))) if last >= 0 else QModelIndex()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._tell()
            if self._told:
                self.opened.emit(self._told)
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.by_keyboard = event.reason() in (
            Qt.FocusReason.TabFocusReason,
            Qt.FocusReason.BacktabFocusReason,
        )
        super().focusInEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._fit()

    def _dress(self) -> None:
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setSpacing(0)
        self.setMouseTracking(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        if self.answers:
            self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
            return
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QListView.SelectionMode.NoSelection)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def _fit(self) -> None:
        """Give the cards the width at which whole columns fill the list."""
        px = look().px
        bar = self.verticalScrollBar().sizeHint().width() if self.answers else 0
        width = max(1, self.width() - bar - 1)  # the bar's place is kept, or cards would jump as it comes
        self._columns = max(1, width // px(LEAST + GAP))
        cell = min(width // self._columns, px(WIDE + 2 * EDGE + GAP))
        size = QSize(cell, card_height(cell - px(GAP)) + px(GAP))
        if size != self.gridSize():
            self.setGridSize(size)
            self.verticalScrollBar().setSingleStep(size.height() // 3)
            self.updateGeometry()
        rows = -(-self._photos.rowCount() // self._columns)
        if not self.answers:
            self.setFixedHeight(max(1, rows * size.height()))
        shown = self.window().height() // size.height() + 2
        self._thumbnails.make_room(shown * self._columns)

    def _in_sight(self, picture: str) -> bool:
        seen = self.viewport().visibleRegion()
        return any(
            seen.intersects(self.visualRect(self._photos.index(row)))
            for row in self._photos.rows_with(picture)
        )

    def _repaint(self, picture: str) -> None:
        for row in self._photos.rows_with(picture):
            self._photos.repaint_row(row)

    def _tell(self) -> None:
        self._rest.stop()
        photo = self._photos.id_at(self.currentIndex().row())
        if photo and photo != self._told:
            self._told = photo
            self.chosen.emit(photo)


def _alike(old: Sequence[PhotoCard], new: Sequence[PhotoCard]) -> int:
    """Return how many photos two lists begin with alike."""
    count = 0
    for was, card in zip(old, new, strict=False):
        if was.id != card.id:
            break
        count += 1
    return count
