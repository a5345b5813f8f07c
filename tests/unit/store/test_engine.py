"""The store's two doors, and the machine's faults told apart by SQLite's codes."""

import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError, OperationalError

from fieldmonitor.domain.errors import EnvironmentFault
from fieldmonitor.domain.outbox import Lane
from fieldmonitor.store import Store, connection, open_store
from fieldmonitor.store.connection import connect, require_sound_sqlite
from tests.unit.store import rows
from tests.unit.store.conftest import KEY


def test_the_promised_pragmas_hold_on_both_doors(store: Store) -> None:
    for engine, query_only in ((store._writer, 0), (store._reader, 1)):
        with engine.connect() as opened:
            found = {
                name: opened.exec_driver_sql(f"PRAGMA {name}").scalar()
                for name in ("journal_mode", "synchronous", "foreign_keys", "query_only", "temp_store")
            }
        assert found == {
            "journal_mode": "wal", "synchronous": 2, "foreign_keys": 1,
            "query_only": query_only, "temp_store": 2,
        }  # fmt: skip


def test_a_store_without_its_key_is_noise(store: Store, tmp_path: Path) -> None:
    with store.write() as uow:
        uow.settings.set("name", "María")
    for path in (tmp_path / "store.db", tmp_path / "store.db-wal"):
        assert b"SQLite format 3" not in path.read_bytes() and "María".encode() not in path.read_bytes()
    with pytest.raises(sqlite3.DatabaseError):
        sqlite3.connect(tmp_path / "store.db").execute("SELECT * FROM settings")
    with pytest.raises(EnvironmentFault, match=r"store\.corrupt"):
        open_store(tmp_path / "store.db", bytes(32))


def test_a_missing_store_is_not_made_by_accident(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault, match=r"store\.missing"):
        open_store(tmp_path / "store.db", KEY)
    assert not (tmp_path / "store.db").exists()


def test_an_exception_undoes_the_whole_unit_of_work(store: Store) -> None:
    with pytest.raises(RuntimeError, match="bug"), store.write() as uow:
        uow.settings.set("a", "1")
        uow.reports.add(rows.report())
        raise RuntimeError("bug")
    with store.read() as uow:
        assert uow.settings.get("a") is None and uow.reports.counts().drafts == 0


def test_a_reader_sees_one_snapshot_and_never_waits(store: Store) -> None:
    with store.read() as reading:
        assert reading.settings.get("a") is None
        with store.write() as uow:
            uow.settings.set("a", "1")
        assert reading.settings.get("a") is None
    with store.read() as reading:
        assert reading.settings.get("a") == "1"


def test_a_reader_cannot_write(store: Store) -> None:
    with pytest.raises(EnvironmentFault, match=r"store\.read_only"), store.read() as uow:
        uow.settings.set("a", "1")


def test_a_unit_of_work_inside_another_is_a_bug(store: Store) -> None:
    with pytest.raises(RuntimeError, match="open already"), store.write(), store.write():
        pass
    with store.write() as uow:
        uow.settings.set("a", "1")


def test_writers_take_turns(store: Store) -> None:
    def count() -> None:
        for _ in range(25):
            with store.write() as uow:
                uow.settings.set("n", str(int(uow.settings.get("n") or 0) + 1))

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.read() as uow:
        assert uow.settings.get("n") == "100"


def test_another_programs_lock_is_told(store: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    other = connect(tmp_path / "store.db", KEY)
    other.execute("BEGIN IMMEDIATE")
    monkeypatch.setattr(connection, "BUSY_SECONDS", 0.05)
    impatient = open_store(tmp_path / "store.db", KEY)
    with pytest.raises(EnvironmentFault, match=r"store\.locked"), impatient.write():
        pass
    other.execute("ROLLBACK")
    other.close()
    with impatient.write() as uow:
        uow.settings.set("a", "1")
    impatient.close()


def test_a_full_disk_is_told_and_harms_nothing(store: Store) -> None:
    with store.write() as uow:
        uow.settings.set("old", "kept")
    with pytest.raises(EnvironmentFault, match=r"store\.disk_full"), store.write() as uow:
        pages = uow.settings._connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        uow.settings._connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 4}")
        uow.settings.set("new", "x" * 1_000_000)
    with store.read() as uow:
        assert (uow.settings.get("old"), uow.settings.get("new")) == ("kept", None)
    with store.write() as uow:
        uow.settings.set("small", "fits")
    assert store.integrity() == []


LIMITED = """
import resource, signal, sys
from pathlib import Path
from fieldmonitor.store import open_store
from fieldmonitor.domain.errors import EnvironmentFault
store = open_store(Path(sys.argv[1]), bytes(range(32)))
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
try:
    for n in range(1000):
        with store.write() as uow:
            uow.settings.set(f"k{n}", "x" * 1000)
        print(n, flush=True)
except EnvironmentFault as error:
    print(error.code)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="the limit is POSIX")
def test_a_file_that_cannot_grow_keeps_what_was_acknowledged(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    open_store(path, KEY, create=True).close()
    said = subprocess.run(
        [sys.executable, "-c", LIMITED, str(path), "300000"], capture_output=True, text=True, check=True
    ).stdout.split()
    assert said[-1] in ("store.disk_failing", "store.disk_full") and len(said) > 3
    store = open_store(path, KEY)
    with store.read() as uow:
        assert all(uow.settings.get(f"k{n}") for n in said[:-1])
    assert store.integrity() == []
    store.close()


def test_a_flipped_bit_is_found(store: Store, tmp_path: Path) -> None:
    with store.write() as uow:
        for number in range(200):
            uow.settings.set(f"key-{number}", "x" * 500)
    store.close()
    path = tmp_path / "store.db"
    data = bytearray(path.read_bytes())
    data[-2048] ^= 1  # in what was written last, so in the settings
    path.write_bytes(data)
    reopened = open_store(path, KEY)
    assert reopened.integrity() != []
    with pytest.raises(EnvironmentFault, match=r"store\.corrupt"), reopened.read() as uow:
        for number in range(200):
            uow.settings.get(f"key-{number}")
    reopened.close()


def test_evidence_without_its_file_is_found(store: Store) -> None:
    with store.write() as uow:
        uow.reports.add(rows.report())
        uow.evidence.add(rows.evidence(rows.report().key))
    assert store.integrity() == ["no file kept for evidence e1"]


def test_bugs_are_not_called_faults_and_tell_no_secrets(store: Store) -> None:
    with pytest.raises(IntegrityError) as caught, store.write() as uow:
        uow.outbox.add_file("nobody", 1, "secret-hash", 1, Lane.SMALL, rows.NOON)
    assert "secret-hash" not in str(caught.value)
    with pytest.raises(OperationalError), store.read() as uow:
        uow.settings._connection.exec_driver_sql("SELECT * FROM nowhere")


def test_an_sqlite_that_loses_data_is_refused() -> None:
    require_sound_sqlite()
    with pytest.raises(EnvironmentFault, match=r"store\.sqlite_too_old"):
        require_sound_sqlite((3, 51, 2))


def test_a_copy_opens_with_the_same_key(store: Store, tmp_path: Path) -> None:
    with store.write() as uow:
        uow.settings.set("a", "1")
    store.copy_to(tmp_path / "copy.db")
    copy = open_store(tmp_path / "copy.db", KEY)
    with copy.read() as uow:
        assert uow.settings.get("a") == "1"
    assert copy.integrity() == []
    copy.close()
    assert b"SQLite format" not in (tmp_path / "copy.db").read_bytes()


def test_opening_what_is_up_to_date_imports_no_alembic(store: Store, tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from fieldmonitor.store import open_store\n"
        "open_store(Path(sys.argv[1]), bytes(range(32))).close()\n"
        "print([name for name in ('alembic', 'sqlalchemy.orm', 'PIL', 'keyring') if name in sys.modules])"
    )
    said = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "store.db")],
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout == "[]\n"
