"""The index against a rebuild: whatever was done, in whatever order, it holds what a fresh one would."""

import shutil
import tempfile
from datetime import datetime
from functools import cache
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule
from sqlalchemy import text

from fieldmonitor.app.search_text import Reader
from fieldmonitor.domain.records import RecordKind
from fieldmonitor.domain.reports import Finding, ReportKey, ReportState, Severity
from fieldmonitor.protocol.messages import Record
from fieldmonitor.store import Store, UnitOfWork, open_store
from tests.unit.store import rows

KEY = bytes(range(32))
NUMBERS = st.integers(1, 3)
WORDS = st.sampled_from(["grieta", "acequia", "señal", "muro caído", ""])
_HELD = tempfile.TemporaryDirectory()
"""Gone when the tests end."""


@cache
def _template() -> Path:
    path = Path(_HELD.name) / "store.db"
    store = open_store(path, KEY, create=True)
    xform = '<h:html><input ref="/data/said"><label/></input></h:html>'
    record = rows.checklist("1", 1)
    assert record.body is not None
    with store.write() as uow:
        uow.records.apply(Record(record.kind, record.id, 1, {**record.body, "xform": xform}))
    store.close()
    return path


def catch_up(store: Store, batch: int = 3) -> None:
    """Take in everything that is due."""
    more = True
    while more:
        with store.write() as uow:
            reader = Reader(uow)
            for kind, owner in uow.search.due(batch):
                uow.search.take_in(kind, owner, reader.passages(kind, owner))
            more = bool(uow.search.due(1))


def index(store: Store) -> set[tuple[str, ...]]:
    """Return every passage with its place; the full text must have no row without one."""
    with store._reader.connect() as connection:
        rows_ = connection.execute(
            text(
                "SELECT places.kind, places.owner, places.ref, found.kind, found.title, found.body"
                " FROM search_text AS found LEFT JOIN search_places AS places ON places.id = found.rowid"
            )
        )
        return {tuple(str(value) for value in row) for row in rows_}


def rebuilt(path: Path) -> set[tuple[str, ...]]:
    """Return the index of a store made anew from what the store holds."""
    store = open_store(path, KEY)
    with store._writer.begin() as connection:
        for statement in (
            "DELETE FROM search_due",
            "DELETE FROM search_text",
            "DELETE FROM search_places",
            "INSERT INTO search_due SELECT kind, id FROM records WHERE kind IN"
            " ('work', 'course', 'feedback', 'notice')",
            "INSERT INTO search_due SELECT 'report', id || '/' || version FROM reports",
            "INSERT INTO search_due SELECT 'photo', id FROM evidence",
        ):
            connection.execute(text(statement))
    catch_up(store, 1000)
    found = index(store)
    store.close()
    return found


class SearchMachine(RuleBasedStateMachine):
    """Works, reports and photos come, change, go to the trash and come back."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = Path(tempfile.mkdtemp())
        self._store = open_store(Path(shutil.copy(_template(), self._folder / "store.db")), KEY)
        self._version, self._now = 0, 0

    def _when(self) -> datetime:
        self._now += 1
        return rows.minutes(self._now)

    def _held(self, uow: UnitOfWork, number: int) -> ReportKey | None:
        key = ReportKey(f"report-{number}", 1)
        report = uow.reports.get(key)
        return key if report is not None and report.state is ReportState.DRAFT else None

    @rule(number=NUMBERS, words=WORDS, gone=st.booleans())
    def work(self, number: int, words: str, gone: bool) -> None:
        self._version += 1
        with self._store.write() as uow:
            if gone:
                uow.records.apply(Record(RecordKind.WORK, f"work-{number}", self._version, None))
            else:
                uow.records.apply(rows.work(number, self._version, name=f"Obra {words}"))

    @rule(number=NUMBERS, words=WORDS)
    def feedback(self, number: int, words: str) -> None:
        self._version += 1
        record = rows.feedback(f"report-{number}", self._version)
        assert record.body is not None
        with self._store.write() as uow:
            told = {**record.body, "summary": words}
            uow.records.apply(Record(record.kind, record.id, self._version, told))

    @rule(number=NUMBERS, practice=st.booleans())
    def begin(self, number: int, practice: bool) -> None:
        with self._store.write() as uow:
            if uow.reports.get(ReportKey(f"report-{number}", 1)) is None:
                uow.reports.add(rows.report(number, practice=practice))

    @rule(number=NUMBERS, words=WORDS, found=st.booleans())
    def answer(self, number: int, words: str, found: bool) -> None:
        finding = Finding("f", "code", "/data/said", Severity.LOW, "criterio", words, "efecto")
        with self._store.write() as uow:
            if key := self._held(uow, number):
                uow.reports.save_answers(
                    key,
                    f"<data><said>{words}</said><hidden>yes</hidden></data>".encode(),
                    position=None,
                    findings=(finding,) if found else (),
                    answered=1,
                    questions=1,
                    saved_at=rows.NOON,
                )

    @rule(number=NUMBERS, words=WORDS)
    def photo(self, number: int, words: str) -> None:
        with self._store.write() as uow:
            if (key := self._held(uow, number)) and uow.evidence.get(f"e{number}") is None:
                uow.evidence.add(rows.evidence(key, f"e{number}", caption=words))
            elif key:
                uow.evidence.update(f"e{number}", caption=words)

    @rule(number=NUMBERS, back=st.booleans(), one=st.booleans())
    def trash(self, number: int, back: bool, one: bool) -> None:
        with self._store.write() as uow:
            key = self._held(uow, number)
            photo = uow.evidence.get(f"e{number}")
            if key and one and photo is not None:
                if back:
                    uow.evidence.restore(photo.id)
                else:
                    uow.evidence.trash(photo.id, self._when())
            elif key and not one:
                if back:
                    uow.reports.restore(key)
                else:
                    uow.reports.trash(key, self._when())

    @rule()
    def purge(self) -> None:
        with self._store.write() as uow:
            uow.reports.purge(self._when())
            uow.evidence.purge(self._when())

    @rule(batch=st.integers(1, 4))
    def is_what_a_rebuild_would_be(self, batch: int) -> None:
        catch_up(self._store, batch)
        copy = self._folder / "copy.db"
        copy.unlink(missing_ok=True)
        self._store.copy_to(copy)
        assert index(self._store) == rebuilt(copy)

    def teardown(self) -> None:
        self.is_what_a_rebuild_would_be(3)
        self._store.close()
        shutil.rmtree(self._folder)


TestSearch = SearchMachine.TestCase
TestSearch.settings = settings(max_examples=25, stateful_step_count=20, deadline=None)
