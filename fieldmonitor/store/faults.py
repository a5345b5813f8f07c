"""Trouble with the database, told apart by SQLite's own codes, never by its words."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError
from sqlcipher3 import dbapi2

from fieldmonitor.domain.errors import EnvironmentFault

_CODES = {
    dbapi2.SQLITE_FULL: "store.disk_full",
    dbapi2.SQLITE_READONLY: "store.read_only",
    dbapi2.SQLITE_PERM: "store.read_only",
    dbapi2.SQLITE_CORRUPT: "store.corrupt",
    dbapi2.SQLITE_NOTADB: "store.corrupt",
    dbapi2.SQLITE_BUSY: "store.locked",
    dbapi2.SQLITE_LOCKED: "store.locked",
    dbapi2.SQLITE_IOERR: "store.disk_failing",
    dbapi2.SQLITE_CANTOPEN: "store.cannot_open",
}
"""Primary result codes; the extended ones carry them in their low byte."""


def fault(error: BaseException | None) -> EnvironmentFault | None:
    """Return what a database error says of the machine, or None where the program is at fault."""
    number = getattr(error, "sqlite_errorcode", None)
    code = _CODES.get(number & 0xFF) if isinstance(number, int) else None
    return EnvironmentFault(code, name=getattr(error, "sqlite_errorname", "")) if code else None


@contextmanager
def told_apart() -> Iterator[None]:
    """Turn the machine's faults into EnvironmentFault; bugs pass as they are."""
    try:
        yield
    except DBAPIError as error:
        if found := fault(error.orig):
            raise found from error
        raise
    except dbapi2.Error as error:
        if found := fault(error):
            raise found from error
        raise
