"""Sealed bundles in a folder: taken in part by part, kept until passed on. All names are hashes.

```
indexes/BUNDLE.json      the signed index, as its writer sent it
staging/PART.SIZE        a part on its way: the file's size is the offset
parts/PART               a part that is whole: hashed, fsynced, renamed
custody/BUNDLE.json      the note that the hub gave for a bundle that is whole
answers/BUNDLE           the comptroller's acknowledgement, sealed to the bundle's writer
```
What counts is on the disk before it is said: a kill at any moment loses nothing that was acknowledged.
"""

import shutil
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import BinaryIO

from fieldmonitor.domain.errors import FieldMonitorError, TrustError
from fieldmonitor.hub.problems import Refusal
from fieldmonitor.protocol.bundles import INDEX_TYPE, BundleIndex, BundlePart
from fieldmonitor.protocol.codec import decode, digest
from fieldmonitor.protocol.envelope import Envelope
from fieldmonitor.protocol.hub import MOST_PARTS
from fieldmonitor.protocol.messages import MissingFile
from fieldmonitor.system.durable import (
    append_now,
    hash_and_sync,
    private_folder,
    settle_folder,
    write_durably,
)
from fieldmonitor.system.faults import disk_fault
from fieldmonitor.trust.envelopes import unseal
from fieldmonitor.trust.keys import from_text

_HEX = frozenset("0123456789abcdef")


@dataclass(frozen=True, slots=True)
class DepotLimits:
    """Bytes of one bundle, bytes and number of all of one device that wait, and what stays free on disk."""

    bundle: int = 4 * 1024**3
    device: int = 16 * 1024**3
    bundles: int = 500
    reserve: int = 256 * 1024**2


@dataclass(frozen=True, slots=True)
class Announced:
    """A bundle by its index: its hash, who wrote it (a device's id), and its parts."""

    bundle: str
    writer: str
    parts: tuple[BundlePart, ...]

    @property
    def size(self) -> int:
        """Bytes of all parts."""
        return sum(part.size for part in self.parts)


class OutOfTurn(Exception):
    """A part does not end where this sender thinks; `offset` is the true end."""

    def __init__(self, offset: int) -> None:
        super().__init__(offset)
        self.offset = offset


class Depot:
    """The folder. Appends come one at a time; finishing and keeping may come from any thread.

    `parts` is where whole parts lie; `busy` is for whoever does something with a bundle once.
    """

    def __init__(self, folder: Path, limits: DepotLimits | None = None) -> None:
        self._limits = limits or DepotLimits()
        self._indexes = private_folder(folder / "indexes")
        self._staging = private_folder(folder / "staging")
        self.parts = private_folder(folder / "parts")
        self._custody = private_folder(folder / "custody")
        self._answers = private_folder(folder / "answers")
        self._refusals = private_folder(folder / "refusals")
        self._finishing = Lock()
        self.busy = Lock()

    def announce(self, index: bytes, writer_key: bytes) -> Announced:
        """Take the index of a bundle, signed by the device that sends it; the same again changes nothing.

        Raises Refusal `bundle.bad_index`, `hub.quota`, `hub.full`.
        """
        bundle = digest(index)
        announced = _read_index(bundle, index, writer_key)
        if not self._index_path(bundle).exists():
            self._require_room(announced)
            write_durably(self._index_path(bundle), index)
        return announced

    def find(self, bundle: str) -> Announced:
        """Return a bundle that was announced, or refuse: `bundle.unknown`."""
        try:
            index = self._index_path(bundle).read_bytes()
        except (FileNotFoundError, ValueError) as error:
            raise Refusal("bundle.unknown") from error
        return _read_index(bundle, index, None)

    def index_of(self, bundle: str) -> bytes:
        """Return a bundle's index as its writer signed it."""
        return self._index_path(bundle).read_bytes()

    def missing(self, announced: Announced) -> tuple[MissingFile, ...]:
        """Return the parts that are not whole here, each with how much of it is."""
        if self.answer_of(announced.bundle) is not None:
            return ()
        return tuple(
            MissingFile(part.sha256, part.size, self._staged(part))
            for part in dict.fromkeys(announced.parts)
            if not self._holds(part)
        )

    def append(self, part: BundlePart, offset: int, data: bytes) -> int:
        """Write bytes at the end of a part on its way and return the new end.

        Raises OutOfTurn, Refusal `evidence.too_long` or `hub.full`.
        """
        staged = self._staged(part)
        if self._holds(part) or staged != offset:
            raise OutOfTurn(part.size if self._holds(part) else staged)
        if offset + len(data) > part.size:
            raise Refusal("evidence.too_long", size=part.size)
        try:
            append_now(self._staging_path(part), data)
        except OSError as error:
            raise Refusal("hub.full") from error
        return offset + len(data)

    def finish(self, part: BundlePart) -> int:
        """Keep a part if it is whole by now: hash, fsync, rename, fsync the folder. Return its offset.

        A wrong hash empties what was staged and is refused.
        """
        path = self._staging_path(part)
        with self._finishing:
            if self._holds(part):
                path.unlink(missing_ok=True)
                return part.size
            staged = self._staged(part)
            if staged != part.size or not path.exists():
                return staged
            if hash_and_sync(path) != part.sha256:
                path.unlink()
                raise Refusal("evidence.hash_mismatch", offset=0)
            path.replace(self.parts / part.sha256)
            settle_folder(self.parts)
        return part.size

    def custody_of(self, bundle: str) -> bytes | None:
        """Return the note that was given for a bundle."""
        return _read(self._custody / f"{_name(bundle)}.json")

    def keep_custody(self, bundle: str, note: bytes) -> None:
        """Keep the note; only then may it be given."""
        write_durably(self._custody / f"{_name(bundle)}.json", note)

    def answer_of(self, bundle: str) -> bytes | None:
        """Return the comptroller's sealed acknowledgement of a bundle."""
        return _read(self._answers / _name(bundle))

    def keep_answer(self, bundle: str, answer: bytes) -> None:
        """Keep an acknowledgement; the parts that no other bundle here names are let go then."""
        write_durably(self._answers / _name(bundle), answer)
        (self._refusals / _name(bundle)).unlink(missing_ok=True)
        self._let_go(self.find(bundle))

    def refusal_of(self, bundle: str) -> str | None:
        """Return the code by which the server refused a bundle."""
        code = _read(self._refusals / _name(bundle))
        return None if code is None else code.decode()

    def keep_refusal(self, bundle: str, code: str) -> None:
        """Note why the server did not take a bundle; the bundle stays."""
        write_durably(self._refusals / _name(bundle), code.encode())

    def bundles(self) -> Iterator[Announced]:
        """Give every bundle, in the order of their names."""
        for path in sorted(self._indexes.glob("*.json")):
            with suppress(FieldMonitorError):
                yield self.find(path.stem)

    def waiting(self) -> list[Announced]:
        """Return the bundles in custody that the comptroller has not acknowledged."""
        return [b for b in self._unanswered() if self.custody_of(b.bundle)]

    def open_part(self, sha256: str) -> BinaryIO:
        """Open a part that is whole; EnvironmentFault where the disk has lost it."""
        try:
            return self.path_of(sha256).open("rb")
        except OSError as error:
            raise disk_fault(error, self.path_of(sha256)) from error

    def path_of(self, sha256: str) -> Path:
        """Return where a whole part lies."""
        return self.parts / _name(sha256)

    def _require_room(self, announced: Announced) -> None:
        if announced.size > self._limits.bundle:
            raise Refusal("hub.quota", limit=self._limits.bundle)
        others = [b for b in self._unanswered() if b.writer == announced.writer]
        held = sum(b.size for b in others)
        if held + announced.size > self._limits.device or len(others) >= self._limits.bundles:
            raise Refusal("hub.quota", limit=self._limits.device)
        free = shutil.disk_usage(self.parts).free
        if free < announced.size + self._limits.reserve:
            raise Refusal("hub.full", free=free)

    def _unanswered(self) -> list[Announced]:
        return [bundle for bundle in self.bundles() if not self.answer_of(bundle.bundle)]

    def _let_go(self, done: Announced) -> None:
        needed = {part.sha256 for bundle in self._unanswered() for part in bundle.parts}
        for part in done.parts:
            if part.sha256 not in needed:
                self.path_of(part.sha256).unlink(missing_ok=True)

    def _holds(self, part: BundlePart) -> bool:
        try:
            return self.path_of(part.sha256).stat().st_size == part.size
        except FileNotFoundError:
            return False

    def _staged(self, part: BundlePart) -> int:
        try:
            return self._staging_path(part).stat().st_size
        except FileNotFoundError:
            return 0

    def _staging_path(self, part: BundlePart) -> Path:
        return self._staging / f"{_name(part.sha256)}.{part.size}"

    def _index_path(self, bundle: str) -> Path:
        return self._indexes / f"{_name(bundle)}.json"


def _read_index(bundle: str, index: bytes, writer_key: bytes | None) -> Announced:
    try:
        envelope = decode(index, Envelope)
        if len(envelope.signatures) != 1:
            raise Refusal("bundle.bad_index")
        found = _payload(envelope, writer_key)
    except TrustError as error:
        raise Refusal("bundle.bad_index") from error
    if not _sane(found.parts):
        raise Refusal("bundle.bad_index")
    return Announced(bundle, envelope.signatures[0].keyid, found.parts)


def _payload(envelope: Envelope, writer_key: bytes | None) -> BundleIndex:
    if writer_key is not None:
        return unseal(envelope, INDEX_TYPE, writer_key, BundleIndex)
    return decode(from_text(envelope.payload), BundleIndex)


def _sane(parts: Iterable[BundlePart]) -> bool:
    listed = list(parts)
    return 0 < len(listed) <= MOST_PARTS and all(
        part.size > 0 and len(part.sha256) == 64 and set(part.sha256) <= _HEX for part in listed
    )


def _name(hash: str) -> str:
    """Return a hash as a file's name; whatever is no hash names nothing."""
    if len(hash) != 64 or not set(hash) <= _HEX:
        raise Refusal("bundle.unknown")
    return hash


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
