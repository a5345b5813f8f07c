"""Web Mercator in world units: x from 0 (180° W) to 1 (180° E), y from 0 (85° N) to 1 (85° S)."""

import math
from typing import NamedTuple

TILE = 256
"""Side of the whole world in pixels at zoom 0; it doubles with each zoom level."""

MAX_LATITUDE = 85.0511287798066
"""Where the square world ends."""

EQUATOR_M = 40_075_016.686
"""Length of the equator (WGS 84): one world unit there, in metres."""


class Box(NamedTuple):
    """A rectangle in world units; `top` is north."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def centre(self) -> tuple[float, float]:
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    def meets(self, other: "Box") -> bool:
        """Tell whether two rectangles share a point."""
        return (
            self.left <= other.right
            and other.left <= self.right
            and self.top <= other.bottom
            and other.top <= self.bottom
        )

    def holds(self, x: float, y: float) -> bool:
        """Tell whether a point lies inside."""
        return self.left <= x <= self.right and self.top <= y <= self.bottom

    def joined(self, other: "Box") -> "Box":
        """Return the smallest rectangle around both."""
        return Box(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )

    def grown(self, by: float) -> "Box":
        """Return the rectangle with a margin in world units."""
        return Box(self.left - by, self.top - by, self.right + by, self.bottom + by)


def project(latitude: float, longitude: float) -> tuple[float, float]:
    """Return the world position of a point in degrees; latitudes beyond the square are cut."""
    sine = math.sin(math.radians(min(max(latitude, -MAX_LATITUDE), MAX_LATITUDE)))
    return longitude / 360 + 0.5, 0.5 - math.log((1 + sine) / (1 - sine)) / (4 * math.pi)


def unproject(x: float, y: float) -> tuple[float, float]:
    """Return latitude and longitude in degrees of a world position."""
    return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * y)))), (x - 0.5) * 360


def metres_per_unit(y: float) -> float:
    """Return how many metres on the ground one world unit stands for at a height of the map."""
    return EQUATOR_M / math.cosh(math.pi * (1 - 2 * y))
