"""What lies on a stick: sealed parts, a signed index of them, and later an acknowledgement.

A bundle is the frames (`protocol.frames`) of signed messages and their files, sealed to its readers and
cut into parts that any file system holds. The index is written last: without it there is no bundle.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Protocol

from fieldmonitor.domain.errors import EnvironmentFault, TrustError
from fieldmonitor.protocol.envelope import Envelope
from fieldmonitor.protocol.frames import LONGEST_HEAD, Frame, read_head
from fieldmonitor.protocol.messages import MessageAnswer, Problem

INDEX_TYPE = "application/vnd.fieldmonitor.bundle-index+json"
ACK_TYPE = "application/vnd.fieldmonitor.bundle-ack+json"
INDEX_SUFFIX, ACK_SUFFIX = ".bundle.json", ".ack.json"
PART_LIMIT = 4 * 1024**3 - 1
"""FAT32 holds no larger file."""
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class BundlePart:
    """A sealed file beside the index."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class BundleIndex:
    """Payload of the index, signed by the device that wrote it; it tells nothing of what is inside."""

    protocol: int
    created_at: datetime
    parts: tuple[BundlePart, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """A message of a bundle that was not taken, and why."""

    id: str
    version: int
    problem: Problem


@dataclass(frozen=True, slots=True)
class BundleAck:
    """Payload of an acknowledgement, signed by the comptroller: what arrived, with every receipt."""

    bundle: str
    messages: tuple[MessageAnswer, ...]
    refused: tuple[Refused, ...]


@dataclass(frozen=True, slots=True)
class BundleFiles:
    """A bundle as found: its index (envelope and content) and the folder of its parts.

    `by_hash`: the parts lie there under their hashes, as a hub keeps them, not under their names.
    """

    folder: Path
    envelope: Envelope
    index: BundleIndex
    by_hash: bool = False

    def check(self) -> None:
        """Hash every part; TrustError `bundle.damaged` names the first that is not what the index says."""
        for part in self.index.parts:
            path = self.path(part)
            if not path.is_file():
                raise EnvironmentFault("bundle.incomplete", part=part.name)
            if path.stat().st_size != part.size or _hash(path) != part.sha256:
                raise TrustError("bundle.damaged", part=part.name)

    def open(self) -> "Parts":
        """Open the parts as one stream."""
        return Parts([self.path(part) for part in self.index.parts])

    def path(self, part: BundlePart) -> Path:
        """Return where a part lies; a name that leads elsewhere is a damaged bundle's."""
        if self.by_hash:
            return self.folder / part.sha256
        if Path(part.name).name != part.name or part.name.startswith("."):
            raise TrustError("bundle.damaged", part=part.name)
        return self.folder / part.name


class Parts:
    """Files in a row, read as one."""

    def __init__(self, paths: list[Path]) -> None:
        self._paths = paths
        self._open: BinaryIO | None = None

    def read(self, size: int, /) -> bytes:
        """Return up to `size` bytes, nothing at the end."""
        while True:
            if self._open is None:
                if not self._paths:
                    return b""
                self._open = self._paths.pop(0).open("rb")
            if data := self._open.read(size):
                return data
            self.close()

    def close(self) -> None:
        """Close the file that is open."""
        if self._open is not None:
            self._open.close()
            self._open = None


class Readable(Protocol):
    """Where frames come from."""

    def read(self, size: int, /) -> bytes: ...


@dataclass(slots=True)
class FrameBody:
    """The bytes of one frame, to be read once, before the next frame."""

    source: Readable
    left: int

    def blocks(self) -> Iterator[bytes]:
        """Give the bytes; TrustError when the stream ends before them."""
        while self.left:
            block = self.source.read(min(_BLOCK, self.left))
            if not block:
                raise TrustError("bundle.damaged")
            self.left -= len(block)
            yield block

    def read_all(self) -> bytes:
        """Return all of it."""
        return b"".join(self.blocks())


def frames_in(source: BinaryIO) -> Iterator[tuple[Frame, FrameBody]]:
    """Read frames off a stream; whatever of a body was not read is skipped. TrustError when cut short."""
    while line := source.readline(LONGEST_HEAD):
        if not line.endswith(b"\n"):
            raise TrustError("bundle.damaged")
        frame = read_head(line)
        body = FrameBody(source, frame.size)
        yield frame, body
        for _ in body.blocks():
            pass


def _hash(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()
