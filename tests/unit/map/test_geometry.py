"""Projection, camera and grouping: pure numbers."""

import math
from datetime import date
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldmonitor.app.map import Marker, MarkerState, Place
from fieldmonitor.domain.mercator import Box, metres_per_unit, project, unproject
from fieldmonitor.media.geo import distance_m
from fieldmonitor.ui.map.camera import MAX_ZOOM, MIN_ZOOM, Camera, round_length
from fieldmonitor.ui.map.clusters import clustered
from fieldmonitor.ui.map.scene import Scene

LIMA = (-12.046, -77.043)
latitudes = st.floats(-84, 84)
longitudes = st.floats(-180, 180)


@given(latitudes, longitudes)
def test_projecting_and_back_is_the_same_place(latitude: float, longitude: float) -> None:
    back = unproject(*project(latitude, longitude))
    assert back == pytest.approx((latitude, longitude), abs=1e-9)


def test_known_places_of_web_mercator() -> None:
    assert project(0, 0) == (0.5, 0.5)
    assert project(85.0511287798066, -180) == pytest.approx((0, 0), abs=1e-12)
    x, y = project(*LIMA)
    # Lima's tile at zoom 10, as every slippy map counts it.
    assert (int(x * 2**10), int(y * 2**10)) == (292, 546)


def test_metres_of_the_scale_bar_are_metres_on_the_ground() -> None:
    x, y = project(*LIMA)
    step = 1e-5
    there = unproject(x + step, y)
    assert metres_per_unit(y) * step == pytest.approx(distance_m(*LIMA, *there), rel=0.002)


@given(
    latitudes,
    longitudes,
    st.floats(MIN_ZOOM, MAX_ZOOM),
    st.floats(-3, 3),
    st.floats(0, 735),
    st.floats(0, 600),
)
def test_zooming_keeps_the_place_under_the_pointer(
    latitude: float, longitude: float, zoom: float, steps: float, left: float, top: float
) -> None:
    camera = Camera(*project(latitude, longitude), zoom, 735, 600)
    before = camera.to_world(left, top)
    after = camera.zoomed(steps, (left, top))
    assert after.to_screen(*before) == pytest.approx((left, top), abs=1e-3)
    assert MIN_ZOOM <= after.zoom <= MAX_ZOOM


def test_fitting_shows_the_whole_box() -> None:
    box = Box(*project(-3, -80), *project(-9, -76))
    camera = Camera(0.3, 0.5, 5, 735, 600).fitted(box, 40, 16)
    left, top = camera.to_screen(box.left, box.top)
    right, bottom = camera.to_screen(box.right, box.bottom)
    assert min(left, top) >= 39.9
    assert right <= 695.1
    assert bottom <= 560.1
    assert max(right - left, bottom - top) > 500
    spot = Camera(0.3, 0.5, 5, 735, 600).fitted(Box(0.29, 0.53, 0.29, 0.53), 40, 13)
    assert spot.zoom == 13


def test_the_map_is_not_lost_at_sea() -> None:
    peru = Box(*project(0.2, -81.6), *project(-18.6, -68.4))
    camera = Camera(*peru.centre, 6, 735, 600)
    for _ in range(100):
        camera = camera.panned(-400, 0).kept_near(peru)
    assert camera.x == peru.left


@given(st.floats(0.5, 5e6))
def test_scale_lengths_are_round_and_fit(most: float) -> None:
    length = round_length(most)
    assert most / 2.51 <= length <= most * 1.001
    power = 10 ** math.floor(math.log10(length * 1.0001))
    assert round(length / power) in (1, 2, 5)


points = st.lists(st.tuples(st.floats(-500, 5000), st.floats(-500, 5000)), max_size=120)


@given(points)
def test_every_point_is_in_one_group_and_groups_stand_apart(found: list[tuple[float, float]]) -> None:
    spots = clustered(found, 44)
    assert sorted(number for spot in spots for number in spot.members) == list(range(len(found)))
    for number, spot in enumerate(spots):
        for other in spots[number + 1 :]:
            assert math.hypot(spot.x - other.x, spot.y - other.y) >= 44
        xs = [found[member][0] for member in spot.members]
        assert min(xs) - 1e-6 <= spot.x <= max(xs) + 1e-6


def test_moving_the_map_keeps_its_groups_and_zooming_makes_new_ones() -> None:
    rng = Random(3)
    scene = Scene()
    scene.set_markers(
        [
            Marker(
                str(number),
                "work",
                "Obra",
                "",
                Place(rng.uniform(-13, -12), rng.uniform(-77, -76)),
                MarkerState.TO_DO,
                date(2026, 12, 1),
            )
            for number in range(200)
        ]
    )
    camera = Camera(*project(-12.5, -76.5), 8, 735, 600)
    groups = {mark.ids for mark in scene.marks(camera, 1)}
    assert {mark.ids for mark in scene.marks(camera.panned(17, -9), 1)} == groups
    assert scene.groupings == 1
    closer = {mark.ids for mark in scene.marks(camera.zoomed(1), 1)}
    assert closer != groups
    assert scene.groupings == 2


class _Counting(float):
    """A coordinate that counts how often it is subtracted: once per look at a neighbour."""

    looks = 0

    def __sub__(self, other: float) -> float:
        _Counting.looks += 1
        return float(self) - float(other)


@pytest.mark.parametrize("spread", [0.0, 300.0, 30_000.0])
def test_grouping_looks_at_each_work_a_bounded_number_of_times(spread: float) -> None:
    rng = Random(5)
    looks = []
    for count in (500, 2000):
        _Counting.looks = 0
        clustered([(_Counting(rng.uniform(0, spread)), rng.uniform(0, spread)) for _ in range(count)], 44)
        looks.append(_Counting.looks / count)
    assert looks[0] > 0
    assert max(looks) < 60
