"""The register read between the lines."""

from datetime import date
from decimal import Decimal

from fieldmonitor.domain.facts import Fact, FactKey
from fieldmonitor.domain.records import ProgressPoint, Work
from fieldmonitor.domain.work_rules import is_old, last_progress, months_between, warnings

TODAY = date(2026, 11, 22)


def fact(key: FactKey, value: str, source: str = "INFOBRAS", as_of: date = date(2026, 11, 2)) -> Fact:
    return Fact(key, value, source, as_of)


def work(*facts: Fact, progress: tuple[ProgressPoint, ...] = ()) -> Work:
    return Work(
        "w1", "Losa", "Municipalidad", "150101", "LIMA", "LIMA", "LIMA", facts=facts, progress=progress
    )


RUNNING = fact(FactKey.PUBLIC_STATE, "EN EJECUCIÓN")


def codes(subject: Work) -> list[str]:
    return [warning.code for warning in warnings(subject, TODAY)]


def test_a_running_work_without_news_for_five_months() -> None:
    stale = work(RUNNING, fact(FactKey.LAST_PROGRESS_DATE, "2026-06-20"))
    (warning,) = warnings(stale, TODAY)
    assert (warning.code, warning.params["months"]) == ("stale_progress", 5)


def test_a_finished_work_may_be_silent() -> None:
    finished = work(fact(FactKey.PUBLIC_STATE, "FINALIZADA"), fact(FactKey.LAST_PROGRESS_DATE, "2025-06-30"))
    assert codes(finished) == []


def test_the_last_month_with_real_progress_counts() -> None:
    points = (
        ProgressPoint(date(2026, 8, 1), Decimal(50), Decimal(40)),
        ProgressPoint(date(2026, 10, 1), Decimal(70), None),
    )
    assert last_progress(work(RUNNING, progress=points)) == date(2026, 8, 1)


def test_an_end_date_that_passed_without_an_end() -> None:
    late = work(RUNNING, fact(FactKey.END_DATE, "2026-07-18"))
    assert [(w.code, w.params["days"]) for w in warnings(late, TODAY)] == [("term_passed", 127)]
    ended = work(RUNNING, fact(FactKey.END_DATE, "2026-07-18"), fact(FactKey.REAL_END_DATE, "2026-07-18"))
    assert codes(ended) == []


def test_sources_that_contradict_each_other() -> None:
    term = (fact(FactKey.CONTRACT_TERM, "240"), fact(FactKey.CONTRACT_TERM, "285", "SEACE"))
    amounts = (fact(FactKey.UPDATED_COST, "100"), fact(FactKey.UPDATED_COST, "119", "SEACE"))
    contract = (fact(FactKey.CONTRACT_AMOUNT, "100"), fact(FactKey.CONTRACT_AMOUNT, "103", "SEACE"))
    far = (fact(FactKey.CONTRACT_AMOUNT, "100"), fact(FactKey.CONTRACT_AMOUNT, "126", "SEACE"))
    assert codes(work(*term)) == ["contradiction"]
    assert codes(work(*amounts)) == []
    assert codes(work(*far)) == ["contradiction"]
    assert codes(work(*contract)) == ["contradiction"]


def test_a_running_work_that_never_entered_any_progress() -> None:
    begun = fact(FactKey.START_DATE, "2026-03-01")
    assert codes(work(RUNNING, begun)) == ["no_progress"]
    assert codes(work(RUNNING, fact(FactKey.START_DATE, "2026-11-01"))) == []


def test_a_state_without_its_accent_is_the_same_state() -> None:
    bare = fact(FactKey.PUBLIC_STATE, "En ejecucion")
    assert codes(work(bare, fact(FactKey.LAST_PROGRESS_DATE, "2026-06-20"))) == ["stale_progress"]


def test_a_stoppage_that_the_state_keeps_quiet_about() -> None:
    stopped, cause = fact(FactKey.STOPPAGE, "Sí"), fact(FactKey.STOPPAGE_CAUSE, "Falta de pago")
    (warning,) = warnings(work(RUNNING, stopped, cause), TODAY)
    assert (warning.code, warning.params["cause"]) == ("stoppage_unsaid", "Falta de pago")
    assert codes(work(RUNNING, fact(FactKey.STOPPAGE, "NO"))) == []


def test_more_paid_than_built() -> None:
    built, paid = fact(FactKey.PHYSICAL_PROGRESS, "41.8"), fact(FactKey.FINANCIAL_PROGRESS, "63")
    assert codes(work(built, paid)) == ["paid_ahead"]
    assert codes(work(built, fact(FactKey.FINANCIAL_PROGRESS, "50"))) == []
    assert codes(work(built, fact(FactKey.FINANCIAL_PROGRESS, "63", as_of=date(2026, 5, 1)))) == []


def test_the_newest_fact_is_shown() -> None:
    old = fact(FactKey.RESIDENT, "A", as_of=date(2025, 1, 1))
    assert work(old, fact(FactKey.RESIDENT, "B", "SEACE")).fact(FactKey.RESIDENT).value == "B"  # type: ignore[union-attr]
    assert is_old(old, TODAY)


def test_what_was_signed_is_as_old_as_the_copy_of_the_portal() -> None:
    signed = fact(FactKey.CONTRACT_AMOUNT, "100", as_of=date(2025, 1, 1))
    assert not is_old(signed, TODAY, date(2026, 11, 2)) and not is_old(signed, TODAY)
    assert is_old(signed, TODAY, date(2026, 1, 1))
    measured = fact(FactKey.PHYSICAL_PROGRESS, "41.8", as_of=date(2025, 1, 1))
    assert is_old(measured, TODAY, date(2026, 11, 2))


def test_whole_months() -> None:
    assert months_between(date(2026, 6, 30), date(2026, 11, 22)) == 4
    assert months_between(date(2026, 6, 20), date(2026, 11, 22)) == 5
