"""The way to a profile and out of it: found, opened, another one chosen, restored, erased."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from fieldmonitor.domain.errors import FieldMonitorError
from fieldmonitor.ui.ports import Glance
from fieldmonitor.ui.preferences import Preferences
from fieldmonitor.ui.shell.curtain import sweep
from fieldmonitor.ui.shell.navigation import Route

if TYPE_CHECKING:
    from concurrent.futures import Future
    from pathlib import Path

    from fieldmonitor.app.workspace import Workspace
    from fieldmonitor.ui.context import UiContext
    from fieldmonitor.ui.shell.doorbell import Doorbell
    from fieldmonitor.ui.shell.main_window import MainWindow
    from fieldmonitor.ui.task_runner_qt import QtTaskRunner


BEHIND_MS = 30
"""How long home has for its first frame before the store's libraries load beside it."""

ERASING = "erasing"
"""Spot of the quiet page while a profile is destroyed."""


class Found(Enum):
    """What was found where the window begins: no profile, one, or several to choose from."""

    NONE = 0
    ONE = 1
    SEVERAL = 2


@dataclass(frozen=True, slots=True)
class Look:
    """What was found; without a glance the passphrase is asked for unless `remembered` may be tried."""

    found: Found
    glance: Glance | None = None
    remembered: bool = False


class Door:
    """What the keyring remembers opens a profile only when the program starts, and only one that is alone.

    After a lock, and where several people share the laptop, the passphrase is asked for: else whoever sits
    down could walk in by leaving and coming back.
    """

    def __init__(
        self,
        context: "UiContext",
        runner: "QtTaskRunner",
        *,
        leave: Callable[[], object],
        dressed: Callable[[], object],
    ) -> None:
        self._context, self._runner = context, runner
        self._leave, self._dressed = leave, dressed
        self.window: MainWindow
        self.asks = False
        self._rings: Doorbell | None = None
        context.switch, context.erase, context.look_again = self.switch, self.erase, self.look_again

    def begin(self) -> "Future[Look]":
        """Look for a profile before the window is there."""
        return self._runner.database(self._look_around, self._found, self.failed)

    def look_again(self) -> None:
        """Look for the profile here once more: after a fault, a restoration, an erasure."""
        self.window.forget_past()
        self.window.go(Route("starting"), keep=False)
        self._runner.database(self._look_here, self._found, self.failed)

    def switch(self, folder: "Path | None") -> None:
        """Leave the profile and stand before another one of this laptop, or ask who uses it."""
        self.asks = True
        self.leave_behind()
        if folder is None:
            self.window.go(Route("people"), keep=False)
            return

        def chosen(_nothing: None) -> None:
            self._context.preferences = Preferences(folder, before=self._context.preferences)
            self._context.restyle()
            self.look_again()

        self._runner.database(lambda: self._context.entry.choose(folder), chosen, self.failed)

    def leave_behind(self, why: str = "") -> None:
        """Close the open profile, and show nothing of it any more.

        The screen goes first: it hands over what was typed last, which needs the profile open.
        """
        self.window.go(Route("starting", ref=why), keep=False)
        self._leave()
        self.window.forget_past()
        self.window.show_counts({})
        self.window.undo.forget()

    def erase(self, destroy: Callable[[], tuple[str, ...]]) -> None:
        """Leave the profile for good: nothing of it is shown or exchanged while it is destroyed."""
        self.window.go(Route("starting", ref=ERASING), keep=False)  # hands over what was typed last
        bridge, self._context.bridge = self._context.bridge, None
        self._context.workspace = None  # whoever destroys it closes it
        self.leave_behind(ERASING)

        def erased(missed: tuple[str, ...]) -> None:
            sweep()
            self._context.typed["erased.missed"] = "\n".join(missed)
            self.window.go(Route("erased"), keep=False)

        def act() -> None:
            self._runner.database(destroy, erased, self.failed)

        if bridge is not None:
            bridge.leave(act)
        else:
            act()

    def failed(self, error: Exception) -> None:
        """Say in words what keeps the profile from being opened; a window that has it open comes forward."""
        folder = self._context.entry.folder
        # A profile that was only chosen here is another one: this window would ring at itself.
        if (
            isinstance(error, FieldMonitorError)
            and error.code == "profile.in_use"
            and error.params.get("folder") == str(folder)
        ):
            self._bell.ring(folder, self.window.close, lambda: self._say(error))
        else:
            self._say(error)

    # -- private -----------------------------------------------------------------------------------

    @property
    def _bell(self) -> "Doorbell":
        from fieldmonitor.ui.shell.doorbell import Doorbell  # not before the first frame

        if self._rings is None:
            self._rings = Doorbell(self.window)
        return self._rings

    def _say(self, error: Exception) -> None:
        self._context.glance = None
        self._context.fault = error
        self.window.go(Route("fault"), keep=False)

    def _look_around(self) -> Look:
        if len(self._context.entry.profiles()) > 1:
            return Look(Found.SEVERAL)
        return self._look_here()

    def _look_here(self) -> Look:
        entry = self._context.entry
        if not entry.exists():
            return Look(Found.NONE)
        if self.asks or len(entry.profiles()) > 1:
            return Look(Found.ONE)
        return Look(Found.ONE, entry.glance(), remembered=True)

    def _found(self, look: Look) -> None:
        """Show what a glance gives, and open the profile behind it."""
        QTimer.singleShot(BEHIND_MS, self.window, lambda: self._bell.listen(self._context.entry.folder))
        if look.remembered:
            if look.glance is not None:
                self._context.glance = look.glance
                self._context.who = look.glance.volunteer or ""
                self.window.go(Route("home"), keep=False)
            QTimer.singleShot(BEHIND_MS, self.window, self._open_remembered)
            return
        places = {Found.NONE: "first", Found.ONE: "unlock", Found.SEVERAL: "people"}
        self.window.go(Route(places[look.found]), keep=False)
        self._dressed()

    def _open_remembered(self) -> None:
        def opened(workspace: "Workspace | None") -> None:
            self._context.glance = None
            if workspace is None:
                self.window.go(Route("unlock"), keep=False)
            else:
                self._context.opened(workspace)

        self._runner.database(self._context.entry.open_remembered, opened, self.failed)
        self._dressed()
