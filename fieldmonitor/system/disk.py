"""Free space: watched, so that a visit is not begun on a disk that cannot hold it."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from fieldmonitor.domain.errors import EnvironmentFault
from fieldmonitor.system.faults import disk_fault

VISIT_BYTES = 500_000_000
"""What a visit may need: eighty photos of 6 MB with their copies."""

RESERVE_BYTES = 50_000_000
"""What must stay free, so that answers can always be saved."""


@dataclass(frozen=True, slots=True)
class Space:
    """Bytes on the disk of a folder."""

    free: int
    total: int

    @property
    def enough_for_visit(self) -> bool:
        return self.free >= VISIT_BYTES


def space(folder: Path) -> Space:
    """Return the space on the disk that holds a folder, which need not exist yet."""
    existing = next(path for path in (folder, *folder.parents) if path.exists())
    try:
        usage = shutil.disk_usage(existing)
    except OSError as error:
        raise disk_fault(error, existing) from error
    return Space(usage.free, usage.total)


def require_space(folder: Path, needed: int) -> None:
    """Raise `disk.full` unless a folder's disk can take so many bytes and keep its reserve."""
    free = space(folder).free
    if free < needed + RESERVE_BYTES:
        raise EnvironmentFault("disk.full", path=str(folder), needed=needed, free=free)
