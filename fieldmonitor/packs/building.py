"""Making a region's packs: targets sealed to each laptop, shared files sealed once, all of it signed.

The repository is a folder that only grows in versions; `state.json` in it remembers what is inside which
target, so that what did not change is not sealed, copied or downloaded again. It never leaves the folder.
"""

import hashlib
import io
import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO
from uuid import uuid4

from tuf.api.metadata import Metadata, MetaFile, Snapshot, TargetFile, Targets, Timestamp

from fieldmonitor.domain.errors import InputError
from fieldmonitor.packs.ceremony import RootFacts, names, read_root, root_facts
from fieldmonitor.packs.layout import (
    FILE_LIMIT,
    FILE_NAME,
    TIMESTAMP,
    content_target,
    metadata_name,
    target_file,
)
from fieldmonitor.packs.opening import packed
from fieldmonitor.packs.signed import add_signature, parse, text_of, to_bytes
from fieldmonitor.packs.tiles import encrypt_tiles
from fieldmonitor.packs.trusted import BUILT, REGION
from fieldmonitor.protocol.codec import decode, encode
from fieldmonitor.protocol.packs import PackContent, PackFile, PackRole
from fieldmonitor.system.durable import private_folder, sync_file, sync_folder, write_durably
from fieldmonitor.system.faults import disk_fault
from fieldmonitor.trust.bundles import seal_bundle
from fieldmonitor.trust.keys import SigningKey, from_text, to_text
from fieldmonitor.trust.sealing import new_key, seal_stream

STATE = "state.json"
BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class KeptTarget:
    """A target of the repository: `clear` is the hash of what is inside; `file` is set for shared ones."""

    clear: str
    sha256: str
    length: int
    file: PackFile | None = None


@dataclass(frozen=True, slots=True)
class State:
    """What the repository holds, by the name of the target."""

    targets: dict[str, KeptTarget] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Built:
    """A repository as it was signed: its version, how many laptops, and what is new in bytes."""

    region: str
    version: int
    laptops: int
    new_bytes: int
    expires: datetime


class Repository:
    """One region's packs in a folder of the server."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._used: dict[str, KeptTarget] = {}
        self._new_bytes = 0
        self._known = self._read_state()

    @property
    def root(self) -> bytes:
        """The newest root, as published; InputError `pack.no_root` before the first."""
        version = self._newest("root")
        if version == 0:
            raise InputError("pack.no_root")
        return (self.folder / metadata_name("root", version)).read_bytes()

    @property
    def region(self) -> str:
        return text_of(read_root(self.root).signed, REGION)

    @property
    def contents(self) -> set[str]:
        """The targets that are one laptop's own."""
        return {name for name, kept in self._known.targets.items() if kept.file is None}

    def publish_root(self, data: bytes) -> RootFacts:
        """Take in a root that its holders have signed; it must follow the one before."""
        private_folder(self.folder)
        version = self._newest("root")
        previous = self.root if version else None
        facts = root_facts(data, previous)
        if not facts.complete or facts.version != version + 1:
            raise InputError("root.incomplete", signed=len(facts.signed_by))
        write_durably(self.folder / metadata_name("root", facts.version), data)
        return facts

    def share_bytes(self, role: PackRole, data: bytes, name: str = "") -> PackFile:
        """Seal a small file for all who get its key."""
        return self.share(role, lambda: io.BytesIO(data), name)

    def share(self, role: PackRole, opened: Callable[[], BinaryIO], name: str = "") -> PackFile:
        """Seal a file for all who get its key; one that is held already is not sealed again."""
        with opened() as source:
            clear, size = _hash_of(source)
        known = next((n for n, kept in self._known.targets.items() if _is(kept, role, clear)), None)
        if role is PackRole.REGION:  # changes under the same name and key, so that contents stay as they are
            known = next((n for n, kept in self._known.targets.items() if _has(kept, role)), None)
        if known is not None and self._known.targets[known].clear == clear:
            return self._keep(known, self._known.targets[known])
        target, key = known or secrets.token_hex(16), new_key()
        before = self._known.targets.get(target)
        if before is not None and before.file is not None:
            key = from_text(before.file.key)
        with opened() as source:
            sha256, length = self._write(target, lambda out: seal_stream(source, out, key))
        return self._entered(
            target, role, clear, sha256, length, PackFile(target, role, to_text(key), size, clear, name)
        )

    def share_known(self, role: PackRole, sha256: str, opened: Callable[[str], BinaryIO]) -> PackFile:
        """The same for a file whose hash is known: it is not read where it is held already."""
        known = next((n for n, kept in self._known.targets.items() if _is(kept, role, sha256)), None)
        if known is not None:
            return self._keep(known, self._known.targets[known])
        return self.share(role, lambda: opened(sha256))

    def kept(self, *roles: PackRole) -> list[PackFile]:
        """Keep the shared files of these roles as they were, and return them."""
        known = [(name, kept) for name, kept in self._known.targets.items() if kept.file is not None]
        return [self._keep(name, kept) for name, kept in known if any(_has(kept, role) for role in roles)]

    def share_tiles(self, path: Path) -> PackFile:
        """Encrypt an MBTiles file as the database it is, so that a laptop opens it where it lies."""
        with path.open("rb") as source:
            clear, _size = _hash_of(source)
        role = PackRole.TILES
        known = next((n for n, kept in self._known.targets.items() if _is(kept, role, clear)), None)
        if known is not None:
            return self._keep(known, self._known.targets[known])
        target, key = secrets.token_hex(16), new_key()
        made = self.folder / f".{uuid4().hex}.tiles"
        try:
            encrypt_tiles(path, made, key)
            with made.open("rb") as source:
                sha256, length = self._write(target, lambda out: _copy(source, out))
        finally:
            with suppress(OSError):
                made.unlink(missing_ok=True)
        file = PackFile(target, role, to_text(key), length, sha256, path.name)
        return self._entered(target, role, clear, sha256, length, file)

    def add_content(self, public_key: bytes, content: PackContent) -> None:
        """Seal a laptop's own content to its key, unless it is what the laptop has there already."""
        data = encode(content)
        clear = hashlib.sha256(data).hexdigest()
        target = content_target(public_key)
        known = self._known.targets.get(target)
        if known is not None and known.clear == clear and self._is_there(target, known):
            self._keep(target, known)
            return
        sealed = io.BytesIO(packed(data))
        sha256, length = self._write(target, lambda out: seal_bundle(sealed, out, [public_key]))
        self._used[target] = KeptTarget(clear, sha256, length)

    def sign(self, key: SigningKey, now: datetime, life: timedelta) -> Built:
        """Sign what was added since this repository was opened, and let go of everything older."""
        root = self.root
        if not names(root, key):
            raise InputError("pack.not_the_key")
        version = max(self._newest("targets"), self._newest("snapshot"), self._timestamp_version()) + 1
        expires = (now + life).astimezone(UTC).replace(microsecond=0)
        listed = {
            name: TargetFile(kept.length, {"sha256": kept.sha256}, name) for name, kept in self._used.items()
        }
        targets = _signed(Targets(version=version, expires=expires, targets=listed), key)
        snapshot = _signed(
            Snapshot(version=version, expires=expires, meta={"targets.json": _meta(version, targets)}), key
        )
        stamp = Timestamp(
            version=version,
            expires=expires,
            snapshot_meta=_meta(version, snapshot),
            unrecognized_fields={BUILT: now.astimezone(UTC).isoformat(timespec="seconds")},
        )
        write_durably(self.folder / metadata_name("targets", version), targets)
        write_durably(self.folder / metadata_name("snapshot", version), snapshot)
        write_durably(self.folder / STATE, encode(State(self._used)))
        write_durably(self.folder / TIMESTAMP, _signed(stamp, key))
        self._sweep(version)
        laptops = sum(kept.file is None for kept in self._used.values())
        return Built(self.region, version, laptops, self._new_bytes, expires)

    def _entered(
        self, target: str, role: PackRole, clear: str, sha256: str, length: int, file: PackFile
    ) -> PackFile:
        if role is PackRole.REGION:
            file = replace(file, sha256=None, size=0)
        self._used[target] = KeptTarget(clear, sha256, length, file)
        return file

    def _keep(self, target: str, kept: KeptTarget) -> PackFile:
        self._used[target] = kept
        return kept.file or PackFile(target, PackRole.RECORDS, "", 0)

    def _is_there(self, target: str, kept: KeptTarget) -> bool:
        return (self.folder / target_file(target, kept.sha256)).is_file()

    def _write(self, target: str, write: Callable[["_Measured"], object]) -> tuple[str, int]:
        """Write a target under a name that nobody takes for one, and then under the name of its hash."""
        part = self.folder / f".{uuid4().hex}.part"
        try:
            with part.open("xb") as file:
                measured = _Measured(file)
                write(measured)
                sync_file(file)
            sha256, length = measured.digest.hexdigest(), measured.length
            if length > FILE_LIMIT:
                raise InputError("pack.file_too_large", limit=FILE_LIMIT)
            part.replace(self.folder / target_file(target, sha256))
            sync_folder(self.folder)
        except OSError as error:
            raise disk_fault(error, self.folder) from error
        finally:
            with suppress(OSError):
                part.unlink(missing_ok=True)
        self._new_bytes += length
        return sha256, length

    def _sweep(self, version: int) -> None:
        """Remove what neither this version nor the one before it names: somebody may be reading that."""
        wanted = {target_file(name, kept.sha256) for name, kept in self._used.items()}
        wanted |= {target_file(name, kept.sha256) for name, kept in self._known.targets.items()}
        for path in _files(self.folder):
            number = (
                int(path.name.split(".")[0])
                if path.name.endswith(("snapshot.json", "targets.json"))
                else None
            )
            old = path.name not in wanted if number is None else number < version - 1
            if old and not path.name.endswith("root.json") and path.name != TIMESTAMP:
                with suppress(OSError):
                    path.unlink()

    def _newest(self, role: str) -> int:
        found = [
            int(path.name.split(".")[0])
            for path in _files(self.folder)
            if path.name.endswith(f".{role}.json")
        ]
        return max(found, default=0)

    def _timestamp_version(self) -> int:
        try:
            data = (self.folder / TIMESTAMP).read_bytes()
        except FileNotFoundError:
            return 0
        return parse(data, Timestamp, TIMESTAMP).signed.version

    def _read_state(self) -> State:
        try:
            state = decode((self.folder / STATE).read_bytes(), State)
        except FileNotFoundError:
            return State()
        return State({n: kept for n, kept in state.targets.items() if self._is_there(n, kept)})


@dataclass(slots=True)
class _Measured:
    """Counts and hashes what is written through it."""

    file: BinaryIO
    digest: "hashlib._Hash" = field(default_factory=hashlib.sha256)
    length: int = 0

    def write(self, data: bytes, /) -> int:
        self.digest.update(data)
        self.length += len(data)
        return self.file.write(data)


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if FILE_NAME.fullmatch(path.name)] if folder.is_dir() else []


def _signed(signed: Targets | Snapshot | Timestamp, key: SigningKey) -> bytes:
    metadata: Metadata[Any] = Metadata(signed)
    add_signature(metadata, key)
    return to_bytes(metadata)


def _meta(version: int, data: bytes) -> MetaFile:
    return MetaFile(version, len(data), {"sha256": hashlib.sha256(data).hexdigest()})


def _is(kept: KeptTarget, role: PackRole, clear: str) -> bool:
    return kept.clear == clear and _has(kept, role)


def _has(kept: KeptTarget, role: PackRole) -> bool:
    return kept.file is not None and kept.file.role is role


def _hash_of(source: BinaryIO) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    while block := source.read(BLOCK):
        digest.update(block)
        size += len(block)
    return digest.hexdigest(), size


def _copy(source: BinaryIO, target: _Measured) -> None:
    while block := source.read(BLOCK):
        target.write(block)
