"""The matrix on screen: items down, portals across; its heads stay, only what is seen is painted."""

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from fieldmonitor.app.assessment import Cell, Row
from fieldmonitor.system.translations import _
from fieldmonitor.ui.assessment.model import MatrixModel
from fieldmonitor.ui.assessment.painting import paint_cell, paint_item, paint_phase, paint_portal
from fieldmonitor.ui.shell.theme import look

_Index = QModelIndex | QPersistentModelIndex

ITEM_WIDE, ITEM_NARROW, PORTAL_LEAST = 300, 236, 150
ROW_LEAST, PHASE_LEAST, HEAD_LEAST = 52, 40, 52


class MatrixView(QTableView):
    """Arrows move among the cells, 1 to 9 choose a state, Delete takes it away, Enter opens the cell."""

    chosen = Signal(str)
    opened = Signal(str)
    answered = Signal(str, int)

    def __init__(self, model: MatrixModel, said: str) -> None:
        super().__init__()
        self._model = model
        self.setModel(model)
        self.setItemDelegate(_CellDelegate(self, model))
        self.setHorizontalHeader(_PortalHead(self, model))
        self.setVerticalHeader(_ItemHead(self, model))
        self.setAccessibleName(said)
        self._dress()
        self._fit()
        model.modelReset.connect(self._fit)
        self.selectionModel().currentChanged.connect(self._moved)
        self.clicked.connect(lambda index: self._open(index, by_mouse=True))

    def stand_at(self, ref: str) -> None:
        """Make a cell the current one, or the first that is still to be looked at."""
        index = self._model.index_of(ref)
        self.setCurrentIndex(index if index.isValid() else self._model.first())
        QTimer.singleShot(0, self, self._show_current)  # once the table has its size

    def current(self) -> Cell | None:
        """Return the cell one stands on."""
        return self._model.cell_at(self.currentIndex())

    # -- Qt ----------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        cell = self.current()
        number = event.key() - Qt.Key.Key_0
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if cell is not None and plain and 1 <= number <= 9:
            self.answered.emit(cell.ref, number)
        elif cell is not None and event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.answered.emit(cell.ref, 0)
        elif cell is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.opened.emit(cell.ref)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid():
            self.stand_at("")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_columns()
        if self.currentIndex().isValid():
            QTimer.singleShot(0, self, self._show_current)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ApplicationFontChange:
            self._fit()

    def minimumSizeHint(self) -> QSize:
        return QSize(look().px(300), look().px(160))

    # -- private -----------------------------------------------------------------------------------

    def _dress(self) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        corner = self.findChild(QAbstractButton)
        if corner is not None:
            corner.setAccessibleName(self.accessibleName())
            corner.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def _fit(self) -> None:
        px = look().px
        words = px(ITEM_NARROW if look().narrow else ITEM_WIDE)
        facts = QFontMetrics(look().font("fact")).lineSpacing()
        self.verticalHeader().setFixedWidth(words)
        self.horizontalHeader().setFixedHeight(max(px(HEAD_LEAST), 2 * facts + px(14)))
        self.clearSpans()
        for position in range(self._model.rowCount()):
            line = self._model.line_at(position)
            if line.row is None:
                self.setRowHeight(position, max(px(PHASE_LEAST), facts + px(16)))
                if self._model.columnCount() > 1:
                    self.setSpan(position, 0, 1, self._model.columnCount())
            else:
                self.setRowHeight(position, max(px(ROW_LEAST), _item_height(line.row, words)))
        self._fit_columns()

    def _fit_columns(self) -> None:
        count = self._model.columnCount()
        if count:
            wide = max(look().px(PORTAL_LEAST), self.viewport().width() // count)
            for column in range(count):
                self.setColumnWidth(column, wide)

    def _moved(self, now: QModelIndex, _before: QModelIndex) -> None:
        cell = self._model.cell_at(now)
        if cell is not None:
            self.chosen.emit(cell.ref)

    def _show_current(self) -> None:
        self.updateGeometries()  # else the heights of rows that are new do not count yet
        self.scrollTo(self.currentIndex(), QAbstractItemView.ScrollHint.EnsureVisible)
        bar, first = self.verticalScrollBar(), self.rowAt(0)
        cut = self.rowViewportPosition(first)
        if cut < 0:  # a row cut by the head: the next one begins there, if one's own stays in sight
            bar.setValue(bar.value() + cut + self.rowHeight(first))

    def _open(self, index: QModelIndex, *, by_mouse: bool) -> None:
        cell = self._model.cell_at(index)
        if cell is not None and by_mouse and look().compact:
            self.opened.emit(cell.ref)


class _CellDelegate(QStyledItemDelegate):
    def __init__(self, parent: MatrixView, model: MatrixModel) -> None:
        super().__init__(parent)
        self._view = parent
        self._model = model

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        painter.save()
        area: QRect = option.rect
        line = self._model.line_at(index.row())
        cell = self._model.cell_at(index)
        if line.row is None:
            paint_phase(painter, area, self._model.phase_words(line.phase), strong=False)
        else:
            paint_cell(
                painter,
                area,
                cell,
                chosen=bool(option.state & QStyle.StateFlag.State_Selected),
                over=bool(option.state & QStyle.StateFlag.State_MouseOver),
                focused=self._view.hasFocus() and self._view.currentIndex() == index,
                mark=self._model.mark_of(cell) if cell is not None else "",
            )
        painter.restore()


class _Head(QHeaderView):
    def __init__(self, side: Qt.Orientation, view: MatrixView, model: MatrixModel, said: str) -> None:
        super().__init__(side, view)
        self._model_of = model
        self.setSectionsClickable(False)
        self.setHighlightSections(False)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(said)


class _PortalHead(_Head):
    def __init__(self, view: MatrixView, model: MatrixModel) -> None:
        super().__init__(Qt.Orientation.Horizontal, view, model, _("Portales"))

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        painter.save()
        paint_portal(painter, rect, *self._model_of.portal_words(logicalIndex))
        painter.restore()


class _ItemHead(_Head):
    def __init__(self, view: MatrixView, model: MatrixModel) -> None:
        super().__init__(Qt.Orientation.Vertical, view, model, _("Datos"))

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        painter.save()
        line = self._model_of.line_at(logicalIndex)
        if line.row is None:
            paint_phase(painter, rect, line.phase.label, strong=True, left=look().margin)
        else:
            paint_item(painter, rect, line.row.label, self._model_of.seen_words(line.row), look().margin)
        painter.restore()


def _item_height(row: Row, width: int) -> int:
    px, room = look().px, width - look().margin - look().px(12)
    words = QFontMetrics(look().font()).boundingRect(
        0, 0, room, 10_000, int(Qt.TextFlag.TextWordWrap), row.label
    )
    facts = QFontMetrics(look().font("fact")).lineSpacing()
    return words.height() + facts + px(16)
