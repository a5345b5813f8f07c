"""What the program notices in an assessment: age rules, and sources that contradict each other.

Hints never change an answer. Each says whether the answers already agree with it, so that a screen can
stop asking, and names the questions it is about.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations
from typing import cast

from fieldmonitor.app.assessment import Cell, Matrix, Row, Status
from fieldmonitor.domain.facts import Fact, FactKey
from fieldmonitor.domain.records import Work
from fieldmonitor.domain.work_rules import WorkWarning, values_differ, warnings

LOOK_AGAIN_DAYS = 30
"""Portals change: what was seen longer ago than this is worth another look before signing."""

_PORTAL_WORDS = {
    "infobras": ("infobras",),
    "seace": ("seace",),
    "invierte": ("invierte",),
    "pte": ("pte", "transparencia"),
}
_PUBLIC = (Status.PUBLISHED, Status.PARTIAL, Status.OUTDATED, Status.CONTRADICTORY)
"""The statuses of a portal that shows something of an item."""

_ABOUT = {
    "stale_progress": FactKey.LAST_PROGRESS_DATE,
    "no_progress": FactKey.LAST_PROGRESS_DATE,
    "stoppage_unsaid": FactKey.PUBLIC_STATE,
    "term_passed": FactKey.PUBLIC_STATE,
    "paid_ahead": FactKey.FINANCIAL_PROGRESS,
}
_TOLD = {
    "stale_progress": (Status.OUTDATED, Status.MISSING, Status.CONTRADICTORY),
    "no_progress": (Status.OUTDATED, Status.MISSING, Status.CONTRADICTORY),
    "term_passed": (Status.OUTDATED, Status.MISSING, Status.CONTRADICTORY),
    "stoppage_unsaid": (Status.OUTDATED, Status.CONTRADICTORY),
    "contradiction": (Status.CONTRADICTORY,),
}
"""The answers that agree with what a rule found."""


@dataclass(frozen=True, slots=True)
class Hint:
    """Something to look at: a code, the item and questions it is about, and the values of its sentence.

    Codes of the work's facts: `stale_progress`, `no_progress`, `stoppage_unsaid`, `term_passed`,
    `paid_ahead`, `contradiction` (params as in `domain.work_rules`); of the answers: `portals_differ`,
    `contradicts_nothing`, `applies_elsewhere`, `look_again`. `item` is empty where no item of the checklist
    is about it.
    """

    code: str
    item: str
    refs: tuple[str, ...]
    agreed: bool
    params: dict[str, object] = field(default_factory=dict)


def hints(seen: Matrix, work: Work, today: date) -> tuple[Hint, ...]:
    """Return everything noticed: first what the work's facts say, then what the answers say."""
    of_work = [hint for warning in warnings(work, today) for hint in _of_warning(warning, seen)]
    of_answers = [hint for row in seen.rows for hint in _of_row(row, today)]
    return (*of_work, *of_answers)


def portal_of(source: str) -> str | None:
    """Return the portal that a fact's source names."""
    words = set("".join(c if c.isalnum() else " " for c in source.casefold()).split())
    return next((portal for portal, names in _PORTAL_WORDS.items() if words.intersection(names)), None)


def published_in(work: Work, cell: Cell) -> Fact | None:
    """Return what a cell's own portal says of the fact it is about, as this laptop's copy has it."""
    if cell.expected not in FactKey._value2member_map_:
        return None
    said = [f for f in work.all_facts(FactKey(cell.expected)) if portal_of(f.source) == cell.portal]
    return max(said, key=lambda fact: fact.as_of, default=None)


def _of_warning(warning: WorkWarning, seen: Matrix) -> Iterator[Hint]:
    key, portals = _subject(warning)
    rows = [row for row in seen.rows if key and any(cell.expected == key for cell in row.cells)]
    if not rows:
        yield Hint(warning.code, "", (), False, warning.params)
    for row in rows:
        cells = [c for c in row.cells if c.expected == key and (not portals or c.portal in portals)]
        agreed = any(cell.status in _TOLD.get(warning.code, ()) for cell in cells)
        yield Hint(warning.code, row.item, tuple(cell.ref for cell in cells), agreed, warning.params)


def _subject(warning: WorkWarning) -> tuple[str, set[str]]:
    """Return the fact key a warning is about, and the portals it names (none: every portal)."""
    if warning.code != "contradiction":
        about = _ABOUT.get(warning.code)
        return about.value if about else "", set()
    sources = (cast(Fact, warning.params[name]).source for name in ("first", "second"))
    return str(warning.params["key"]), {portal for source in sources if (portal := portal_of(source))}


def _contradictions(row: Row) -> Iterator[Hint]:
    """Compare what the volunteer read in one portal with what they read in the others."""
    told = [cell for cell in row.cells if cell.value and cell.expected in FactKey._value2member_map_]
    for one, other in combinations(told, 2):
        key = FactKey(one.expected)
        if one.expected == other.expected and values_differ(key, one.value, other.value):
            agreed = Status.CONTRADICTORY in (one.status, other.status)
            params: dict[str, object] = {"key": key, "one": one, "other": other}
            yield Hint("portals_differ", row.item, (one.ref, other.ref), agreed, params)


def _of_row(row: Row, today: date) -> Iterator[Hint]:
    yield from _contradictions(row)
    public = [cell for cell in row.cells if cell.status in _PUBLIC]
    for cell in row.cells:
        alone = not any(other is not cell for other in public)
        if cell.status is Status.CONTRADICTORY and alone:
            yield Hint("contradicts_nothing", row.item, (cell.ref, row.reason_ref), bool(row.reason))
        if cell.status is Status.NOT_APPLICABLE and public:
            yield Hint("applies_elsewhere", row.item, (cell.ref,), False, {"portal": public[0].portal})
    if row.seen_on and (today - row.seen_on).days > LOOK_AGAIN_DAYS:
        yield Hint("look_again", row.item, (row.date_ref,), False, {"days": (today - row.seen_on).days})
