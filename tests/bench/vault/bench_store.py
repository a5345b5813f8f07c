"""The encrypted store against plain SQLite, one answer against a bare commit, and lists of a full profile."""

import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

from fieldmonitor.domain.reports import ReportKey, ReportState
from fieldmonitor.store import Store, open_store
from fieldmonitor.store.connection import connect
from fieldmonitor.store.tables import evidence
from tests.bench.vault.measure import ratio
from tests.unit.store import rows

KEY, PLAIN = bytes(range(32)), bytes(32)
SAVE_LIMIT, CIPHER_LIMIT = 2.0, 1.4
ASSIGNMENTS, REPORTS, PHOTOS = 1_000, 5_000, 20_000
LIST_SECONDS = 0.1


def main() -> None:
    with tempfile.TemporaryDirectory() as place:
        within = [_save(Path(place)), *_cipher(Path(place)), *_lists(Path(place))]
    sys.exit(not all(within))


def _save(folder: Path) -> bool:
    """One answer as the window saves it, against one row written by hand to a store of the same kind."""
    store = open_store(folder / "save.db", KEY, create=True)
    with store.write() as uow:
        uow.reports.add(rows.report())
    bare = _bare(folder / "bare.db")
    answers = iter(range(10_000_000))

    def ours() -> None:
        for _ in range(50):
            number = next(answers)
            with store.write() as uow:
                uow.reports.save_answers(
                    ReportKey("report-1", 1), b"<data>%d</data>" % number + b"." * 3000,
                    position="/data/q", findings=(), answered=number, questions=99, saved_at=rows.NOON,
                )  # fmt: skip

    within = ratio(
        "50 saved answers / 50 bare commits", ours, lambda: _commit(bare, 50), SAVE_LIMIT, rounds=15
    )
    store.close()
    bare.close()
    return within


def _cipher(folder: Path) -> list[bool]:
    """The store's own work, encrypted against the same store on plain SQLite."""
    secret = _full(folder / "secret.db", reports=500)
    with patch("fieldmonitor.store.connection._key_statement", _unless_plain):
        plain = _full(folder / "plain.db", PLAIN, reports=500)
        within = [
            ratio(f"{name}, encrypted / plain", partial(work, secret), partial(work, plain), CIPHER_LIMIT, 15)
            for name, work in (("a day's reading", _read), ("50 saved answers", _write))
        ]
        plain.close()
    secret.close()
    return within


def _unless_plain(key: bytes) -> str:
    """Let one key stand for none: the same library without it is plain SQLite."""
    return "SELECT 1" if key == PLAIN else f"PRAGMA key = \"x'{key.hex()}'\""


def _read(store: Store) -> None:
    """What opening the app and looking around asks for."""
    for number in range(1, 21):
        with store.read() as uow:
            uow.reports.counts()
            uow.assignments.rows(limit=50)
            uow.reports.list([ReportState.DRAFT], limit=50)
            uow.reports.get(ReportKey(f"report-{number}", 1))
            uow.evidence.list(ReportKey(f"report-{number}", 1))


def _write(store: Store) -> None:
    for number in range(50):
        with store.write() as uow:
            uow.reports.save_answers(
                ReportKey("report-10", 1), b"<data>%d</data>" % number + b"." * 3000,
                position="/data/q", findings=(), answered=number, questions=99, saved_at=rows.NOON,
            )  # fmt: skip


def _lists(folder: Path) -> list[bool]:
    """What screens ask of a full profile stays under a tenth of a second."""
    store = _full(folder / "full.db")
    asked: dict[str, Callable[[Any], object]] = {
        "counts of the home screen": lambda uow: uow.reports.counts(),
        "50 assignments by due date": lambda uow: uow.assignments.rows(limit=50),
        "50 assignments by name, searched": lambda uow: uow.assignments.rows(
            search="camino 9", order="name", limit=50
        ),
        "all 1,000 assignments": lambda uow: uow.assignments.rows(),
        "50 drafts": lambda uow: uow.reports.list([ReportState.DRAFT], limit=50),
        "photos of one report": lambda uow: uow.evidence.list(ReportKey("report-77", 1)),
        "one file by its hash": lambda uow: uow.evidence.by_sha256(f"{'e-77-1':0>64}"),
        "the same picture among 20,000": lambda uow: uow.pictures.near(12345, bits=5),
    }
    within = []
    for name, ask in asked.items():
        times = []
        for _ in range(5):
            started = time.perf_counter()
            with store.read() as uow:
                ask(uow)
            times.append(time.perf_counter() - started)
        taken = sorted(times)[2]
        within.append(taken <= LIST_SECONDS)
        print(f"{name}: {taken * 1000:.1f} ms{'' if within[-1] else ', OVER 100'}")
    store.close()
    return within


def _full(path: Path, key: bytes = KEY, reports: int = REPORTS) -> Store:
    store = open_store(path, key, create=True)
    with store.write() as uow:
        for number in range(1, ASSIGNMENTS + 1):
            uow.records.apply(rows.work(number))
            uow.records.apply(rows.assignment(number))
        for number in range(1, reports + 1):
            state = ReportState.DRAFT if number % 10 == 0 else ReportState.COMPLETE
            answers = b"<data>" + b"." * 8000 + b"</data>"
            assigned = f"assignment-{number % 700 + 1}"
            uow.reports.add(rows.report(number, state=state, answers_xml=answers, assignment_id=assigned))
        per_report = PHOTOS // REPORTS
        uow.evidence._connection.execute(
            evidence.insert(),
            [
                {
                    "id": f"e-{number}-{photo}", "report_id": f"report-{number}", "report_version": 1,
                    "sha256": f"{f'e-{number}-{photo}':0>64}", "size": 5, "media_type": "image/jpeg",
                    "caption": "", "facts": "{}", "added_at": rows.NOON, "name": "",
                    "difference_hash": hash((number, photo)) >> 2,
                }
                for number in range(1, reports + 1)
                for photo in range(per_report)
            ],
        )  # fmt: skip
    return store


def _bare(path: Path) -> Any:
    """Open a database with one table and all that the store's own has, its key too."""
    connection = connect(path, KEY)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, x TEXT)")
    return connection


def _commit(connection: Any, count: int) -> None:
    for number in range(count):
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT OR REPLACE INTO t VALUES (?, ?)", (number, "x" * 3000))
        connection.execute("COMMIT")


if __name__ == "__main__":
    main()
