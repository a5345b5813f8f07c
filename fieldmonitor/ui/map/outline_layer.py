"""Paints outlines: only what is in view, no finer than the screen can show."""

from functools import lru_cache
from typing import Generic, TypeVar

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF, QTransform

from fieldmonitor.app.map import Feature, Outlines, shipped_outlines
from fieldmonitor.domain.mercator import TILE, Box
from fieldmonitor.ui.map.camera import Camera
from fieldmonitor.ui.shell.theme import look

COARSE = 0.6
"""How far a simplified line may lie from the true one, in pixels."""
SHOWN_FROM = 44
"""Typical width in pixels from which a layer's places are drawn: closer lines would only blacken the map."""
_LEVELS = 4
"""How many zoom levels keep their simplified lines."""

Key = TypeVar("Key")
Made = TypeVar("Made")


class _ByLevel(Generic[Key, Made]):
    """What was made for the zoom levels last used."""

    def __init__(self) -> None:
        self._levels: dict[int, dict[Key, Made]] = {}

    def at(self, level: int) -> dict[Key, Made]:
        """Return a level's things, and forget the level that was not asked for the longest time."""
        kept = self._levels.pop(level, {})
        self._levels[level] = kept
        if len(self._levels) > _LEVELS:
            del self._levels[next(iter(self._levels))]
        return kept


class OutlineLayer:
    """One set of outlines with its simplifications, made when first painted and kept by zoom level.

    `lines_painted` and `fills_painted` count paths since `begin`, `lines_made` and
    `points_made` what all simplifications made.
    """

    def __init__(self, outlines: Outlines) -> None:
        self.outlines = outlines
        self.lines_painted = 0
        self.fills_painted = 0
        self.lines_made = self.points_made = 0
        self._found: tuple[tuple[int, float, float], int | None] | None = None
        self._lines: _ByLevel[int, QPolygonF] = _ByLevel()
        self._shapes: _ByLevel[tuple[int, int], QPainterPath] = _ByLevel()
        self._arcs: list[list[int]] = [[] for _ in range(len(outlines.layers) + 1)]
        for number, arc in enumerate(outlines.arcs):
            self._arcs[arc.rank].append(number)

    def begin(self) -> None:
        """Start counting a new painting."""
        self.lines_painted = self.fills_painted = 0

    def shown(self, camera: Camera) -> int:
        """Return how many layers are fine to draw at a zoom; the coarsest always is."""
        return max(1, sum(layer.typical * camera.scale >= SHOWN_FROM for layer in self.outlines.layers))

    def visible(self, rank: int, box: Box) -> list[Feature]:
        """Return the places of a layer that are in view."""
        return [feature for feature in self.outlines.layers[rank].features if feature.box.meets(box)]

    def paint_land(self, painter: QPainter, camera: Camera, colour: QColor) -> None:
        """Fill the places of the coarsest layer."""
        view = camera.box
        for position, feature in enumerate(self.outlines.layers[0].features):
            if feature.box.meets(view):
                self._fill(painter, camera, 0, position, colour)

    def paint_lines(self, painter: QPainter, camera: Camera) -> None:
        """Draw the borders of every layer that is shown, the coarser the stronger; each border once."""
        now, level, view = look(), _level(camera), camera.box
        shown, arcs = self.shown(camera), self.outlines.arcs
        painter.setTransform(_transform(camera))
        for rank in range(shown - 1, -1, -1):
            strong = rank < shown - 1 and len(self.outlines.layers[rank].features) < 100
            pen = QPen(now.color("control"), now.border * now.scale * (1.5 if strong else 1.0))
            pen.setCosmetic(True)
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            painter.setPen(pen)
            for number in self._arcs[rank]:
                if arcs[number].box.meets(view):
                    painter.drawPolyline(self._line(number, level))
                    self.lines_painted += 1
        painter.resetTransform()

    def paint_place(self, painter: QPainter, camera: Camera, x: float, y: float, colour: QColor) -> None:
        """Fill the place of the finest shown layer that holds a world position; in the sun, edge it too."""
        rank = self.shown(camera) - 1
        position = self._place_at(rank, x, y)
        if position is None or not self.outlines.layers[rank].features[position].box.meets(camera.box):
            return
        self._fill(painter, camera, rank, position, colour)
        if look().palette.sun:
            pen = QPen(look().color("text"), 5 * look().scale)
            pen.setCosmetic(True)
            painter.setTransform(_transform(camera))
            painter.strokePath(self._shape(rank, position, camera), pen)
            painter.resetTransform()

    def _place_at(self, rank: int, x: float, y: float) -> int | None:
        """Find a place once: the same is asked for in every frame."""
        asked = (rank, x, y)
        if self._found is None or self._found[0] != asked:
            layer = self.outlines.layers[rank]
            feature = self.outlines.at(layer, x, y) if len(layer.features) > 1 else None
            self._found = (asked, layer.features.index(feature) if feature else None)
        return self._found[1]

    def _fill(self, painter: QPainter, camera: Camera, rank: int, position: int, colour: QColor) -> None:
        painter.setTransform(_transform(camera))
        painter.fillPath(self._shape(rank, position, camera), colour)
        painter.resetTransform()
        self.fills_painted += 1

    def _line(self, number: int, level: int) -> QPolygonF:
        kept = self._lines.at(level)
        line = kept.get(number)
        if line is None:
            self.lines_made += 1
            arc, tolerance = self.outlines.arcs[number], _tolerance(level)
            points = zip(arc.xs, arc.ys, arc.weights, strict=True)
            line = kept[number] = QPolygonF([QPointF(x, y) for x, y, weight in points if weight >= tolerance])
            self.points_made += line.size()
        return line

    def _shape(self, rank: int, position: int, camera: Camera) -> QPainterPath:
        """Return a place's shape; its borders out of view are cut short, which nobody can see.

        A border's chord stays inside the border's rectangle, so what is out of view stays out of view. What
        is in view as a whole is kept: the next frame, and the next map, show it again.
        """
        level, view = _level(camera), camera.box
        place = self.outlines.layers[rank].features[position]
        if view.joined(place.box) != view:
            return self._outlined(place, level, view)
        kept = self._shapes.at(level)
        if (rank, position) not in kept:
            kept[rank, position] = self._outlined(place, level, view)
        return kept[rank, position]

    def _outlined(self, place: Feature, level: int, view: Box) -> QPainterPath:
        shape = QPainterPath()
        for ring in place.rings:
            corners: list[QPointF] = []
            for number in ring:
                own = number if number >= 0 else ~number
                arc = self.outlines.arcs[own]
                if arc.box.meets(view):
                    line = self._line(own, level).toList()
                else:
                    line = [QPointF(arc.xs[0], arc.ys[0]), QPointF(arc.xs[-1], arc.ys[-1])]
                corners += line if number >= 0 else line[::-1]
            shape.addPolygon(QPolygonF(corners))
            shape.closeSubpath()
        return shape


@lru_cache(maxsize=1)
def shipped_layer() -> OutlineLayer:
    """Return the departments that the programme brings, with what was made of them for earlier maps."""
    return OutlineLayer(shipped_outlines())


def _level(camera: Camera) -> int:
    return int(camera.zoom) + 1


def _tolerance(level: int) -> float:
    return COARSE / float(TILE * 2**level)


def _transform(camera: Camera) -> QTransform:
    left, top = camera.to_screen(0, 0)
    return QTransform(camera.scale, 0, 0, camera.scale, left, top)
