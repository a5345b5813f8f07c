"""Everything that stands on the map, and which mark shows it at a zoom; no painting here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fieldmonitor.app.map import Marker, PhotoPlace, Place
from fieldmonitor.domain.mercator import Box, project
from fieldmonitor.ui.map.camera import Camera
from fieldmonitor.ui.map.clusters import Spot, clustered
from fieldmonitor.ui.map.marks import Shape
from fieldmonitor.ui.map.words import SHAPES

REACH = 44
"""Marks nearer than this, in design pixels, become one."""
_BAND = 48
"""Marks in a band this high are one line for the keyboard, in design pixels."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One or several works at a spot of the widget, in pixels."""

    x: float
    y: float
    shape: Shape
    markers: tuple[Marker, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """Which works it stands for: the same mark in the next frame has the same."""
        return tuple(marker.id for marker in self.markers)


@dataclass(frozen=True, slots=True)
class PhotoMark:
    """One or several photos at a spot of the widget, in pixels."""

    x: float
    y: float
    photos: tuple[PhotoPlace, ...]


class Scene:
    """Works, the chosen one, the volunteer's own place and photos; marks are grouped once per zoom."""

    def __init__(self) -> None:
        self.markers: tuple[Marker, ...] = ()
        self.photos: tuple[PhotoPlace, ...] = ()
        self.home: Place | None = None
        self.chosen: Marker | None = None
        self.groupings = 0
        self._at: list[tuple[float, float]] = []
        self._photos_at: list[tuple[float, float]] = []
        self._grouped: tuple[tuple[float, float, str | None], list[Spot], list[Marker]] | None = None

    def set_markers(self, markers: Sequence[Marker]) -> None:
        """Take over the works; the chosen one stays chosen if it is still there."""
        self.markers = tuple(markers)
        self._at = [project(m.place.latitude, m.place.longitude) for m in self.markers]
        self._grouped = None
        self.choose(self.chosen.id if self.chosen else None)

    def set_photos(self, photos: Iterable[PhotoPlace]) -> None:
        """Take over the photos' places."""
        self.photos = tuple(photos)
        self._photos_at = [project(p.place.latitude, p.place.longitude) for p in self.photos]

    def choose(self, marker_id: str | None) -> None:
        """Choose a work, or none; it then stands alone, apart from any group."""
        self.chosen = next((marker for marker in self.markers if marker.id == marker_id), None)

    def position(self, marker: Marker) -> tuple[float, float]:
        """Return a work's world position."""
        return project(marker.place.latitude, marker.place.longitude)

    def bounds(self, markers: Iterable[Marker] | None = None) -> Box | None:
        """Return the rectangle around some works; around all that is on the map if none are named."""
        points = [self.position(marker) for marker in markers] if markers is not None else [*self._at]
        if markers is None:
            points += self._photos_at
            if self.home is not None:
                points.append(project(self.home.latitude, self.home.longitude))
        if not points:
            return None
        xs, ys = [x for x, _ in points], [y for _, y in points]
        return Box(min(xs), min(ys), max(xs), max(ys))

    def marks(self, camera: Camera, scale: float) -> list[Mark]:
        """Return the marks in view in the order a person reads them, the chosen work's among them."""
        spots, members = self._spots(camera, REACH * scale)
        left, top = camera.to_screen(0, 0)
        margin = 48 * scale
        found = []
        for spot in spots:
            x, y = spot.x + left, spot.y + top
            if -margin <= x <= camera.width + margin and -margin <= y <= camera.height + margin:
                works = tuple(members[number] for number in spot.members)
                shape = Shape.SQUARE if len(works) > 1 else SHAPES[works[0].state]
                found.append(Mark(x, y, shape, works))
        if self.chosen is not None:
            x, y = camera.to_screen(*self.position(self.chosen))
            if -margin <= x <= camera.width + margin and -margin <= y <= camera.height + margin:
                found.append(Mark(x, y, Shape.PIN, (self.chosen,)))
        return sorted(found, key=lambda mark: (mark.y // (_BAND * scale), mark.x))

    def photo_marks(self, camera: Camera, scale: float) -> list[PhotoMark]:
        """Return the photos' marks in view."""
        places = [camera.to_screen(x, y) for x, y in self._photos_at]
        return [
            PhotoMark(spot.x, spot.y, tuple(self.photos[number] for number in spot.members))
            for spot in clustered(places, 26 * scale)
            if -30 <= spot.x <= camera.width + 30 and -30 <= spot.y <= camera.height + 30
        ]

    def _spots(self, camera: Camera, reach: float) -> tuple[list[Spot], list[Marker]]:
        """Return the groups in pixels of the whole world: moving the map does not change them."""
        chosen = self.chosen.id if self.chosen else None
        key = (camera.scale, reach, chosen)
        if self._grouped is None or self._grouped[0] != key:
            self.groupings += 1
            held = [
                (marker, at) for marker, at in zip(self.markers, self._at, strict=True) if marker.id != chosen
            ]
            scale = camera.scale
            spots = clustered([(x * scale, y * scale) for _, (x, y) in held], reach)
            self._grouped = (key, spots, [marker for marker, _ in held])
        return self._grouped[1], self._grouped[2]
