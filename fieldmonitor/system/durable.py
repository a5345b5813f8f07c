"""Files that are on the disk when a call returns, whole or not at all."""

import contextlib
import errno
import hashlib
import os
from pathlib import Path
from typing import BinaryIO

from fieldmonitor.system.faults import disk_fault

_BLOCK = 1 << 20


def sync_file(file: BinaryIO) -> None:
    """Push a file's bytes to the disk."""
    file.flush()
    os.fsync(file.fileno())


def append_now(path: Path, data: bytes) -> None:
    """Write at a file's end at once, past any buffer: a killed program keeps what it was given."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0), 0o600)
    try:
        left = memoryview(data)
        while left:
            left = left[os.write(descriptor, left) :]
    finally:
        os.close(descriptor)


def hash_and_sync(path: Path) -> str:
    """Return a file's SHA-256 in hex, and push its bytes to the disk."""
    found = hashlib.sha256()
    with path.open("rb+") as file:
        while block := file.read(_BLOCK):
            found.update(block)
        sync_file(file)
    return found.hexdigest()


def sync_folder(folder: Path) -> None:
    """Push a folder's entries to the disk: without it a new name can vanish in a power cut.

    Windows writes names through its journal and cannot open a folder for this; there it does nothing.
    """
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0))
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):  # some sticks' file systems cannot
            raise
    finally:
        os.close(descriptor)


def settle_folder(folder: Path) -> None:
    """Push a folder's entries to the disk; trouble comes as an EnvironmentFault."""
    try:
        sync_folder(folder)
    except OSError as error:
        raise disk_fault(error, folder) from error


def write_durably(path: Path, data: bytes) -> None:
    """Replace a file's content at once: after a crash it holds the old bytes or the new, never a mix."""
    part = path.with_name(f".{path.name}.{os.urandom(16).hex()}.part")
    try:
        with part.open("xb") as file:
            file.write(data)
            sync_file(file)
        part.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise disk_fault(error, path) from error


def private_folder(path: Path) -> Path:
    """Make a folder that only its owner may enter (on Windows the profile's own rights do that)."""
    try:
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        if os.name != "nt":
            with contextlib.suppress(PermissionError):  # a memory stick's file system has no owners
                path.chmod(0o700)
    except OSError as error:
        raise disk_fault(error, path) from error
    return path
