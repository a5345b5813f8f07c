"""Files on their way in: the staged file's size is the offset, on the server's own disk.

There is no lock to be left behind by a dead connection. All appends run on the event loop, and each
checks that the file still ends where its sender thinks: of two senders of one file, whoever writes next
goes on, and the other is told the true offset. One process owns a staging folder (`runner.lock_data`).
"""

import hashlib
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from pathlib import Path
from threading import Lock

from starlette.requests import ClientDisconnect

from fieldmonitor.server.blobs import BLOCK, BlobStore
from fieldmonitor.server.problems import Refusal
from fieldmonitor.system.durable import append_now, hash_and_sync


class OutOfTurn(Exception):
    """Somebody else has written to the file, or finished it, since this sender began."""


class Uploads:
    """The staging folder. Names carry hash and claimed size: a false claim harms only its claimant."""

    def __init__(self, folder: Path, blobs: BlobStore) -> None:
        self._folder = folder
        self._blobs = blobs
        self._finishing = Lock()
        folder.mkdir(parents=True, exist_ok=True)

    def staged(self, sha256: str, size: int) -> int:
        """Return how many bytes of a file are staged here."""
        try:
            return self._path(sha256, size).stat().st_size
        except FileNotFoundError:
            return 0

    async def receive(self, sha256: str, size: int, offset: int, chunks: AsyncIterator[bytes]) -> None:
        """Append what arrives at `offset`; what came before a disconnection stays.

        Raises OutOfTurn as soon as the file does not end where this sender thinks.
        """
        end = offset
        with suppress(ClientDisconnect):
            async for chunk in chunks:
                if chunk:
                    end += self._append(sha256, size, end, chunk)

    def finish(self, sha256: str, size: int, kept: Callable[[], None]) -> None:
        """Verify a file that is staged whole and keep it: hash, fsync, rename, fsync the folder, `kept`.

        Does nothing while bytes are missing. A wrong hash empties the staging file and is refused.
        """
        path = self._path(sha256, size)
        with self._finishing:
            if self.staged(sha256, size) != size or not path.exists():
                return
            if hash_and_sync(path) != sha256:
                path.unlink()
                raise Refusal("evidence.hash_mismatch", offset=0)
            self._blobs.keep(sha256, path)
            kept()

    def recover(self, sha256: str, size: int, kept: Callable[[], None]) -> bool:
        """Take note of a file that was kept, but whose commit a crash prevented."""
        if self._blobs.size(sha256) != size:
            return False
        digest = hashlib.sha256()
        with self._blobs.open(sha256) as file:
            while block := file.read(BLOCK):
                digest.update(block)
        if digest.hexdigest() != sha256:
            return False
        kept()
        return True

    def discard(self, sha256: str, size: int) -> None:
        """Remove what is staged of a file that came by another road."""
        self._path(sha256, size).unlink(missing_ok=True)

    def _append(self, sha256: str, size: int, end: int, chunk: bytes) -> int:
        if self.staged(sha256, size) != end:
            raise OutOfTurn
        if end + len(chunk) > size:
            raise Refusal("evidence.too_long", size=size)
        try:
            append_now(self._path(sha256, size), chunk)
        except OSError as error:
            raise Refusal("server.storage") from error
        return len(chunk)

    def _path(self, sha256: str, size: int) -> Path:
        return self._folder / f"{sha256}.{size}"
