"""The window's life: first paint, then the profile, then the exchange; locking and closing at the end."""

from collections.abc import Callable, Sequence
from concurrent.futures import wait
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from fieldmonitor.system.translations import current_language, set_default_language
from fieldmonitor.ui.context import UiContext
from fieldmonitor.ui.door import Door
from fieldmonitor.ui.left_at import LeftAt, still_there
from fieldmonitor.ui.places import make_screen
from fieldmonitor.ui.ports import Entry, SyncEnd, SyncProgress
from fieldmonitor.ui.preferences import Preferences
from fieldmonitor.ui.shell.curtain import draw, sweep
from fieldmonitor.ui.shell.icons import app_icon
from fieldmonitor.ui.shell.main_window import MainWindow
from fieldmonitor.ui.shell.navigation import Route
from fieldmonitor.ui.shell.news import Unread
from fieldmonitor.ui.shell.status import SyncState, SyncView
from fieldmonitor.ui.shell.theme import apply, fitted
from fieldmonitor.ui.shell.watch import Watch
from fieldmonitor.ui.task_runner_qt import QtTaskRunner

if TYPE_CHECKING:
    from PySide6.QtCore import QTranslator

    from fieldmonitor.app.around import Around
    from fieldmonitor.app.workspace import Workspace

GLANCE_S = 0.4
"""Longest wait for the first glance before the window is shown without it."""

EXCHANGE_MS = 5 * 60_000
"""How often the exchange is tried by itself; its own waits after failed tries hold all the same."""


def run(
    entry: Entry,
    arguments: Sequence[str] = (),
    *,
    practise: bool = False,
    ready: Callable[[Callable[[BaseException], object]], object] | None = None,
) -> int:
    """Show the window on a profile, or in a practice visit, and return the exit code when it is closed.

    `ready` is given what says in the window that something went wrong that nobody caught.
    """
    app = QApplication(["fieldmonitor"])
    application = Application(app, entry, language=_language(arguments))
    application.show()
    if ready is not None:
        ready(application.unhandled)
    if practise:
        QTimer.singleShot(0, application.practise)
    code = app.exec()
    application.close()
    return code


def _language(arguments: Sequence[str]) -> str:
    """Return what follows --language, or nothing."""
    words = list(arguments)
    return words[words.index("--language") + 1] if "--language" in words[:-1] else ""


def care_idle(workspace: "Workspace") -> int:
    """Return after how many quiet minutes a profile locks itself."""
    from fieldmonitor.app.care import idle_minutes

    return idle_minutes(workspace)


def stands_around(workspace: "Workspace") -> "Around":
    """Return whose profile it is, how the exchange stands and what was answered."""
    from fieldmonitor.app.around import around

    return around(workspace)


def care_space(workspace: "Workspace") -> str:
    """Return what the status bar says of a disk that is nearly full; nothing while there is room."""
    from fieldmonitor.app.care import space_warning
    from fieldmonitor.ui.safety.space import space_words

    warning = space_warning(workspace)
    return space_words(warning)[0] if warning is not None and warning.critical else ""


class Application:
    """Ties window, profile and exchange together; knows no screen but by its place."""

    def __init__(
        self, app: QApplication, entry: Entry, *, automatic: bool = True, language: str = ""
    ) -> None:
        app.setApplicationName("Field Monitor")
        preferences = Preferences(entry.folder)
        if language:
            preferences.language = language
        set_default_language(preferences.language or "es")
        apply(app, fitted(preferences.look(), 1366))
        self._app = app
        self._automatic = automatic
        self._qt_words: QTranslator | None = None
        self.runner = QtTaskRunner()
        self.context = UiContext(self.runner, preferences, entry)
        self.context.synchronise = self.synchronise
        self.context.lock = self.lock
        self.context.opened = self.opened
        self.context.practise = self.practise
        self.context.restyle = self.restyle
        self.context.counts_changed = self.refresh_counts
        self.context.idle_after = self._idle_after
        self.context.trouble = self._trouble
        self.context.tell = self._tell
        self._door = Door(self.context, self.runner, leave=self._leave_profile, dressed=self._dressed)
        self._left_at = LeftAt()
        self._looking = self._door.begin()
        self.window = self._door.window = MainWindow(app, self.context, make_screen)
        self._last_end: SyncEnd | None = None
        self._last_sync: datetime | None = None
        self._pending = 0
        self._unread = Unread()
        self._attention = 0
        self._withdrawn = False
        self.watch = Watch(app, self.window, self.lock, self._guarded)
        self._repeat = self._timer(EXCHANGE_MS, self._repeat_exchange)
        self._around = QTimer(self.window, singleShot=True)
        self._around.timeout.connect(self._read_around)

    # -- beginning and end -------------------------------------------------------------------------

    def show(self) -> None:
        """Show the window: on home where a glance at the profile comes in time, else on a quiet page."""
        geometry = self.context.preferences.geometry
        if geometry is None or not self.window.restoreGeometry(geometry):
            self.window.resize(1366, 697)
        wait([self._looking], GLANCE_S)
        if not self._looking.done():
            self.window.go(Route("starting"))
        self.window.show()
        self.window.activateWindow()
        self.watch.begin()

    def close(self) -> None:
        """Stop the exchange, close the profile and end the threads."""
        self.watch.end()
        self._repeat.stop()
        self._around.stop()
        if self.context.bridge is not None:
            self.context.bridge.blockSignals(True)  # the window that would show how it ended is gone
            self.context.bridge.close()
        workspace, self.context.workspace = self.context.workspace, None
        if workspace is not None:
            self.runner.database(lambda: self.context.entry.close(workspace))
        self.runner.close()

    # -- the profile -------------------------------------------------------------------------------

    def opened(self, workspace: "Workspace") -> None:
        """Show an open profile's home and start its exchange; what a lock left unsaved is saved first."""
        if workspace.folder in self.context.sealed:
            from fieldmonitor.ui.put_by import resume

            resume(self.context, workspace, lambda: self._enter(workspace))
        else:
            self._enter(workspace)

    def _enter(self, workspace: "Workspace") -> None:
        self.context.workspace = workspace
        self.watch.stirred()
        self.runner.database(lambda: care_idle(workspace), self._idle_after, self._trouble)
        self.context.practising = False
        self._connect(workspace)
        self.window.forget_past()
        self.window.enter()
        if self.context.drafts:
            from fieldmonitor.ui.put_by import say_waiting

            say_waiting(self.context, self.window.screen_now)
        self._return(workspace)
        self.refresh_counts()
        if self._automatic:
            self.synchronise()

    def _return(self, workspace: "Workspace") -> None:
        """Go back to where the profile was locked, unless that is gone or one went elsewhere meanwhile."""
        route = self._left_at.take(workspace.folder)
        if route is None:
            return
        home = self.window.screen_now

        def found(there: bool) -> None:
            if there and self.window.screen_now is home:
                self.window.go(route)

        self.runner.database(lambda: still_there(workspace, route), found, self._trouble)

    def practise(self) -> None:
        """Open a throw-away profile and start its one visit, which can never be sent."""

        def begin() -> "tuple[Workspace, str]":
            from fieldmonitor.app import drafts

            workspace, assignment = self.context.entry.practice()
            return workspace, str(drafts.start(workspace, assignment, practice=True))

        def begun(result: "tuple[Workspace, str]") -> None:
            workspace, key = result
            self._door.leave_behind()
            self.context.workspace = workspace
            self.context.practising = True
            self.window.go(Route("home"), keep=False)
            self.window.go(Route("visit", key))

        self.runner.database(begin, begun, self._trouble)

    def lock(self) -> None:
        """Close the profile and ask for the passphrase; every answer is saved already, or sealed."""
        if self.context.workspace is None:
            return
        if not self.context.practising:
            self._left_at.note(self.context.workspace.folder, self.window.trail())
        self._door.asks = True
        self._door.leave_behind()

        def locked(exists: bool) -> None:
            self.window.go(Route("unlock" if exists else "first"), keep=False)
            if self.context.sealed:
                from fieldmonitor.ui.put_by import say_sealed

                say_sealed(self.context, self.window.screen_now)
            sweep()

        draw(self.window)
        self.runner.database(self.context.entry.exists, locked, self._trouble)

    def _leave_profile(self) -> None:
        self._unread.forget()
        self.window.news.forget()
        workspace, self.context.workspace = self.context.workspace, None
        if workspace is not None and self.context.drafts:
            from fieldmonitor.ui.put_by import leave

            leave(self.context, workspace)
        self.context.drafts.clear()
        self.context.typed.clear()
        self.context.who = ""
        bridge, self.context.bridge = self.context.bridge, None
        if workspace is None:
            return
        entry = self.context.entry

        def close() -> None:
            self.runner.database(lambda: entry.close(workspace), None, self._trouble)

        if bridge is not None:
            bridge.leave(close)
        else:
            close()

    # -- the exchange ------------------------------------------------------------------------------

    def synchronise(self) -> None:
        """Exchange now, if this profile has anybody to exchange with."""
        bridge = self.context.bridge
        if bridge is not None and not self.context.practising:
            bridge.start()

    def refresh_counts(self) -> None:
        """Read again what stands around every screen, behind what it asks itself; once for many calls."""
        self._around.start()

    def _read_around(self) -> None:
        workspace = self.context.workspace
        if workspace is None:
            return

        def show(now: "Around") -> None:
            if self.context.workspace is workspace:
                self._show_around(now)

        self.runner.database(lambda: stands_around(workspace), show, self._trouble)
        self.runner.database(lambda: care_space(workspace), self.window.show_space, self._trouble)

    def _connect(self, workspace: "Workspace") -> None:
        if self.context.bridge is not None:
            self.context.bridge.leave(lambda: None)
        from fieldmonitor.ui.sync_bridge import SyncBridge

        bridge = SyncBridge(self.context.entry.exchange(workspace))
        bridge.started.connect(self._show_state)
        bridge.progress.connect(self._progressed)
        bridge.ended.connect(self._exchanged)
        self.context.bridge = bridge

    def _progressed(self, progress: SyncProgress) -> None:
        screen = self.window.screen_now
        if screen is not None:
            screen.sync_progress(progress)

    def _exchanged(self, end: SyncEnd) -> None:
        self._last_end = end
        screen = self.window.screen_now
        if screen is not None:
            screen.sync_ended(end)
            screen.refresh()
        self.refresh_counts()

    def _show_around(self, now: "Around") -> None:
        self.window.show_who(now.volunteer or "")
        self._pending, self._attention = now.sync.pending, now.sync.needs_attention
        self._last_sync, self._withdrawn = now.sync.last_sync, now.sync.withdrawn
        self.window.show_counts({"outbox": now.sync.pending, "alerts": now.unread})
        news = self._unread.news(now)
        if news is not None:
            self.window.news.offer(*news)
        self._show_state()

    def _show_state(self) -> None:
        self.window.show_sync(SyncView(self._state(), self._last_sync, self._pending))

    def _state(self) -> SyncState:
        bridge, end = self.context.bridge, self._last_end
        if bridge is not None and bridge.running:
            return SyncState.SENDING
        if self._withdrawn:
            return SyncState.WITHHELD
        if self._attention:
            return SyncState.ATTENTION
        if end is None or not end.online:
            return SyncState.OFFLINE
        return SyncState.PENDING if self._pending or self._last_sync is None else SyncState.UP_TO_DATE

    def _repeat_exchange(self) -> None:
        if self._automatic:
            self.synchronise()

    # -- manners -----------------------------------------------------------------------------------

    def restyle(self) -> None:
        """Put language, palette and size in force as preferred now."""
        set_default_language(self.context.preferences.language or "es")
        self._teach_qt()
        self.window.restyle()

    def unhandled(self, error: BaseException) -> None:
        """Say that something went wrong that nobody caught; safe from any thread."""
        if isinstance(error, Exception):
            QTimer.singleShot(0, self.window, lambda: self._trouble(error))

    def _trouble(self, error: Exception) -> None:
        if self.window.screen_now is not None:
            self.window.screen_now.trouble(error)

    def _tell(self, kind: str, lead: str, words: str) -> None:
        if self.context.workspace is not None:
            self.window.news.offer(lead, words, kind)

    def _dressed(self) -> None:
        """Add what need not be there at the first paint."""
        self._teach_qt()
        self.window.setWindowIcon(app_icon())

    def _teach_qt(self) -> None:
        from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator

        if self._qt_words is not None:
            self._app.removeTranslator(self._qt_words)
        self._qt_words = QTranslator(self._app)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        language = "es" if current_language() == "qu" else current_language()
        if self._qt_words.load(QLocale(language), "qtbase", "_", folder):
            self._app.installTranslator(self._qt_words)

    def _timer(self, every: int, act: Callable[[], object]) -> QTimer:
        timer = QTimer(self.window)
        timer.setInterval(every)
        timer.timeout.connect(act)
        timer.start()
        return timer

    def _guarded(self) -> bool:
        return self.context.workspace is not None and not self.context.practising

    def _idle_after(self, minutes: int) -> None:
        self.watch.minutes = minutes
