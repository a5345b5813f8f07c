"""What a synchronisation brought, and how work ended behind a page one left: said once, never in a visit.

It stands above the next step and makes no sound.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from fieldmonitor.system.translations import _, ngettext
from fieldmonitor.ui.widgets.banner import Banner
from fieldmonitor.ui.widgets.buttons import Button

if TYPE_CHECKING:
    from fieldmonitor.app.around import Around
    from fieldmonitor.ui.shell.navigation import Screen


class News:
    """Holds back what it has to say while a visit is open; going anywhere else puts it away."""

    def __init__(self, go: Callable[[], object]) -> None:
        self._go = go
        self._waiting: list[tuple[str, str, str]] = []
        self._screen: Screen | None = None
        self._said: Banner | None = None

    def offer(self, lead: str, words: str, kind: str = "") -> None:
        """Say something now, or as soon as the visit is left; without a kind it is an answer that came."""
        self._waiting.append((lead, words, kind))
        self._say()

    def stand_in(self, screen: "Screen | None") -> None:
        """Take in that another screen is shown; what was said on the one before went with it."""
        self._screen, self._said = screen, None
        self._say()

    def forget(self) -> None:
        """Say nothing more: the profile is closed."""
        self._waiting.clear()
        self._put_away()

    def _say(self) -> None:
        if not self._waiting or self._screen is None or self._screen.header == "visit":
            return
        self._put_away()
        lead, words, kind = self._waiting.pop(0)
        button = None if kind else Button(_("Ver avisos"), "secondary", self._go)
        self._said = Banner(kind or "info", words, lead=lead, button=button)
        self._screen.dock(self._said)

    def _put_away(self) -> None:
        if self._said is not None and self._screen is not None:
            self._screen.undock(self._said)
        self._said = None


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
