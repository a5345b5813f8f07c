"""One program at a time on a profile. The system frees the lock when its holder dies, however it dies."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from fieldmonitor.domain.errors import InputError
from fieldmonitor.system.durable import private_folder
from fieldmonitor.system.faults import disk_fault

LOCK_FILE = ".lock"


@contextmanager
def hold_folder(folder: Path) -> Iterator[None]:
    """Hold a folder for as long as the block runs; raise `profile.in_use` where another program does."""
    private_folder(folder)
    lock = take_lock(folder / LOCK_FILE)
    if lock is None:
        raise InputError("profile.in_use", folder=str(folder))
    with lock:
        yield


def take_lock(path: Path) -> IO[bytes] | None:
    """Return a file that is locked for as long as it is open; None where another program holds it."""
    try:
        file = open(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b", buffering=0)  # noqa: PTH123, SIM115
    except OSError as error:
        raise disk_fault(error, path.parent) from error
    if _lock(file.fileno()):
        return file
    file.close()
    return None


if os.name == "nt":  # pragma: no cover - read through, not run, on the machines of the tests
    import msvcrt

    def _lock(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        except OSError:
            return False
        return True

else:
    import fcntl

    def _lock(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
