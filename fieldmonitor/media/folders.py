"""Photos on a memory card, a phone or in a folder: found by content, oldest first."""

import os
from collections.abc import Iterator
from pathlib import Path

from fieldmonitor.media.kinds import LOOKED_AT, PICTURES, media_type_of

MOST_FOUND = 2_000
MOST_LOOKED_AT = 50_000
"""Entries: a whole disk chosen by mistake must not be read to its end."""


def photos_in(folder: Path) -> list[Path]:
    """Return the pictures below a folder in the order they were written, at most 2,000.

    Hidden files and folders (a Mac's `._` doubles, thumbnail caches, trash) and links are left out; what
    cannot be read is passed over.
    """
    found: list[tuple[float, str]] = []
    for looked_at, entry in enumerate(_files(folder)):
        if looked_at == MOST_LOOKED_AT or len(found) == MOST_FOUND:
            break
        try:
            with Path(entry.path).open("rb") as file:
                if media_type_of(file.read(LOOKED_AT)) in PICTURES:
                    found.append((entry.stat().st_mtime, entry.path))
        except OSError:
            continue
    return [Path(path) for _, path in sorted(found)]


def _files(folder: Path) -> Iterator[os.DirEntry[str]]:
    """Yield the files below a folder, each folder's own first."""
    waiting = [os.fspath(folder)]
    while waiting:
        try:
            with os.scandir(waiting.pop()) as entries:
                here = [
                    entry for entry in entries if not entry.name.startswith(".") and not entry.is_symlink()
                ]
                folders = [entry.path for entry in here if entry.is_dir()]
        except OSError:
            continue
        yield from (entry for entry in here if entry.is_file())
        waiting += sorted(folders, reverse=True)
