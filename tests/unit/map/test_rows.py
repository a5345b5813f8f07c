"""Markers, distances, the own place and photos' places, from a real encrypted store."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from fieldmonitor.app import map as places
from fieldmonitor.app.map import MarkerState, Place
from fieldmonitor.app.workspace import Workspace
from fieldmonitor.domain.errors import InputError
from fieldmonitor.domain.reports import ReportKey, ReportState
from fieldmonitor.protocol.codec import encode
from fieldmonitor.protocol.manifests import PhotoFacts
from fieldmonitor.store import Blobs, Store, open_store
from fieldmonitor.system.clock import SystemClock
from fieldmonitor.trust.keys import SigningKey
from tests.unit.store import rows


class _NoPictures:
    def prepare(self, data: bytes) -> Any:
        raise AssertionError("the map reads no picture")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(tmp_path / "store.db", bytes(range(32)), create=True)
    yield opened
    opened.close()


@pytest.fixture
def ws(tmp_path: Path, store: Store) -> Workspace:
    return Workspace(
        folder=tmp_path,
        store=store,
        blobs=Blobs(tmp_path / "blobs"),
        clock=SystemClock(),
        device=SigningKey.generate(),
        pictures=_NoPictures(),
        confirm=lambda _passphrase: None,
        put_by_key=bytes(32),
    )


@pytest.fixture
def filled(ws: Workspace) -> Workspace:
    spots = [(-14.48, -70.63), (-12.05, -77.04), (None, None), (0.0, 0.0), (-14.5, -70.6)]
    with ws.store.write() as uow:
        for number, (latitude, longitude) in enumerate(spots, 1):
            uow.records.apply(rows.work(number, latitude=latitude, longitude=longitude))
            uow.records.apply(rows.assignment(number))
        uow.reports.add(rows.report(1))
        uow.reports.add(rows.report(2, state=ReportState.COMPLETE))
    return ws


def test_markers_say_state_and_what_cannot_be_drawn(filled: Workspace) -> None:
    found = places.map_rows(filled)
    assert {marker.id[-1]: marker.state for marker in found.markers} == {
        "1": MarkerState.DRAFT,
        "2": MarkerState.DONE,
        "5": MarkerState.TO_DO,
    }
    assert found.without_place == 2
    assert found.home is None
    assert {marker.distance_m for marker in found.markers} == {None}


def test_a_returned_report_is_open_work_again(filled: Workspace) -> None:
    with filled.store.read() as uow:
        row = uow.assignments.rows()[0]
    again = replace(row, report_state=ReportState.RETURNED, latitude=-12.0, longitude=-77.0)
    assert places.markers([again]).markers[0].state is MarkerState.DRAFT


def test_a_search_narrows_the_map(filled: Workspace) -> None:
    assert [marker.id for marker in places.map_rows(filled, search="camino 5").markers] == ["assignment-5"]


def test_distances_are_straight_lines_from_the_own_place(filled: Workspace) -> None:
    places.set_home(filled, -14.48, -70.63)
    found = {marker.id[-1]: marker.distance_m for marker in places.map_rows(filled).markers}
    assert found["1"] == pytest.approx(0, abs=1)
    assert found["5"] == pytest.approx(3923, rel=0.01)
    assert found["2"] == pytest.approx(743_000, rel=0.01)


def test_the_own_place_is_kept_to_some_ten_metres_and_forgotten(filled: Workspace) -> None:
    assert places.set_home(filled, -14.481234567, -70.631111) == Place(-14.4812, -70.6311)
    assert places.home(filled) == Place(-14.4812, -70.6311)
    places.forget_home(filled)
    assert places.home(filled) is None
    assert places.map_rows(filled).home is None


@pytest.mark.parametrize(("latitude", "longitude"), [(51.5, 0.0), (-33.4, -70.6), (float("nan"), -70.0)])
def test_a_place_outside_peru_is_refused_and_the_old_one_stays(
    ws: Workspace, latitude: float, longitude: float
) -> None:
    places.set_home(ws, -12.0, -77.0)
    with pytest.raises(InputError) as refused:
        places.set_home(ws, latitude, longitude)
    assert refused.value.code == "map.place_invalid"
    assert places.home(ws) == Place(-12.0, -77.0)


@pytest.mark.parametrize("stored", ["", "x,y", "1", "1,2,3", "91,0", "nan,nan"])
def test_a_damaged_setting_is_no_place(ws: Workspace, stored: str) -> None:
    with ws.store.write() as uow:
        uow.settings.set(places.HOME, stored)
    assert places.home(ws) is None


def test_photos_say_where_they_were_taken(filled: Workspace) -> None:
    key = ReportKey("report-1", 1)
    here = PhotoFacts(latitude=-14.4801, longitude=-70.6302, distance_m=24.5)
    with filled.store.write() as uow:
        for name, facts in (("e1", here), ("e2", PhotoFacts()), ("e3", replace(here, distance_m=None))):
            uow.evidence.add(
                rows.evidence(
                    key, name, facts=encode(facts).decode(), caption="" if name == "e3" else "Cartel"
                )
            )
    found = places.photo_places(filled, key)
    assert [photo.evidence_id for photo in found] == ["e1", "e3"]
    assert found[0].place == Place(-14.4801, -70.6302)
    assert (found[0].caption, found[0].distance_m) == ("Cartel", 24.5)
