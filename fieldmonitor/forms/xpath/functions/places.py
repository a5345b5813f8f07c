"""Points, lines and areas on the globe, as other engines compute them: on a sphere."""

import itertools
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from fieldmonitor.forms.errors import EvaluationError
from fieldmonitor.forms.nodes import Node
from fieldmonitor.forms.xpath.code import Code
from fieldmonitor.forms.xpath.functions.base import MANY, Function
from fieldmonitor.forms.xpath.functions.texts import spread
from fieldmonitor.forms.xpath.runtime import Context
from fieldmonitor.forms.xpath.tree import Expression
from fieldmonitor.forms.xpath.values import plain_number

if TYPE_CHECKING:
    from fieldmonitor.forms.xpath.compiler import Compiler

RADIUS = 6_378_100.0
"""The earth's equatorial radius in metres."""

Point = tuple[float, float]


def parse_point(text: str) -> Point | None:
    """Return (latitude, longitude) of a geopoint ``lat lon [altitude [accuracy]]``, None if it is none."""
    parts = text.split()
    if not 2 <= len(parts) <= 4:
        return None
    latitude, longitude = plain_number(parts[0]), plain_number(parts[1])
    if latitude != latitude or longitude != longitude or abs(latitude) > 90 or abs(longitude) > 180:
        return None
    return latitude, longitude


def parse_trace(text: str) -> list[Point] | None:
    """Return the points of a geotrace or geoshape, separated by semicolons; None if one is wrong."""
    parts = [part.strip() for part in text.strip().split(";")]
    while parts and not parts[-1]:
        parts.pop()
    points = [parse_point(part) for part in parts]
    found = [point for point in points if point is not None]
    return found if len(found) == len(points) and len(found) >= 2 else None


def _points(values: Sequence[str]) -> list[Point] | None:
    if len(values) == 1:
        return parse_trace(values[0])
    points = [parse_point(value) for value in values]
    found = [point for point in points if point is not None]
    return found if len(found) == len(points) and len(found) >= 2 else None


def _two_decimals(value: float) -> float:
    return abs(math.floor(value * 100 + 0.5) / 100)


def _area_of(points: list[Point]) -> float:
    if len(points) < 3:
        return 0.0
    ring = points if points[0] == points[-1] else [*points, points[0]]
    total = 0.0
    for (lat1, lon1), (lat2, lon2) in itertools.pairwise(ring):
        total += math.radians(lon2 - lon1) * (2 + math.sin(math.radians(lat2)) + math.sin(math.radians(lat1)))
    return _two_decimals(total * RADIUS * RADIUS / 2)


def _length_of(points: list[Point]) -> float:
    total = 0.0
    for (lat1, lon1), (lat2, lon2) in itertools.pairwise(points):
        phi1, phi2, turn = math.radians(lat1), math.radians(lat2), math.radians(lon1 - lon2)
        cosine = math.sin(phi1) * math.sin(phi2) + math.cos(phi1) * math.cos(phi2) * math.cos(turn)
        total += math.acos(min(1.0, max(-1.0, cosine))) * RADIUS
    return _two_decimals(total)


def _contains(ring: list[Point], point: Point) -> bool:
    latitude, longitude = point
    inside = False
    for (lat1, lon1), (lat2, lon2) in itertools.pairwise(ring):
        crosses = (lat2 > latitude) != (lat1 > latitude)
        if crosses and longitude < (lon1 - lon2) * (latitude - lat2) / (lat1 - lat2) + lon2:
            inside = not inside
    return inside


def _area(compiler: "Compiler", arguments: tuple[Expression, ...]) -> Code:
    texts = spread(compiler, arguments[0])

    def run(node: Node, context: Context) -> float:
        return _area_of(_points(texts(node, context)) or [])

    return Code("number", run)


def _distance(compiler: "Compiler", arguments: tuple[Expression, ...]) -> Code:
    parts = [spread(compiler, argument) for argument in arguments]

    def run(node: Node, context: Context) -> float:
        points = _points([text for part in parts for text in part(node, context)])
        if points is None:
            raise EvaluationError("distance.points")
        return _length_of(points)

    return Code("number", run)


def _geofence(compiler: "Compiler", arguments: tuple[Expression, ...]) -> Code:
    where, fence = compiler.text(arguments[0]), compiler.text(arguments[1])

    def run(node: Node, context: Context) -> bool:
        point, ring = parse_point(where(node, context)), parse_trace(fence(node, context))
        return point is not None and ring is not None and ring[0] == ring[-1] and _contains(ring, point)

    return Code("boolean", run)


FUNCTIONS = {
    "area": Function(_area, 1, 1),
    "distance": Function(_distance, 1, MANY),
    "geofence": Function(_geofence, 2, 2),
}
