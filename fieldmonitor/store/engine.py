"""Opening a store, and its two doors: one writer at a time, readers beside it."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine

from fieldmonitor.domain.errors import EnvironmentFault
from fieldmonitor.store import schema
from fieldmonitor.store.connection import connect, reading_engine, require_sound_sqlite, writing_engine
from fieldmonitor.store.copies import copy_database
from fieldmonitor.store.faults import told_apart
from fieldmonitor.store.integrity import problems
from fieldmonitor.store.unit_of_work import UnitOfWork
from fieldmonitor.system.durable import private_folder


def open_store(path: Path, key: bytes, *, create: bool = False) -> "Store":
    """Open a profile's store with its vault key (32 bytes), bringing an older schema to the present.

    Raises EnvironmentFault: `store.missing`, `store.newer`, `store.sqlite_too_old`, `store.corrupt` (a
    wrong key looks the same), `store.locked`, `store.read_only`, `store.disk_full`, `store.disk_failing`.
    """
    require_sound_sqlite()
    if not path.exists():
        if not create:
            raise EnvironmentFault("store.missing", path=str(path))
        private_folder(path.parent)
    if not os.access(path.parent, os.W_OK):  # SQLite, too, only says that it cannot open its log
        raise EnvironmentFault("store.read_only", path=str(path))
    with told_apart():
        due = _schema_due(path, key)
    writer = writing_engine(path, key)
    try:
        if due:
            with told_apart():
                schema.upgrade(writer)
        return Store(path, key, writer, reading_engine(path, key))
    except BaseException:
        writer.dispose()
        raise


def _schema_due(path: Path, key: bytes) -> bool:
    """Check the key and the schema on one connection; back up a store that is about to change."""
    connection = connect(path, key)
    try:
        revision = schema.revision_of(connection)
        schema.require_known(revision)
        connection.execute("PRAGMA journal_mode = WAL")
        if revision == schema.HEAD:
            return False
        if revision is not None:
            schema.back_up_before_upgrade(connection, path, revision)
        return True
    finally:
        connection.close()


class Store:
    """A profile's open database. Use one per profile and process: its lock orders the writers."""

    def __init__(self, path: Path, key: bytes, writer: Engine, reader: Engine) -> None:
        self.path = path
        self._key = key
        self._writer = writer
        self._reader = reader
        self._write_lock = threading.Lock()
        self._writing_thread: int | None = None

    @contextmanager
    def write(self) -> Iterator[UnitOfWork]:
        """Give a unit of work that is committed at the end, or undone whole if anything is raised."""
        if self._writing_thread == threading.get_ident():
            raise RuntimeError("a unit of work is open already in this thread")
        with self._write_lock:
            self._writing_thread = threading.get_ident()
            try:
                with told_apart(), self._writer.begin() as connection:
                    yield UnitOfWork(connection)
            finally:
                self._writing_thread = None

    @contextmanager
    def read(self) -> Iterator[UnitOfWork]:
        """Give a unit of work on one snapshot; it never waits for the writer, and cannot write."""
        with told_apart(), self._reader.connect() as connection:
            yield UnitOfWork(connection)

    def close(self) -> None:
        """Close every connection and forget the key; the last one folds the write-ahead log into the file."""
        self._key = b""
        self._reader.dispose()
        self._writer.dispose()

    def integrity(self) -> list[str]:
        """Return what is wrong with the database's pages and references; nothing, if all is well."""
        with told_apart(), self._reader.connect() as connection:
            return problems(connection)

    def copy_to(self, target: Path) -> None:
        """Write a consistent copy, under the same key."""
        with told_apart():
            connection = connect(self.path, self._key)
            try:
                copy_database(connection, target)
            finally:
                connection.close()
