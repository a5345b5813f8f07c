"""MBTiles files as their makers write them, for tests."""

import sqlite3
from collections.abc import Iterable
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from PIL import Image


@lru_cache
def picture(colour: str, side: int = 256, kind: str = "PNG") -> bytes:
    """Return a plain tile."""
    out = BytesIO()
    Image.new("RGB", (side, side), colour).save(out, kind)
    return out.getvalue()


def mbtiles(
    path: Path, tiles: Iterable[tuple[int, int, int, bytes]], *, as_view: bool = False, **facts: str
) -> Path:
    """Write a file; rows are counted from the north here and turned round in it, as the format asks."""
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE metadata (name text, value text)")
        connection.executemany("INSERT INTO metadata VALUES (?, ?)", facts.items())
        rows = [(zoom, column, 2**zoom - 1 - row, data) for zoom, column, row, data in tiles]
        if as_view:
            connection.execute("CREATE TABLE map (zoom_level, tile_column, tile_row, tile_id text)")
            connection.execute("CREATE TABLE images (tile_id text, tile_data blob)")
            for number, (zoom, column, row, data) in enumerate(rows):
                connection.execute("INSERT INTO map VALUES (?, ?, ?, ?)", (zoom, column, row, str(number)))
                connection.execute("INSERT INTO images VALUES (?, ?)", (str(number), data))
            connection.execute(
                "CREATE VIEW tiles AS SELECT zoom_level, tile_column, tile_row, tile_data"
                " FROM map JOIN images USING (tile_id)"
            )
        else:
            connection.execute("CREATE TABLE tiles (zoom_level, tile_column, tile_row, tile_data blob)")
            connection.executemany("INSERT INTO tiles VALUES (?, ?, ?, ?)", rows)
    connection.close()
    return path
