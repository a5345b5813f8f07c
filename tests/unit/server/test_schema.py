"""Migrations are the only source of the schema (on PostgreSQL too: `tests/contract/server`)."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from fieldmonitor.domain.errors import EnvironmentFault
from fieldmonitor.server import ServerSettings
from fieldmonitor.server.context import open_context
from fieldmonitor.server.database import HEAD, MIGRATIONS, Database
from fieldmonitor.server.models import Base
from fieldmonitor.server.runner import ServerHandle, lock_data


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'server.db'}")
    yield database
    database.close()


def test_the_migrations_make_what_the_models_say(database: Database) -> None:
    database.migrate()
    database.migrate()
    with database.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_the_latest_schema_is_known_without_alembic() -> None:
    assert ScriptDirectory(str(MIGRATIONS)).get_heads() == [HEAD]


def test_opening_what_is_up_to_date_imports_no_alembic(tmp_path: Path) -> None:
    open_context(ServerSettings(tmp_path)).close()
    program = (
        "import sys; from pathlib import Path; from fieldmonitor.server.settings import ServerSettings;"
        "from fieldmonitor.server.context import open_context;"
        "open_context(ServerSettings(Path(sys.argv[1]))).close();"
        "print([name for name in sys.modules if name == 'alembic'])"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert ended.stdout == "[]\n", ended


def test_a_newer_database_is_refused_and_left_alone(database: Database, tmp_path: Path) -> None:
    database.migrate()
    with database.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(EnvironmentFault) as fault:
        database.migrate()
    assert fault.value.code == "database.newer"


def test_sqlite_is_our_own_and_durable(database: Database) -> None:
    with database.read() as session:
        version = session.execute(text("SELECT sqlite_version()")).scalar_one()
        assert tuple(map(int, version.split("."))) >= (3, 51, 3), "the WAL-reset bug is fixed from there on"
        assert session.execute(text("PRAGMA journal_mode")).scalar_one() == "wal"
        assert session.execute(text("PRAGMA synchronous")).scalar_one() == 2
        assert session.execute(text("PRAGMA foreign_keys")).scalar_one() == 1


def test_two_servers_never_share_a_folder(tmp_path: Path) -> None:
    with lock_data(tmp_path), pytest.raises(EnvironmentFault) as fault:
        ServerHandle(ServerSettings(tmp_path)).start()
    assert fault.value.code == "server.data_in_use"
    with ServerHandle(ServerSettings(tmp_path)) as server, pytest.raises(EnvironmentFault) as fault:
        ServerHandle(ServerSettings(tmp_path / "other"), server.port).start()
    assert fault.value.code == "server.port_in_use"


def test_a_damaged_key_is_refused_not_replaced(tmp_path: Path) -> None:
    open_context(ServerSettings(tmp_path)).db.close()
    (tmp_path / "receipt.key").write_bytes(b"short")
    with pytest.raises(EnvironmentFault) as fault:
        open_context(ServerSettings(tmp_path))
    assert fault.value.code == "server.key_unreadable"
