"""Rules that read the register between the lines: stale progress, passed terms, contradictions."""

import unicodedata
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from itertools import combinations

from fieldmonitor.domain.facts import FACT_TYPES, Fact, FactKey, FactType
from fieldmonitor.domain.records import Work

STALE_PROGRESS_DAYS = 62
"""A running work publishes progress monthly; over two months without is worth a look."""

OLD_VALUE_DAYS = 180
SIGNED = frozenset(
    {
        FactKey.CONTRACT_AMOUNT,
        FactKey.CONTRACT_TERM,
        FactKey.CONTRACT_NUMBER,
        FactKey.CONTRACTOR,
        FactKey.EXECUTION_MODE,
        FactKey.START_DATE,
        FactKey.END_DATE,
        FactKey.REAL_END_DATE,
    }
)
"""What a contract, an addendum or an act says: it holds until another is signed, however long ago it was."""

AMOUNT_TOLERANCE = Decimal("0.20")
CONTRACT_TOLERANCE = Decimal("0.01")
"""What a contract says is one figure; costs are brought up to date at different times."""

PAID_AHEAD_POINTS = Decimal(15)
"""Percentage points by which payments may run ahead of what is built before that is worth a look."""

RUNNING = "EN EJECUCION"
YES = ("SI", "S", "YES", "TRUE", "1")


@dataclass(frozen=True, slots=True)
class WorkWarning:
    """Something the sources say that cannot all be so; `params` fill the sentence."""

    code: str
    params: dict[str, object]


def warnings(work: Work, today: date) -> tuple[WorkWarning, ...]:
    """Return what a volunteer should check on site, the gravest first."""
    found = [
        _stoppage_unsaid(work),
        _stale_progress(work, today),
        _term_passed(work, today),
        _paid_ahead(work),
        *_contradictions(work),
    ]
    return tuple(warning for warning in found if warning)


def is_old(fact: Fact, today: date, copied: date | None = None) -> bool:
    """Tell whether a published value is too old to rely on; what was signed is as old as its copy."""
    said = copied if fact.key in SIGNED else fact.as_of
    return said is not None and is_old_date(said, today)


def is_old_date(published: date, today: date) -> bool:
    """Tell whether what was published on a day is too old to rely on."""
    return (today - published).days > OLD_VALUE_DAYS


def months_between(start: date, end: date) -> int:
    """Return the whole months from start to end."""
    months = (end.year - start.year) * 12 + end.month - start.month
    return months - (end.day < start.day)


def running(work: Work) -> Fact | None:
    """Return who says that a work is under way, or None where its newest state is another."""
    state = work.fact(FactKey.PUBLIC_STATE)
    return state if state is not None and _folded(state.value) == RUNNING else None


def _folded(value: str) -> str:
    letters = unicodedata.normalize("NFKD", value.upper())
    return " ".join("".join(mark for mark in letters if not unicodedata.combining(mark)).split())


def last_progress(work: Work) -> date | None:
    """Return the day of the last real progress the register carries."""
    fact = work.fact(FactKey.LAST_PROGRESS_DATE)
    if fact:
        return fact.as_date()
    return max((point.month for point in work.progress if point.real is not None), default=None)


def _stale_progress(work: Work, today: date) -> WorkWarning | None:
    """A work that runs on paper: its last entry is old, or there never was one."""
    state, last = running(work), last_progress(work)
    if state is None:
        return None
    if last is None:
        begun = work.fact(FactKey.START_DATE)
        since = begun.as_date() if begun else None
        if since is None or (today - since).days <= STALE_PROGRESS_DAYS:
            return None
        return WorkWarning("no_progress", {"source": state.source, "since": since})
    if (today - last).days <= STALE_PROGRESS_DAYS:
        return None
    months = max(2, months_between(last, today))
    return WorkWarning("stale_progress", {"months": months, "last": last, "source": state.source})


def _stoppage_unsaid(work: Work) -> WorkWarning | None:
    """One column of the register says that the work stands still, another that it runs."""
    state, stopped = running(work), work.fact(FactKey.STOPPAGE)
    if state is None or stopped is None or _folded(stopped.value) not in YES:
        return None
    cause = work.fact(FactKey.STOPPAGE_CAUSE)
    return WorkWarning(
        "stoppage_unsaid",
        {"source": state.source, "other": stopped.source, "cause": cause.value if cause else ""},
    )


def _paid_ahead(work: Work) -> WorkWarning | None:
    """More was paid than is built: both figures must be of the same time to say so."""
    built, paid = work.fact(FactKey.PHYSICAL_PROGRESS), work.fact(FactKey.FINANCIAL_PROGRESS)
    if built is None or paid is None or abs((built.as_of - paid.as_of).days) > STALE_PROGRESS_DAYS:
        return None
    one, other = built.as_decimal(), paid.as_decimal()
    if one is None or other is None or other - one < PAID_AHEAD_POINTS:
        return None
    return WorkWarning("paid_ahead", {"built": built, "paid": paid})


def _term_passed(work: Work, today: date) -> WorkWarning | None:
    planned = work.fact(FactKey.END_DATE)
    end = planned.as_date() if planned else None
    if running(work) is None or end is None or end >= today or work.fact(FactKey.REAL_END_DATE):
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
    return values_differ(first.key, first.value, second.value)


def values_differ(key: FactKey, first: str, second: str) -> bool:
    """Tell whether two canonical values of one thing contradict each other, by the rules of that thing."""
    one, other = _number(first), _number(second)
    if FACT_TYPES.get(key) is FactType.AMOUNT and one is not None and other is not None:
        tolerance = CONTRACT_TOLERANCE if key is FactKey.CONTRACT_AMOUNT else AMOUNT_TOLERANCE
        return abs(one - other) > tolerance * max(abs(one), abs(other))
    if one is not None and other is not None:
        return one != other
    return _folded(first) != _folded(second)


def _number(value: str) -> Decimal | None:
    try:
        return Decimal(value)
    except InvalidOperation:
        return None
