"""What floats over the map: three buttons at its right, and a bar that says what the next press does."""

from collections.abc import Callable

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QWidget

from fieldmonitor.system.translations import _
from fieldmonitor.ui.map.marks import Shape
from fieldmonitor.ui.map.words import legend
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.widgets.buttons import Tool, link
from fieldmonitor.ui.widgets.layout import column, row
from fieldmonitor.ui.widgets.words import text


class _Sheet(QFrame):
    """A bordered sheet over the map, without a shadow."""

    lines: tuple[int, ...] = ()

    def paintEvent(self, event: QPaintEvent) -> None:
        now = look()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        half = now.border / 2
        painter.setPen(QPen(now.color("control"), now.border))
        painter.setBrush(now.color("surface"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(half, half, -half, -half), 4, 4)
        painter.setPen(QPen(now.color("line"), now.border))
        for top in self.lines:
            painter.drawLine(now.border, top, self.width() - now.border - 1, top)
        painter.end()


class ZoomBox(_Sheet):
    """Closer, farther, my place."""

    def __init__(
        self,
        parent: QWidget,
        closer: Callable[[], object],
        farther: Callable[[], object],
        my_place: Callable[[], object],
    ) -> None:
        super().__init__(parent)
        layout = column(self, margins=(2, 2, 2, 2), gap=2)
        self.closer = Tool(_("Acercar"), "plus", closer, "+")
        self.farther = Tool(_("Alejar"), "minus", farther, "-")
        self.my_place = Tool(_("Mi lugar"), "locate", my_place)
        side = look().px(44)
        for button in (self.closer, self.farther, self.my_place):
            button.show_words(False)
            button.setFixedSize(side, side)
            layout.addWidget(button)
        self.adjustSize()
        self.lines = tuple(n * (side + look().px(2)) + look().px(1) for n in (1, 2))


class PlaceBar(_Sheet):
    """Says that the next press sets one's own place, or offers to move or remove it."""

    def __init__(
        self,
        parent: QWidget,
        move: Callable[[], object],
        remove: Callable[[], object],
        leave: Callable[[], object],
    ) -> None:
        super().__init__(parent)
        self._row = row(self, margins=(16, 2, 16, 2), gap=16)
        self._words = text("", wrap=True)
        self._row.addWidget(self._words, 1)
        self.move_link = link(_("Mover"), move, strong=True)
        self.remove_link = link(_("Quitar"), remove, strong=True)
        self.leave_link = link(_("Cancelar"), leave, strong=True)
        for button in (self.move_link, self.remove_link, self.leave_link):
            self._row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        self.hide()

    @property
    def words(self) -> str:
        """What the bar says."""
        return self._words.text()

    def ask(self, why: str = "") -> None:
        """Ask for a press on the map."""
        say = _("Haga clic en el mapa donde usted está. Con teclado: flechas y Enter.")
        self._show(f"{why} {say}".strip(), placing=True)

    def tell(self) -> None:
        """Say that one's place is set."""
        self._show(legend(Shape.DIAMOND), placing=False)

    def _show(self, words: str, *, placing: bool) -> None:
        self._words.setText(words)
        self.setAccessibleName(words)
        self.move_link.setVisible(not placing)
        self.remove_link.setVisible(not placing)
        self.leave_link.set_words(_("Cancelar") if placing else _("Cerrar"))
        self.show()
        self.raise_()

    def fit(self, width: int) -> None:
        """Take the room that there is beside the buttons."""
        self.setFixedWidth(min(width, look().px(560)))
        self.setFixedHeight(max(look().px(48), self._row.heightForWidth(self.width())))
