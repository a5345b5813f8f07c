"""The system's word that it is about to sleep: logind's on Linux, a window message on Windows.

macOS has none that Qt passes on; there, and wherever these fail, the clocks tell it on waking.
"""

import ctypes
import sys
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import SLOT, QAbstractNativeEventFilter, QByteArray, QObject, Slot
from PySide6.QtWidgets import QApplication

LOGIN = ("org.freedesktop.login1", "/org/freedesktop/login1", "org.freedesktop.login1.Manager")
WM_POWERBROADCAST = 0x0218
PBT_APMSUSPEND = 0x0004


def listen(app: QApplication, asleep: Callable[[], object]) -> object:
    """Call `asleep` when the system says that it will sleep; keep what is returned."""
    if sys.platform.startswith("linux"):
        return LoginListener(app, asleep)
    if sys.platform == "win32":  # pragma: no cover - read through, not run, on the machines of the tests
        return WindowsListener(app, asleep)
    return None


class LoginListener(QObject):
    """Hears logind's PrepareForSleep, and holds the sleep back for the moment that locking takes."""

    def __init__(self, parent: QObject, asleep: Callable[[], object]) -> None:
        super().__init__(parent)
        from PySide6.QtDBus import QDBusConnection

        self._asleep = asleep
        self._bus = QDBusConnection.systemBus()
        self._brake: Any = None
        if self._bus.isConnected():
            slot = SLOT("prepare(bool)")
            self._bus.connect(*LOGIN, "PrepareForSleep", self, slot)  # type: ignore[call-overload]
            self._hold_back()

    @Slot(bool)
    def prepare(self, sleeps: bool) -> None:
        """Lock before the sleep, and let it come; on waking, lock again and hold back the next one."""
        self._asleep()
        if sleeps:
            self._brake = None  # closes logind's descriptor: the machine may sleep now
        else:
            self._hold_back()

    def _hold_back(self) -> None:
        from PySide6.QtDBus import QDBusMessage, QDBusPendingCallWatcher

        call = QDBusMessage.createMethodCall(*LOGIN, "Inhibit")
        call.setArguments(["sleep", "Monitor de Obras", "lock", "delay"])
        self._pending = QDBusPendingCallWatcher(self._bus.asyncCall(call, 2_000), self)
        self._pending.finished.connect(self._held)

    @Slot()
    def _held(self, *_watcher: object) -> None:
        from PySide6.QtDBus import QDBusMessage

        answer = self._pending.reply()
        if answer.type() == QDBusMessage.MessageType.ReplyMessage and answer.arguments():
            self._brake = answer.arguments()[0]


class WindowsListener(QAbstractNativeEventFilter):  # pragma: no cover - read through, not run here
    """Hears WM_POWERBROADCAST."""

    def __init__(self, app: QApplication, asleep: Callable[[], object]) -> None:
        super().__init__()
        self._asleep = asleep
        app.installNativeEventFilter(self)

    def nativeEventFilter(
        self, kind: QByteArray | bytes | bytearray | memoryview, message: int
    ) -> tuple[bool, int]:
        if QByteArray(kind).data() == b"windows_generic_MSG":
            found = _Message.from_address(int(message))
            if found.message == WM_POWERBROADCAST and found.wparam == PBT_APMSUSPEND:
                self._asleep()
        return False, 0


class _Message(ctypes.Structure):
    """The head of Windows' MSG."""

    _fields_ = (
        ("window", ctypes.c_void_p),
        ("message", ctypes.c_uint),
        ("wparam", ctypes.c_size_t),
        ("lparam", ctypes.c_ssize_t),
    )
