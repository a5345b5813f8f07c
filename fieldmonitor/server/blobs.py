"""Where whole files are kept, by their hash: a folder, or S3-compatible storage by URL."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Protocol

from fieldmonitor.system.durable import sync_file, sync_folder

BLOCK = 1 << 20


class BlobStore(Protocol):
    """Keeps whole, verified files under their SHA-256."""

    def keep(self, sha256: str, staged: Path) -> None:
        """Take a verified file over; it is durable when this returns, and the staged file is gone."""
        ...

    def size(self, sha256: str) -> int | None:
        """Return the size of a kept file in bytes, or None."""
        ...

    def open(self, sha256: str) -> BinaryIO:
        """Open a kept file for reading; KeyError if there is none."""
        ...

    def close(self) -> None:
        """Let go of connections."""
        ...


class FolderBlobs:
    """Files in a folder, two levels by the first hex digits of their hash."""

    def __init__(self, root: Path) -> None:
        self.root = root
        root.mkdir(parents=True, exist_ok=True)

    def keep(self, sha256: str, staged: Path) -> None:
        target = self._path(sha256)
        if not target.parent.is_dir():
            target.parent.mkdir(exist_ok=True)
            sync_folder(self.root)
        _move(staged, target)
        sync_folder(target.parent)

    def size(self, sha256: str) -> int | None:
        try:
            return self._path(sha256).stat().st_size
        except FileNotFoundError:
            return None

    def open(self, sha256: str) -> BinaryIO:
        try:
            return self._path(sha256).open("rb")
        except FileNotFoundError:
            raise KeyError(sha256) from None

    def close(self) -> None:
        """A folder holds nothing open."""

    def _path(self, sha256: str) -> Path:
        return self.root / sha256[:2] / sha256


def _move(staged: Path, target: Path) -> None:
    """Rename; across file systems copy whole beside the target first, so that no half file has its name."""
    try:
        staged.replace(target)
    except OSError:
        beside = target.with_name(f".{target.name}")
        with staged.open("rb") as source, beside.open("wb") as copy:
            shutil.copyfileobj(source, copy, BLOCK)
            sync_file(copy)
        beside.replace(target)
        staged.unlink()


def blocks(file: BinaryIO) -> Iterator[bytes]:
    """Read a file to its end in blocks, and close it."""
    with file:
        while block := file.read(BLOCK):
            yield block


def open_store(location: str | None, data: Path) -> BlobStore:
    """Return the store that a location names: a folder (default: in `data`), or s3://bucket/prefix."""
    if location and location.startswith("s3://"):
        from fieldmonitor.server.blobs_s3 import S3Blobs  # an optional extra

        return S3Blobs.from_url(location)
    return FolderBlobs(Path(location) if location else data / "blobs")
