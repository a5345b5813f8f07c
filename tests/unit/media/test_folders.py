"""A memory card as cameras and computers leave it."""

import os
from pathlib import Path

import pytest

from fieldmonitor.media import folders
from fieldmonitor.media.folders import photos_in
from tests.unit.media.pictures import drawing, encoded, photo


def _put(path: Path, data: bytes, seconds: int = 0) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    os.utime(path, (seconds, seconds))
    return path


def test_pictures_are_found_by_content_in_the_order_they_were_taken(tmp_path: Path) -> None:
    late = _put(tmp_path / "DCIM" / "100CANON" / "IMG_0001.JPG", photo(), 300)
    early = _put(tmp_path / "DCIM" / "101CANON" / "IMG_0002.jpg", photo(), 100)
    plain = _put(tmp_path / "saved without a name", encoded(drawing(), "PNG"), 200)
    _put(tmp_path / "notes.jpg", b"no picture")
    _put(tmp_path / "DCIM" / "100CANON" / "._IMG_0001.JPG", photo())
    _put(tmp_path / ".Trashes" / "old.jpg", photo())
    (tmp_path / "loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "link.jpg").symlink_to(late)
    assert photos_in(tmp_path) == [early, plain, late]


def test_a_whole_disk_is_not_read_to_its_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(9):
        _put(tmp_path / f"{number}.jpg", photo(), number)
    monkeypatch.setattr(folders, "MOST_FOUND", 4)
    assert len(photos_in(tmp_path)) == 4
    monkeypatch.setattr(folders, "MOST_LOOKED_AT", 2)
    assert len(photos_in(tmp_path)) == 2


def test_a_card_that_was_pulled_out(tmp_path: Path) -> None:
    assert photos_in(tmp_path / "gone") == []
