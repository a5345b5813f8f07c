"""One window for a profile: a second start rings at the first, which comes to the front, and goes away."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from fieldmonitor.system.instance import LOCK_FILE

SHORT = 1
"""Bytes of the file while nobody rings."""

LOOK_MS = 50
PATIENCE_MS = 1_500
"""How long a bell is waited for: what holds the profile may be a command without a window."""


class Doorbell(QObject):
    """The bell is the profile's lock file: who rings makes it longer, who hears it makes it short again.

    The lock itself is the system's; on Windows it covers the first byte, which is therefore left alone.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._watcher: QFileSystemWatcher | None = None
        self._bell = Path()

    def listen(self, folder: Path) -> None:
        """Come to the front when somebody rings at this profile from now on."""
        bell = folder / LOCK_FILE
        if bell == self._bell or not bell.is_file():
            return
        if self._watcher is None:
            self._watcher = QFileSystemWatcher(self)
            self._watcher.fileChanged.connect(self._heard)
        for path in self._watcher.files():
            self._watcher.removePath(path)
        self._bell = bell
        _still(bell)
        self._watcher.addPath(str(bell))

    def ring(self, folder: Path, answered: Callable[[], object], nobody: Callable[[], object]) -> None:
        """Ring at the window that has a profile open; `nobody` is called if none answers."""
        bell = folder / LOCK_FILE
        try:
            with bell.open("ab") as file:
                file.write(b"!!")
        except OSError:
            nobody()
            return
        waited = QTimer(self)
        left = [PATIENCE_MS // LOOK_MS]

        def look() -> None:
            left[0] -= 1
            if left[0] > 0 and _rung(bell):
                return
            waited.stop()
            waited.deleteLater()
            (nobody if _rung(bell) else answered)()

        waited.timeout.connect(look)
        waited.start(LOOK_MS)

    def _heard(self, _path: str) -> None:
        if not _rung(self._bell):
            return
        _still(self._bell)
        if self._window.isMinimized():
            self._window.showNormal()
        self._window.raise_()
        self._window.activateWindow()
        QApplication.alert(self._window)


def _rung(bell: Path) -> bool:
    try:
        return bell.stat().st_size > SHORT
    except OSError:
        return True


def _still(bell: Path) -> None:
    try:
        with bell.open("r+b") as file:
            file.truncate(SHORT)
    except OSError:
        return  # whoever rang takes it for nobody and says so
