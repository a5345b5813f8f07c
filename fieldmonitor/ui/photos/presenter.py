"""The gallery's draft: its photos are listed by their rows alone, whatever their number."""

from fieldmonitor.app import photos
from fieldmonitor.ui.visit.presenter import VisitPresenter


class GalleryPresenter(VisitPresenter):
    """A visit's presenter whose `shots` bear no bytes: the gallery reads the thumbnails that are seen."""

    def load_shots(self) -> None:
        """Read which photos the report has, and open none."""
        ws, key = self.ws, self.key
        self.ask(
            lambda: photos.pictured(ws, key), lambda rows: self._show_shots([(row, b"") for row in rows])
        )
