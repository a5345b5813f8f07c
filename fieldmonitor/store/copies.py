"""Copies of an open database, under the same key."""

import contextlib
from pathlib import Path
from typing import Any
from uuid import uuid4

from fieldmonitor.store.faults import told_apart
from fieldmonitor.system.durable import sync_file, sync_folder
from fieldmonitor.system.faults import disk_fault


def copy_database(source: Any, target: Path) -> None:
    """Write a consistent copy of an open DBAPI connection's database; whole or not at all.

    VACUUM INTO, because SQLite's backup interface loses the error codes that tell a full disk from a bug.
    """
    part = target.with_name(f".{target.name}.{uuid4().hex}.part")
    try:
        with told_apart():
            source.execute("VACUUM INTO ?", (str(part),))
        with part.open("rb+") as file:
            sync_file(file)
        part.replace(target)
        sync_folder(target.parent)
    except OSError as error:
        raise disk_fault(error, target) from error
    finally:
        for left in (part, part.with_name(part.name + "-journal")):
            with contextlib.suppress(OSError):
                left.unlink(missing_ok=True)
