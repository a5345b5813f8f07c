"""Map pictures for a pack: an MBTiles file as an encrypted database, which opens anywhere without a copy.

Decrypting hundreds of megabytes on a laptop would leave them in the clear on its disk.
"""

from pathlib import Path

from sqlcipher3 import dbapi2

from fieldmonitor.domain.errors import InputError
from fieldmonitor.packs.mbtiles import TileFile

_COPY = (
    "CREATE TABLE sealed.metadata (name TEXT, value TEXT)",
    "CREATE TABLE sealed.tiles (zoom_level INTEGER, tile_column INTEGER, tile_row INTEGER, tile_data BLOB)",
    "INSERT INTO sealed.metadata SELECT name, value FROM main.metadata",
    "INSERT INTO sealed.tiles SELECT zoom_level, tile_column, tile_row, tile_data FROM main.tiles",
    "CREATE UNIQUE INDEX sealed.tile_index ON tiles (zoom_level, tile_column, tile_row)",
)


def encrypt_tiles(source: Path, target: Path, key: bytes) -> None:
    """Copy an MBTiles file into a new database under a raw key of 32 bytes; InputError where it is none."""
    TileFile(source).close()
    address = f"{source.resolve().as_uri()}?mode=ro&immutable=1"
    connection = dbapi2.connect(address, uri=True, isolation_level=None)
    try:
        connection.execute("ATTACH DATABASE ? AS sealed KEY ?", (str(target), f"x'{key.hex()}'"))
        connection.execute("PRAGMA sealed.synchronous = OFF")  # the caller syncs the whole file
        connection.execute("BEGIN")
        for statement in _COPY:
            connection.execute(statement)
        connection.execute("COMMIT")
        connection.execute("DETACH DATABASE sealed")
    except dbapi2.Error as trouble:
        reason = f"{type(trouble).__name__}: {trouble}"
        raise InputError("map.tiles_unreadable", name=source.name, reason=reason) from trouble
    finally:
        connection.close()
