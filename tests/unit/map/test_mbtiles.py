"""Map pictures from a pack's file: turned the right way up, read-only, and never trusted."""

import threading
from pathlib import Path

import pytest

from fieldmonitor.domain.errors import InputError
from fieldmonitor.packs.mbtiles import MAX_TILE_BYTES, TileFile
from tests.unit.map.tiles import mbtiles, picture

RED, BLUE = picture("red"), picture("blue")


@pytest.mark.parametrize("as_view", [False, True], ids=["table", "view"])
def test_rows_count_from_the_north(tmp_path: Path, as_view: bool) -> None:
    path = mbtiles(tmp_path / "a.mbtiles", [(3, 2, 1, RED), (3, 2, 6, BLUE)], as_view=as_view, format="png")
    file = TileFile(path)
    assert file.tile(3, 2, 1) == RED
    assert file.tile(3, 2, 6) == BLUE
    assert file.tile(3, 2, 2) is None
    assert (file.format, file.min_zoom, file.max_zoom) == ("png", 3, 3)
    file.close()


def test_the_credit_is_plain_words(tmp_path: Path) -> None:
    credit = '<a href="https://example.org">© Colaboradores</a> de OSM'
    path = mbtiles(tmp_path / "a.mbtiles", [(0, 0, 0, RED)], attribution=credit)
    file = TileFile(path)
    assert file.attribution == "© Colaboradores de OSM"
    file.close()


def test_it_is_read_from_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    path = mbtiles(tmp_path / "a.mbtiles", [(0, 0, 0, RED)])
    path.chmod(0o444)
    tmp_path.chmod(0o555)
    try:
        file = TileFile(path)
        assert file.tile(0, 0, 0) == RED
        file.close()
        assert [item.name for item in tmp_path.iterdir()] == ["a.mbtiles"]
    finally:
        tmp_path.chmod(0o755)


def test_threads_share_a_file(tmp_path: Path) -> None:
    tiles = [(5, column, row, RED if (column + row) % 2 else BLUE) for column in range(8) for row in range(8)]
    file = TileFile(mbtiles(tmp_path / "a.mbtiles", tiles))
    wrong: list[tuple[int, int]] = []

    def read() -> None:
        for zoom, column, row, data in tiles:
            if file.tile(zoom, column, row) != data:
                wrong.append((column, row))

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    file.close()
    assert not wrong


def test_a_tile_beyond_reason_is_left_out(tmp_path: Path) -> None:
    file = TileFile(mbtiles(tmp_path / "a.mbtiles", [(0, 0, 0, bytes(MAX_TILE_BYTES + 1))]))
    assert file.tile(0, 0, 0) is None
    file.close()


def test_vector_tiles_are_refused_by_name(tmp_path: Path) -> None:
    path = mbtiles(tmp_path / "a.mbtiles", [(0, 0, 0, b"\x1f\x8b")], format="pbf")
    with pytest.raises(InputError) as refused:
        TileFile(path)
    assert refused.value.code == "map.tiles_kind"
    assert refused.value.params == {"name": "a.mbtiles", "format": "pbf"}


@pytest.mark.parametrize("content", [b"", b"<html>no</html>" * 100, None], ids=["empty", "html", "missing"])
def test_what_is_no_such_file_is_refused(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "a.mbtiles"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError) as refused:
        TileFile(path)
    assert refused.value.code == "map.tiles_unreadable"


def test_a_file_without_tiles_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        TileFile(mbtiles(tmp_path / "a.mbtiles", []))


def test_a_file_cut_short_says_so_when_a_tile_is_read(tmp_path: Path) -> None:
    noise = [(8, n, 0, picture("red") + bytes([n]) * 9000) for n in range(40)]
    path = mbtiles(tmp_path / "a.mbtiles", noise)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    try:
        file = TileFile(path)
    except InputError as refused:
        assert refused.code == "map.tiles_unreadable"
        return
    with pytest.raises(InputError) as refused_later:
        for n in range(40):
            assert file.tile(8, n, 0) in (noise[n][3], None)
        raise AssertionError("half of the file is gone and nobody noticed")
    assert refused_later.value.code == "map.tiles_unreadable"
    file.close()
