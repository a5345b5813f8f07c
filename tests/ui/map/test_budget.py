"""A thousand works and all districts: only what is in view is painted, and nothing is read on this thread."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from random import Random

import pytest
from pytestqt.qtbot import QtBot

from fieldmonitor.app.map import Marker, MarkerState, Place, read_outlines
from fieldmonitor.system.resources import resource
from fieldmonitor.ui.map.outline_layer import OutlineLayer
from fieldmonitor.ui.map.view import MapView
from tests.ui.map.conftest import window_thread_io
from tests.unit.map.tiles import mbtiles, picture


@pytest.fixture
def thousand() -> list[Marker]:
    rng = Random(6)
    return [
        Marker(
            str(number),
            f"work-{number}",
            f"Mejoramiento {number}",
            "Distrito",
            Place(rng.uniform(-17, -4), rng.uniform(-79, -71)),
            rng.choice(list(MarkerState)),
            date(2026, 12, 1),
        )
        for number in range(1000)
    ]


@pytest.fixture
def districts(shared: Path) -> Path:
    path = shared / "data" / "geo" / "peru-100k.json"
    if not path.is_file():
        pytest.skip("the districts are not among the shared data")
    return path


@pytest.fixture
def full(bare: MapView, thousand: list[Marker], districts: Path) -> MapView:
    bare.canvas.outlines = [OutlineLayer(read_outlines(districts))]
    bare.set_markers(thousand)
    return bare


def test_only_what_is_in_view_is_painted(full: MapView) -> None:
    canvas = full.canvas
    layer = canvas.outlines[0]
    arcs = layer.outlines.arcs
    for zoom in (5.0, 6.5, 8.0, 9.5, 11.0, 13.0):
        canvas.zoom_by(zoom - canvas.camera.zoom)
        canvas.grab()
        view = canvas.camera.box
        shown = layer.shown(canvas.camera)
        visible = sum(arc.box.meets(view) and arc.rank < shown for arc in arcs)
        assert canvas.counts.lines == visible
        assert canvas.counts.fills <= 2
        near = view.grown(48 / canvas.camera.scale)
        in_view = sum(near.holds(*canvas.scene.position(work)) for work in canvas.scene.markers)
        assert canvas.counts.marks <= in_view
    assert canvas.counts.lines < len(arcs) / 100
    assert canvas.counts.names < 60


def test_finer_borders_come_as_one_goes_closer(full: MapView) -> None:
    canvas = full.canvas
    shown = []
    for zoom in (5.0, 7.0, 9.5):
        canvas.zoom_by(zoom - canvas.camera.zoom)
        shown.append(canvas.outlines[0].shown(canvas.camera))
    assert shown == [2, 3, 4]


def test_lines_are_simplified_once_for_a_zoom_level(full: MapView) -> None:
    canvas, layer = full.canvas, full.canvas.outlines[0]
    canvas.grab()
    made, groupings = layer.lines_made, canvas.scene.groupings
    assert made > 0
    for step in range(5):
        canvas.go_to(canvas.camera.x + step * 1e-7, canvas.camera.y)
        canvas.grab()
    assert layer.lines_made == made
    assert canvas.scene.groupings == groupings
    points = layer.outlines.arcs
    canvas.zoom_by(1)
    canvas.grab()
    assert made < layer.lines_made <= made + canvas.counts.lines < made + len(points)


def test_a_far_view_paints_far_fewer_points_than_the_file_has(full: MapView) -> None:
    canvas, layer = full.canvas, full.canvas.outlines[0]
    canvas.show_all()
    canvas.grab()
    whole = sum(len(arc.xs) for arc in layer.outlines.arcs)
    assert 0 < layer.points_made < whole / 5


def test_a_pack_that_covers_the_country_replaces_what_is_shipped(
    bare: MapView, qtbot: QtBot, districts: Path
) -> None:
    bare.set_layers(districts=districts)
    qtbot.waitUntil(lambda: len(bare.canvas.outlines[0].outlines.layers) == 4)
    assert len(bare.canvas.outlines) == 1
    bare.set_layers()
    assert [len(layer.outlines.layers) for layer in bare.canvas.outlines] == [1]


def test_a_pack_of_a_region_stands_over_what_is_shipped(bare: MapView, qtbot: QtBot) -> None:
    square = b"[[[-77,-12],[-76,-12],[-76,-11],[-77,-11],[-77,-12]]]"
    data = b'{"type":"FeatureCollection","features":[{"type":"Feature","id":"150101","geometry":'
    data += b'{"type":"Polygon","coordinates":' + square + b"}}]}"
    bare.set_layers(districts=data)
    qtbot.waitUntil(lambda: len(bare.canvas.outlines) == 2)


def test_nothing_is_read_on_the_windows_thread(
    bare: MapView, qtbot: QtBot, tmp_path: Path, thousand: list[Marker]
) -> None:
    tiles = [(6, column, row, picture("red")) for column in range(17, 21) for row in range(32, 36)]
    path = mbtiles(tmp_path / "pack.mbtiles", tiles)
    outlines = tmp_path / "districts.json"
    outlines.write_bytes(resource("map", "peru-departments.json").read_bytes())
    bare.grab()
    with window_thread_io() as seen:
        bare.set_layers(districts=outlines, tiles=path)
        bare.set_markers(thousand)
        bare.set_home(-12.0, -77.0)
        bare.select("7")
        qtbot.waitUntil(lambda: bare.canvas.tiles is not None and len(bare.canvas.outlines) == 1)
        for task in _a_walk(bare):
            task()
            bare.grab()
        _wait_for_tiles(bare, qtbot)
        bare.close_map()
    assert seen == []


def _a_walk(view: MapView) -> list[Callable[[], object]]:
    canvas = view.canvas
    return [
        view.show_all,
        lambda: canvas.zoom_by(1),
        lambda: canvas.zoom_by(0.5),
        lambda: canvas.go_to(0.29, 0.53),
        lambda: canvas.zoom_by(4),
        lambda: canvas.zoom_by(-5),
    ]


def _wait_for_tiles(view: MapView, qtbot: QtBot) -> None:
    layer = view.canvas.tiles
    assert layer is not None
    qtbot.waitUntil(lambda: layer.waiting == 0)


def test_the_watch_would_notice_a_file_read_here(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"")
    with window_thread_io() as seen:
        (tmp_path / "a").read_bytes()
    assert len(seen) == 1
