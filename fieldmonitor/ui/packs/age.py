"""What is said where a person begins when the pack is old or the clock cannot be right: never a lock."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from fieldmonitor.packs.age import EXPIRED
from fieldmonitor.system.translations import _
from fieldmonitor.ui.presenter import Presenter
from fieldmonitor.ui.shell.icons import icon
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.widgets.buttons import Button
from fieldmonitor.ui.widgets.layout import clear, column

if TYPE_CHECKING:
    from fieldmonitor.app.pack_age import PackStanding


class PackAge(QWidget):
    """Takes no room unless there is something to say; `edge` is the margin around its banner, in pixels."""

    def __init__(self, go: Callable[..., object], edge: tuple[int, int, int, int] = (0, 0, 0, 0)) -> None:
        super().__init__()
        self._go = go
        self._lines = column(self, margins=edge, gap=0)
        self.hide()

    def tell(self, told: "PackStanding | None") -> None:
        """Show the notices, or nothing."""
        clear(self._lines)
        self.setVisible(told is not None)
        if told is None:
            return
        from fieldmonitor.app.pack_words import notice_words
        from fieldmonitor.ui.widgets.banner import Banner

        for notice in told.notices:
            button = None
            if notice == EXPIRED:
                button = Button(_("Cargar un paquete"), "secondary", lambda: self._go("packs"))
            words = notice_words(notice, told.pack.expires)
            self._lines.addWidget(Banner("warn", words, button=button))
        self._lines.addSpacing(look().px(12))


def mark_age(button: Button, told: "PackStanding | None") -> None:
    """Let the button that leads to the packs say what there is to see there."""
    if told is None:
        button.set_words(_("Paquetes"))
        button.setIcon(icon("download", "accent"))
        return
    button.set_words(_("Paquete vencido") if EXPIRED in told.notices else _("Reloj atrasado"))
    button.setIcon(icon("triangle-alert", "warn_text"))


def ask_of_age(presenter: Presenter, show: Callable[["PackStanding | None"], None]) -> None:
    """Read what is to be said of the pack's age, after whatever was asked before."""
    ws = presenter.ws

    def read() -> "PackStanding | None":
        from fieldmonitor.app.pack_age import overdue

        return overdue(ws)

    presenter.ask(read, show)
