"""The store's schema has one source, its migrations, and every released one still opens."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from fieldmonitor.domain.errors import EnvironmentFault
from fieldmonitor.store import open_store, schema
from fieldmonitor.store.connection import connect, writing_engine
from fieldmonitor.store.tables import metadata

KEY = bytes(range(32))


def test_the_program_knows_exactly_the_scripts() -> None:
    scripts = ScriptDirectory(str(schema.SCRIPTS))
    assert tuple(script.revision for script in scripts.walk_revisions())[::-1] == schema.REVISIONS


def test_tables_are_what_migrations_make(tmp_path: Path) -> None:
    open_store(tmp_path / "store.db", KEY, create=True).close()
    engine = writing_engine(tmp_path / "store.db", KEY)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def test_down_and_up_again(tmp_path: Path) -> None:
    engine = writing_engine(tmp_path / "store.db", KEY)
    for _ in range(2):
        schema.upgrade(engine)
        schema.downgrade(engine, "base")
    with engine.connect() as connection:
        left = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars()
        assert set(left) == {"alembic_version"}
    engine.dispose()


def test_a_newer_store_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    open_store(path, KEY, create=True).close()
    connection = connect(path, KEY)
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(EnvironmentFault, match=r"store\.newer"):
        open_store(path, KEY)
    assert path.read_bytes() == before
