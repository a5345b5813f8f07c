"""Assignment rows: searched, sorted, paged, and knowing their reports."""

import pytest

from fieldmonitor.domain.reports import ReportKey, ReportState
from fieldmonitor.store import Store
from tests.unit.store import rows


@pytest.fixture
def filled(store: Store) -> Store:
    with store.write() as uow:
        for number, name in enumerate(("Puente Río Blanco", "Ampliación I.E. 1047", "camino vecinal"), 1):
            uow.records.apply(rows.work(number, name=name))
            uow.records.apply(rows.assignment(number, due=f"2026-12-0{4 - number}"))
    return store


def test_order_search_and_pages(filled: Store) -> None:
    with filled.read() as uow:
        assert [row.id[-1] for row in uow.assignments.rows()] == ["3", "2", "1"]
        assert [row.id[-1] for row in uow.assignments.rows(order="name")] == ["2", "3", "1"]
        assert [row.id[-1] for row in uow.assignments.rows(offset=1, limit=1)] == ["2"]
        assert [row.id[-1] for row in uow.assignments.rows(search="rio PUENTE")] == ["1"]
        assert [row.id[-1] for row in uow.assignments.rows(search="2400002")] == ["2"]
        assert uow.assignments.count(search="nunoa") == 3
        assert uow.assignments.count(search="100%") == 0


def test_a_row_says_what_was_done(filled: Store) -> None:
    with filled.write() as uow:
        uow.reports.add(rows.report(1))
        uow.reports.add(rows.report(2, state=ReportState.COMPLETE))
        uow.reports.add(rows.report(3, practice=True))
        first, second, third = (uow.assignments.get(f"assignment-{number}") for number in (1, 2, 3))
        assert first is not None and first.draft == ReportKey("report-1", 1)
        assert second is not None and second.draft is None and second.report_state is ReportState.COMPLETE
        assert third is not None and third.report_state is None
        assert [row.id[-1] for row in uow.assignments.rows()] == ["3", "1", "2"], "finished ones come last"
        assert [row.id[-1] for row in uow.assignments.rows(only_open=True)] == ["3"]
        assert uow.assignments.count(only_open=True) == uow.reports.counts().to_do == 1


def test_a_correction_is_the_open_draft(filled: Store) -> None:
    with filled.write() as uow:
        uow.reports.add(rows.report(1, state=ReportState.RETURNED))
        uow.reports.add(rows.report(1, version=2, started_at=rows.minutes(90)))
        row = uow.assignments.get("assignment-1")
        assert row is not None and row.draft == ReportKey("report-1", 2)
        assert [row.id[-1] for row in uow.assignments.rows()] == ["3", "2", "1"]
        uow.reports.trash(ReportKey("report-1", 2), rows.NOON)
        assert [row.id[-1] for row in uow.assignments.rows()] == ["3", "2", "1"], "returned: still to do"
        row = uow.assignments.get("assignment-1")
        assert row is not None and row.report_state is ReportState.RETURNED


def test_an_assignment_may_come_before_its_work(store: Store) -> None:
    with store.write() as uow:
        uow.records.apply(rows.assignment(1))
        assert uow.assignments.rows()[0].work_name == "work-1"
