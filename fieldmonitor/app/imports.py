"""Many photos at once, from a memory card, a phone or a folder: what is there, and what is new of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from fieldmonitor.app.workspace import Workspace
from fieldmonitor.domain.reports import ReportKey
from fieldmonitor.media.folders import photos_in
from fieldmonitor.media.kinds import LOOKED_AT, PICTURES, media_type_of
from fieldmonitor.system.volumes import volumes

CAMERA_FOLDERS = ("DCIM", "Pictures", "Camera")
"""Where cameras and phones put photos: the first one that a plugged-in memory has."""


@dataclass(frozen=True, slots=True)
class Source:
    """A plugged-in memory with a folder of photos."""

    name: str
    folder: Path


@dataclass(frozen=True, slots=True)
class Found:
    """A file that could be taken in; `known` where this report seems to have it already.

    `written` is the file's own time, not the photo's: that one is read when it is taken in.
    """

    path: Path
    size: int
    written: datetime
    photo: bool
    known: bool


def sources() -> list[Source]:
    """Return the memories plugged in that look like a camera's or a phone's."""
    found = []
    for volume in volumes():
        inside = (volume.folder / name for name in CAMERA_FOLDERS)
        folder = next((place for place in inside if place.is_dir()), None)
        if folder is not None:
            found.append(Source(volume.name, folder))
    return found


def find(ws: Workspace, key: ReportKey, places: Iterable[Path]) -> list[Found]:
    """Return the photos in folders and the files among places, each once, in the order they were written.

    A photo is known by its name and size: reading 2,000 photos to be certain would take minutes. The very
    same bytes are told apart later, when a photo is taken in.
    """
    with ws.store.read() as uow:
        held = {(row.name, row.size) for row in uow.evidence.list(key)}
    paths: dict[Path, None] = {}
    for place in places:
        paths |= dict.fromkeys(photos_in(place) if place.is_dir() else [place])
    found = [one for path in paths if (one := _look(path, held)) is not None]
    return sorted(found, key=lambda one: (one.written, one.path))


def _look(path: Path, held: set[tuple[str, int]]) -> Found | None:
    try:
        stat = path.stat()
        with path.open("rb") as file:
            kind = media_type_of(file.read(LOOKED_AT))
    except OSError:
        return None
    if kind is None:
        return None
    written = datetime.fromtimestamp(stat.st_mtime, UTC)
    # A corrected or marked photo keeps its name but not its size: better offered twice than missed.
    return Found(path, stat.st_size, written, kind in PICTURES, (path.name, stat.st_size) in held)
