"""Painted photos: real files with real EXIF, the same each time."""

import io
import math
from datetime import UTC, date, datetime, timedelta, timezone

import exifread
import pytest
from PIL import Image, ImageChops, ImageOps, ImageStat

from fieldmonitor.demo.photos import MODEL, draw_photo, point_at, visit_photos
from fieldmonitor.demo.scenes import SCENES, Scene
from fieldmonitor.demo.signs import board_term
from fieldmonitor.demo.works import demo_works

LIMA = timezone(timedelta(hours=-5))
START = datetime(2026, 11, 22, 10, 24, 30, tzinfo=LIMA)
WORK = demo_works(1, date(2026, 11, 22))[0]
HERE = (WORK.latitude, WORK.longitude)


@pytest.fixture(scope="module")
def photos():
    return visit_photos(WORK, START)


def exif(data):
    return exifread.process_file(io.BytesIO(data), details=False)


def place(tags):
    def degrees(name, negative):
        parts = [float(part) for part in tags[f"GPS {name}"].values]
        sign = -1 if str(tags[f"GPS {name}Ref"]) == negative else 1
        return sign * (parts[0] + parts[1] / 60 + parts[2] / 3600)

    return degrees("GPSLatitude", "S"), degrees("GPSLongitude", "W")


def metres(one, other):
    lat1, lon1, lat2, lon2 = map(math.radians, (*one, *other))
    h = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * 6_371_000 * math.asin(math.sqrt(h))


def test_every_scene_can_be_painted():
    assert set(SCENES) == set(Scene)


@pytest.mark.parametrize("scene", [Scene.GATE, Scene.PAGE])
def test_the_same_arguments_give_the_same_bytes(scene):
    one = draw_photo(scene, WORK, START, *HERE)
    assert one == draw_photo(scene, WORK, START, *HERE)
    assert one != draw_photo(scene, WORK, START + timedelta(seconds=1), *HERE)


def test_another_seed_is_another_picture_of_the_same_thing():
    one, other = (
        Image.open(io.BytesIO(draw_photo(Scene.FRONT, WORK, START, *HERE, seed=seed))) for seed in (0, 1)
    )
    difference = ImageStat.Stat(ImageChops.difference(one, other)).mean
    assert 1 < max(difference) < 40


def test_camera_time_and_direction_are_written(photos):
    tags = exif(photos[1].data)
    assert str(tags["Image Model"]) == MODEL
    assert str(tags["EXIF DateTimeOriginal"]) == "2026:11:22 10:31:30"
    assert str(tags["EXIF OffsetTimeOriginal"]) == "-05:00"
    assert 0 <= float(tags["GPS GPSImgDirection"].values[0]) < 360
    stamp = [int(float(part)) for part in tags["GPS GPSTimeStamp"].values]
    assert stamp == [15, 31, 30], "GPS time is UTC"


def test_places_are_as_far_from_the_work_as_planned(photos):
    distances = {}
    for photo in photos:
        tags = exif(photo.data)
        distances[photo.caption] = round(metres(place(tags), HERE)) if "GPS GPSLatitude" in tags else None
    assert distances == {
        "Frontis de la obra": 12,
        "Cartel de obra": 18,
        "Portón cerrado": None,
        "Camión en la vía": 340,
        "Acero de la losa": 25,
        "Grieta en el muro": 31,
        "Cemento a la intemperie": 28,
        "": 12,
    }


def test_one_photo_comes_twice_under_another_name(photos):
    assert len(photos) == 8
    assert len({photo.name for photo in photos}) == 8
    assert len({photo.data for photo in photos}) == 7
    assert photos[0].data == photos[-1].data


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_turned_photos_are_upright_once_turned_back(orientation):
    data = draw_photo(Scene.BOARD, WORK, START, *HERE, orientation=orientation)
    stored = Image.open(io.BytesIO(data))
    assert stored.getexif()[0x0112] == orientation
    assert stored.size == ((1200, 1600) if orientation in (6, 8) else (1600, 1200))
    upright = Image.open(io.BytesIO(draw_photo(Scene.BOARD, WORK, START, *HERE)))
    turned = ImageOps.exif_transpose(stored)
    assert max(ImageStat.Stat(ImageChops.difference(turned, upright)).mean) < 3


def test_without_a_place_there_is_no_gps_block():
    tags = exif(draw_photo(Scene.GATE, WORK, START, None, None))
    assert not [name for name in tags if name.startswith("GPS")]


def test_the_board_shows_the_term_before_the_addendum():
    assert board_term(WORK) == "240"


def test_a_clock_of_another_zone_is_written_as_it_stood():
    tags = exif(draw_photo(Scene.PAGE, WORK, START.astimezone(UTC), *HERE))
    assert str(tags["EXIF DateTimeOriginal"]) == "2026:11:22 15:24:30"
    assert str(tags["EXIF OffsetTimeOriginal"]) == "+00:00"


@pytest.mark.parametrize("bearing", [0, 90, 225])
def test_points_stand_at_their_distance(bearing):
    assert metres(point_at(WORK, 340, bearing), HERE) == pytest.approx(340, rel=0.005)


def test_photos_are_small_enough_for_a_demo(photos):
    assert all(60_000 < len(photo.data) < 600_000 for photo in photos)
