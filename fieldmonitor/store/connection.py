"""Connections to the encrypted database, each with its key and its pragmas."""

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool
from sqlcipher3 import dbapi2

from fieldmonitor.domain.errors import EnvironmentFault

WITHOUT_WAL_RESET_BUG = (3, 51, 3)
"""SQLite before it can lose a committed page when a WAL is reset while another connection checkpoints."""

BUSY_SECONDS = 10.0

CACHE_KIB = 16 * 1024
"""Pages kept decrypted for each connection: what costs is decrypting them again."""


def require_sound_sqlite(version: tuple[int, ...] | None = None) -> None:
    """Refuse to keep evidence on an SQLite known to lose data."""
    version = version or dbapi2.sqlite_version_info
    if version < WITHOUT_WAL_RESET_BUG:
        raise EnvironmentFault("store.sqlite_too_old", version=".".join(map(str, version)))


def connect(path: Path, key: bytes, *, query_only: bool = False) -> Any:
    """Open one keyed connection; the key is raw, so that no key derivation costs time here.

    Transactions are begun by hand (isolation_level None): Python's implicit BEGIN is deferred, and a
    deferred write can fail after its work is done.
    """
    connection = dbapi2.connect(
        str(path), timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
    )
    connection.execute("PRAGMA cipher_log_level = NONE")
    connection.execute(_key_statement(key))
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
    if query_only:
        connection.execute("PRAGMA query_only = ON")
    return connection


def _key_statement(key: bytes) -> str:
    return f"PRAGMA key = \"x'{key.hex()}'\""


def writing_engine(path: Path, key: bytes) -> Engine:
    """Return the engine of the one writer: a transaction takes the write lock when it begins."""
    engine = _engine(path, key, pool_size=1, query_only=False)
    event.listen(engine, "begin", lambda connection: _begin(connection, "BEGIN IMMEDIATE"))
    return engine


def reading_engine(path: Path, key: bytes) -> Engine:
    """Return the engine of readers: each transaction sees one snapshot, and cannot write."""
    engine = _engine(path, key, pool_size=4, query_only=True)
    event.listen(engine, "begin", lambda connection: _begin(connection, "BEGIN"))
    return engine


def _begin(connection: Connection, words: str) -> None:
    """Begin by hand, past SQLAlchemy's machinery: it runs for every answer that is saved."""
    connection.connection.driver_connection.execute(words)  # type: ignore[union-attr]


def _engine(path: Path, key: bytes, *, pool_size: int, query_only: bool) -> Engine:
    return create_engine(
        "sqlite://",
        module=dbapi2,
        creator=lambda: connect(path, key, query_only=query_only),
        poolclass=QueuePool,
        pool_size=pool_size,
        max_overflow=8,
        hide_parameters=True,  # no answer, name or key in a traceback
    )
