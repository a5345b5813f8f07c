"""Which part of the world the map shows: plain numbers, no Qt."""

import math
from dataclasses import dataclass, replace

from fieldmonitor.domain.mercator import TILE, Box, metres_per_unit

MIN_ZOOM, MAX_ZOOM = 3.0, 18.0


@dataclass(frozen=True, slots=True)
class Camera:
    """A view of the world: centre in world units, zoom (the world is 256 · 2^zoom px wide), size in px."""

    x: float
    y: float
    zoom: float
    width: int
    height: int

    @property
    def scale(self) -> float:
        """Pixels to one world unit."""
        return TILE * math.pow(2.0, self.zoom)

    @property
    def box(self) -> Box:
        """What is in view, in world units."""
        across, down = self.width / self.scale / 2, self.height / self.scale / 2
        return Box(self.x - across, self.y - down, self.x + across, self.y + down)

    def to_screen(self, x: float, y: float) -> tuple[float, float]:
        """Return where a world position stands on the widget."""
        return (x - self.x) * self.scale + self.width / 2, (y - self.y) * self.scale + self.height / 2

    def to_world(self, left: float, top: float) -> tuple[float, float]:
        """Return the world position under a spot of the widget."""
        return self.x + (left - self.width / 2) / self.scale, self.y + (top - self.height / 2) / self.scale

    def panned(self, right: float, down: float) -> "Camera":
        """Return the view moved by pixels."""
        return replace(self, x=self.x + right / self.scale, y=self.y + down / self.scale)

    def zoomed(self, steps: float, about: tuple[float, float] | None = None) -> "Camera":
        """Return the view enlarged by steps (each doubles), keeping what is under a spot in its place."""
        left, top = about or (self.width / 2, self.height / 2)
        x, y = self.to_world(left, top)
        zoom = min(max(self.zoom + steps, MIN_ZOOM), MAX_ZOOM)
        closer = replace(self, zoom=zoom)
        x2, y2 = closer.to_world(left, top)
        return replace(closer, x=closer.x + x - x2, y=closer.y + y - y2)

    def centred(self, x: float, y: float) -> "Camera":
        """Return the view with a world position in its middle."""
        return replace(self, x=x, y=y)

    def resized(self, width: int, height: int) -> "Camera":
        """Return the view in a widget of another size, with the same middle."""
        return replace(self, width=width, height=height)

    def fitted(self, box: Box, margin: int, closest: float) -> "Camera":
        """Return the view that shows a whole rectangle with a margin in pixels, no closer than a zoom."""
        across, down = max(self.width - 2 * margin, 32), max(self.height - 2 * margin, 32)
        units = max(box.width / across, box.height / down, 1 / (TILE * 2.0**closest))
        zoom = min(max(math.log2(1 / (units * TILE)), MIN_ZOOM), closest)
        x, y = box.centre
        return replace(self, x=x, y=y, zoom=zoom)

    def kept_near(self, box: Box) -> "Camera":
        """Return the view with its middle brought back into a rectangle: nobody gets lost at sea."""
        return replace(
            self,
            x=min(max(self.x, box.left), box.right),
            y=min(max(self.y, box.top), box.bottom),
        )

    @property
    def metres_per_pixel(self) -> float:
        """Metres on the ground to a pixel in the middle of the view."""
        return metres_per_unit(self.y) / self.scale


def round_length(most: float) -> float:
    """Return the longest of 1, 2, 5 · 10ⁿ that is no longer than a length, for the scale bar."""
    power: float = 10.0 ** math.floor(math.log10(most))
    return max(step * power for step in (1, 2, 5) if step * power <= most * (1 + 1e-9))
