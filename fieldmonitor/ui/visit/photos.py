"""The photos of one question, and the button that adds one."""

from PySide6.QtCore import Signal

from fieldmonitor.forms import NodeView
from fieldmonitor.system.translations import _, ngettext
from fieldmonitor.ui.photos.thumbnails import Thumbnails
from fieldmonitor.ui.visit.editors import Editor
from fieldmonitor.ui.widgets.buttons import Button, about
from fieldmonitor.ui.widgets.layout import clear, column, row
from fieldmonitor.ui.widgets.photo_grid import PhotoButton, PhotoCard
from fieldmonitor.ui.widgets.words import StateLabel


class PhotoEditor(Editor):
    """Cards ask for their thumbnail when they are first seen."""

    wants_photo = Signal()
    opens_photo = Signal(str)

    def __init__(self, node: NodeView, thumbnails: Thumbnails | None = None) -> None:
        super().__init__()
        self._thumbnails = thumbnails
        self._shown: tuple[PhotoCard, ...] | None = None
        self._lines = column(self, gap=8)
        self._cards = column(gap=8)
        self._lines.addLayout(self._cards)
        across = row(gap=12)
        self._button = Button(_("Agregar foto"), "secondary", self.wants_photo.emit, icon_name="camera")
        self._button.setAccessibleName(about(_("Agregar foto"), node.label))
        across.addWidget(self._button)
        self._state = row()
        across.addLayout(self._state)
        across.addStretch(1)
        self._lines.addLayout(across)

    def show_cards(self, cards: list[PhotoCard]) -> None:
        """Show the photos that belong to this question."""
        self._say(len(cards))
        if tuple(cards) == self._shown:
            return
        self._shown = tuple(cards)
        clear(self._cards)
        for card in cards:
            shown = PhotoButton(card, self._thumbnails)
            shown.clicked.connect(lambda _c=False, id_=card.id: self.opens_photo.emit(id_))
            self._cards.addWidget(shown)

    def show_working(self) -> None:
        """Say that a photo is being read."""
        clear(self._state)
        self._state.addWidget(StateLabel(_("Leyendo la foto"), "clock", "secondary"))

    def focus_in(self) -> None:
        self._button.setFocus()

    def _say(self, count: int) -> None:
        clear(self._state)
        if count:
            words = ngettext("{n} foto", "{n} fotos", count).format(n=count)
            self._state.addWidget(StateLabel(words, "circle-check", "ok"))
