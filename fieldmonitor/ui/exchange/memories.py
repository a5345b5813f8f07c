"""Which memory: those that are plugged in, or a folder of one's choice."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from fieldmonitor.system.translations import _
from fieldmonitor.system.volumes import Volume
from fieldmonitor.ui.exchange.presenter import MemoryPresenter
from fieldmonitor.ui.preferences import Preferences
from fieldmonitor.ui.widgets.buttons import Button
from fieldmonitor.ui.widgets.choice import ChoiceGrid, ChoiceRow
from fieldmonitor.ui.widgets.files import FileQuestion, Purpose, Wanted, ask_for
from fieldmonitor.ui.widgets.layout import clear, column, row
from fieldmonitor.ui.widgets.words import paragraph


class MemoryPanel(QWidget):
    """The list, and the buttons to look again or elsewhere; `worded` says what stands in a memory's row."""

    changed = Signal()

    def __init__(
        self,
        preferences: Preferences,
        purpose: Purpose,
        presenter: MemoryPresenter,
        worded: Callable[[Volume], str] = lambda place: place.name,
    ) -> None:
        super().__init__()
        self._preferences, self._purpose, self._presenter = preferences, purpose, presenter
        self._worded = worded
        self._rows: dict[Volume, ChoiceRow] = {}
        self.folder: Path | None = None
        lines = column(self, gap=8)
        self._memories = column(gap=8)
        lines.addLayout(self._memories)
        across = row(gap=12)
        across.addWidget(Button(_("Otra carpeta"), "secondary", self._ask, icon_name="folder-open"))
        across.addWidget(Button(_("Buscar otra vez"), "quiet", presenter.look, icon_name="refresh-cw"))
        across.addStretch(1)
        lines.addLayout(across)

    @property
    def place(self) -> Volume | None:
        """The chosen memory, once it has been looked at."""
        return next((place for place in self._rows if place.folder == self.folder), None)

    def show_places(self, places: tuple[Volume, ...]) -> None:
        """List the memories; the first is taken where none was. Rows that stay keep the keyboard."""
        if self.folder not in [place.folder for place in places]:
            self.folder = places[0].folder if places else None
        if not places or places != tuple(self._rows):
            self._lay(places)
        self._mark()

    def _lay(self, places: tuple[Volume, ...]) -> None:
        clear(self._memories)
        self._rows = {place: self._row(place) for place in places}
        if places:
            self._memories.addWidget(ChoiceGrid(list(self._rows.values()), 1))
        else:
            words = _("No se ve ninguna memoria. Conéctela y espere un momento, o elija su carpeta.")
            self._memories.addWidget(paragraph(words))

    def _row(self, place: Volume) -> ChoiceRow:
        option = ChoiceRow(self._worded(place))
        option.clicked.connect(lambda _c=False: self._take(place.folder))
        return option

    def _take(self, folder: Path) -> None:
        self.folder = folder
        self._mark()

    def _mark(self) -> None:
        for place, option in self._rows.items():
            option.choose(place.folder == self.folder)
        self.changed.emit()

    def _ask(self) -> None:
        title = _("Elija la carpeta de la memoria")
        asked = FileQuestion(self._purpose, title, Wanted.FOLDER, start=self.folder)
        ask_for(self, self._preferences, asked, self._chosen)

    def _chosen(self, paths: list[Path]) -> None:
        self.folder = paths[0]
        self._presenter.choose(paths[0])
