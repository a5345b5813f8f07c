"""Which memory, and the letters of a first pack: the part that both screens of packs share."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from fieldmonitor.system.translations import _
from fieldmonitor.system.volumes import Volume
from fieldmonitor.ui.preferences import Preferences
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.widgets.banner import Banner
from fieldmonitor.ui.widgets.buttons import Button
from fieldmonitor.ui.widgets.choice import ChoiceGrid, ChoiceRow
from fieldmonitor.ui.widgets.files import FileQuestion, Purpose, Wanted, ask_for
from fieldmonitor.ui.widgets.layout import clear, column, row
from fieldmonitor.ui.widgets.words import paragraph, text


class MemoryPanel(QWidget):
    """The memories that are plugged in, or a folder of one's choice."""

    changed = Signal()

    def __init__(
        self, preferences: Preferences, search: Callable[[], object], choose: Callable[[Path], object]
    ) -> None:
        super().__init__()
        self._preferences = preferences
        self._choose = choose
        self._places: tuple[Volume, ...] = ()
        self.folder: Path | None = None
        lines = column(self, gap=8)
        self._memories = column(gap=8)
        lines.addLayout(self._memories)
        across = row(gap=12)
        across.addWidget(Button(_("Otra carpeta"), "secondary", self._ask, icon_name="folder-open"))
        across.addWidget(Button(_("Buscar otra vez"), "quiet", search, icon_name="refresh-cw"))
        across.addStretch(1)
        lines.addLayout(across)

    def show_places(self, places: tuple[Volume, ...]) -> None:
        """List the memories; the first is taken where none was."""
        self._places = places
        if self.folder not in [place.folder for place in places]:
            self.folder = places[0].folder if places else None
        clear(self._memories)
        rows = []
        for place in places:
            option = ChoiceRow(place.name)
            option.choose(place.folder == self.folder)
            option.clicked.connect(lambda _c=False, folder=place.folder: self._take(folder))
            rows.append(option)
        if rows:
            self._memories.addWidget(ChoiceGrid(rows, 1))
        else:
            words = _("No se ve ninguna memoria. Conéctela y espere un momento, o elija su carpeta.")
            self._memories.addWidget(paragraph(words))
        self.changed.emit()

    def _take(self, folder: Path) -> None:
        self.folder = folder
        self.show_places(self._places)

    def _ask(self) -> None:
        title = _("Elija la carpeta de la memoria")
        asked = FileQuestion(Purpose.PACKS, title, Wanted.FOLDER, start=self.folder)
        ask_for(self, self._preferences, asked, self._chosen)

    def _chosen(self, paths: list[Path]) -> None:
        self.folder = paths[0]
        self._choose(paths[0])


class LettersPanel(QWidget):
    """The letters of a first pack, to be compared with those on paper."""

    def __init__(self, letters: str, same: Callable[[], object], other: Callable[[], object]) -> None:
        super().__init__()
        lines = column(self, gap=12)
        words = _("Compare estas letras con las de su papel, una por una.")
        lines.addWidget(Banner("info", words, lead=_("Es el primer paquete de esta laptop.")))
        shown = text(letters, "title", wrap=True)
        shown.setAccessibleName(_("Letras del paquete: {letters}").format(letters=" ".join(letters)))
        lines.addWidget(shown)
        across = row(gap=12)
        across.addWidget(Button(_("Son las de mi papel"), "secondary", same, icon_name="check"))
        across.addWidget(Button(_("Son otras"), "quiet", other, icon_name="x"))
        across.addStretch(1)
        lines.addLayout(across)
        lines.addSpacing(look().px(8))
