"""What may go, and what never does: by a clock that cannot be rushed."""

from datetime import datetime, timedelta

import pytest

from fieldmonitor.domain.local import StoredReceipt
from fieldmonitor.domain.outbox import Lane, OutboxState
from fieldmonitor.domain.reports import ReportKey
from fieldmonitor.store import Blobs, Store
from fieldmonitor.store.retention import NEVER, ORIGINALS_SETTING, Tidied, retention_time, tidy
from tests.unit.store import rows

KEY = ReportKey("report-1", 1)
NOTHING = Tidied(0, 0, 0)


def days(number: float) -> datetime:
    return rows.NOON + timedelta(days=number)


def _use_daily(store: Store, blobs: Blobs, first: int, last: int) -> list[Tidied]:
    return [tidy(store, blobs, days(day)) for day in range(first, last)]


@pytest.fixture
def with_photo(store: Store, blobs: Blobs) -> Store:
    with store.write() as uow:
        uow.reports.add(rows.report())
        original, small = blobs.put(uow, b"o" * 1000), blobs.put(uow, b"s" * 100)
        uow.evidence.add(rows.evidence(KEY, sha256=original.sha256, size=1000, small_sha256=small.sha256))
    return store


def _receipt(store: Store, kind: str = "complete", version: int = 1) -> None:
    with store.write() as uow:
        key = ReportKey(KEY.id, version)
        uow.reports.mark_signed(key, f"hash-{version}", rows.NOON)
        uow.messages.add(rows.message(KEY.id, version))
        uow.receipts.add(StoredReceipt(KEY.id, version, kind, "R1", rows.NOON, b"{}"))


def _keep_originals(store: Store, days: int | str) -> None:
    with store.write() as uow:
        uow.settings.set(ORIGINALS_SETTING, str(days))


def test_the_trash_is_emptied_after_thirty_days_of_use(with_photo: Store, blobs: Blobs) -> None:
    with with_photo.write() as uow:
        uow.reports.trash(KEY, rows.NOON)
    tidied = _use_daily(with_photo, blobs, 0, 32)
    assert tidied[:31] == [NOTHING] * 31 and tidied[31] == Tidied(1, 2, 1100)
    assert blobs.sweep(with_photo) == 0


def test_a_clock_that_jumps_ten_years_empties_nothing(with_photo: Store, blobs: Blobs) -> None:
    tidy(with_photo, blobs, days(0))
    with with_photo.write() as uow:
        uow.reports.trash(KEY, rows.NOON)
    for _ in range(50):  # however often the program is started on that day
        assert tidy(with_photo, blobs, days(3650)) == NOTHING
    assert tidy(with_photo, blobs, days(1)) == NOTHING
    with with_photo.write() as uow:
        uow.reports.restore(KEY)
        assert uow.reports.get(KEY) is not None


def test_a_clock_set_back_only_keeps_longer(store: Store) -> None:
    with store.write() as uow:
        assert retention_time(uow.settings, days(0)) == days(0)
        assert retention_time(uow.settings, days(-400)) == days(-400)
        assert retention_time(uow.settings, days(1)) == days(-399)
        assert retention_time(uow.settings, days(1.5)) == days(-399)


def test_trashed_evidence_goes_with_its_files(with_photo: Store, blobs: Blobs) -> None:
    with with_photo.write() as uow:
        uow.evidence.trash("e1", rows.NOON)
    assert sum(tidied.files for tidied in _use_daily(with_photo, blobs, 0, 33)) == 2
    with with_photo.read() as uow:
        assert uow.evidence.get("e1") is None and uow.reports.get(KEY) is not None


def test_only_receipted_originals_go_and_copies_stay(with_photo: Store, blobs: Blobs) -> None:
    _receipt(with_photo)
    _keep_originals(with_photo, 10)
    tidied = _use_daily(with_photo, blobs, 0, 13)
    assert [found for found in tidied if found != NOTHING] == [Tidied(0, 1, 1000)]
    with with_photo.read() as uow:
        (row,) = uow.evidence.list(KEY)
        assert uow.blobs.get(row.sha256) is None
        assert row.small_sha256 and blobs.read(uow, row.small_sha256) == b"s" * 100
    assert with_photo.integrity() == []


@pytest.mark.parametrize("case", ["unsigned", "content only", "never", "correction open"])
def test_what_is_not_receipted_stays_for_ever(case: str, with_photo: Store, blobs: Blobs) -> None:
    if case != "unsigned":
        _receipt(with_photo, "content" if case == "content only" else "complete")
    if case == "correction open":
        with with_photo.write() as uow:
            uow.reports.add(rows.report(1, version=2))
            (row,) = uow.evidence.list(KEY)
            uow.evidence.add(rows.evidence(ReportKey(KEY.id, 2), "e2", sha256=row.sha256, small_sha256="s"))
    _keep_originals(with_photo, NEVER if case == "never" else 10)
    assert set(_use_daily(with_photo, blobs, 0, 40)) == {NOTHING}


def test_a_file_that_waits_in_the_outbox_stays(with_photo: Store, blobs: Blobs) -> None:
    with with_photo.write() as uow:
        sent = blobs.put(uow, b"not named by any evidence")
        uow.messages.add(rows.message())
        uow.outbox.add_message("m1", 1, Lane.ANSWERS, 1, rows.NOON)
        uow.outbox.add_file("m1", 1, sent.sha256, sent.size, Lane.ORIGINAL, rows.NOON)
    assert tidy(with_photo, blobs, days(1)) == NOTHING
    with with_photo.write() as uow:
        for item in uow.outbox.items():
            uow.outbox.settle(item.id, state=OutboxState.DONE, attempts=0, next_try=rows.NOON)
    assert tidy(with_photo, blobs, days(2)).files == 1


def test_documents_are_their_keepers_business(store: Store, blobs: Blobs) -> None:
    with store.write() as uow:
        blobs.put(uow, b"a course's picture", "document")
    assert tidy(store, blobs, days(1)) == NOTHING
