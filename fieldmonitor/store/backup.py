"""Backups of a profile: the database and every file, as they stand encrypted, in one folder per backup.

A backup opens with the same passphrase (it carries `vault.json`); where the keyring holds a second secret it
opens on the same system, or with the recovery sheet. All backups of a place share its files, which never
change, so that each costs only what is new.
"""

import contextlib
import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from fieldmonitor.domain.errors import EnvironmentFault, InputError
from fieldmonitor.store.blobs import Blobs
from fieldmonitor.store.engine import Store, open_store
from fieldmonitor.system.disk import require_space
from fieldmonitor.system.durable import private_folder, sync_file, sync_folder, write_durably
from fieldmonitor.system.faults import disk_fault
from fieldmonitor.system.long_work import LongWork
from fieldmonitor.trust.vault import VAULT_FILE, read_vault

STORE_FILE = "store.db"
BLOBS_FOLDER = "blobs"
DONE_FILE = "complete"
KEPT = 5

_PREFIX = "backup-"
_PIECE = 1024 * 1024
_STAMP = re.compile(r"[0-9]{8}T[0-9]{12}Z")


@dataclass(frozen=True, slots=True)
class Backup:
    """A whole backup: where it is, when it was made (UTC), and the bytes it holds."""

    folder: Path
    made_at: datetime
    size: int


def back_up(
    store: Store, profile: Path, place: Path, now: datetime, keep: int = KEPT, work: LongWork | None = None
) -> Backup:
    """Copy a profile into a new folder of a place, which may be on another disk, and drop the oldest.

    Raises EnvironmentFault: `disk.full` before anything is written, or another of the disk's; Cancelled.
    """
    private_folder(place)
    with store.read() as uow:
        paths = [row.path for row in uow.blobs.all()]
    files = profile / BLOBS_FOLDER
    require_space(place, _new_bytes(files, paths, place) + 2 * store.path.stat().st_size)
    target = private_folder(place / f"{_PREFIX}{now.astimezone(UTC):%Y%m%dT%H%M%S%fZ}")
    try:
        _copy_files(files, paths, _shelf(place), work or LongWork())
        store.copy_to(target / STORE_FILE)
        write_durably(target / VAULT_FILE, (profile / VAULT_FILE).read_bytes())
        write_durably(target / DONE_FILE, "\n".join(sorted(paths)).encode())
    except OSError as error:
        shutil.rmtree(target, ignore_errors=True)
        raise disk_fault(error, target) from error
    except BaseException:
        shutil.rmtree(target, ignore_errors=True)
        raise
    _drop_old(place, keep, _vault_id(profile))
    return described(target)


def beside(profile: Path) -> Path:
    """Return where a profile's backups lie when nobody names a place: beside the profile, not inside."""
    return profile.parent / f"{profile.name}-backups"


def forget_keys(place: Path) -> None:
    """Destroy what opens the backups in a place: when a profile is wiped, they are to be noise as well."""
    for vault in place.glob(f"{_PREFIX}*/{VAULT_FILE}"):
        write_durably(vault, b"")
        vault.unlink()


def backups(place: Path) -> list[Backup]:
    """Return the whole backups in a place, newest first."""
    try:
        found = [path for path in place.iterdir() if _is_whole(path)] if place.is_dir() else []
        return [described(path) for path in sorted(found, reverse=True)]
    except OSError as error:
        raise disk_fault(error, place) from error


def forget_all(place: Path, vault_id: str | None) -> None:
    """Destroy the backups of a vault in a place, keys first: who erases a profile erases its copies."""
    if not place.is_dir():
        return
    for backup in _of(vault_id, backups(place)):
        write_durably(backup.folder / VAULT_FILE, b"")
        shutil.rmtree(backup.folder, ignore_errors=True)
    _drop_unnamed(place)
    for folder in (*(place / BLOBS_FOLDER).glob("*"), place / BLOBS_FOLDER, place):
        with contextlib.suppress(OSError):
            folder.rmdir()  # only where nothing else is kept in it


def _of(vault_id: str | None, found: list[Backup]) -> list[Backup]:
    """Return the backups of one vault: several volunteers may keep theirs on one stick."""
    return [backup for backup in found if _vault_id(backup.folder) == vault_id]


def _vault_id(folder: Path) -> str | None:
    try:
        return read_vault(folder).id
    except EnvironmentFault:
        return None


def _is_whole(folder: Path) -> bool:
    name = folder.name.removeprefix(_PREFIX)
    return folder.name != name and _STAMP.fullmatch(name) is not None and (folder / DONE_FILE).is_file()


def verify(backup: Path, key: bytes, work: LongWork | None = None) -> list[str]:
    """Open a backup with the vault key and return what is wrong with it: pages, references, files."""
    with opened(backup, key) as store:
        return store.integrity() + Blobs(_shelf(backup.parent)).verify(store, work)


def restore(backup: Path, profile: Path, key: bytes, work: LongWork | None = None) -> None:
    """Make a profile folder out of a backup; a folder that holds a profile is never overwritten.

    All is made beside it and moved in at the end: whatever ends it before leaves nothing but a hidden folder
    that the next try takes away. Raises InputError `backup.not_ours`, `profile.exists`; EnvironmentFault
    `backup.damaged` and the disk's; Cancelled.
    """
    work = work or LongWork()
    described(backup)
    if (profile / VAULT_FILE).exists() or (profile / STORE_FILE).exists():
        raise InputError("profile.exists", folder=str(profile))
    if problems := verify(backup, key, work):
        raise EnvironmentFault("backup.damaged", count=len(problems), first=problems[0])
    staged = profile.with_name(f".{profile.name}.restoring")
    shutil.rmtree(staged, ignore_errors=True)
    try:
        _stage(backup, staged, key, work)
        work.check()
        _move_in(staged, profile)
        write_durably(profile / VAULT_FILE, (backup / VAULT_FILE).read_bytes())  # last: now it is a profile
    except OSError as error:
        raise disk_fault(error, profile) from error
    finally:
        shutil.rmtree(staged, ignore_errors=True)


def _stage(backup: Path, staged: Path, key: bytes, work: LongWork) -> None:
    """Lay files and database of a backup into a folder that is no profile yet."""
    shelf, paths = _shelf(backup.parent), (backup / DONE_FILE).read_text(encoding="utf-8").split()
    require_space(staged, sum((shelf / path).stat().st_size for path in paths) + 2 * _size(backup))
    private_folder(staged)
    _copy_files(shelf, paths, private_folder(staged / BLOBS_FOLDER), work)
    with opened(backup, key) as store:
        store.copy_to(staged / STORE_FILE)


def _move_in(staged: Path, profile: Path) -> None:
    """Give what was laid ready its place; a folder may be there already, with how one likes the window."""
    private_folder(profile)
    for path in sorted(path for path in staged.rglob("*") if path.is_file()):
        goal = profile / path.relative_to(staged)
        private_folder(goal.parent)
        path.replace(goal)
    for folder in (*(path for path in (profile / BLOBS_FOLDER).glob("*") if path.is_dir()), profile):
        sync_folder(folder)


@contextlib.contextmanager
def opened(backup: Path, key: bytes) -> Iterator[Store]:
    """Open a copy of a backup's database, encrypted as it is, so that looking at it changes nothing."""
    with tempfile.TemporaryDirectory(prefix="fieldmonitor-") as scratch:
        copy = Path(scratch) / STORE_FILE
        try:
            shutil.copyfile(backup / STORE_FILE, copy)
        except OSError as error:
            raise disk_fault(error, backup) from error
        store = open_store(copy, key)
        try:
            yield store
        finally:
            store.close()


def _shelf(place: Path) -> Path:
    """Return the folder of files that all backups of a place share."""
    return private_folder(place / BLOBS_FOLDER)


def _new_bytes(files: Path, paths: list[str], place: Path) -> int:
    shelf = place / BLOBS_FOLDER
    missing = (files / path for path in paths if not (shelf / path).exists())
    return sum(path.stat().st_size for path in missing if path.exists())


def _copy_files(source: Path, paths: list[str], target: Path, work: LongWork) -> None:
    """Copy files that are not there yet, each whole before it has its name."""
    missing = [path for path in paths if not (target / path).exists()]
    sizes = {path: (source / path).stat().st_size for path in missing}
    work.expects(sum(sizes.values()))
    touched = {target}
    for path in missing:
        goal = target / path
        private_folder(goal.parent)
        if _linked(source / path, goal):
            work.did(sizes[path])
            continue
        _copy_file(source / path, goal, work)
        touched.add(goal.parent)
    for folder in touched:
        sync_folder(folder)


def _copy_file(source: Path, goal: Path, work: LongWork) -> None:
    part = goal.with_name(goal.name + ".part")
    try:
        with source.open("rb") as reader, part.open("wb") as writer:
            while piece := reader.read(_PIECE):
                writer.write(piece)
                work.did(len(piece))
            sync_file(writer)
        part.replace(goal)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _linked(source: Path, goal: Path) -> bool:
    """Give a file a second name where both are on one disk: a sealed file never changes, only goes."""
    try:
        goal.hardlink_to(source)
    except OSError:
        return False
    return True


def _drop_old(place: Path, keep: int, vault_id: str | None) -> None:
    """Keep a vault's newest backups, everybody else's, and the files that these name."""
    for old in _of(vault_id, backups(place))[keep:]:
        shutil.rmtree(old.folder, ignore_errors=True)
    _drop_unnamed(place)


def _drop_unnamed(place: Path) -> None:
    named = {
        path
        for backup in backups(place)
        for path in (backup.folder / DONE_FILE).read_text(encoding="utf-8").split()
    }
    shelf = _shelf(place)
    for path in shelf.glob("*/*"):
        if path.relative_to(shelf).as_posix() not in named:
            path.unlink(missing_ok=True)


def described(folder: Path) -> Backup:
    """Return what can be told of a whole backup without opening it."""
    if not _is_whole(folder):
        raise InputError("backup.not_ours", folder=str(folder))
    text = folder.name.removeprefix(_PREFIX)
    made_at = datetime.strptime(text, "%Y%m%dT%H%M%S%fZ").replace(tzinfo=UTC)
    shelf, named = folder.parent / BLOBS_FOLDER, (folder / DONE_FILE).read_text(encoding="utf-8").split()
    files = (shelf / path for path in named)
    return Backup(
        folder, made_at, _size(folder) + sum(path.stat().st_size for path in files if path.exists())
    )


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.iterdir() if path.is_file())
