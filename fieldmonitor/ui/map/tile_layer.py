"""Paints the pack's map pictures: read and decoded away from the window, kept within a bound of memory."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, QRectF, QSize
from PySide6.QtGui import QImage, QImageReader, QPainter

from fieldmonitor.app.map import TileFile
from fieldmonitor.app.ports import TaskRunner
from fieldmonitor.domain.errors import FieldMonitorError
from fieldmonitor.ui.map.camera import Camera
from fieldmonitor.ui.shell.theme import look

CACHE_BYTES = 48 * 2**20
MAX_SIDE = 512
"""A tile is 256 or 512 pixels wide; a larger one is not what it says, and is not opened."""
_NOTHING_BYTES = 256
"""What remembering a missing tile counts for."""
_WASH = {"light": 0.0, "dark": 0.7, "sun": 0.35}
"""How much of the palette's paper is laid over the pictures, so that marks stand out on them."""

Key = tuple[int, int, int]
"""Zoom, column, row; row 0 in the north."""


class TileLayer(QObject):
    """An MBTiles file on screen. What was asked for but left the view is not decoded any more."""

    def __init__(
        self,
        file: TileFile,
        runner: TaskRunner,
        arrived: Callable[[], object],
        failed: Callable[[Exception], object],
        parent: QObject,
        capacity: int = CACHE_BYTES,
    ) -> None:
        super().__init__(parent)
        self.file = file
        self.tiles_painted = 0
        self._runner = runner
        self._arrived = arrived
        self._failed = failed
        self._capacity = capacity
        self._cache: OrderedDict[Key, QImage | None] = OrderedDict()
        self._bytes = 0
        self._asked: set[Key] = set()
        self._wanted: frozenset[Key] = frozenset()
        self._told = False
        self._closed = False

    @property
    def cached_bytes(self) -> int:
        """Memory held by decoded tiles."""
        return self._bytes

    @property
    def waiting(self) -> int:
        """Tiles asked for that have not come yet."""
        return len(self._asked)

    def close(self) -> None:
        """Drop the pictures and let go of the file, after the tasks that still read it."""
        self._closed = True
        self._wanted = frozenset()
        self._cache.clear()
        self._bytes = 0
        self._runner.background(self.file.close)

    def paint(self, painter: QPainter, camera: Camera) -> None:
        """Draw the tiles in view that are here, and ask for those that are not."""
        self.tiles_painted = 0
        zoom = self._zoom(camera)
        keys = _keys(camera, zoom) if zoom is not None else []
        self._wanted = frozenset(keys)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for key in keys:
            self._paint_tile(painter, camera, key)
            if key not in self._cache and key not in self._asked:
                self._ask(key)
        wash = _WASH.get(look().palette.name, 0.0)
        if self.tiles_painted and wash:
            paper = look().color("surface")
            paper.setAlphaF(wash)
            painter.fillRect(0, 0, camera.width, camera.height, paper)

    def _zoom(self, camera: Camera) -> int | None:
        """Return the file's level that suits a view; None where tiles would be specks."""
        if camera.zoom < self.file.min_zoom - 2:
            return None
        return min(max(round(camera.zoom), self.file.min_zoom), self.file.max_zoom)

    def _paint_tile(self, painter: QPainter, camera: Camera, key: Key) -> None:
        """Draw a tile, or until it comes the part of a coarser one that covers it."""
        zoom, column, row = key
        area = _area(camera, key)
        for up in range(min(5, zoom - self.file.min_zoom) + 1):
            above = (zoom - up, column >> up, row >> up)
            image = self._cache.get(above)
            if image is None:
                continue
            self._cache.move_to_end(above)
            part = 1 / 2**up
            source = QRectF(
                (column * part % 1) * image.width(),
                (row * part % 1) * image.height(),
                image.width() * part,
                image.height() * part,
            )
            painter.drawImage(area, image, source)
            self.tiles_painted += 1
            return

    def _ask(self, key: Key) -> None:
        self._asked.add(key)
        self._runner.background(lambda: self._fetched(key), self._take)

    def _fetched(self, key: Key) -> "_Answer":
        """Read and decode a tile in the runner's thread, unless it left the view meanwhile."""
        if key not in self._wanted:
            return _Answer(key, dropped=True)
        try:
            data = self.file.tile(*key)
        except FieldMonitorError as trouble:
            return _Answer(key, trouble=trouble)
        return _Answer(key, decoded(data, self.file.format) if data else None)

    def _take(self, answer: "_Answer") -> None:
        self._asked.discard(answer.key)
        if self._closed:
            return  # the file may be gone from under a task that was under way
        if not answer.dropped:
            self._keep(answer.key, answer.image)
        if answer.trouble is not None and not self._told:
            self._told = True
            self._failed(answer.trouble)
        self._arrived()

    def _keep(self, key: Key, image: QImage | None) -> None:
        self._cache[key] = image
        self._bytes += _cost(image)
        # What is in view stays, or a large screen would ask for the same tiles for ever.
        old = [known for known in self._cache if known not in self._wanted] if self._full else []
        for known in old:
            if not self._full:
                break
            self._bytes -= _cost(self._cache.pop(known))

    @property
    def _full(self) -> bool:
        return self._bytes > self._capacity


@dataclass(frozen=True, slots=True)
class _Answer:
    """What became of a tile: its picture, nothing in the file, a fault, or dropped unread."""

    key: Key
    image: QImage | None = None
    trouble: FieldMonitorError | None = None
    dropped: bool = False


def _cost(image: QImage | None) -> int:
    return image.sizeInBytes() if image is not None else _NOTHING_BYTES


def decoded(data: bytes, kind: str) -> QImage | None:
    """Return a tile's picture ready to be painted, or None where it is no such picture."""
    source = QByteArray(data)
    buffer = QBuffer(source)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer, QByteArray(kind.encode()))
    size = reader.size()
    if not size.isValid() or size.boundedTo(QSize(MAX_SIDE, MAX_SIDE)) != size:
        return None
    image = reader.read()
    if image.isNull():
        return None
    return image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)


def _keys(camera: Camera, zoom: int) -> list[Key]:
    """Return the tiles in view, those in the middle first."""
    count = 2**zoom
    box = camera.box
    columns = range(max(0, int(box.left * count)), min(count - 1, int(box.right * count)) + 1)
    rows = range(max(0, int(box.top * count)), min(count - 1, int(box.bottom * count)) + 1)
    keys = [(zoom, column, row) for column in columns for row in rows]
    middle_x, middle_y = camera.x * count - 0.5, camera.y * count - 0.5
    return sorted(keys, key=lambda key: (key[1] - middle_x) ** 2 + (key[2] - middle_y) ** 2)


def _area(camera: Camera, key: Key) -> QRectF:
    """Return where a tile stands, on whole pixels so that no seam shows."""
    zoom, column, row = key
    count = 2**zoom
    left, top = camera.to_screen(column / count, row / count)
    right, bottom = camera.to_screen((column + 1) / count, (row + 1) / count)
    return QRectF(round(left), round(top), round(right) - round(left), round(bottom) - round(top))
