"""The exchange on a thread of its own: made once per open profile, joined with a bounded wait."""

from collections.abc import Callable
from types import TracebackType
from typing import ClassVar

from PySide6.QtCore import QObject, Qt, QThread, Signal, Slot

from fieldmonitor.domain.errors import FieldMonitorError
from fieldmonitor.ui.ports import Exchange, SyncEnd, SyncProgress

JOIN_MS = 10_000
"""Longest wait for the thread at the end; the exchange stops at its next small step."""


class _Worker(QObject):
    """Lives on the exchange's thread; what it emits is immutable."""

    progress = Signal(object)
    ended = Signal(object)

    def __init__(self, exchange: Exchange) -> None:
        super().__init__()
        self._exchange = exchange

    @Slot()
    def run(self) -> None:
        """Run the exchange once."""
        try:
            end = self._exchange.run(self.progress.emit)
        except FieldMonitorError as error:
            end = SyncEnd(online=False, changed=False, error=error)
        except Exception as error:  # noqa: BLE001 - a bug in an exchange is shown, and must not end its thread
            end = SyncEnd(online=False, changed=False, error=error)
        self.ended.emit(end)


class SyncBridge(QObject):
    """Starts exchanges and passes on how they go; `with` joins the thread.

    A second `start` while one runs is remembered and follows it.
    """

    progress = Signal(object)
    ended = Signal(object)
    started = Signal()
    _go = Signal()
    _leaving: ClassVar[set["SyncBridge"]] = set()

    def __init__(self, exchange: Exchange, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._exchange = exchange
        self._thread = QThread(self)
        self._worker = _Worker(exchange)
        self._worker.moveToThread(self._thread)
        self._go.connect(self._worker.run, Qt.ConnectionType.QueuedConnection)
        self._worker.progress.connect(self._progressed, Qt.ConnectionType.QueuedConnection)
        self._worker.ended.connect(self._ended, Qt.ConnectionType.QueuedConnection)
        self._again = False
        self._then: Callable[[], object] | None = None
        self.running = False
        self._thread.start()

    def __enter__(self) -> "SyncBridge":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def start(self) -> None:
        """Exchange now; if an exchange is under way, once more after it."""
        if self.running:
            self._again = True
            return
        self.running = True
        self.started.emit()
        self._go.emit()

    def pause(self) -> None:
        """Stop after the present small step; nothing that was confirmed is sent again."""
        self._again = False
        self._exchange.stop()

    def close(self) -> bool:
        """Stop and join the thread; return False if it did not end in time."""
        self.pause()
        self._thread.quit()
        return self._thread.wait(JOIN_MS)

    def leave(self, then: Callable[[], object]) -> None:
        """Stop without waiting; `then` is called on the window's thread once the thread has ended."""
        self.pause()
        self._then = then
        self._leaving.add(self)
        self._thread.finished.connect(self._left)
        self._thread.quit()

    @Slot()
    def _left(self) -> None:
        self._leaving.discard(self)
        if self._then is not None:
            self._then()
        self.deleteLater()

    @Slot(object)
    def _progressed(self, progress: SyncProgress) -> None:
        self.progress.emit(progress)

    @Slot(object)
    def _ended(self, end: SyncEnd) -> None:
        self.running = False
        self.ended.emit(end)
        if self._again:
            self._again = False
            self.start()
