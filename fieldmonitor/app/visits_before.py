"""What came before a visit: the one before it, what has changed since, and that it was put off.

A register dates its entries as it likes and says nothing of a value that it replaced. So what the record said
is kept when a visit is signed, and compared when the work is looked at again.
"""

import json
from collections.abc import Iterator

from fieldmonitor.app import names
from fieldmonitor.domain.facts import Fact, FactKey
from fieldmonitor.domain.local import Report
from fieldmonitor.domain.records import Work, WorkChange
from fieldmonitor.domain.reports import ReportState
from fieldmonitor.store import UnitOfWork
from fieldmonitor.system.formats import shown_fact
from fieldmonitor.system.translations import _

POSTPONED = "postponed:"
"""Setting, with the assignment's id: the day on which its visit was last put off."""

SEEN = "seen:"
"""Setting, with the work's id: what its record said when the last visit to it was signed."""

_SILENT = (FactKey.LAST_PROGRESS_DATE,)
"""Facts whose change says nothing that another does not say."""


def last_visit(history: list[Report]) -> Report | None:
    """Return the report last signed among those on a work."""
    signed = [report for report in history if report.signed_at and report.state is not ReportState.WITHDRAWN]
    return max(signed, key=lambda report: report.signed_at or report.saved_at, default=None)


def remember(uow: UnitOfWork, work: Work) -> None:
    """Keep what a work's record says, as the visit that is being signed saw it."""
    held = {
        "facts": {_name(fact): fact.value for fact in work.facts},
        "changes": [_entry(change) for change in work.changes],
    }
    uow.settings.set(f"{SEEN}{work.id}", json.dumps(held, ensure_ascii=False))


def changes_since(uow: UnitOfWork, work: Work, visit: Report | None) -> tuple[WorkChange, ...]:
    """Return what was published or changed after a visit, newest first; without a visit, nothing is new."""
    if visit is None or visit.signed_at is None:
        return ()
    kept = uow.settings.get(f"{SEEN}{work.id}")
    seen = json.loads(kept) if kept else None
    day = visit.signed_at.date()
    known = set(seen["changes"]) if seen else None
    new = [c for c in work.changes if c.on > day or (known is not None and _entry(c) not in known)]
    before = (
        seen["facts"] if seen else {_name(f): f.previous for f in work.facts if f.previous and f.as_of > day}
    )
    new += _of_values(work, before)
    return tuple(sorted(new, key=lambda change: change.on, reverse=True))


def _of_values(work: Work, before: dict[str, str]) -> Iterator[WorkChange]:
    """Yield a change for each value that its source has replaced."""
    for fact in work.facts:
        old = before.get(_name(fact))
        if old is None or old == fact.value or fact.key in _SILENT:
            continue
        words = _("{name}: de {before} a {after}").format(
            name=names.fact(fact.key),
            before=shown_fact(old, fact.key),
            after=shown_fact(fact.value, fact.key),
        )
        yield WorkChange(fact.as_of, words, fact.source)


def _name(fact: Fact) -> str:
    return f"{fact.key}|{fact.source}"


def _entry(change: WorkChange) -> str:
    return f"{change.on.isoformat()}|{change.source}|{change.text}"
