"""The store's schema has one source, its migrations, and every released one still opens."""

import shutil
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from fieldmonitor.domain.errors import EnvironmentFault
from fieldmonitor.domain.local import Counts
from fieldmonitor.store import open_store, schema
from fieldmonitor.store.connection import connect, writing_engine
from fieldmonitor.store.tables import FULL_TEXT, metadata
from tests.faults.vault.updates import contents, differences
from tests.migrations.make_fixture import KEY, fixture


def test_the_program_knows_exactly_the_scripts() -> None:
    scripts = ScriptDirectory(str(schema.SCRIPTS))
    assert tuple(script.revision for script in scripts.walk_revisions())[::-1] == schema.REVISIONS


def test_tables_are_what_migrations_make(tmp_path: Path) -> None:
    open_store(tmp_path / "store.db", KEY, create=True).close()
    engine = writing_engine(tmp_path / "store.db", KEY)
    with engine.connect() as connection:
        named = {"compare_type": True, "include_name": _but_full_text}
        context = MigrationContext.configure(connection, opts=named)
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def _but_full_text(name: str | None, kind: str, _parents: object) -> bool:
    """SQLite makes the tables behind the full text itself."""
    return not (kind == "table" and (name or "").startswith(FULL_TEXT))


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


def _copy(revision: str, target: Path) -> Path:
    return Path(shutil.copy(fixture(revision), target))


def test_every_released_schema_keeps_a_fixture() -> None:
    missing = [revision for revision in schema.REVISIONS if not fixture(revision).is_file()]
    assert missing == [], "python -m tests.migrations.make_fixture"


@pytest.mark.parametrize("revision", schema.REVISIONS)
def test_a_released_store_opens_with_all_its_data(revision: str, tmp_path: Path) -> None:
    path = _copy(revision, tmp_path / "store.db")
    before = contents(path)
    store = open_store(path, KEY)
    with store.read() as uow:
        assert uow.reports.counts() == Counts(0, 2, 1, 0, 36, 3)
        assert len(uow.evidence.difference_hashes()) == 3
        assert uow.records.checklist("site_visit", "1") is not None
        assert [entry.params["number"] for entry in uow.log.tail(9)] == [1, 2, 3]
    assert store.integrity() == []
    store.close()
    assert differences(before, path) == []


def test_a_backup_is_made_before_an_upgrade_and_opens(tmp_path: Path) -> None:
    oldest = schema.REVISIONS[0]
    path = _copy(oldest, tmp_path / "store.db")
    before = contents(path)
    open_store(path, KEY).close()
    (backup,) = (tmp_path / "backups").iterdir()
    assert contents(backup) == before and oldest in backup.name
    open_store(path, KEY).close()
    assert len(list((tmp_path / "backups").iterdir())) == 1


def test_data_survives_down_and_up(tmp_path: Path) -> None:
    path = _copy(schema.HEAD, tmp_path / "store.db")
    engine = writing_engine(path, KEY)
    schema.downgrade(engine, schema.REVISIONS[0])
    assert contents(path) == contents(_copy(schema.REVISIONS[0], tmp_path / "oldest.db"))
    schema.upgrade(engine)
    assert contents(path) == contents(_copy(schema.HEAD, tmp_path / "newest.db"))
    engine.dispose()


def test_a_failed_migration_leaves_the_old_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = _copy(schema.REVISIONS[0], tmp_path / "store.db")
    before = contents(path)

    def stumble(*given: object, **named: object) -> None:
        raise RuntimeError("stumbled in the middle")

    monkeypatch.setattr("alembic.op.create_table", stumble)  # after the column has been added
    with pytest.raises(RuntimeError, match="stumbled"):
        open_store(path, KEY)
    monkeypatch.undo()
    assert contents(path) == before
    open_store(path, KEY).close()
