"""How a pack lies in a folder: names of its files, what they may weigh, and where they are read from.

A pack is one flat folder, so that a stick, a hub and a web server carry it alike: `1.root.json`,
`timestamp.json`, `7.snapshot.json`, `7.targets.json`, and each target as `<sha256>.<name>`.
"""

import re
import unicodedata
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from fieldmonitor.domain.errors import TrustError
from fieldmonitor.system.faults import disk_fault
from fieldmonitor.trust.keys import key_id

TIMESTAMP = "timestamp.json"
ROOT_LIMIT = 256 * 1024
TIMESTAMP_LIMIT = 64 * 1024
SNAPSHOT_LIMIT = 64 * 1024
TARGETS_LIMIT = 32 * 1024 * 1024
"""Some 100,000 targets."""
CONTENT_LIMIT = 64 * 1024 * 1024
FILE_LIMIT = 4 * 1024**3 - 1
"""FAT32 holds no larger file."""
MOST_ROOTS = 256
"""Root versions that a device follows in one go: a hostile folder cannot keep it busy for ever."""

FILE_NAME = re.compile(
    r"timestamp\.json|[0-9]{1,10}\.(root|snapshot|targets)\.json|[0-9a-f]{64}\.[0-9a-f]{32}"
)
"""Every name that a pack may hold."""


@dataclass(frozen=True, slots=True)
class Trusted:
    """What a laptop remembers of a repository: its root, byte for byte, and how far it has seen it."""

    root: bytes
    timestamp: int = 0
    timestamp_sha256: str = ""
    snapshot: int = 0
    targets: int = 0


class Readable(Protocol):
    """Where bytes come from."""

    def read(self, size: int, /) -> bytes: ...

    def close(self) -> None: ...


class PackSource(Protocol):
    """Where a pack's files are: a folder, a server, a hub. Nothing that it gives is believed."""

    def read(self, name: str, limit: int) -> bytes | None:
        """Return a small file, or None where there is none; TrustError `pack.endless` beyond the limit."""
        ...

    def open(self, name: str, offset: int) -> Readable | None:
        """Return a file's bytes from an offset on, or None where there is none."""
        ...

    def has(self, name: str) -> bool:
        """Tell whether a file is there, as far as that can be told without fetching it."""
        ...


class PackFolder:
    """A pack in a folder or on a stick."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def read(self, name: str, limit: int) -> bytes | None:
        opened = self.open(name, 0)
        if opened is None:
            return None
        try:
            with opened:
                data = opened.read(limit + 1)
        except OSError as error:
            raise disk_fault(error, self.folder / name) from error
        if len(data) > limit:
            raise TrustError("pack.endless", name=name)
        return data

    def has(self, name: str) -> bool:
        return (self.folder / checked_name(name)).is_file()

    def open(self, name: str, offset: int) -> BinaryIO | None:
        path = self.folder / checked_name(name)
        if not path.is_file():
            return None
        try:
            file = path.open("rb")
            file.seek(offset)
        except OSError as error:
            raise disk_fault(error, path) from error
        return file


def checked_name(name: str) -> str:
    """Return a name that may be a pack's file; TrustError for any other, so that none leads elsewhere."""
    if not FILE_NAME.fullmatch(name):
        raise TrustError("pack.damaged", name=name[:80])
    return name


def metadata_name(role: str, version: int) -> str:
    """Return the name of a version of root, snapshot or targets."""
    return f"{version}.{role}.json"


def target_file(name: str, sha256: str) -> str:
    """Return the name of a target's file."""
    return checked_name(f"{sha256}.{name}")


def content_target(public_key: bytes) -> str:
    """Return the name of a laptop's own target: who only knows the laptop's id cannot tell which it is."""
    return key_id(b"fieldmonitor-pack-target-v1:" + public_key)[:32]


def pack_folder_name(region: str) -> str:
    """Return what a region's pack is called on a stick: letters that every file system takes."""
    plain = unicodedata.normalize("NFD", region).encode("ascii", "ignore").decode().casefold()
    return "paquete-" + ("".join(c if c.isalnum() else "-" for c in plain).strip("-") or "region")


def packs_in(folder: Path) -> list[Path]:
    """Return the packs in a folder: itself, or those one level below."""
    if (folder / TIMESTAMP).is_file():
        return [folder]
    found: list[Path] = []
    with suppress(OSError):
        found = sorted(path.parent for path in folder.glob(f"*/{TIMESTAMP}") if path.is_file())
    return found
