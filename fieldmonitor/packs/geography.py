"""Outlines of places from TopoJSON or GeoJSON, projected and ready to be drawn at any scale.

Neighbours share their border as one arc, so that simplifying it never opens a gap between them. Each point
of an arc carries the tolerance from which it may be left out; choosing a scale is then a comparison.
"""

import json
import math
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from fieldmonitor.domain.errors import InputError
from fieldmonitor.domain.mercator import Box, project

MAX_BYTES = 64 * 2**20
MAX_POINTS = 4_000_000

_Ring = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Arc:
    """A line in world units; `weights` are its points' tolerances, `rank` the coarsest layer it bounds."""

    xs: "array[float]"
    ys: "array[float]"
    weights: "array[float]"
    box: Box
    rank: int = 0


@dataclass(frozen=True, slots=True)
class Feature:
    """A place: its rings as numbers of arcs (`~n` is arc n backwards), and where its name may stand."""

    id: str
    name: str
    rings: tuple[_Ring, ...]
    box: Box
    middle: tuple[float, float]
    area: float


@dataclass(frozen=True, slots=True)
class Layer:
    """Places of one kind, such as departments; `typical` is their median width in world units."""

    name: str
    features: tuple[Feature, ...]
    typical: float


@dataclass(frozen=True, slots=True)
class Outlines:
    """Layers that share their arcs, the coarsest first."""

    arcs: tuple[Arc, ...]
    layers: tuple[Layer, ...]
    box: Box

    def ring(self, ring: _Ring, tolerance: float = 0.0) -> Iterator[tuple[float, float]]:
        """Give the points of a ring, leaving out what deviates less than a tolerance in world units."""
        for number in ring:
            arc = self.arcs[number if number >= 0 else ~number]
            points = [
                (x, y)
                for x, y, weight in zip(arc.xs, arc.ys, arc.weights, strict=True)
                if weight >= tolerance
            ]
            yield from points if number >= 0 else reversed(points)

    def at(self, layer: Layer, x: float, y: float) -> Feature | None:
        """Return the place of a layer that holds a point in world units."""
        for feature in layer.features:
            if feature.box.holds(x, y) and self._inside(feature, x, y):
                return feature
        return None

    def _inside(self, feature: Feature, x: float, y: float) -> bool:
        inside = False
        for ring in feature.rings:
            points = list(self.ring(ring))
            for (x1, y1), (x2, y2) in zip(points, points[1:] + points[:1], strict=True):
                if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
                    inside = not inside
        return inside


def read_outlines(source: Path | bytes) -> Outlines:
    """Read a TopoJSON or GeoJSON file, or raise InputError(map.outlines_unreadable) with the reason."""
    name = source.name if isinstance(source, Path) else ""
    try:
        return _read(json.loads(_bytes(source)))
    except (OSError, ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError) as trouble:
        raise InputError(
            "map.outlines_unreadable", name=name, reason=f"{type(trouble).__name__}: {trouble}"
        ) from trouble


def _bytes(source: Path | bytes) -> bytes:
    if isinstance(source, Path):
        with source.open("rb") as file:
            source = file.read(MAX_BYTES + 1)
    if len(source) > MAX_BYTES:
        raise ValueError("too large")
    return source


def _read(data: dict[str, Any]) -> Outlines:
    if data["type"] == "Topology":
        lines = [_decoded(arc, data.get("transform")) for arc in data["arcs"]]
        sources = {name: list(_topology(item)) for name, item in data["objects"].items()}
    elif data["type"] == "FeatureCollection":
        lines = []
        sources = {str(data.get("name", "")): list(_geojson(data["features"], lines))}
    else:
        raise ValueError(f"neither a Topology nor a FeatureCollection: {data['type']!r}")
    if sum(map(len, lines)) > MAX_POINTS:
        raise ValueError("too many points")
    arcs = [_arc(line) for line in lines]
    layers = [_layer(name, found, arcs) for name, found in sources.items()]
    layers = sorted((layer for layer in layers if layer.features), key=lambda layer: len(layer.features))
    if not layers:
        raise ValueError("no polygons")
    box = layers[0].features[0].box
    for layer in layers:
        for feature in layer.features:
            box = box.joined(feature.box)
    return Outlines(tuple(_ranked(arcs, layers)), tuple(layers), box)


_Found = tuple[str, str, list[_Ring]]
"""Id, name and rings of a place, before its measures are taken."""


def _decoded(arc: list[list[float]], transform: dict[str, list[float]] | None) -> list[tuple[float, float]]:
    if transform is None:
        return [(float(point[0]), float(point[1])) for point in arc]
    (scale_x, scale_y), (left, low) = transform["scale"], transform["translate"]
    points, x, y = [], 0.0, 0.0
    for step in arc:
        x, y = x + step[0], y + step[1]
        points.append((x * scale_x + left, y * scale_y + low))
    return points


def _topology(item: dict[str, Any]) -> Iterator[_Found]:
    for geometry in item.get("geometries", [item]):
        kind = geometry.get("type")
        if kind not in ("Polygon", "MultiPolygon"):
            continue
        polygons = [geometry["arcs"]] if kind == "Polygon" else geometry["arcs"]
        rings = [tuple(int(n) for n in ring) for polygon in polygons for ring in polygon if ring]
        yield _identity(geometry), _name(geometry), rings


def _geojson(features: list[dict[str, Any]], lines: list[list[tuple[float, float]]]) -> Iterator[_Found]:
    for feature in features:
        geometry = feature.get("geometry") or {}
        kind = geometry.get("type")
        if kind not in ("Polygon", "MultiPolygon"):
            continue
        polygons = [geometry["coordinates"]] if kind == "Polygon" else geometry["coordinates"]
        rings: list[_Ring] = []
        for ring in (ring for polygon in polygons for ring in polygon if ring):
            lines.append(_decoded(ring, None))
            rings.append((len(lines) - 1,))
        yield _identity(feature), _name(feature), rings


def _identity(item: dict[str, Any]) -> str:
    return str(item.get("id") or (item.get("properties") or {}).get("id") or "")


def _name(item: dict[str, Any]) -> str:
    properties = item.get("properties") or {}
    return str(properties.get("name") or properties.get("nombre") or "")


def _arc(line: list[tuple[float, float]]) -> Arc:
    points = [project(_checked(lat, 90), _checked(lon, 180)) for lon, lat in line]
    if not points:
        raise ValueError("an empty line")
    xs, ys = array("d", (x for x, _ in points)), array("d", (y for _, y in points))
    return Arc(xs, ys, _weights(xs, ys), Box(min(xs), min(ys), max(xs), max(ys)))


def _checked(degrees: float, most: float) -> float:
    if not math.isfinite(degrees) or abs(degrees) > most:
        raise ValueError(f"not a place on earth: {degrees}")
    return degrees


def _weights(xs: "array[float]", ys: "array[float]") -> "array[float]":
    """Return each point's tolerance: Douglas and Peucker's distance, never above its parent's.

    That cap nests the simplifications: what a coarse scale shows, a finer one shows too.
    """
    last = len(xs) - 1
    weights = array("d", bytes(8 * (last + 1)))
    weights[0] = weights[last] = math.inf
    spans = [(0, last, math.inf)]
    while spans:
        first, end, cap = spans.pop()
        if end - first < 2:
            continue
        far, index = _farthest(xs, ys, first, end)
        weight = min(far, cap)
        weights[index] = weight
        spans += [(first, index, weight), (index, end, weight)]
    return weights


def _farthest(xs: "array[float]", ys: "array[float]", first: int, end: int) -> tuple[float, int]:
    """Return the largest distance of a point between two others from their line, and which point."""
    x, y = xs[first], ys[first]
    dx, dy = xs[end] - x, ys[end] - y
    square = dx * dx + dy * dy
    best, index = -1.0, first + 1
    for i in range(first + 1, end):
        px, py = xs[i] - x, ys[i] - y
        if square:
            t = min(1.0, max(0.0, (px * dx + py * dy) / square))
            px, py = px - t * dx, py - t * dy
        distance = px * px + py * py
        if distance > best:
            best, index = distance, i
    return math.sqrt(best), index


def _layer(name: str, found: Iterable[_Found], arcs: list[Arc]) -> Layer:
    features = tuple(_feature(*item, arcs) for item in found if item[2])
    widths = sorted(feature.box.width for feature in features)
    return Layer(name, features, widths[len(widths) // 2] if widths else 0.0)


def _feature(identity: str, name: str, rings: list[_Ring], arcs: list[Arc]) -> Feature:
    box: Box | None = None
    largest, middle = -1.0, (0.0, 0.0)
    for ring in rings:
        for number in ring:
            own = arcs[number if number >= 0 else ~number].box
            box = box.joined(own) if box else own
        area, centre = _centroid(ring, arcs)
        if area > largest:
            largest, middle = area, centre
    assert box is not None
    return Feature(identity, name, tuple(rings), box, middle, max(largest, 0.0))


def _centroid(ring: _Ring, arcs: list[Arc]) -> tuple[float, tuple[float, float]]:
    """Return a ring's area and centre of gravity in world units."""
    points: list[tuple[float, float]] = []
    for number in ring:
        arc = arcs[number if number >= 0 else ~number]
        line = list(zip(arc.xs, arc.ys, strict=True))
        points += line if number >= 0 else line[::-1]
    x0, y0 = points[0]
    doubled = cx = cy = 0.0
    for (x1, y1), (x2, y2) in zip(points, points[1:] + points[:1], strict=True):
        cross = (x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0)
        doubled += cross
        cx += (x1 + x2 - 2 * x0) * cross
        cy += (y1 + y2 - 2 * y0) * cross
    if not doubled:
        return 0.0, (x0, y0)
    return abs(doubled) / 2, (x0 + cx / (3 * doubled), y0 + cy / (3 * doubled))


def _ranked(arcs: list[Arc], layers: list[Layer]) -> Iterator[Arc]:
    ranks: dict[int, int] = {}
    for rank, layer in reversed(list(enumerate(layers))):
        for feature in layer.features:
            for ring in feature.rings:
                for number in ring:
                    ranks[number if number >= 0 else ~number] = rank
    for number, arc in enumerate(arcs):
        yield replace(arc, rank=ranks.get(number, len(layers)))
