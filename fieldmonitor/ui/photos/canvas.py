"""A photo to draw on: marks are put, moved and sized with the mouse or with the keyboard alone."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from fieldmonitor.media.results import Mark, MarkKind
from fieldmonitor.ui.photos.mark_paint import HANDLE, paint_handles, paint_mark
from fieldmonitor.ui.photos.marking import AREAS, Marking
from fieldmonitor.ui.shell.theme import look

STEP, FINE = 0.01, 0.002
"""Fractions of the picture that an arrow key moves a mark, without and with Ctrl."""

ZOOMS = (1.0, 1.5, 2.0, 3.0, 4.0)

_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class Canvas(QWidget):
    """Shows a photo with its marks; `changed` follows every step, `tool` is what is put next."""

    changed = Signal()

    def __init__(self, marking: Marking) -> None:
        super().__init__()
        self.marking = marking
        self.tool = MarkKind.BLUR
        self._image = QImage()
        self._zoom = 0
        self._room = QSize(400, 300)
        self._from: QPointF | None = None
        self._to: QPointF | None = None
        self._corner = -1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self._keys: dict[int, Callable[[], object]] = {
            Qt.Key.Key_Space: self._put,
            Qt.Key.Key_Return: self._put,
            Qt.Key.Key_Enter: self._put,
            Qt.Key.Key_Delete: marking.remove,
            Qt.Key.Key_Backspace: marking.remove,
            Qt.Key.Key_PageDown: lambda: marking.step(1),
            Qt.Key.Key_PageUp: lambda: marking.step(-1),
            Qt.Key.Key_Plus: lambda: self.zoom(1),
            Qt.Key.Key_Minus: lambda: self.zoom(-1),
        }

    def show_image(self, image: QImage) -> None:
        """Show the photo that is marked."""
        self._image = image
        self._fit()

    def give_room(self, room: QSize) -> None:
        """Fit the photo into so much room, at the zoom chosen."""
        self._room = room
        self._fit()

    def zoom(self, by: int) -> None:
        """Show the photo larger or smaller."""
        self._zoom = min(max(self._zoom + by, 0), len(ZOOMS) - 1)
        self._fit()

    def chosen_area(self) -> QRectF:
        """Return where the chosen mark is, in pixels of this widget."""
        mark = self.marking.mark
        return self._area(mark) if mark is not None else QRectF()

    def sizeHint(self) -> QSize:
        return self.size()

    def event(self, event: QEvent) -> bool:
        # Ctrl+Z is the editor's here, and not the window's bar's.
        asked = event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
        if asked and event.matches(QKeySequence.StandardKey.Undo) and self.marking.can_undo:  # type: ignore[attr-defined]
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        modifiers = event.modifiers()
        if event.matches(QKeySequence.StandardKey.Undo):
            self.marking.undo()
        elif event.key() in _ARROWS:
            step = FINE if modifiers & Qt.KeyboardModifier.ControlModifier else STEP
            right, down = (way * step for way in _ARROWS[Qt.Key(event.key())])
            act = self.marking.stretch if modifiers & Qt.KeyboardModifier.ShiftModifier else self.marking.move
            act(right, down)
        elif event.key() in self._keys:
            self._keys[event.key()]()
        else:
            super().keyPressEvent(event)
            return
        self._tell()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self.marking.end_run()
        self._corner = self._handle_at(at)
        if self._corner < 0:
            self.marking.choose(self._mark_at(at))
        self._from = self._to = at
        self._tell()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        if self._from is None or self._to is None:
            self.setCursor(self._cursor_over(at))
            return
        right, down = self._fraction(at - self._to)
        if self._corner >= 0:
            self.marking.stretch(right, down, self._corner)
        elif self.marking.mark is not None:
            self.marking.move(right, down)
        self._to = at
        self._tell()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        start, end = self._from, event.position()
        self._from = self._to = None
        if start is not None and self._corner < 0 and self.marking.mark is None:
            if (end - start).manhattanLength() > look().px(8):
                self.marking.put(self.tool, self._fraction(start), self._fraction(end))
            else:
                self.marking.put_at(self.tool, *self._fraction(start))
        self._corner = -1
        self.marking.end_run()
        self._tell()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
        else:
            super().wheelEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if self._image.isNull():
            painter.fillRect(self.rect(), look().color("window"))
            painter.end()
            return
        painter.drawImage(QRectF(self.rect()), self._image)
        hiding = (MarkKind.BLUR, MarkKind.COVER)
        for mark in sorted(self.marking.marks, key=lambda mark: mark.kind not in hiding):
            paint_mark(painter, self.size(), self._image, mark)
        if self._from is not None and self._to is not None and self.marking.mark is None:
            drawn = Mark(self.tool, *self._bounded(self._from), *self._bounded(self._to))
            paint_mark(painter, self.size(), self._image, drawn)
        if self.marking.mark is not None:
            paint_handles(painter, self.size(), self.marking.mark, focused=self.hasFocus())
        painter.end()

    # -- private -----------------------------------------------------------------------------------

    def _put(self) -> None:
        """Put a mark in the middle of what is seen."""
        middle = QPointF(self.visibleRegion().boundingRect().center())
        self.marking.put_at(self.tool, *self._bounded(middle))

    def _tell(self) -> None:
        self.update()
        self.changed.emit()

    def _fit(self) -> None:
        if self._image.isNull():
            return
        size = self._image.size().scaled(self._room, Qt.AspectRatioMode.KeepAspectRatio)
        self.setFixedSize(size * ZOOMS[self._zoom])
        self.update()

    def _fraction(self, point: QPointF) -> tuple[float, float]:
        return point.x() / max(1, self.width()), point.y() / max(1, self.height())

    def _bounded(self, point: QPointF) -> tuple[float, float]:
        x, y = self._fraction(point)
        return min(max(x, 0.0), 1.0), min(max(y, 0.0), 1.0)

    def _area(self, mark: Mark) -> QRectF:
        width, height = self.width(), self.height()
        one, other = QPointF(mark.x1 * width, mark.y1 * height), QPointF(mark.x2 * width, mark.y2 * height)
        return QRectF(one, other).normalized()

    def _mark_at(self, at: QPointF) -> int:
        """Return the uppermost mark at a point, or -1."""
        edge = look().px(HANDLE)
        for place in range(len(self.marking.marks) - 1, -1, -1):
            if self._area(self.marking.marks[place]).adjusted(-edge, -edge, edge, edge).contains(at):
                return place
        return -1

    def _handle_at(self, at: QPointF) -> int:
        mark = self.marking.mark
        if mark is None:
            return -1
        near, found = look().px(22), -1
        for corner, point in enumerate(corners(mark, self.size())):
            if point is not None and (point - at).manhattanLength() <= near:
                found = corner
        return found

    def _cursor_over(self, at: QPointF) -> Qt.CursorShape:
        if self._handle_at(at) >= 0:
            return Qt.CursorShape.SizeFDiagCursor
        return Qt.CursorShape.SizeAllCursor if self._mark_at(at) >= 0 else Qt.CursorShape.CrossCursor


def corners(mark: Mark, size: QSize) -> list[QPointF | None]:
    """Return the points by which a mark is grasped: four of an area, two of an arrow, none of words."""
    width, height = size.width(), size.height()
    first = QPointF(mark.x1 * width, mark.y1 * height)
    second = QPointF(mark.x2 * width, mark.y2 * height)
    if mark.kind in AREAS:
        return [first, QPointF(second.x(), first.y()), second, QPointF(first.x(), second.y())]
    return [first, None, second, None] if mark.kind is MarkKind.ARROW else []
