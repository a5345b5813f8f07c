"""Putting a pack on a stick: space is checked first, and nothing is called written before it is read back."""

import hashlib
import os
import shutil
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from fieldmonitor.domain.errors import EnvironmentFault, InputError
from fieldmonitor.packs.building import Repository
from fieldmonitor.packs.layout import (
    FILE_NAME,
    PackFolder,
    content_target,
    pack_folder_name,
)
from fieldmonitor.packs.trusted import first_root, verify_pack
from fieldmonitor.system.durable import sync_file, sync_folder
from fieldmonitor.system.faults import disk_fault

SLACK = 1024 * 1024
BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class WrittenPack:
    """A pack on a stick, read back: where, for how many laptops, and bytes in all and newly written."""

    folder: Path
    laptops: int
    size: int
    copied: int


def needed_files(repository: Path, readers: Collection[bytes] | None, now: datetime) -> dict[str, int]:
    """Return the files of a pack, with their sizes: for these public keys alone, or for every laptop.

    What is not some laptop's own content is shared, and goes along.
    """
    source = PackFolder(repository)
    pack = verify_pack(source, first_root(source), now)
    owned = Repository(repository).contents
    chosen = owned if readers is None else {content_target(reader) for reader in readers}
    if not chosen <= pack.targets.keys():
        raise InputError("pack.laptop_missing")
    return {name: (repository / name).stat().st_size for name in pack.files(but=owned - chosen)}


def write_pack(
    repository: Path,
    folder: Path,
    region: str,
    now: datetime,
    readers: Collection[bytes] | None = None,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> WrittenPack:
    """Write a pack into a folder of its own on a stick; what lies there already and is right stays.

    The timestamp comes last: until then a reader finds the pack that was there before. Raises
    EnvironmentFault `pack.no_space`, `pack.not_read_back` or the disk's.
    """
    if not folder.is_dir():
        raise InputError("disk.missing", path=str(folder))
    names = needed_files(repository, readers, now)
    place = folder / pack_folder_name(region)
    try:
        place.mkdir(exist_ok=True)
        todo = [name for name in names if not _same(repository / name, place / name)]
        _require_space(place, sum(names[name] for name in todo) + SLACK)
        done, total = 0, sum(names[name] for name in todo)
        for name in todo:
            _copy(repository / name, place / name)
            done += names[name]
            progress(done, total)
        for path in place.iterdir():
            if FILE_NAME.fullmatch(path.name) and path.name not in names:
                path.unlink()
        sync_folder(place)
    except OSError as error:
        raise disk_fault(error, place) from error
    written = PackFolder(place)
    verify_pack(written, first_root(written), now)
    owned = Repository(repository).contents
    laptops = sum(name.partition(".")[2] in owned for name in names)
    return WrittenPack(place, laptops, sum(names.values()), total)


def _copy(source: Path, target: Path) -> None:
    part = target.with_name(f".{target.name}.part")
    digest = hashlib.sha256()
    try:
        with source.open("rb") as opened, part.open("wb") as copy:
            while block := opened.read(BLOCK):
                digest.update(block)
                copy.write(block)
            sync_file(copy)
            if hasattr(os, "posix_fadvise"):
                os.posix_fadvise(copy.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        if _hash(part) != digest.hexdigest():
            raise EnvironmentFault("pack.not_read_back", name=target.name)
        part.replace(target)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _same(one: Path, other: Path) -> bool:
    if not other.is_file() or one.stat().st_size != other.stat().st_size:
        return False
    return _hash(one) == _hash(other)


def _hash(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()


def _require_space(folder: Path, need: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < need:
        raise EnvironmentFault("pack.no_space", need=need, free=free)
