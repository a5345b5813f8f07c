"""One frame of the map, from the ground up: land, pictures, borders, marks, names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from fieldmonitor.domain.mercator import project
from fieldmonitor.system.translations import _
from fieldmonitor.ui.map.camera import Camera
from fieldmonitor.ui.map.labels import Labels
from fieldmonitor.ui.map.marks import Shape, mark_area, paint_mark
from fieldmonitor.ui.map.outline_layer import OutlineLayer
from fieldmonitor.ui.map.scene import Mark, PhotoMark, Scene
from fieldmonitor.ui.map.tile_layer import TileLayer
from fieldmonitor.ui.map.words import away
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.wording import readable, short_work


@dataclass(frozen=True, slots=True)
class Counts:
    """What the last frame painted."""

    lines: int = 0
    fills: int = 0
    tiles: int = 0
    marks: int = 0
    names: int = 0


@dataclass(frozen=True, slots=True)
class Frame:
    """What a frame shows; `focused` is the mark that has the keyboard, `busy` where controls stand.

    `proper_names` by INEI code go before a pack's own, which are often capitals without accents.
    """

    camera: Camera
    scene: Scene
    marks: Sequence[Mark]
    photos: Sequence[PhotoMark]
    outlines: Sequence[OutlineLayer]
    tiles: TileLayer | None
    focused: tuple[str, ...]
    placing: bool
    busy: Sequence[QRectF]
    proper_names: Mapping[str, str]


class MapPainter:
    """Paints frames and counts what it painted."""

    def __init__(self) -> None:
        self.counts = Counts()
        self._labels = Labels()

    def paint(self, painter: QPainter, frame: Frame) -> None:
        """Paint a whole frame."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._labels.begin()
        for area in frame.busy:
            self._labels.reserve(area)
        self._ground(painter, frame)
        self._marks(painter, frame)
        self._callout(painter, frame)
        self._own_place(painter, frame)
        self._credit(painter, frame)
        self._names(painter, frame)
        if frame.placing:
            _cross(painter, frame.camera)
        self.counts = Counts(
            lines=sum(layer.lines_painted for layer in frame.outlines),
            fills=sum(layer.fills_painted for layer in frame.outlines),
            tiles=frame.tiles.tiles_painted if frame.tiles else 0,
            marks=len(frame.marks) + len(frame.photos),
            names=self._labels.painted,
        )

    def _ground(self, painter: QPainter, frame: Frame) -> None:
        now, camera = look(), frame.camera
        painter.fillRect(QRectF(0, 0, camera.width, camera.height), now.color("window"))
        for layer in frame.outlines:
            layer.begin()
        if frame.outlines:
            frame.outlines[0].paint_land(painter, camera, now.color("hover"))
        if frame.tiles is not None:
            frame.tiles.paint(painter, camera)
        chosen = frame.scene.chosen
        if chosen is not None and frame.outlines and not (frame.tiles and frame.tiles.tiles_painted):
            x, y = frame.scene.position(chosen)
            frame.outlines[-1].paint_place(painter, camera, x, y, now.color("surface"))
        for layer in frame.outlines:
            layer.paint_lines(painter, camera)

    def _marks(self, painter: QPainter, frame: Frame) -> None:
        for photo in frame.photos:
            self._mark(painter, Shape.PHOTO, QPointF(photo.x, photo.y), len(photo.photos))
        home = frame.scene.home
        if home is not None:
            x, y = frame.camera.to_screen(*project(home.latitude, home.longitude))
            self._mark(painter, Shape.DIAMOND, QPointF(x, y))
        pins = [mark for mark in frame.marks if mark.shape is Shape.PIN]
        for mark in [mark for mark in frame.marks if mark.shape is not Shape.PIN] + pins:
            self._mark(painter, mark.shape, QPointF(mark.x, mark.y), len(mark.markers))
            if mark.ids == frame.focused:
                _ring(painter, mark_area(mark.shape, QPointF(mark.x, mark.y)))

    def _mark(self, painter: QPainter, shape: Shape, at: QPointF, count: int = 1) -> None:
        paint_mark(painter, shape, at, count=count)
        self._labels.reserve(mark_area(shape, at))

    def _callout(self, painter: QPainter, frame: Frame) -> None:
        """Name the chosen work beside its pin in one line or two, and how far it is."""
        pin = next((mark for mark in frame.marks if mark.shape is Shape.PIN), None)
        if pin is None:
            return
        now, px = look(), look().px
        font = now.font("fact", strong=True)
        metrics = QFontMetricsF(font)
        far = away(pin.markers[0])
        tail = f" · {far}" if far else ""
        for most in (px(310), px(220), px(150)):
            lines = broken(short_work(pin.markers[0].name), tail, metrics, most)
            width = max(metrics.horizontalAdvance(line) for line in lines) + px(24)
            box, free = self._beside(frame, pin, width, metrics.lineSpacing() * len(lines) + px(14))
            if free:
                break
        painter.setPen(QPen(now.color("text"), now.border))
        painter.setBrush(now.color("surface"))
        painter.drawRoundedRect(box, 4, 4)
        painter.setFont(font)
        flags = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        painter.drawText(box.adjusted(px(12), 0, 0, 0), flags, "\n".join(lines))
        self._labels.reserve(box)

    def _beside(self, frame: Frame, pin: Mark, width: float, height: float) -> tuple[QRectF, bool]:
        """Return where the callout stands best, right of the pin, left, over or under, and if it is free."""
        px = look().px
        middle = pin.y - px(24) - height / 2
        spots = [
            (pin.x + px(24), middle),
            (pin.x - px(24) - width, middle),
            (pin.x - width / 2, pin.y - px(50) - height),
            (pin.x - width / 2, pin.y + px(12)),
        ]
        camera = frame.camera
        boxes = [
            QRectF(
                min(max(left, px(8)), camera.width - width - px(8)),
                min(max(top, px(8)), camera.height - height - px(8)),
                width,
                height,
            )
            for left, top in spots
        ]
        own = mark_area(Shape.PIN, QPointF(pin.x, pin.y))
        clear = [box for box in boxes if not box.intersects(own)]
        free = [box for box in clear if self._labels.is_free(box)]
        return (free or clear or boxes)[0], bool(free)

    def _own_place(self, painter: QPainter, frame: Frame) -> None:
        home = frame.scene.home
        if home is not None:
            spot = QPointF(*frame.camera.to_screen(*project(home.latitude, home.longitude)))
            self._labels.paint(
                painter, _("Usted"), spot, paper="hover", strong_ink=True, beside=look().px(14)
            )

    def _credit(self, painter: QPainter, frame: Frame) -> None:
        """Name the makers of the pictures, as their licences ask."""
        credit = frame.tiles.file.attribution if frame.tiles and frame.tiles.tiles_painted else ""
        if not credit:
            return
        px = look().px
        most = frame.camera.width - px(48)
        words = QFontMetricsF(look().font("fact", strong=True)).elidedText(
            credit, Qt.TextElideMode.ElideRight, most
        )
        half = self._labels.width(words) / 2
        spot = QPointF(px(12) + half, frame.camera.height - px(16))
        self._labels.paint(painter, words, spot, paper="surface")

    def _names(self, painter: QPainter, frame: Frame) -> None:
        """Name the places of the finest layer, the largest first, where there is room."""
        if not frame.outlines:
            return
        camera, layer = frame.camera, frame.outlines[-1]
        if layer.shown(camera) == 1 and len(layer.outlines.layers[0].features) < 2:
            layer = frame.outlines[0]
        places = layer.visible(layer.shown(camera) - 1, camera.box)
        scale = camera.scale
        for place in sorted(places, key=lambda place: -place.area):
            words = frame.proper_names.get(place.id) or readable(place.name)
            if words and self._labels.width(words) <= 1.5 * place.box.width * scale:
                spot = QPointF(*camera.to_screen(*place.middle))
                self._labels.paint(painter, words, spot, paper="hover")


def broken(name: str, tail: str, metrics: QFontMetricsF, width: float) -> list[str]:
    """Return a name in at most two lines of a width, the last one with a tail that is never cut."""
    if metrics.horizontalAdvance(name + tail) <= width:
        return [name + tail]
    for even in (0.55, 0.65, 0.75, 0.85):  # two lines about equally long, if the name is not cut by it
        lines = _in_two(name, tail, metrics, even * width)
        if " ".join(lines) == name + tail:
            return lines
    return _in_two(name, tail, metrics, width)


def _in_two(name: str, tail: str, metrics: QFontMetricsF, width: float) -> list[str]:
    words, first = name.split(), ""
    while words and metrics.horizontalAdvance(f"{first} {words[0]}".strip()) <= width:
        first = f"{first} {words.pop(0)}".strip()
    rest = metrics.elidedText(
        " ".join(words), Qt.TextElideMode.ElideRight, width - metrics.horizontalAdvance(tail)
    )
    if not first:
        return [rest + tail]
    return [first, (rest + tail).removeprefix(" · ")]


def _ring(painter: QPainter, area: QRectF) -> None:
    """Draw the keyboard's ring around a mark, as around every control: 3 px outside a 2 px gap."""
    now = look()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for out, width, role in ((6.5, 3, "ring"), (4, 2, "ring_gap")):
        painter.setPen(QPen(now.color(role), width))
        painter.drawRoundedRect(area.adjusted(-out, -out, out, out), 5, 5)


def _cross(painter: QPainter, camera: Camera) -> None:
    """Draw the spot that Enter takes while one's place is being set by keyboard."""
    x, y, arm = camera.width / 2, camera.height / 2, look().px(14)
    for role, width in (("surface", 5), ("text", 2)):
        painter.setPen(QPen(look().color(role), width))
        painter.drawLine(QPointF(x - arm, y), QPointF(x + arm, y))
        painter.drawLine(QPointF(x, y - arm), QPointF(x, y + arm))
