"""Files that are on the disk when a call returns, whole or not at all."""

import contextlib
import errno
import os
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from fieldmonitor.system.faults import disk_fault


def sync_file(file: BinaryIO) -> None:
    """Push a file's bytes to the disk."""
    file.flush()
    os.fsync(file.fileno())


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
    part = path.with_name(f".{path.name}.{uuid4().hex}.part")
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
