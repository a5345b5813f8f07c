"""Thumbnails of the cards that are seen: read and decoded beside the window, a bounded number kept."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from fieldmonitor.app.ports import TaskRunner
from fieldmonitor.ui.widgets.photo_grid import PhotoCard

KEPT = 96
"""Thumbnails in memory, of some 300 kB each; more only where twice as many cards are seen at once."""
AT_ONCE = 2
"""Thumbnails under way: what has scrolled out of sight before its turn is never read."""

Read = Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class _Loaded:
    picture: str
    image: QImage
    error: Exception | None = None


class Thumbnails(QObject):
    """Hands out thumbnails by their card; `arrived` names the picture that has come since.

    `reader` returns what reads a photo's thumbnail by the photo's id; it is called away from the window.
    `trouble` is told of one that cannot be read; its card then shows a sign in its place.
    """

    arrived = Signal(str)

    def __init__(
        self,
        runner: TaskRunner,
        reader: Callable[[str], Read],
        trouble: Callable[[Exception], object],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.in_sight: Callable[[str], bool] = lambda _picture: True
        self._runner = runner
        self._reader = reader
        self._trouble = trouble
        self._room = KEPT
        self._kept: OrderedDict[str, QImage] = OrderedDict()
        self._wanted: dict[str, str] = {}
        self._under_way: set[str] = set()

    def __len__(self) -> int:
        return len(self._kept)

    def __bool__(self) -> bool:
        return True

    @property
    def room(self) -> int:
        """How many thumbnails are kept at most."""
        return self._room

    def make_room(self, seen_at_once: int) -> None:
        """Keep at least what two full windows show."""
        self._room = max(KEPT, 2 * seen_at_once)

    def kept(self, picture: str) -> QImage | None:
        """Return a thumbnail that is there already, without asking for it."""
        return self._kept.get(picture)

    def image(self, card: PhotoCard) -> QImage | None:
        """Return a card's thumbnail, a null image where there is none, or None while it is fetched."""
        if not card.picture:
            return QImage()
        image = self._kept.get(card.picture)
        if image is not None:
            self._kept.move_to_end(card.picture)
            return image
        if card.picture not in self._under_way:
            self._wanted.setdefault(card.picture, card.id)
            self._start()
        return None

    def _start(self) -> None:
        while self._wanted and len(self._under_way) < AT_ONCE:
            picture = next(iter(self._wanted))
            photo = self._wanted.pop(picture)
            if self.in_sight(picture):
                self._under_way.add(picture)
                self._runner.background(partial(_load, picture, self._reader(photo)), self._take)

    def _take(self, loaded: _Loaded) -> None:
        self._under_way.discard(loaded.picture)
        self._kept[loaded.picture] = loaded.image
        while len(self._kept) > self._room:
            self._kept.popitem(last=False)
        self.arrived.emit(loaded.picture)
        if loaded.error is not None:
            self._trouble(loaded.error)
        self._start()


def _load(picture: str, read: Read) -> _Loaded:
    """Read and decode; the error travels with the picture's name, so that its card stops waiting for it."""
    try:
        image = QImage.fromData(read())
    except Exception as error:  # noqa: BLE001 - told on the thread of the window, as every other
        return _Loaded(picture, QImage(), error)
    return _Loaded(picture, image.convertToFormat(QImage.Format.Format_RGB32))
