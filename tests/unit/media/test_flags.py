"""Flags: what a volunteer should look at, by cases."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldmonitor.media.flags import Flag, edited_with, flags_for, taken_at_utc
from fieldmonitor.media.geo import distance_m
from fieldmonitor.protocol.manifests import PhotoFacts

NOW = datetime(2026, 11, 22, 17, 0, tzinfo=UTC)
VISIT = (NOW - timedelta(hours=2), NOW)
HERE = {"taken_at": "2026-11-22T11:00:00", "latitude": -14.47, "longitude": -70.1, "distance_m": 40.0}


@pytest.mark.parametrize(
    ("facts", "flags"),
    [
        ({}, []),
        ({"distance_m": 501.0}, [Flag.FAR_FROM_SITE]),
        ({"distance_m": 510.0, "accuracy_m": 30.0}, []),
        ({"distance_m": None}, []),
        ({"latitude": None}, [Flag.NO_LOCATION]),
        ({"latitude": 0.0, "longitude": 0.0, "distance_m": 7e6}, [Flag.IMPOSSIBLE_LOCATION]),
        ({"latitude": 91.0}, [Flag.IMPOSSIBLE_LOCATION]),
        ({"longitude": -181.0}, [Flag.IMPOSSIBLE_LOCATION]),
        ({"taken_at": None}, [Flag.NO_TIME]),
        ({"taken_at": "1980-01-01T00:00:00"}, [Flag.IMPOSSIBLE_TIME]),
        ({"taken_at": "2026-11-22T13:30:00"}, [Flag.IMPOSSIBLE_TIME]),  # 18:30 UTC, an hour and a half ahead
        ({"taken_at": "2026-11-22T12:30:00"}, []),  # half an hour ahead: a camera's clock
        ({"taken_at": "2026-11-22T08:30:00"}, [Flag.BEFORE_VISIT]),
        ({"taken_at": "2026-11-22T15:30:00+00:00"}, []),
        ({"taken_at": "2026-11-21T11:00:00", "clock_offset_s": 86400.0}, []),
        ({"software": "Adobe Photoshop CC (Macintosh)"}, [Flag.EDITED]),
        ({"software": "HUAWEI P30 10.0.0.168"}, []),
    ],
)
def test_flags_by_case(facts: dict[str, Any], flags: list[Flag]) -> None:
    assert flags_for(PhotoFacts(**HERE | facts), now=NOW, visit=VISIT) == tuple(flags)


def test_after_the_visit() -> None:
    visit = (NOW - timedelta(days=5), NOW - timedelta(days=4))
    assert flags_for(PhotoFacts(**HERE), now=NOW, visit=visit) == (Flag.AFTER_VISIT,)


def test_reuse_by_look_and_by_bytes() -> None:
    facts = PhotoFacts(**HERE)
    assert flags_for(facts, now=NOW, reused=True) == (Flag.REUSED,)
    assert flags_for(facts, now=NOW, reused=True, same_file=True) == (Flag.SAME_FILE,)


def test_the_programs_name_is_told() -> None:
    assert edited_with("GIMP 2.10") == "GIMP 2.10"
    assert edited_with(None) is None


def test_a_time_without_zone_is_limas() -> None:
    assert taken_at_utc(PhotoFacts(taken_at="2026-11-22T12:00:00")) == NOW
    assert taken_at_utc(PhotoFacts(taken_at="2026-11-22T12:00:00-05:00")) == NOW
    assert taken_at_utc(PhotoFacts(taken_at="no time")) is None


def test_known_distances() -> None:
    assert distance_m(-12.0464, -77.0428, -13.5226, -71.9673) == pytest.approx(
        573_900, rel=0.005
    )  # Lima–Cusco
    assert distance_m(0, 0, 0, 180) == pytest.approx(20_015_115, rel=1e-6)


_LATITUDES, _LONGITUDES = st.floats(-90, 90), st.floats(-180, 180)


@given(_LATITUDES, _LONGITUDES, _LATITUDES, _LONGITUDES)
def test_distance_is_symmetric_and_bounded(a: float, b: float, c: float, d: float) -> None:
    there, back = distance_m(a, b, c, d), distance_m(c, d, a, b)
    assert there == pytest.approx(back, abs=1e-3)
    assert 0 <= there <= 20_015_116
    assert distance_m(a, b, a, b) == 0
