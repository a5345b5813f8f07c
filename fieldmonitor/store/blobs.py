"""Files in the vault: encrypted one by one, named at random, addressed by the hash of their content."""

import contextlib
import hashlib
import io
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from fieldmonitor.domain.errors import EnvironmentFault
from fieldmonitor.store.blob_rows import ORIGINAL, BlobRow
from fieldmonitor.store.engine import Store
from fieldmonitor.store.unit_of_work import UnitOfWork
from fieldmonitor.system.durable import private_folder, settle_folder, sync_file, sync_folder
from fieldmonitor.system.faults import disk_fault
from fieldmonitor.system.long_work import LongWork
from fieldmonitor.trust.sealing import new_key, open_sealed, seal_stream

_PIECE = 1024 * 1024

_SHELVES = tuple("0123456789abcdef")
"""Folders that files are spread over, made at once: a new name then costs one fsync of its folder."""


@dataclass(frozen=True, slots=True)
class Blob:
    """What names a file everywhere: SHA-256 (hex) and size of its clear bytes."""

    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Sealed:
    """A file that is encrypted on the disk, and not yet known to the database."""

    blob: Blob
    key: bytes
    path: str


class Blobs:
    """The blob folder of a profile. No clear byte is ever written into it, or anywhere else."""

    def __init__(self, folder: Path) -> None:
        self._folder = private_folder(folder)
        self._sealed_here: set[str] = set()
        if not (self._folder / _SHELVES[-1]).is_dir():
            for shelf in _SHELVES:
                private_folder(self._folder / shelf)
            settle_folder(self._folder)

    def put(self, uow: UnitOfWork, source: bytes | BinaryIO, kind: str = ORIGINAL) -> Blob:
        """Keep a file: its bytes are on the disk before the unit of work commits its key."""
        return self.register(uow, self.seal(source), kind)

    def seal(self, source: bytes | BinaryIO) -> Sealed:
        """Encrypt a file to the disk without a transaction; large files need not hold up the writer."""
        stream = io.BytesIO(source) if isinstance(source, bytes) else source
        key, name = new_key(), uuid4().hex
        self._sealed_here.add(f"{name[0]}/{name}")
        self._sealed_here.add(f"{name[0]}/{name}.part")
        path = self._folder / name[0] / name
        part = path.with_suffix(".part")
        hashing = _Hashing(stream)
        try:
            with part.open("xb") as target:
                size = seal_stream(hashing, target, key)
                sync_file(target)
            part.replace(path)
            sync_folder(path.parent)
        except OSError as error:
            _unlink(part)
            raise disk_fault(error, path) from error
        except BaseException:
            _unlink(part)
            raise
        return Sealed(Blob(hashing.sha256.hexdigest(), size), key, f"{name[0]}/{name}")

    def register(self, uow: UnitOfWork, sealed: Sealed, kind: str = ORIGINAL) -> Blob:
        """Make a sealed file known; content that is kept already, and whole, is not kept twice."""
        held = uow.blobs.get(sealed.blob.sha256)
        if held is not None and self._check(uow, held) is None:
            self.discard(sealed)
            return sealed.blob
        if held is not None:
            self.destroy(uow, held.sha256)
        uow.blobs.register(sealed.blob.sha256, sealed.blob.size, sealed.key, sealed.path, kind)
        return sealed.blob

    def discard(self, sealed: Sealed) -> None:
        """Delete a sealed file that is not to be kept after all."""
        _unlink(self._folder / sealed.path)

    def open(self, where: Store | UnitOfWork, sha256: str) -> BinaryIO:
        """Return a seekable reader of a file's clear bytes.

        Raises EnvironmentFault `blob.unknown`, `blob.missing`, or `sealed.damaged`, this also on reading.
        """
        row = self._row(where, sha256)
        if row is None:
            raise EnvironmentFault("blob.unknown", sha256=sha256)
        try:
            sealed = (self._folder / row.path).open("rb")
        except FileNotFoundError as error:
            raise EnvironmentFault("blob.missing", sha256=sha256) from error
        except OSError as error:
            raise disk_fault(error) from error
        try:
            return open_sealed(sealed, row.key)
        except BaseException:
            sealed.close()
            raise

    def read(self, where: Store | UnitOfWork, sha256: str) -> bytes:
        """Return a whole file, its hash checked; for pictures to be shown."""
        with self.open(where, sha256) as reader:
            data = reader.read()
        if hashlib.sha256(data).hexdigest() != sha256:
            raise EnvironmentFault("sealed.damaged", sha256=sha256)
        return data

    def destroy(self, uow: UnitOfWork, sha256: str) -> None:
        """Destroy a file's key and then its bytes; a rollback leaves bytes that nothing opens any more.

        Call it last in a unit of work.
        """
        path = uow.blobs.destroy(sha256)
        if path is not None:
            self.remove(path)

    def remove(self, path: str) -> None:
        """Delete the bytes of a file whose key is destroyed."""
        _unlink(self._folder / path)

    def verify(self, store: Store, work: LongWork | None = None) -> list[str]:
        """Return one line per kept file that is missing, altered or not what its hash says."""
        work = work or LongWork()
        with store.read() as uow:
            rows = uow.blobs.all()
        work.expects(sum(row.size for row in rows))
        found: list[str] = []
        for row in rows:
            if line := self._check(store, row):
                found.append(line)
            work.did(row.size)
        return found

    def sweep(self, store: Store) -> int:
        """Delete what no database row opens: leftovers of a crash before its commit. Return how many.

        What was sealed since this program started is left alone: its row may be about to be committed.
        """
        files = {path.relative_to(self._folder).as_posix() for path in self._files()}  # first of all
        with store.read() as uow:
            known = {row.path for row in uow.blobs.all()}
        orphans = [self._folder / path for path in files - known - self._sealed_here]
        for path in orphans:
            _unlink(path)
        return len(orphans)

    def _check(self, where: Store | UnitOfWork, row: BlobRow) -> str | None:
        """Read a file through, a piece at a time, and return what is wrong with it."""
        hashed = hashlib.sha256()
        try:
            with self.open(where, row.sha256) as reader:
                while part := reader.read(_PIECE):
                    hashed.update(part)
        except EnvironmentFault as error:
            return f"{row.sha256}: {error.code}"
        return None if hashed.hexdigest() == row.sha256 else f"{row.sha256}: other content"

    def _files(self) -> list[Path]:
        return [path for shelf in self._folder.iterdir() if shelf.is_dir() for path in shelf.iterdir()]

    @staticmethod
    def _row(where: Store | UnitOfWork, sha256: str) -> BlobRow | None:
        if isinstance(where, UnitOfWork):
            return where.blobs.get(sha256)
        with where.read() as uow:
            return uow.blobs.get(sha256)


class _Hashing:
    """Hashes what passes through it on its way to the cipher."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self.sha256 = hashlib.sha256()

    def read(self, size: int) -> bytes:
        data = self._source.read(size)
        self.sha256.update(data)
        return data


def _unlink(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)
