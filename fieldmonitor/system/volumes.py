"""Memory sticks and cards that are plugged in: where files can be put that a person carries away."""

import os
import re
import string
import sys
from dataclasses import dataclass
from pathlib import Path

from fieldmonitor.system.disk import Space, space

_REMOVABLE = 2
"""What Windows answers for a drive whose medium can be taken out."""

_PLUGGED_IN = ("/media/", "/run/media/", "/Volumes/", "/mnt/")
_ESCAPED = re.compile(r"\\([0-7]{3})")


@dataclass(frozen=True, slots=True)
class Volume:
    """A plugged-in memory: its folder, what a person calls it, and its space."""

    folder: Path
    name: str
    space: Space


def volumes() -> tuple[Volume, ...]:
    """Return the memories that are plugged in and can be written to; slow where one is asleep."""
    found = []
    for folder in _folders():
        try:
            if os.access(folder, os.W_OK):
                found.append(Volume(folder, volume_name(folder), space(folder)))
        except (OSError, ValueError):
            continue  # taken out while it was looked at
    return tuple(found)


def volume_name(folder: Path) -> str:
    """Return what a person calls a memory: its letter on Windows, elsewhere its label."""
    return folder.drive or folder.name or str(folder)


def mounted(table: str) -> list[Path]:
    """Return the memories named in Linux's table of mounts (`/proc/self/mounts`)."""
    places = []
    for line in table.splitlines():
        parts = line.split(" ")
        if len(parts) < 4:
            continue
        place = _ESCAPED.sub(lambda found: chr(int(found[1], 8)), parts[1])
        if place.startswith(_PLUGGED_IN) and "ro" not in parts[3].split(","):
            places.append(Path(place.encode("latin-1", "replace").decode("utf-8", "replace")))
    return sorted(set(places))


def _folders() -> list[Path]:
    if sys.platform == "win32":
        return _drives()
    if sys.platform == "darwin":
        system = Path("/").stat().st_dev
        return [place for place in sorted(Path("/Volumes").glob("*")) if place.stat().st_dev != system]
    try:
        return mounted(Path("/proc/self/mounts").read_text(encoding="latin-1"))
    except OSError:
        return []


def _drives() -> list[Path]:
    import ctypes

    kind = getattr(ctypes, "windll").kernel32.GetDriveTypeW  # noqa: B009 - exists on Windows alone
    return [Path(f"{letter}:\\") for letter in string.ascii_uppercase if kind(f"{letter}:\\") == _REMOVABLE]
