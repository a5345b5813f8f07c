"""Locks when nobody is there: after some quiet minutes, before the machine sleeps, and when it wakes."""

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, QTimer
from PySide6.QtGui import QCursor, QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from fieldmonitor.system.sleep import SleepWatch

LOOK_MS = 5_000
"""How often the clocks are looked at; painting looks at them too."""

LISTEN_MS = 1_500
"""When the system's word is listened for: once the window stands. Until then the clocks tell."""

_STIRS = frozenset({
    QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.Wheel,
    QEvent.Type.TouchBegin, QEvent.Type.TabletPress,
})  # fmt: skip
_BEFORE_PAINTING = frozenset({QEvent.Type.UpdateRequest, QEvent.Type.Expose, QEvent.Type.FocusIn})


class Watch(QObject):
    """Calls `lock` where `guarded` says that there is something to lock.

    The window's own events are watched, not every widget's: a person who types for an hour into one field
    is there, and a frame costs one look.
    """

    def __init__(
        self,
        app: QApplication,
        window: QWidget,
        lock: Callable[[], object],
        guarded: Callable[[], bool],
        *,
        sleep: SleepWatch | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(window)
        self._app, self._window = app, window
        self._lock, self._guarded = lock, guarded
        self._sleep = sleep or SleepWatch()
        self._monotonic = monotonic
        self._pointer: QPoint | None = None
        self._stirred_at = monotonic()
        self._power: object = None
        self.minutes = 10
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        app.focusChanged.connect(self.stirred)
        # Words that an input method composes reach no key event; the cursor moves all the same.
        QGuiApplication.inputMethod().cursorRectangleChanged.connect(self.stirred)

    def begin(self) -> None:
        """Watch the window's events and the system's signals; once the window is shown."""
        handle = self._window.windowHandle()
        if handle is not None:
            handle.installEventFilter(self)  # keys and the pointer, before any widget has them
        self._window.installEventFilter(self)  # what asks for a frame
        QTimer.singleShot(LISTEN_MS, self, self._listen)

    def end(self) -> None:
        """Stop watching."""
        self._timer.stop()
        self._app.focusChanged.disconnect(self.stirred)
        QGuiApplication.inputMethod().cursorRectangleChanged.disconnect(self.stirred)
        power, self._power = self._power, None
        if isinstance(power, QObject):
            power.deleteLater()  # the application would keep it, and with it all of this window

    def stirred(self, *_what: object) -> None:
        """Take note that somebody is there."""
        self._stirred_at = self._monotonic()

    def look(self) -> None:
        """Lock if the machine slept or nobody stirred for too long."""
        if self._sleep.slept():
            self.asleep()
            return
        pointer = QCursor.pos()
        if pointer != self._pointer:
            self._pointer = pointer
            self.stirred()
        if self._guarded() and self._monotonic() - self._stirred_at >= self.minutes * 60:
            self._lock()

    def asleep(self) -> None:
        """Lock at once: the machine goes to sleep, or has just woken."""
        if self._guarded():
            self._lock()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in _STIRS:
            self.stirred()
        elif kind in _BEFORE_PAINTING and self._sleep.slept():
            self.asleep()
        return False

    def _listen(self) -> None:
        if not self._timer.isActive():
            return  # it has ended meanwhile
        from fieldmonitor.ui.shell.power import listen

        self._power = listen(self._app, self.asleep)
