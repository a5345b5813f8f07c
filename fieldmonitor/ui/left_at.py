"""Where a profile was locked, so that the same person goes on there; held in memory, never written."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from fieldmonitor.ui.shell.main_window import RESUMED
from fieldmonitor.ui.shell.navigation import Route

if TYPE_CHECKING:
    from pathlib import Path

    from fieldmonitor.app.workspace import Workspace

DRAFTS = frozenset({"visit", "list", "assessment", "photos", "review"})
"""Places whose key is a report's."""


class LeftAt:
    """One place of one profile, given back once; no answer and no name is in it, only ids."""

    def __init__(self) -> None:
        self._kept: tuple[Path, Route] | None = None

    def note(self, folder: "Path", trail: Iterable[Route]) -> None:
        """Keep the nearest place that can be returned to: what stood in front of it may need more."""
        self._kept = None
        for route in trail:
            if route.place == "home":
                return
            if route.place in RESUMED or (route.place in DRAFTS and route.key):
                self._kept = folder, route
                return

    def take(self, folder: "Path") -> Route | None:
        """Return the place if this is the profile that was locked, and forget it in any case."""
        kept, self._kept = self._kept, None
        return kept[1] if kept is not None and kept[0] == folder else None


def still_there(workspace: "Workspace", route: Route) -> bool:
    """Return whether a place can still be shown: a draft may be gone, or signed; reads the store."""
    if route.place not in DRAFTS:
        return True
    from fieldmonitor.domain.reports import ReportState
    from fieldmonitor.ui.keys import report_key

    with workspace.store.read() as uow:
        report = uow.reports.get(report_key(route.key))
    return report is not None and report.state is ReportState.DRAFT
