"""What a synchronisation brought: said once, above the status bar, without a sound and never in a visit."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from fieldmonitor.system.translations import _, ngettext
from fieldmonitor.ui.widgets.banner import Banner
from fieldmonitor.ui.widgets.buttons import Button
from fieldmonitor.ui.widgets.layout import clear, column

if TYPE_CHECKING:
    from fieldmonitor.app.around import Around


class NewsBar(QWidget):
    """Holds back what it has to say while a visit is open; going anywhere else puts it away."""

    def __init__(self, go: Callable[[], object]) -> None:
        super().__init__()
        self._go = go
        self._waiting: tuple[str, str] | None = None
        self._quiet = False
        self._lines = column(self, gap=0)
        self.hide()

    def offer(self, lead: str, words: str) -> None:
        """Say that something came, now or as soon as the visit is left."""
        self._waiting = (lead, words)
        if not self._quiet:
            self._say()

    def stand_in(self, header: str) -> None:
        """Take in that another screen is shown; `header` tells whether it is part of a visit."""
        self._quiet = header == "visit"
        self._put_away()
        if self._waiting is not None and not self._quiet:
            self._say()

    def forget(self) -> None:
        """Say nothing more: the profile is closed."""
        self._waiting = None
        self._put_away()

    def _say(self) -> None:
        if self._waiting is None:
            return
        lead, words = self._waiting
        self._waiting = None
        clear(self._lines)
        button = Button(_("Ver avisos"), "secondary", self._go)
        self._lines.addWidget(Banner("info", words, lead=lead, button=button))
        self.show()

    def _put_away(self) -> None:
        self.hide()
        clear(self._lines)


class Unread:
    """Tells what an exchange brought from what was unread before; no Qt."""

    def __init__(self) -> None:
        self._known: int | None = None

    def forget(self) -> None:
        """Start anew with another profile."""
        self._known = None

    def news(self, now: "Around") -> tuple[str, str] | None:
        """Return what to say of answers that were not there when it was asked last."""
        before, self._known = self._known, now.unread
        if before is None or now.unread <= before or now.newest is None:
            return None
        new = now.unread - before
        lead = ngettext(
            "La Contraloría respondió a un informe suyo.",
            "La Contraloría respondió a {n} informes suyos.",
            new,
        )
        return lead.format(n=new), now.newest
