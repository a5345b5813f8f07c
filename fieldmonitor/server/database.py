"""The server's database: SQLite of our own (sqlcipher3 without a key) or PostgreSQL by URL."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool

from fieldmonitor.domain.errors import EnvironmentFault

MIGRATIONS = Path(__file__).parent / "migrations"
HEAD = "0001"
"""The latest schema; a test holds this against the scripts."""


class Database:
    """Sessions for reading and for writing.

    On SQLite one writer at a time: a lock in the process gives writers their turn in order, and
    BEGIN IMMEDIATE guards against other processes (the admin commands on the same folder).
    """

    def __init__(self, url: str) -> None:
        self.engine = _postgresql(url) if url.startswith("postgresql") else _sqlite(url)
        self._writing = self.engine.execution_options(write=True)
        self._turn = Lock() if self.engine.dialect.name == "sqlite" else nullcontext()

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that sees one state of the database and changes nothing."""
        with Session(self.engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A session whose changes are durable when the block ends, or undone when it raises."""
        with self._turn, Session(self._writing, expire_on_commit=False) as session, session.begin():
            yield session

    def migrate(self) -> None:
        """Bring the schema up to this program's version; a newer database is refused.

        Alembic is slow to import: where nothing is to be done, a command of staff does without it.
        """
        if self._revision() == HEAD:
            return
        from alembic import command
        from alembic.script import ScriptDirectory
        from alembic.util import CommandError

        config = _alembic_config()
        with self._turn, self._writing.connect() as connection:
            config.attributes["connection"] = connection
            try:
                command.upgrade(config, "head")
            except CommandError as error:
                known = ScriptDirectory.from_config(config).get_current_head()
                raise EnvironmentFault("database.newer", known=known) from error
            connection.commit()

    def _revision(self) -> str | None:
        with self.engine.connect() as connection:
            if not inspect(connection).has_table("alembic_version"):
                return None
            found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
            return found

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()


def _alembic_config() -> Any:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config


def _sqlite(url: str) -> Engine:
    import sqlcipher3.dbapi2

    engine = create_engine(
        url,
        module=sqlcipher3.dbapi2,
        poolclass=QueuePool,
        pool_size=16,
        max_overflow=48,
        connect_args={"check_same_thread": False, "timeout": 30},
    )

    @event.listens_for(engine, "connect")
    def _configure(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("write", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _postgresql(url: str) -> Engine:
    if url.startswith("postgresql://"):
        url = url.replace("postgresql://", "postgresql+psycopg://", 1)
    return create_engine(url, pool_size=16, max_overflow=48, pool_pre_ping=True)
