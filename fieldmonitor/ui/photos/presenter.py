"""The gallery's draft: its photos are listed by their rows alone, whatever their number."""

from fieldmonitor.app import photos
from fieldmonitor.app.workspace import Workspace
from fieldmonitor.domain.local import Evidence
from fieldmonitor.domain.reports import ReportKey
from fieldmonitor.ui.photos.words import card
from fieldmonitor.ui.visit.presenter import VisitPresenter
from fieldmonitor.ui.widgets.photo_grid import PhotoCard

Listed = list[tuple[Evidence, PhotoCard]]


def listed(ws: Workspace, key: ReportKey) -> Listed:
    """Return a report's photos as cards; slow enough for many that no window should wait for it."""
    return [(row, card(row)) for row in photos.pictured(ws, key)]


class GalleryPresenter(VisitPresenter):
    """A visit's presenter whose `shots` bear no bytes: the gallery reads the thumbnails that are seen."""

    cards: tuple[PhotoCard, ...] = ()

    def load_shots(self) -> None:
        """Read which photos the report has, and open none."""
        ws, key = self.ws, self.key
        self.ask(lambda: listed(ws, key), self._show_listed)

    def _show_listed(self, rows: Listed) -> None:
        self.cards = tuple(shown for _row, shown in rows)
        self._show_shots([(row, b"") for row, _shown in rows])
