"""Updates keep data: an upgrade of the oldest store, ended at any moment."""

import os
import random
import shutil
import signal
import time
from functools import cache
from pathlib import Path

from sqlalchemy import text

from fieldmonitor.store import open_store, schema
from fieldmonitor.store.connection import connect, writing_engine
from tests.faults.vault.writers import linger, scratch
from tests.migrations.make_fixture import KEY, fixture


def kill_once(seed: int, careless: bool = False) -> list[str]:
    """End an upgrade at a moment given by the seed, then open the store and compare every row."""
    oldest, usual = schema.REVISIONS[0], _usual_seconds()
    with scratch() as folder:
        path = Path(shutil.copy(fixture(oldest), folder / "store.db"))
        before = contents(path)
        ear, mouth = os.pipe()
        pid = os.fork()
        if pid == 0:
            try:
                _upgrade_carelessly(path, mouth) if careless else open_store(path, KEY).close()
            finally:
                os._exit(0)
        if careless:
            os.read(ear, 1)  # its rows are gone by now
        else:
            linger(random.Random(seed).random() * 1.2 * usual)
        os.kill(pid, signal.SIGKILL)
        os.close(ear)
        os.close(mouth)
        os.waitpid(pid, 0)
        return _compare(path, before)


def contents(path: Path) -> dict[str, list[dict[str, object]]]:
    """Return every row of every table but Alembic's own."""
    connection = connect(path, KEY)
    found = {}
    try:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        for (table,) in names.fetchall():
            if table != "alembic_version":
                cursor = connection.execute(f"SELECT * FROM {table}")
                columns = [column[0] for column in cursor.description]
                found[table] = [dict(zip(columns, row, strict=True)) for row in cursor]
    finally:
        connection.close()
    return found


def differences(before: dict[str, list[dict[str, object]]], path: Path) -> list[str]:
    """Return the tables where a store no longer has what it had; what came to it is none."""
    after = contents(path)
    lost = []
    for table, rows in before.items():
        kept = [{name: row.get(name) for name in rows[0]} for row in after.get(table, [])] if rows else []
        if kept != rows:
            lost.append(f"{table}: {len(rows)} rows before, {len(kept)} now, or other values")
    return lost


def _compare(path: Path, before: dict[str, list[dict[str, object]]]) -> list[str]:
    try:
        store = open_store(path, KEY)
    except Exception as error:  # noqa: BLE001 - whatever it is, the store does not open
        return [f"does not open: {error!r}"]
    problems = store.integrity()
    store.close()
    return problems + differences(before, path)


@cache
def _usual_seconds() -> float:
    """Measure an upgrade that nobody ends."""
    with scratch() as folder:
        path = Path(shutil.copy(fixture(schema.REVISIONS[0]), folder / "store.db"))
        open_store(path, KEY).close()  # imports what it needs
        path = Path(shutil.copy(fixture(schema.REVISIONS[0]), folder / "again.db"))
        started = time.perf_counter()
        open_store(path, KEY).close()
        return time.perf_counter() - started


def _upgrade_carelessly(path: Path, mouth: int) -> None:
    """Do what a migration without one transaction would: rows are gone before they are back."""
    engine = writing_engine(path, KEY)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE copy AS SELECT * FROM evidence"))
        connection.execute(text("DELETE FROM evidence"))
    os.write(mouth, b".")
    signal.pause()
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO evidence SELECT * FROM copy"))
        connection.execute(text("DROP TABLE copy"))
