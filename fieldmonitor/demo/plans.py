"""How one made-up work went: its dates, its term, and the progress published month by month."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from random import Random

from fieldmonitor.domain.records import ProgressPoint


class Case(StrEnum):
    """What a made-up work shows; the register's known defects are among them."""

    ON_TIME = "on_time"
    STALE = "stale"
    AMOUNTS_DIFFER = "amounts_differ"
    STOPPED = "stopped"
    TERM_PASSED = "term_passed"
    BEHIND = "behind"
    FINISHED = "finished"


CASES = (
    Case.STALE, Case.STOPPED, Case.ON_TIME, Case.AMOUNTS_DIFFER, Case.TERM_PASSED, Case.BEHIND, Case.ON_TIME,
    Case.FINISHED, Case.ON_TIME, Case.STALE,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Plan:
    """The numbers one work is told from; amounts in soles, progress in percent."""

    case: Case
    start: date
    first_term: int
    term: int
    last_entry: date
    amount: Decimal
    real: Decimal
    financial: Decimal
    addendum: date | None = None
    additions: Decimal = Decimal(0)

    @property
    def end(self) -> date:
        return self.start + timedelta(days=self.term)


def showcase(today: date) -> Plan:
    """Return the work of the guides: the register says it runs, its last progress is five months old."""
    return Plan(
        Case.STALE,
        start=today - timedelta(days=412),
        first_term=240,
        term=285,
        last_entry=month_end(today, -6),
        amount=Decimal("4218300.00"),
        real=Decimal("41.8"),
        financial=Decimal("63.0"),
        addendum=today - timedelta(days=253),
        additions=Decimal("111711.11"),
    )


ELAPSED = {
    Case.ON_TIME: (0.35, 0.85),
    Case.BEHIND: (0.5, 0.95),
    Case.AMOUNTS_DIFFER: (0.4, 0.9),
    Case.STALE: (1.1, 1.6),
    Case.STOPPED: (1.0, 1.7),
    Case.TERM_PASSED: (1.1, 1.4),
    Case.FINISHED: (1.1, 1.5),
}
"""How much of its term has gone by, as a range of shares."""

SILENT = {Case.STALE: (4, 5, 6, 7), Case.STOPPED: (5, 6, 8)}
"""Months since the last published progress, where it is not one."""


def make_plan(rng: Random, case: Case, cost: tuple[int, int], today: date) -> Plan:
    """Return the numbers of one work; `cost` is a range in thousands of soles."""
    first_term = rng.choice((120, 150, 180, 210, 240, 270, 300, 330, 360))
    extended = case in (Case.STALE, Case.STOPPED, Case.TERM_PASSED) or rng.random() < 0.25
    term = first_term + (rng.choice((15, 30, 45, 60)) if extended else 0)
    elapsed = max(75, round(term * rng.uniform(*ELAPSED[case])))
    start = today - timedelta(days=elapsed)
    last_entry = max(month_end(today, -rng.choice(SILENT.get(case, (1,)))), month_end(start, 1))
    expected = float(programmed_on(start, start + timedelta(days=term), last_entry))
    real = to_percent(max(4.0, _achieved(rng, case, expected)))
    return Plan(
        case,
        start=start,
        first_term=first_term,
        term=term,
        last_entry=last_entry,
        amount=Decimal(rng.randint(cost[0] * 1000, cost[1] * 1000)) + Decimal(rng.randrange(100)) / 100,
        real=real,
        financial=to_percent(float(real) * rng.uniform(0.85, 1.35)),
        addendum=start + timedelta(days=min(round(first_term * 0.6), elapsed // 2)) if extended else None,
        additions=Decimal(rng.randint(20_000, 190_000)) if extended else Decimal(0),
    )


def _achieved(rng: Random, case: Case, expected: float) -> float:
    if case is Case.FINISHED:
        return 100.0
    if case is Case.TERM_PASSED:
        return rng.uniform(70, 94)
    shares = {Case.BEHIND: (0.45, 0.65), Case.STALE: (0.35, 0.6), Case.STOPPED: (0.3, 0.6)}
    return expected * rng.uniform(*shares.get(case, (0.9, 1.03)))


def progress(plan: Plan, today: date) -> Iterator[ProgressPoint]:
    """Yield a point per month: what was programmed, and what was published until entries ceased."""
    months = _months(plan.start, plan.last_entry)
    for number, month in enumerate(_months(plan.start, max(today, plan.last_entry))):
        programmed = programmed_on(plan.start, plan.end, month_end(month, 0))
        if number >= len(months):
            yield ProgressPoint(month, programmed, None)
            continue
        share = _curve((number + 1) / len(months))
        yield ProgressPoint(
            month, programmed, to_percent(float(plan.real) * share), to_percent(float(plan.financial) * share)
        )


def _months(first: date, last: date) -> list[date]:
    start, count = first.year * 12 + first.month - 1, (last.year - first.year) * 12 + last.month - first.month
    return [date((start + n) // 12, (start + n) % 12 + 1, 1) for n in range(count + 1)]


def month_end(day: date, months: int) -> date:
    """Return the last day of the month that lies that many months after (or before) a day's own."""
    following = day.year * 12 + day.month + months
    return date(following // 12, following % 12 + 1, 1) - timedelta(days=1)


def programmed_on(start: date, end: date, day: date) -> Decimal:
    """Return the progress a schedule foresees for a day, in percent."""
    return to_percent(100 * _curve((day - start).days / max(1, (end - start).days)))


def _curve(share: float) -> float:
    """Return the usual S of a building site: slow at first, slow at the end."""
    t = min(1.0, max(0.0, share))
    return 0.35 * t + 0.65 * t * t * (3 - 2 * t)


def to_percent(value: float) -> Decimal:
    """Return a share in percent with one decimal, at most 100."""
    return Decimal(f"{min(100.0, value):.1f}")
