"""Real cameras' files give what another tool reads from them (ExifTool 12, checked by hand)."""

from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from fieldmonitor.media import inspect_files

# name: (taken_at, (latitude, longitude), orientation, (width, height) as seen)
EXPECTED: dict[str, tuple[str | None, tuple[float, float] | None, int, tuple[int, int]]] = {
    "11-tests.jpg": ("2007-09-03T16:03:45", None, 1, (1136, 775)),
    "35-empty.jpg": ("2005-07-19T18:25:29", None, 1, (2164, 1626)),
    "45-gps_ifd.jpg": ("2012-06-23T06:55:49", None, 1, (1600, 900)),
    "Canon_40D.jpg": ("2008-05-30T15:56:01", None, 1, (100, 68)),
    "DSCN0010.jpg": ("2008-10-22T16:28:39", (43.467448, 11.885127), 1, (640, 480)),
    "DSCN0012.jpg": ("2008-10-22T16:29:49", (43.467157, 11.885395), 1, (640, 480)),
    "DSCN0021.jpg": ("2008-10-22T16:38:20", (43.467082, 11.884538), 1, (640, 480)),
    "DSCN0025.jpg": ("2008-10-22T16:43:21", (43.468365, 11.881635), 1, (640, 480)),
    "DSCN0027.jpg": ("2008-10-22T16:44:01", (43.468442, 11.881515), 1, (640, 480)),
    "IMG_5195.HEIC": ("2021-04-11T15:47:53-05:00", (39.051344, -94.288772), 1, (2566, 3313)),
    "Nikon_D70.jpg": ("2008-03-15T09:52:01", None, 1, (100, 66)),
    "corrupted.jpg": ("2015-09-08T11:02:17", None, 1, (3648, 2736)),
    "image00971.jpg": ("2010-04-13T09:37:22+02:00", None, 1, (636, 227)),
    "image01088.jpg": ("2010-04-13T09:37:22+02:00", None, 1, (425, 120)),
    "image01137.jpg": ("2009-09-14T11:08:06+02:00", None, 1, (88, 64)),
    "iphone_hdr_NO.jpg": ("2015-04-10T20:12:23", (40.446972, -3.724753), 1, (3264, 2448)),
    "jolla.jpg": ("2014-09-21T16:00:56", None, 1, (3264, 2448)),
    "landscape_1.jpg": (None, None, 1, (600, 450)),
    "landscape_3.jpg": (None, None, 3, (600, 450)),
    "landscape_6.jpg": (None, None, 6, (600, 450)),
    "landscape_8.jpg": (None, None, 8, (600, 450)),
    "no_exif.jpg": ("2013-09-23T10:09:46+02:00", None, 1, (322, 466)),
    "portrait_6.jpg": (None, None, 6, (450, 600)),
    "portrait_8.jpg": (None, None, 8, (450, 600)),
}


@pytest.fixture(scope="module")
def found(shared: Path) -> dict[str, dict[str, Any]]:
    paths = sorted((shared / "data" / "photos").iterdir())
    return {path.name: row for path, row in zip(paths, inspect_files(paths), strict=True)}


def test_every_file_is_expected(found: dict[str, dict[str, Any]]) -> None:
    assert set(found) == set(EXPECTED)


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_date_place_and_orientation(name: str, found: dict[str, dict[str, Any]]) -> None:
    taken_at, place, orientation, size = EXPECTED[name]
    row = found[name]
    assert row["taken_at"] == taken_at
    assert row["orientation"] == orientation
    if place is None:
        assert row["latitude"] is None and "no_location" in row["flags"]
    else:
        assert (row["latitude"], row["longitude"]) == pytest.approx(place, abs=1e-6)
    if name.endswith(".HEIC") and find_spec("pillow_heif") is None:
        assert row["problem"] == "photo.heic"
    else:
        assert (row["width"], row["height"]) == size and row["ok"]


def test_one_scene_turned_four_ways_looks_the_same(found: dict[str, dict[str, Any]]) -> None:
    hashes = {row["difference_hash"] for name, row in found.items() if name.startswith("landscape")}
    assert len(hashes) == 1
    assert found["portrait_6.jpg"]["difference_hash"] not in hashes


def test_the_phones_own_accuracy_and_direction_are_read(found: dict[str, dict[str, Any]]) -> None:
    row = found["IMG_5195.HEIC"]
    assert (row["accuracy_m"], row["direction_deg"]) == (38.81, 348.06)
    assert found["iphone_hdr_NO.jpg"]["direction_deg"] == 212.87
