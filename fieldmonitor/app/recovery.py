"""Whether a report was left as one leaves it, or the program ended in the middle of it."""

from datetime import datetime

from fieldmonitor.app.workspace import Workspace
from fieldmonitor.domain.reports import ReportKey

_OPEN = "report_open"


def enter(ws: Workspace, key: ReportKey) -> datetime | None:
    """Note that a report is open; return when it was saved last if nobody has left it since the time before.

    Power cuts, crashes and kills leave the note behind: what was saved is all there, and the person is told.
    """
    with ws.store.write() as uow:
        left_open = uow.settings.get(_OPEN) == str(key)
        if not left_open:
            uow.settings.set(_OPEN, str(key))
            return None
        report = uow.reports.get(key)
        return report.saved_at if report else None


def leave(ws: Workspace) -> None:
    """Note that no report is open."""
    with ws.store.write() as uow:
        if uow.settings.get(_OPEN):
            uow.settings.delete(_OPEN)
