"""What the map shows: works as markers, where the volunteer is, how far, and where photos were taken."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache

from fieldmonitor.app.photos import facts_of
from fieldmonitor.app.workspace import Workspace
from fieldmonitor.domain.errors import EnvironmentFault, InputError
from fieldmonitor.domain.local import AssignmentRow, Evidence
from fieldmonitor.domain.reports import ReportKey, ReportState
from fieldmonitor.media.geo import distance_m
from fieldmonitor.packs.geography import Arc, Feature, Layer, Outlines, read_outlines
from fieldmonitor.packs.mbtiles import TileFile, TilePack
from fieldmonitor.sync.pack.memory import MAP_DISTRICTS, MAPS, kept_tiles
from fieldmonitor.system.resources import resource
from fieldmonitor.trust.keys import from_text

__all__ = [
    "Arc",
    "Feature",
    "Layer",
    "MapLayers",
    "MapRows",
    "Marker",
    "MarkerState",
    "Outlines",
    "PhotoPlace",
    "Place",
    "TileFile",
    "TilePack",
    "distance_m",
    "forget_home",
    "home",
    "in_peru",
    "layers",
    "map_rows",
    "markers",
    "photo_places",
    "photos_of_visit",
    "read_outlines",
    "set_home",
    "shipped_outlines",
]

HOME = "map_home"
SOUTH, NORTH, WEST, EAST = -18.6, 0.2, -81.6, -68.4
"""Peru with a margin of a quarter degree, in degrees; a register's place outside it is an error there."""


class MarkerState(StrEnum):
    """What a marker's shape says: nothing begun, a draft, or a report signed or sent."""

    TO_DO = "to_do"
    DRAFT = "draft"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Place:
    """A point in degrees (WGS 84)."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Marker:
    """An assignment on the map; `distance_m` is the straight line from the volunteer's own place."""

    id: str
    work_id: str
    name: str
    district: str
    place: Place
    state: MarkerState
    due: date
    distance_m: float | None = None


@dataclass(frozen=True, slots=True)
class MapRows:
    """The markers, the volunteer's place if set, and how many works have no usable place."""

    markers: tuple[Marker, ...]
    home: Place | None
    without_place: int


@dataclass(frozen=True, slots=True)
class PhotoPlace:
    """Where a photo says it was taken; `distance_m` is to the work's published place."""

    evidence_id: str
    place: Place
    caption: str
    distance_m: float | None


@dataclass(frozen=True, slots=True)
class MapLayers:
    """The map that a pack brought: outlines of districts, pictures; None where there is none."""

    districts: bytes | None = None
    tiles: TilePack | None = None


def markers(rows: Iterable[AssignmentRow], home: Place | None = None) -> MapRows:
    """Return what the map shows of assignments that were read already."""
    shown: list[Marker] = []
    without = 0
    for row in rows:
        place = _place(row.latitude, row.longitude)
        if place is None:
            without += 1
            continue
        shown.append(
            Marker(
                id=row.id,
                work_id=row.work_id,
                name=row.work_name,
                district=row.district,
                place=place,
                state=_state(row.report_state),
                due=row.due,
                distance_m=_between(home, place),
            )
        )
    return MapRows(tuple(shown), home, without)


def map_rows(ws: Workspace, *, search: str = "") -> MapRows:
    """Return the markers of the assignments that match a search, with distances."""
    with ws.store.read() as uow:
        return markers(uow.assignments.rows(search=search), _parsed(uow.settings.get(HOME)))


def home(ws: Workspace) -> Place | None:
    """Return the place that the volunteer marked as their own."""
    return _parsed(ws.setting(HOME))


def set_home(ws: Workspace, latitude: float, longitude: float) -> Place:
    """Keep the volunteer's place, to some ten metres; raise InputError outside Peru."""
    place = _place(round(latitude, 4), round(longitude, 4))
    if place is None:
        raise InputError("map.place_invalid")
    with ws.store.write() as uow:
        uow.settings.set(HOME, f"{place.latitude:.4f},{place.longitude:.4f}")
    return place


def forget_home(ws: Workspace) -> None:
    """Forget the volunteer's place."""
    with ws.store.write() as uow:
        uow.settings.delete(HOME)


def photo_places(ws: Workspace, key: ReportKey) -> tuple[PhotoPlace, ...]:
    """Return where the photos of a report say they were taken, in the order they were added."""
    with ws.store.read() as uow:
        rows = uow.evidence.list(key)
    return tuple(found for row in rows if (found := _photo(row)) is not None)


def photos_of_visit(ws: Workspace, assignment_id: str) -> tuple[PhotoPlace, ...]:
    """Return where the photos of the report last begun on an assignment say they were taken."""
    with ws.store.read() as uow:
        report = uow.reports.latest_for_assignment(assignment_id)
    return photo_places(ws, report.key) if report is not None else ()


def layers(ws: Workspace) -> MapLayers:
    """Return the map that packs brought to this profile; what is damaged or was not restored is left out."""
    with ws.store.read() as uow:
        outlines, kept = uow.settings.get(MAP_DISTRICTS), kept_tiles(uow.settings)
        try:
            districts = ws.blobs.read(uow, outlines) if outlines else None
        except EnvironmentFault:
            districts = None
    tiles = TilePack(ws.folder / MAPS / kept.file, from_text(kept.key)) if kept is not None else None
    return MapLayers(districts, tiles if tiles is not None and tiles.path.is_file() else None)


def in_peru(latitude: float, longitude: float) -> bool:
    """Tell whether a point may be a place in Peru."""
    return SOUTH <= latitude <= NORTH and WEST <= longitude <= EAST


def _state(report: ReportState | None) -> MarkerState:
    if report is None:
        return MarkerState.TO_DO
    open_again = report in (ReportState.DRAFT, ReportState.RETURNED)
    return MarkerState.DRAFT if open_again else MarkerState.DONE


def _place(latitude: float | None, longitude: float | None) -> Place | None:
    if latitude is None or longitude is None:
        return None
    return Place(latitude, longitude) if in_peru(latitude, longitude) else None


def _parsed(stored: str | None) -> Place | None:
    try:
        latitude, longitude = (float(part) for part in (stored or "").split(","))
    except ValueError:
        return None
    return _place(latitude, longitude)


def _between(one: Place | None, other: Place) -> float | None:
    if one is None:
        return None
    return distance_m(one.latitude, one.longitude, other.latitude, other.longitude)


def _photo(row: Evidence) -> PhotoPlace | None:
    facts = facts_of(row)
    # A photo may have been taken anywhere on earth, and that is worth seeing.
    if facts.latitude is None or facts.longitude is None:
        return None
    return PhotoPlace(
        row.id, Place(facts.latitude, facts.longitude), row.caption or row.name, facts.distance_m
    )


@cache
def shipped_outlines() -> Outlines:
    """Return the departments that the programme brings; they never change, so they are read once."""
    return read_outlines(resource("map", "peru-departments.json"))
