"""Files in the vault: encrypted on the disk, whole or absent, and gone when their key is."""

import hashlib
import io
import os
from pathlib import Path

import pytest

from fieldmonitor.domain.errors import EnvironmentFault
from fieldmonitor.store import Blob, Blobs, Store

PICTURE = b"\xff\xd8\xff" + os.urandom(200_000)


def _put(store: Store, blobs: Blobs, data: bytes = PICTURE) -> Blob:
    with store.write() as uow:
        return blobs.put(uow, io.BytesIO(data))


def _files(tmp_path: Path) -> list[Path]:
    return [path for path in (tmp_path / "blobs").rglob("*") if path.is_file()]


def test_a_file_comes_back_by_its_hash(store: Store, blobs: Blobs) -> None:
    blob = _put(store, blobs)
    assert blob == Blob(hashlib.sha256(PICTURE).hexdigest(), len(PICTURE))
    assert blobs.read(store, blob.sha256) == PICTURE
    with blobs.open(store, blob.sha256) as reader:
        reader.seek(100_000)
        assert reader.read(8192) == PICTURE[100_000:108_192]
    with store.read() as uow:
        assert uow.blobs.total_bytes() == len(PICTURE)


def test_the_disk_shows_nothing_of_it(store: Store, blobs: Blobs, tmp_path: Path) -> None:
    blob = _put(store, blobs)
    (path,) = _files(tmp_path)
    assert blob.sha256 not in str(path) and path.suffix == ""
    sealed = path.read_bytes()
    assert PICTURE[:16] not in sealed and PICTURE[-16:] not in sealed


def test_the_same_content_is_kept_once(store: Store, blobs: Blobs, tmp_path: Path) -> None:
    assert _put(store, blobs) == _put(store, blobs)
    assert len(_files(tmp_path)) == 1 and blobs.verify(store) == []


def test_an_undone_unit_of_work_leaves_only_noise_to_sweep(
    store: Store, blobs: Blobs, tmp_path: Path
) -> None:
    kept = _put(store, blobs, b"kept")
    with pytest.raises(RuntimeError, match="crash"), store.write() as uow:
        blobs.put(uow, PICTURE)
        raise RuntimeError("crash")
    (tmp_path / "blobs" / "ab").mkdir(exist_ok=True)
    (tmp_path / "blobs" / "ab" / "x.part").write_bytes(b"half")
    assert blobs.sweep(store) == 1, "what was sealed since the start may yet be committed"
    assert Blobs(tmp_path / "blobs").sweep(store) == 1
    assert len(_files(tmp_path)) == 1 and blobs.read(store, kept.sha256) == b"kept"


def test_damage_is_found_and_told_apart(store: Store, blobs: Blobs, tmp_path: Path) -> None:
    blob = _put(store, blobs)
    (path,) = _files(tmp_path)
    sealed = bytearray(path.read_bytes())
    sealed[1000] ^= 1
    path.write_bytes(sealed)
    assert blobs.verify(store) == [f"{blob.sha256}: sealed.damaged"]
    with pytest.raises(EnvironmentFault, match=r"sealed\.damaged"), blobs.open(store, blob.sha256) as reader:
        reader.read(10)
    path.write_bytes(b"")
    with pytest.raises(EnvironmentFault, match=r"sealed\.damaged"):
        blobs.open(store, blob.sha256)
    path.unlink()
    assert blobs.verify(store) == [f"{blob.sha256}: blob.missing"]
    with pytest.raises(EnvironmentFault, match=r"blob\.unknown"):
        blobs.open(store, "00")


def test_a_destroyed_file_is_gone_and_may_come_again(store: Store, blobs: Blobs, tmp_path: Path) -> None:
    blob = _put(store, blobs)
    with store.write() as uow:
        blobs.destroy(uow, blob.sha256)
        blobs.destroy(uow, blob.sha256)
    assert _files(tmp_path) == []
    with pytest.raises(EnvironmentFault, match=r"blob\.unknown"):
        blobs.open(store, blob.sha256)
    assert _put(store, blobs) == blob and blobs.read(store, blob.sha256) == PICTURE


def test_a_source_that_fails_leaves_nothing(store: Store, blobs: Blobs, tmp_path: Path) -> None:
    class Torn(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise OSError(5, "the card was pulled out")

    with pytest.raises(EnvironmentFault, match=r"disk\.failing"), store.write() as uow:
        blobs.put(uow, Torn())
    assert _files(tmp_path) == []


@pytest.mark.parametrize("harm", ["missing", "altered"])
def test_a_file_that_was_lost_is_healed_by_its_like(
    harm: str, store: Store, blobs: Blobs, tmp_path: Path
) -> None:
    blob = _put(store, blobs)
    (path,) = _files(tmp_path)
    path.unlink() if harm == "missing" else path.write_bytes(path.read_bytes()[:-1])
    assert blobs.verify(store) != []
    assert _put(store, blobs) == blob
    assert blobs.verify(store) == [] and blobs.read(store, blob.sha256) == PICTURE
