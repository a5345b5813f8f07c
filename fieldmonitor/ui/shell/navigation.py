"""Where in the program one is, and what every screen has in common."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QPlainTextEdit, QWidget

from fieldmonitor.system.translations import _
from fieldmonitor.ui.ports import SyncEnd, SyncProgress
from fieldmonitor.ui.shell.strip import Strip
from fieldmonitor.ui.widgets.announce import announce
from fieldmonitor.ui.widgets.banner import Banner
from fieldmonitor.ui.widgets.buttons import Button
from fieldmonitor.ui.widgets.layout import column

if TYPE_CHECKING:
    from fieldmonitor.ui.context import UiContext
    from fieldmonitor.ui.shell.header import VisitHeader

AGAIN_MS = 3_000
"""How long after a write that failed the next one is tried."""

SLOW_MS = 800
"""After how long a screen says that it is still reading."""


@dataclass(frozen=True, slots=True)
class Route:
    """A place in the program: its name, what it shows (`key`), and where in it one stands (`ref`)."""

    place: str
    key: str = ""
    ref: str = ""

    def at(self, ref: str) -> "Route":
        """Return the same place at another spot."""
        return replace(self, ref=ref)


class Screen(QWidget):
    """A page with its next-step strip; the window shows one at a time and throws it away on leaving.

    `header` says which head stands above it: "places", "visit" or "bare". `route()` names the spot to come
    back to when the window rebuilds the screen in another language, look or width. `becomes` names the place
    that is shown instead of this one, without a step between them.
    """

    goes = Signal(object)
    becomes = Signal(object)
    back = Signal()
    changed = Signal()

    header = "places"
    place = ""
    leave_words = ""

    def __init__(self, context: "UiContext", route: Route) -> None:
        super().__init__()
        self.context = context
        self._route = route
        self._notice: Banner | None = None
        self.visit_head: VisitHeader | None = None
        self.unsaved = ""
        self._slow: QTimer | None = None
        self._reading: Banner | None = None
        self._answered: bool | None = None
        self.body: QWidget = self
        self._layout = column(self, gap=0)
        self.strip = Strip()
        # The page itself has the keyboard until a control is asked for, so that keys reach it at once.
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)

    def set_body(self, body: QWidget, *, strip: bool = True) -> None:
        """Lay the page above the strip."""
        self.body = body
        self._layout.addWidget(body, 1)
        if strip:
            self._layout.addWidget(self.strip)
        else:
            self.strip.setParent(self)
            self.strip.hide()

    def dock(self, banner: QWidget) -> None:
        """Lay a banner between the page and the strip: it takes its room from the page's lower end.

        So nothing that a person may be aiming at moves: neither the page from its head, nor the strip.
        """
        field = self._at_hand()
        above = self.strip if self._layout.indexOf(self.strip) >= 0 else None
        self._layout.insertWidget(self._layout.indexOf(above) if above is not None else -1, banner)
        if field is not None:  # what comes may lie on it
            from fieldmonitor.ui.shell.focus import scroll_to

            banner.show()
            self._layout.activate()
            scroll_to(field)
        announce(self, banner.accessibleName(), now=banner.property("kind") == "error")

    def _at_hand(self) -> QWidget | None:
        """Return the field that is being written in or the button pressed last, if it is in sight."""
        field = QApplication.focusWidget()
        kinds = QLineEdit | QPlainTextEdit | QAbstractButton
        if not isinstance(field, kinds) or not self.isAncestorOf(field):
            return None
        return field if field.visibleRegion().boundingRect().height() >= field.height() else None

    def undock(self, banner: QWidget) -> None:
        """Take a banner away again; the keyboard stays on the screen."""
        holder = QApplication.focusWidget()
        if holder is not None and banner.isAncestorOf(holder):
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        self._layout.removeWidget(banner)
        banner.hide()
        banner.deleteLater()

    def go(self, place: str, key: str = "", ref: str = "") -> None:
        """Ask the window to show another place."""
        self.goes.emit(Route(place, key, ref))

    def show_signed(self) -> None:
        """Show the report instead of this screen on its draft: it is signed."""
        self.becomes.emit(Route("report", self._route.key))

    def route(self) -> Route:
        """Return where one is now."""
        return self._route

    def start(self) -> None:
        """Load what the screen shows; called once it stands in the window."""

    def refresh(self) -> None:
        """Take in what a synchronisation changed, without losing the place."""

    def sync_progress(self, progress: SyncProgress) -> None:
        """Show how the exchange under way stands, where a screen has a place for it."""

    def sync_ended(self, end: SyncEnd) -> None:
        """Show how an exchange ended, where a screen has a place for it."""

    def escape(self) -> bool:
        """Handle Esc; return False to let the window go back."""
        return False

    def leave(self) -> None:
        """Take the way out that the visit's head offers."""
        self.back.emit()

    def dress_header(self, header: "VisitHeader") -> None:
        """Say in the visit's head which work this is; called whenever the head is made."""

    def waiting(self, under_way: bool, *, answered: bool) -> None:
        """Say so where reading takes long; `answered`: something that was asked has come."""
        self._answered = bool(self._answered) or answered
        if self._slow is None:
            self._slow = QTimer(self)
            self._slow.setSingleShot(True)
            self._slow.setInterval(SLOW_MS)
            self._slow.timeout.connect(self._say_reading)
        if under_way:
            if not self._slow.isActive():
                self._slow.start()
            return
        self._slow.stop()
        if self._reading is not None:
            self.undock(self._reading)
            self._reading = None

    def _say_reading(self) -> None:
        if self._reading is None:
            words = _("Puede esperar, o volver y seguir con otra cosa: nada se pierde.")
            back = Button(_("Volver"), "secondary", self.back.emit)
            self._reading = Banner("info", words, lead=_("Leyendo de esta laptop."), button=back)
            self.dock(self._reading)

    def _try_again(self) -> None:
        self.notify("", "")
        self.start()

    def trouble(self, error: Exception) -> None:
        """Say in words what went wrong, above the next step, with the code last.

        A screen that could not read what it shows offers to try again.
        """
        from fieldmonitor.app.messages import words_for

        words = words_for(error)
        self.notify(
            "error",
            words.next_step,
            lead=words.what,
            code=words.code,
            button=Button(_("Intentar de nuevo"), "secondary", self._try_again)
            if self._answered is False
            else None,
        )

    def say_unsaved(self, error: Exception, again: Callable[[], object]) -> None:
        """Say that the last answer could not be written, and try `again` by itself until it can."""
        from fieldmonitor.app.messages import words_for

        said = words_for(error)
        QTimer.singleShot(AGAIN_MS, self, again)
        if self.visit_head is not None:
            self.visit_head.show_saved(_("Sin guardar"), "triangle-alert", "error")
        if self.unsaved == said.code:
            return  # said already
        self.unsaved = said.code
        advice = _("Libere espacio en el disco.") if said.code.endswith("full") else said.next_step
        words = _(
            "{advice} Lo último que escribió sigue en la pantalla y se guardará solo; no cierre el programa "
            "todavía."
        )
        self.notify("error", words.format(advice=advice), lead=said.what, code=said.code)

    def say_saved_again(self) -> None:
        """Say that what could not be written has been."""
        self.unsaved = ""
        self.notify("ok", _("Ya se guardó todo. Puede seguir."))

    def notify(
        self, kind: str, words: str, *, lead: str = "", code: str = "", button: Button | None = None
    ) -> None:
        """Show one banner above the next step, in place of an earlier one; empty words take it away."""
        if self._notice is not None:
            self.undock(self._notice)
            self._notice = None
        if words or lead:
            close = None if button is not None or self.unsaved else lambda: self.notify("", "")
            self._notice = Banner(kind, words, lead=lead, code=code, button=button, close=close)
            self.dock(self._notice)

    def settle(self) -> None:
        """Take away an error about what was tried: something has gone well since, or one is elsewhere."""
        if self._notice is not None and self._notice.property("kind") == "error" and not self.unsaved:
            self.notify("", "")

    def close_screen(self) -> None:
        """Let go of what is under way before the screen is thrown away."""
