"""The one window: head, the screen one is in, undo, status bar; it goes from place to place.

Screens are made when one goes there and thrown away on leaving. Language, look and width can change at any
moment: the window then builds the same spot anew, so no screen needs a second way to set its words.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from fieldmonitor.system.translations import _
from fieldmonitor.ui.shell.header import BareHeader, Header, Place, PlacesHeader, Tools, VisitHeader
from fieldmonitor.ui.shell.navigation import Route, Screen
from fieldmonitor.ui.shell.news import News
from fieldmonitor.ui.shell.status import StatusBar, SyncState, SyncView
from fieldmonitor.ui.shell.theme import apply, fitted, look
from fieldmonitor.ui.widgets.layout import column
from fieldmonitor.ui.widgets.undo_bar import UndoBar

if TYPE_CHECKING:
    from fieldmonitor.ui.context import UiContext
    from fieldmonitor.ui.shell.focus import FocusGuide

MakeScreen = Callable[["UiContext", Route], Screen]

OUTSIDE = frozenset(
    {"first", "enrol-pack", "unlock", "starting", "fault", "people", "recover", "restore", "erased"}
)
"""Places that need no open profile."""


RESUMED = frozenset({"works", "outbox", "alerts", "course", "credential"})
"""Places that a window opens at again: lists, which name nothing and nobody."""

GUIDED_MS = 40
"""How long the first frame has before the ring that shows the keyboard is made ready."""


class MainWindow(QMainWindow):
    """Shows one screen at a time; `go` is the only way from one to another."""

    def __init__(self, app: QApplication, context: "UiContext", make_screen: MakeScreen) -> None:
        super().__init__()
        self._app = app
        self.context = context
        self._make = make_screen
        self._past: list[Route] = []
        self._wanted: Route | None = None
        self._guide: FocusGuide | None = None
        self._counts: dict[str, int] = {}
        self._space = ""
        self._who_shown = ""
        self._warned = False
        self._sync = SyncView(SyncState.OFFLINE, None, 0)
        self.screen_now: Screen | None = None
        self._header: Header | None = None
        self.setMinimumSize(800, 480)
        self.news = News(lambda: self.go(Route("alerts")))
        self._frame()
        self._shortcuts()
        context.undo, context.forget_undo = self.offer_undo, self.forget_undo

    # -- going places ------------------------------------------------------------------------------

    def go(self, route: Route, *, keep: bool = True) -> None:
        """Leave the present screen and show another; `keep` lets Esc come back to the present one."""
        if self.context.glance is not None and route.place not in (*OUTSIDE, "home"):
            self._wanted = route  # the profile is being opened; it takes a moment
            return
        if self._locked and route.place not in (*OUTSIDE, "help"):
            return  # F-keys and links work while locked as well; there is nothing behind them
        before = self.screen_now
        within = before is not None and (self.context.workspace or before.route().place not in OUTSIDE)
        if before is not None and keep and within:
            self._past.append(before.route())
            del self._past[:-30]
        self._show(route)

    def enter(self) -> None:
        """Show home of a profile that has just been opened, or where a person already wanted to go."""
        self.context.glance = None
        wanted, self._wanted = self._wanted, None
        if self.screen_now is not None and self.screen_now.place == "home":
            self.screen_now.refresh()
        else:
            self.go(Route("home"), keep=False)
        wanted = wanted or self._left_at()
        if wanted is not None:
            self.go(wanted)

    def _left_at(self) -> Route | None:
        """Return the list that was open when the window was closed, once; drafts wait on home."""
        preferences = self.context.preferences
        place, preferences.last_place = preferences.last_place, ""
        return Route(place) if place in RESUMED else None

    def back(self) -> None:
        """Go where one came from, or home."""
        if self._locked and self.screen_now and self.screen_now.route().place == "help":
            self.context.look_again()
        elif self._past:
            self._show(self._past.pop())
        elif self.screen_now and self.screen_now.route().place not in (*OUTSIDE, "home"):
            self._show(Route("home"))

    def trail(self) -> list[Route]:
        """Return where one is and, from the latest on, where Esc would lead."""
        now = [self.screen_now.route()] if self.screen_now is not None else []
        return [*now, *reversed(self._past)]

    @property
    def _locked(self) -> bool:
        return self.context.workspace is None and self.context.glance is None

    def forget_past(self) -> None:
        """Let Esc no longer lead to what was before: after locking, signing or leaving practice."""
        self._past.clear()

    def rebuild(self) -> None:
        """Build the present screen anew, in the language and look in force, at the same spot."""
        route = self.screen_now.route() if self.screen_now else None
        self._frame()
        if route is not None:
            self._show(route)

    # -- what stands around every screen -----------------------------------------------------------

    def show_counts(self, counts: dict[str, int]) -> None:
        """Show the numbers beside the places' words."""
        self._counts = counts
        if isinstance(self._header, PlacesHeader):
            self._header.bar.set_counts(counts)
            self._header.fit()

    def show_sync(self, view: SyncView) -> None:
        """Show how the exchange stands."""
        self._sync = view
        self.status.show_view(view)

    def show_who(self, who: str) -> None:
        """Show whose profile is open, once that is known."""
        self.context.who = who
        if who != self._who_shown and self.screen_now is not None and self.screen_now.header == "places":
            self._change_header(self.screen_now)

    def show_space(self, words: str) -> None:
        """Warn in the status bar that the disk is nearly full; empty words take the warning away."""
        self._space = words
        self.status.show_space(words)

    def forget_undo(self) -> None:
        """Offer to undo nothing any more, and lead back to none of it: what was done is signed."""
        self.undo.forget()
        self.forget_past()

    def offer_undo(self, words: str, undo: Callable[[], object]) -> None:
        """Show the undo bar for ten seconds."""
        self.undo.offer(words, undo)

    def _guide_focus(self) -> None:
        """Begin to show where the keyboard is; after the first paint, which nothing should hold up."""
        if self._guide is None:
            from fieldmonitor.ui.shell.focus import FocusGuide

            self._guide = FocusGuide(self._app, self)

    def toggle_sun(self) -> None:
        """Switch between direct sunlight and the palette used before (F9)."""
        preferences = self.context.preferences
        preferences.theme = preferences.indoors if look().palette.sun else "sun"
        self.restyle()

    def restyle(self) -> None:
        """Put the chosen look and language in force."""
        apply(self._app, fitted(self.context.preferences.look(), self.width()))
        self.rebuild()

    # -- Qt ----------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.isVisible():
            self.fit()

    def showEvent(self, event: QShowEvent) -> None:
        self.fit()
        super().showEvent(event)
        QTimer.singleShot(GUIDED_MS, self, self._guide_focus)

    def fit(self) -> None:
        """Put in force the look that suits the window's width, and build the screen anew if it is another."""
        wanted = fitted(self.context.preferences.look(), self.width())
        if wanted != look():
            apply(self._app, wanted)
            self.rebuild()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.screen_now is not None and self._unsaved and not self._warned:
            self._warned = True
            words = _("Si cierra ahora, se pierde lo último que escribió. Para salir así, cierre otra vez.")
            self.screen_now.notify("error", words, lead=_("Todavía no se pudo guardar."))
            event.ignore()
            return
        self.context.preferences.geometry = self.saveGeometry()
        now = self.screen_now.route().place if self.screen_now is not None else ""
        self.context.preferences.last_place = now if now in RESUMED and not self.context.practising else ""
        self.context.preferences.flush()
        if self.screen_now is not None:
            self.screen_now.close_screen()
        super().closeEvent(event)

    @property
    def _unsaved(self) -> bool:
        """Whether closing would lose an answer: of this screen, of one that was left, behind the lock."""
        assert self.screen_now is not None
        here, drafts = self.screen_now.route().key, self.context.drafts
        left = any(draft.unsaved for key, draft in drafts.items() if key != here)
        return bool(self.screen_now.unsaved or left or self.context.sealed)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        left = event.type() == QEvent.Type.ActivationChange and not self.isActiveWindow()
        if left and self._guide is not None:
            self._guide.release()

    # -- private -----------------------------------------------------------------------------------

    def _frame(self) -> None:
        self.setWindowTitle(_("Monitor de Obras"))
        if self.screen_now is not None:
            self._drop_screen()
        centre = QWidget()
        centre.setObjectName("page")
        self._column = column(centre, gap=0)
        self._header = None
        self.undo = UndoBar(centre)
        self.status = StatusBar(self.context.synchronise)
        self.status.show_view(self._sync)
        self.status.show_space(self._space)
        self._column.addWidget(self.status)
        self.setCentralWidget(centre)

    def _show(self, route: Route) -> None:
        self._drop_screen()
        screen = self._make(self.context, route)
        self.screen_now = screen
        screen.goes.connect(self.go)
        screen.becomes.connect(lambda instead: self.go(instead, keep=False))
        screen.back.connect(self.back)
        self._change_header(screen)
        self.news.stand_in(screen)
        self._column.insertWidget(1, screen, 1)
        self.undo.stand_on(screen.body)
        self.status.setVisible(route.place not in OUTSIDE)
        screen.show()  # the layout would do so later, and what is hidden cannot take the keyboard
        screen.setFocus(Qt.FocusReason.OtherFocusReason)
        screen.start()

    def _drop_screen(self) -> None:
        if self.screen_now is None:
            return
        if self._guide is not None:
            self._guide.release()
        old, self.screen_now = self.screen_now, None
        self.news.stand_in(None)
        old.close_screen()
        old.hide()
        self._column.removeWidget(old)
        old.deleteLater()

    def _change_header(self, screen: Screen) -> None:
        if self._header is not None:
            self._header.hide()
            self._column.removeWidget(self._header)
            self._header.deleteLater()
        tools = Tools(
            self.toggle_sun,
            lambda: self.go(Route("settings")),
            self.context.lock,
            self.help_here,
            self.search,
        )
        header: Header
        if screen.header == "places" and not self._locked:
            places = self._places()
            self._who_shown = self.context.who
            header = PlacesHeader(places, self.context.who, lambda name: self.go(Route(name)), tools)
            header.bar.set_counts(self._counts)
            header.bar.show_current(screen.place or screen.route().place)
        elif screen.header == "visit":
            header = VisitHeader(screen.leave_words, screen.leave, tools)
            screen.visit_head = header
            screen.dress_header(header)
        else:
            header = BareHeader(tools)
        self._header = header
        self._column.insertWidget(0, header)

    def _places(self) -> list[Place]:
        return [
            Place("home", _("Inicio")),
            Place("works", _("Mis obras")),
            Place("outbox", _("Bandeja"), counted=True),
            Place("alerts", _("Avisos"), counted=True),
            Place("course", _("Curso")),
            Place("credential", _("Credencial")),
            Place("help", _("Ayuda")),
        ]

    def _shortcuts(self) -> None:
        for keys, act in (
            ("F9", self.toggle_sun),
            ("F1", self.help_here),
            ("F5", self.context.synchronise),
            ("Ctrl+L", self.context.lock),
            ("Ctrl+K", self.search),
            ("Ctrl+F", self.search),
            ("Ctrl+Z", self.undo_last),
            ("Alt+Left", self.back),
            ("Esc", self._escape),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
            shortcut.activated.connect(act)

    def search(self) -> None:
        """Look for something in everything that the open profile holds (Ctrl+K, Ctrl+F)."""
        if self.context.workspace is None or self.screen_now is None:
            return
        if self.screen_now.route().place != "search":
            self.go(Route("search"))

    def help_here(self) -> None:
        """Show the help, with what helps at the present screen on top."""
        now = self.screen_now.route().place if self.screen_now is not None else ""
        if now != "help":
            self.go(Route("help", now))

    def undo_last(self) -> None:
        """Undo what the bar offers to undo."""
        if self.undo.isVisible():
            self.undo.button.click()

    def _escape(self) -> None:
        if self.screen_now is None or self.screen_now.escape():
            return
        self.back()
