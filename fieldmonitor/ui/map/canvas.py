"""The map's surface: dragged or moved by arrows, enlarged by wheel and keys, walked mark by mark with Tab."""

import math
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QSizePolicy, QToolTip, QWidget

from fieldmonitor.app.map import EAST, NORTH, SOUTH, WEST, Marker
from fieldmonitor.domain.mercator import Box, project, unproject
from fieldmonitor.system.translations import _
from fieldmonitor.ui.map import words
from fieldmonitor.ui.map.camera import MAX_ZOOM, Camera
from fieldmonitor.ui.map.hits import mark_at, names_menu, tooltip_at
from fieldmonitor.ui.map.outline_layer import OutlineLayer
from fieldmonitor.ui.map.painting import Counts, Frame, MapPainter
from fieldmonitor.ui.map.scene import REACH, Mark, PhotoMark, Scene
from fieldmonitor.ui.map.tile_layer import TileLayer
from fieldmonitor.ui.shell.theme import look

PERU = Box(*project(NORTH, WEST), *project(SOUTH, EAST))
CLOSEST_FIT = 13.0
"""How close the map goes by itself to show works; a person may go closer."""
_STEP = 0.5

_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class MapCanvas(QWidget):
    """Paints the map and answers mouse and keys.

    Signals: `chosen(id)`, `opened(id)`, `pressed_at(latitude, longitude)` while placing, `placing_left()`
    when Esc ends it, and `moved()` after every change of the view.
    """

    chosen = Signal(str)
    opened = Signal(str)
    pressed_at = Signal(float, float)
    placing_left = Signal()
    moved = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.scene = Scene()
        self.camera = Camera(0.29, 0.525, 5.0, 320, 240).fitted(PERU, 0, MAX_ZOOM)
        self.outlines: list[OutlineLayer] = []
        self.tiles: TileLayer | None = None
        self.proper_names: dict[str, str] = {}
        self._painter = MapPainter()
        self._touched = False
        self._placing = False
        self._focused: tuple[str, ...] = ()
        self._press: QPointF | None = None
        self._dragged = False
        self._acted = False
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(_("Mapa de sus obras"))

    @property
    def counts(self) -> Counts:
        """What the last painting drew."""
        return self._painter.counts

    @property
    def placing(self) -> bool:
        """Whether the next press sets the volunteer's own place."""
        return self._placing

    @placing.setter
    def placing(self, on: bool) -> None:
        self._placing = on
        self.setCursor(Qt.CursorShape.CrossCursor if on else Qt.CursorShape.ArrowCursor)
        self.update()

    @property
    def focused(self) -> tuple[str, ...]:
        """The works of the mark that has the keyboard."""
        return self._focused

    def marks(self) -> list[Mark]:
        """Return the marks in view."""
        return self.scene.marks(self.camera, look().scale)

    def refresh(self) -> None:
        """Paint again after the scene changed, and tell screen readers."""
        if not self._touched:
            self._fit()
        self._describe()
        self.update()

    def show_all(self) -> None:
        """Show everything that is on the map, or Peru."""
        self._touched = False
        self.refresh()
        self.moved.emit()

    def choose(self, marker_id: str | None) -> None:
        """Choose a work and bring it into view, without saying so to anybody."""
        before = self.scene.chosen
        self.scene.choose(marker_id)
        chosen = self.scene.chosen
        if chosen is not None and self._touched:
            self._bring(*self.scene.position(chosen))
        if chosen != before:
            self._describe()
            self.update()

    def zoom_by(self, steps: float, about: QPointF | None = None) -> None:
        """Enlarge the map by steps, each of which doubles it; without a spot a chosen work stays in view."""
        spot = (about.x(), about.y()) if about is not None else None
        chosen = self.scene.chosen
        at = self.scene.position(chosen) if chosen is not None and spot is None else None
        seen = at is not None and self.camera.box.holds(*at)
        self._move(self.camera.zoomed(steps, spot))
        if at is not None and seen:
            self._bring(*at)

    def go_to(self, x: float, y: float) -> None:
        """Put a world position into the middle, close enough to know the place."""
        self._move(self.camera.centred(x, y))

    def sizeHint(self) -> QSize:
        return QSize(look().px(735), look().px(600))

    def minimumSizeHint(self) -> QSize:
        return QSize(look().px(240), look().px(220))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._painter.paint(
            painter,
            Frame(
                camera=self.camera,
                scene=self.scene,
                marks=self.marks(),
                photos=self._photos(),
                outlines=self.outlines,
                tiles=self.tiles,
                focused=self._focused if self.hasFocus() else (),
                placing=self._placing,
                busy=self._controls(),
                proper_names=self.proper_names,
            ),
        )
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.camera = self.camera.resized(self.width(), self.height())
        if not self._touched:
            self._fit()
        self.moved.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._press, self._dragged, self._acted = event.position(), False, False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._press is None or not event.buttons() & Qt.MouseButton.LeftButton:
            self._hover(event.position())
            return
        path = event.position() - self._press
        if not self._dragged and path.manhattanLength() < QApplication.startDragDistance():
            return
        self._dragged = True
        self.setCursor(Qt.CursorShape.ClosedHandCursor)
        self._press = event.position()
        self._move(self.camera.panned(-path.x(), -path.y()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or self._press is None:
            return
        self._press = None
        if not self._dragged:
            self._click(event.position())
        self._hover(event.position())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or self._acted or self._placing:
            return
        mark = self.mark_at(event.position())
        if mark is None:
            self.zoom_by(1, event.position())
        elif len(mark.markers) == 1:
            self.opened.emit(mark.ids[0])

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.angleDelta().y()
        if turned:
            self.zoom_by(turned / 120 * _STEP, event.position())
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in _ARROWS:
            across, down = _ARROWS[Qt.Key(key)]
            self._move(self.camera.panned(across * self.width() / 6, down * self.height() / 6))
        elif event.text() in ("+", "="):
            self.zoom_by(1)
        elif event.text() in ("-", "_"):
            self.zoom_by(-1)
        elif key == Qt.Key.Key_Home:
            self.show_all()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter()
        elif key == Qt.Key.Key_Escape and self._placing:
            self.placing_left.emit()
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Go to the next mark in view, and on to the next control after the last."""
        if not self.hasFocus():
            return super().focusNextPrevChild(forward)  # Qt asks parents too: a button over the map has it
        marks = [] if self._placing else self.marks()
        at = next((n for n, mark in enumerate(marks) if mark.ids == self._focused), None)
        following = (-1 if at is None else at) + (1 if forward else -1)
        if 0 <= following < len(marks):
            self._stand_on(marks[following])
            return True
        self._focused = ()
        if not forward and at == 0:
            self._describe()
            self.update()
            return True
        return super().focusNextPrevChild(forward)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._describe()
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            shown = self.tooltip_at(QPointF(event.pos()))
            if shown:
                QToolTip.showText(event.globalPos(), shown, self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)

    def mark_at(self, spot: QPointF) -> Mark | None:
        """Return the mark that a press there means."""
        return mark_at(self.marks(), spot)

    def tooltip_at(self, spot: QPointF) -> str:
        """Return what hovering there says."""
        return tooltip_at(self.marks(), self._photos(), spot)

    def _photos(self) -> Sequence[PhotoMark]:
        return self.scene.photo_marks(self.camera, look().scale)

    def _controls(self) -> list[QRectF]:
        children = self.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
        return [QRectF(child.geometry()) for child in children if child.isVisible()]

    def _move(self, camera: Camera) -> None:
        self._touched = True
        self.camera = camera.kept_near(PERU)
        self._describe()
        self.update()
        self.moved.emit()

    def _fit(self) -> None:
        bounds = self.scene.bounds()
        margin = min(look().px(72 if bounds else 16), self.width() // 7, self.height() // 7)
        self.camera = self.camera.fitted(bounds or PERU, margin, CLOSEST_FIT)

    def _bring(self, x: float, y: float) -> None:
        """Move the map only if a position is out of view or at its very edge."""
        left, top = self.camera.to_screen(x, y)
        edge = look().px(56)
        if not (edge <= left <= self.width() - edge and edge <= top <= self.height() - edge):
            self._move(self.camera.centred(x, y))

    def _click(self, spot: QPointF) -> None:
        if self._placing:
            self.pressed_at.emit(*unproject(*self.camera.to_world(spot.x(), spot.y())))
            return
        mark = self.mark_at(spot)
        if mark is None:
            return
        self._focused = mark.ids
        if len(mark.markers) == 1:
            self._say_chosen(mark.markers[0])
        else:
            self._acted = True
            self._take_apart(mark)

    def _enter(self) -> None:
        if self._placing:
            self.pressed_at.emit(*unproject(self.camera.x, self.camera.y))
            return
        mark = next((mark for mark in self.marks() if mark.ids == self._focused), None)
        if mark is not None and len(mark.markers) > 1:
            self._take_apart(mark)
        elif mark is not None:
            self.opened.emit(mark.ids[0])
        elif self.scene.chosen is not None:
            self.opened.emit(self.scene.chosen.id)

    def _stand_on(self, mark: Mark) -> None:
        self._focused = mark.ids
        if len(mark.markers) == 1:
            self._say_chosen(mark.markers[0])
        else:
            self._describe()
            self.update()

    def _say_chosen(self, marker: Marker) -> None:
        changed = self.scene.chosen is None or self.scene.chosen.id != marker.id
        self.scene.choose(marker.id)
        self._describe()
        self.update()
        if changed:
            self.chosen.emit(marker.id)

    def _take_apart(self, mark: Mark) -> None:
        """Go closer until the works stand apart; where they share one spot, let the person choose by name."""
        bounds = self.scene.bounds(mark.markers)
        assert bounds is not None
        reach = look().px(REACH)
        apart = math.hypot(bounds.width, bounds.height) * Camera(0, 0, MAX_ZOOM, 0, 0).scale
        if apart < reach:
            menu = names_menu(self, mark.markers, self._say_chosen)
            menu.popup(self.mapToGlobal(QPoint(round(mark.x), round(mark.y))))
            return
        closer = self.camera.fitted(bounds, look().px(88), MAX_ZOOM)
        if closer.zoom < self.camera.zoom + 1:
            closer = self.camera.zoomed(1, (mark.x, mark.y))
        self._focused = ()
        self._move(closer)

    def _hover(self, spot: QPointF) -> None:
        if self._placing:
            self.setCursor(Qt.CursorShape.CrossCursor)
        elif self.mark_at(spot) is not None:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        else:
            self.setCursor(Qt.CursorShape.OpenHandCursor)

    def _describe(self) -> None:
        marks = self.marks()
        in_view = sum(len(mark.markers) for mark in marks)
        at = next((mark.markers for mark in marks if mark.ids == self._focused), ())
        said = words.description(in_view, len(self.scene.markers), self.scene.chosen, at)
        if said != self.accessibleDescription():
            self.setAccessibleDescription(said)
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))
