"""Writing a bundle: nothing is called written before it was read back from the stick."""

import hashlib
import io
import os
import secrets
import shutil
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from fieldmonitor.domain.clock import lima
from fieldmonitor.domain.errors import EnvironmentFault, InputError
from fieldmonitor.domain.local import LogEntry, OutboundMessage
from fieldmonitor.protocol import VERSION
from fieldmonitor.protocol.bundles import INDEX_SUFFIX, INDEX_TYPE, PART_LIMIT, BundleIndex, BundlePart
from fieldmonitor.protocol.codec import digest, encode
from fieldmonitor.protocol.frames import Frame, Method
from fieldmonitor.protocol.manifests import FileRole
from fieldmonitor.sync.carrier import Readable
from fieldmonitor.sync.codes import LogCode
from fieldmonitor.sync.core import MessageKey
from fieldmonitor.sync.enrolment import Enrolment
from fieldmonitor.sync.frames import FrameStream
from fieldmonitor.sync.ports import Files, Store, Unit
from fieldmonitor.sync.receipts import files_of
from fieldmonitor.sync.settling import held_back
from fieldmonitor.system.durable import sync_file, sync_folder, write_durably
from fieldmonitor.system.faults import disk_fault
from fieldmonitor.trust.bundles import seal_bundle
from fieldmonitor.trust.envelopes import seal

SLACK = 1024 * 1024
"""Room asked for beyond the bytes themselves: seals, index, the file system's own."""


@dataclass(frozen=True, slots=True)
class Exported:
    """A bundle that was written, read back and found whole: its index, messages and bytes."""

    index: Path
    messages: tuple[MessageKey, ...]
    size: int


def waiting(unit: Unit, only: Sequence[MessageKey] | None = None) -> list[OutboundMessage]:
    """Return the messages to carry, with their envelopes: not proven complete, and not held back.

    `only` names those that may be among them.
    """
    found = []
    for listed in unit.messages.unproven():
        key = (listed.id, listed.version)
        if (only is None or key in only) and not held_back(unit, key):
            message = unit.messages.get(*key)
            assert message is not None, "listed in this very transaction"
            found.append(message)
    return found


def export_bundle(
    store: Store[Unit],
    files: Files,
    enrolment: Enrolment,
    folder: Path,
    now: datetime,
    *,
    coordinator: bytes | None = None,
    only: Sequence[MessageKey] | None = None,
    originals: bool = True,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
    part_limit: int = PART_LIMIT,
) -> Exported:
    """Write what waits into a folder, sealed to the comptroller (and the coordinator's raw key).

    The queue stays as it is: only receipts clear it. Raises InputError `bundle.nothing_waits`,
    `bundle.held_back` where a person held one of them back meanwhile, EnvironmentFault `bundle.no_space`,
    `bundle.not_read_back` or the disk's; then nothing is left behind.
    """
    with store.read() as unit:
        messages = waiting(unit, only)
    if not messages:
        raise InputError("bundle.nothing_waits")
    stream = _stream(messages, files, originals, progress)
    _require_space(folder, stream.length + SLACK)
    readers = [enrolment.receipt_key, *([coordinator] if coordinator else [])]
    stem = f"informes-{lima(now):%Y%m%d}-{secrets.token_hex(3)}"
    parts = _PartWriter(folder, stem, part_limit)
    try:
        with closing(stream), closing(parts):
            seal_bundle(stream, parts, readers)
        found = parts.keep()
        index = BundleIndex(VERSION, now, found)
        path = folder / f"{stem}{INDEX_SUFFIX}"
        signed = encode(seal(index, INDEX_TYPE, enrolment.device_key))
        write_durably(path, signed)
        size = sum(part.size for part in found)
        keys = tuple((message.id, message.version) for message in messages)
        try:
            with store.write() as unit:
                if any(held_back(unit, key) for key in keys):
                    raise InputError("bundle.held_back")
                unit.custody.wrote(digest(signed), keys, now)
                params: dict[str, object] = {"messages": len(messages), "bytes": size, "name": path.name}
                unit.log.add(LogEntry(now, LogCode.BUNDLE_WRITTEN, params))
        except BaseException:
            path.unlink(missing_ok=True)
            raise
    except OSError as error:
        parts.discard()
        raise disk_fault(error, folder) from error
    except BaseException:
        parts.discard()
        raise
    return Exported(path, keys, size)


def _stream(
    messages: Sequence[OutboundMessage],
    files: Files,
    originals: bool,
    progress: Callable[[int, int], None],
) -> FrameStream:
    """Return every message followed by its files, small copies first."""
    frames: list[Frame] = []
    envelopes: dict[int, bytes] = {}
    for message in messages:
        envelopes[len(frames)] = message.envelope
        frames.append(Frame(Method.PUT, message.id, message.version, len(message.envelope)))
        entries = [e for e in files_of(message) if originals or e.role is FileRole.SMALL]
        entries.sort(key=lambda entry: entry.role is not FileRole.SMALL)
        frames += [Frame(Method.PATCH, entry.sha256, 0, entry.size) for entry in entries]
    total = sum(frame.size for frame in frames)
    before = [sum(frame.size for frame in frames[:index]) for index in range(len(frames))]

    def open_body(index: int) -> Readable:
        envelope = envelopes.get(index)
        return io.BytesIO(envelope) if envelope is not None else files.open(frames[index].id)

    return FrameStream(frames, open_body, lambda index, sent: progress(before[index] + sent, total))


def _require_space(folder: Path, need: int) -> None:
    try:
        free = shutil.disk_usage(folder).free
    except OSError as error:
        raise disk_fault(error, folder) from error
    if free < need:
        raise EnvironmentFault("bundle.no_space", need=need, free=free)


class _PartWriter:
    """Writes a stream into files of limited size, under names that nobody takes for a bundle yet."""

    def __init__(self, folder: Path, stem: str, limit: int) -> None:
        self._folder, self._stem, self._limit = folder, stem, limit
        self._file: BinaryIO | None = None
        self._digest = hashlib.sha256()
        self._size = 0
        self._parts: list[BundlePart] = []

    def write(self, data: bytes, /) -> int:
        left = memoryview(data)
        while left:
            if self._file is None:
                self._begin()
            assert self._file is not None
            piece = left[: self._limit - self._size]
            self._file.write(piece)
            self._digest.update(piece)
            self._size += len(piece)
            left = left[len(piece) :]
            if self._size == self._limit:
                self.close()
        return len(data)

    def close(self) -> None:
        """End the part under way: its bytes are on the stick, not only in memory."""
        if self._file is None:
            return
        sync_file(self._file)
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(self._file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        self._file.close()
        self._file = None
        name = f"{self._stem}.{len(self._parts) + 1:03}"
        self._parts.append(BundlePart(name, self._size, self._digest.hexdigest()))

    def keep(self) -> tuple[BundlePart, ...]:
        """Read every part back, and give it its name."""
        for part in self._parts:
            if _hash(self._temporary(part.name)) != part.sha256:
                raise EnvironmentFault("bundle.not_read_back", part=part.name)
        for part in self._parts:
            self._temporary(part.name).replace(self._folder / part.name)
        sync_folder(self._folder)
        return tuple(self._parts)

    def discard(self) -> None:
        """Leave nothing behind."""
        if self._file is not None:
            with suppress(OSError):
                self._file.close()
            self._file = None
        for path in self._folder.glob(f".{self._stem}.*.part"):
            with suppress(OSError):
                path.unlink()
        for part in self._parts:
            with suppress(OSError):
                (self._folder / part.name).unlink(missing_ok=True)

    def _begin(self) -> None:
        name = f"{self._stem}.{len(self._parts) + 1:03}"
        self._file = self._temporary(name).open("xb")
        self._digest, self._size = hashlib.sha256(), 0

    def _temporary(self, name: str) -> Path:
        return self._folder / f".{name}.part"


def _hash(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()
