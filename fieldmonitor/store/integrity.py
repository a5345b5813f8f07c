"""What can be wrong inside a database file, looked for page by page."""

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from fieldmonitor.store.faults import fault

_WITHOUT_BLOB = """
SELECT evidence.id FROM evidence LEFT JOIN blobs USING (sha256) WHERE blobs.sha256 IS NULL ORDER BY 1
"""


def problems(connection: Connection) -> list[str]:
    """Return one line per altered page, broken index, broken reference or file that evidence lacks."""
    found = _lines(connection, "PRAGMA cipher_integrity_check")
    found += [line for line in _lines(connection, "PRAGMA integrity_check") if line != "ok"]
    found += [f"broken reference: {line}" for line in _lines(connection, "PRAGMA foreign_key_check")]
    found += [f"no file kept for evidence {line}" for line in _lines(connection, _WITHOUT_BLOB)]
    return found


def _lines(connection: Connection, query: str) -> list[str]:
    try:
        return [" ".join(map(str, row)) for row in connection.exec_driver_sql(query)]
    except DBAPIError as error:
        found = fault(error.orig)
        if found is None:
            raise
        return [f"unreadable: {found}"]  # the check itself ran into the damage
