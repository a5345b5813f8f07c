"""Trouble with files, told apart by the system's error numbers, never by its words."""

import errno
from pathlib import Path

from fieldmonitor.domain.errors import EnvironmentFault

_CODES = {
    errno.ENOSPC: "disk.full",
    errno.EDQUOT: "disk.full",
    errno.EFBIG: "disk.full",
    errno.EROFS: "disk.read_only",
    errno.EACCES: "disk.no_permission",
    errno.EPERM: "disk.no_permission",
    errno.ENOENT: "disk.missing",
    errno.EIO: "disk.failing",
}
"""On Windows Python maps the system's own numbers onto these."""


def disk_fault(error: OSError, path: Path | None = None) -> EnvironmentFault:
    """Return the typed fault of an OSError; unknown ones are `disk.failed` with their number."""
    code = _CODES.get(error.errno or 0, "disk.failed")
    return EnvironmentFault(code, path=str(path or error.filename or ""), number=error.errno)
