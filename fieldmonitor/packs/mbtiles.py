"""Map pictures from an MBTiles file: raster tiles in an SQLite file that came with a pack.

The file is opened read-only and unchanging, so that it may stand on a memory stick; those that a profile
keeps are encrypted and open with their key. Rows count from the south (TMS); callers count from the north,
as everybody else does.
"""

import re
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from fieldmonitor.domain.errors import InputError

MAX_TILE_BYTES = 4 * 2**20
_FORMATS = {"png": "png", "jpg": "jpeg", "jpeg": "jpeg", "webp": "webp"}


@dataclass(frozen=True, slots=True)
class TilePack:
    """An encrypted MBTiles file that a pack brought, and its key."""

    path: Path
    key: bytes = field(repr=False)

    def open(self) -> "TileFile":
        """Open it."""
        return TileFile(self.path, self.key)


class TileFile:
    """An open MBTiles file; `tile` may be called from any thread.

    `format` is png, jpeg or webp; `attribution` the credit that its makers ask for, without markup.
    """

    def __init__(self, path: Path, key: bytes | None = None) -> None:
        self._lock = threading.Lock()
        self._name = path.name
        address = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        try:
            self._connection: Any = dbapi2.connect(address, uri=True, check_same_thread=False)
        except dbapi2.Error as trouble:
            raise self._unreadable(trouble) from trouble
        try:
            if key is not None:
                self._connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
            self._connection.execute("PRAGMA trusted_schema = OFF")
            self._read_facts()
        except (dbapi2.Error, ValueError, TypeError) as trouble:
            self._connection.close()
            raise self._unreadable(trouble) from trouble
        except InputError:
            self._connection.close()
            raise

    def _read_facts(self) -> None:
        facts = {
            str(name).lower(): str(value)
            for name, value in self._connection.execute("SELECT name, value FROM metadata LIMIT 100")
        }
        low, high = self._connection.execute("SELECT min(zoom_level), max(zoom_level) FROM tiles").fetchone()
        kind = facts.get("format", "png").lower()
        if kind not in _FORMATS:
            raise InputError("map.tiles_kind", name=self._name, format=kind)
        if low is None:
            raise ValueError("no tiles")
        self.format = _FORMATS[kind]
        self.min_zoom, self.max_zoom = int(low), int(high)
        if not 0 <= self.min_zoom <= self.max_zoom <= 24:
            raise ValueError("zoom levels out of range")
        self.attribution = re.sub(r"<[^>]*>", "", facts.get("attribution", ""))[:200].strip()

    def tile(self, zoom: int, column: int, row: int) -> bytes | None:
        """Return a tile's picture, row 0 in the north; None where the file has none."""
        query = (
            "SELECT tile_data FROM tiles WHERE zoom_level = ? AND tile_column = ? AND tile_row = ?"
            " AND length(tile_data) <= ?"
        )
        flipped = 2**zoom - 1 - row
        try:
            with self._lock:
                found = self._connection.execute(query, (zoom, column, flipped, MAX_TILE_BYTES)).fetchone()
        except dbapi2.Error as trouble:
            raise self._unreadable(trouble) from trouble
        return bytes(found[0]) if found else None

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._connection.close()

    def _unreadable(self, trouble: Exception) -> InputError:
        return InputError(
            "map.tiles_unreadable", name=self._name, reason=f"{type(trouble).__name__}: {trouble}"
        )
