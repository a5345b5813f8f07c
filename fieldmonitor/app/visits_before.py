"""What came before a visit: the one before it, what was published since, and that it was put off."""

from fieldmonitor.domain.local import Report
from fieldmonitor.domain.records import Work, WorkChange
from fieldmonitor.domain.reports import ReportState

POSTPONED = "postponed:"
"""Setting, with the assignment's id: the day on which its visit was last put off."""


def last_visit(history: list[Report]) -> Report | None:
    """Return the report last signed among those on a work."""
    signed = [report for report in history if report.signed_at and report.state is not ReportState.WITHDRAWN]
    return max(signed, key=lambda report: report.signed_at or report.saved_at, default=None)


def changes_since(work: Work, visit: Report | None) -> tuple[WorkChange, ...]:
    """Return what was published after a visit, newest first; without a visit, nothing is new."""
    if visit is None or visit.signed_at is None:
        return ()
    new = [change for change in work.changes if change.on > visit.signed_at.date()]
    return tuple(sorted(new, key=lambda change: change.on, reverse=True))
