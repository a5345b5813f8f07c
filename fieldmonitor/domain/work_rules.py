"""Rules that read the register between the lines: stale progress, passed terms, contradictions."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import combinations

from fieldmonitor.domain.facts import Fact, FactKey, FactType
from fieldmonitor.domain.records import Work

STALE_PROGRESS_DAYS = 62
"""A running work publishes progress monthly; over two months without is worth a look."""

OLD_VALUE_DAYS = 180
AMOUNT_TOLERANCE = Decimal("0.20")
RUNNING = "EN EJECUCIÓN"


@dataclass(frozen=True, slots=True)
class WorkWarning:
    """Something the sources say that cannot all be so; `params` fill the sentence."""

    code: str
    params: dict[str, object]


def warnings(work: Work, today: date) -> tuple[WorkWarning, ...]:
    """Return what a volunteer should check on site, the gravest first."""
    found = [_stale_progress(work, today), _term_passed(work, today), *_contradictions(work)]
    return tuple(warning for warning in found if warning)


def is_old(fact: Fact, today: date) -> bool:
    """Tell whether a published value is too old to rely on."""
    return (today - fact.as_of).days > OLD_VALUE_DAYS


def months_between(start: date, end: date) -> int:
    """Return the whole months from start to end."""
    months = (end.year - start.year) * 12 + end.month - start.month
    return months - (end.day < start.day)


def _is_running(work: Work) -> bool:
    state = work.fact(FactKey.PUBLIC_STATE)
    return state is not None and state.value.upper() == RUNNING


def last_progress(work: Work) -> date | None:
    """Return the day of the last real progress the register carries."""
    fact = work.fact(FactKey.LAST_PROGRESS_DATE)
    if fact:
        return fact.as_date()
    return max((point.month for point in work.progress if point.real is not None), default=None)


def _stale_progress(work: Work, today: date) -> WorkWarning | None:
    last = last_progress(work)
    if not _is_running(work) or last is None or (today - last).days <= STALE_PROGRESS_DAYS:
        return None
    return WorkWarning("stale_progress", {"months": max(2, months_between(last, today)), "last": last})


def _term_passed(work: Work, today: date) -> WorkWarning | None:
    planned = work.fact(FactKey.END_DATE)
    end = planned.as_date() if planned else None
    if not _is_running(work) or end is None or end >= today or work.fact(FactKey.REAL_END_DATE):
        return None
    return WorkWarning("term_passed", {"end": end, "days": (today - end).days})


def _contradictions(work: Work) -> list[WorkWarning]:
    return [
        WorkWarning("contradiction", {"key": key.value, "first": first, "second": second})
        for key in FactKey
        for first, second in combinations(work.all_facts(key), 2)
        if first.source != second.source and _differ(first, second)
    ]


def _differ(first: Fact, second: Fact) -> bool:
    one, other = first.as_decimal(), second.as_decimal()
    if first.type is FactType.AMOUNT and one is not None and other is not None:
        return abs(one - other) > AMOUNT_TOLERANCE * max(abs(one), abs(other))
    if one is not None and other is not None:
        return one != other
    return first.value.casefold() != second.value.casefold()
