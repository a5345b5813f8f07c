"""Work away from the window: one thread for the database, a few for pictures, results on the GUI thread."""

import gc
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from time import thread_time
from typing import TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, QTimer, Signal

T = TypeVar("T")

_COLLECT_EVERY_MS = 5_000
_LONG_S = 0.02


class QtTaskRunner(QObject):
    """Implements `app.ports.TaskRunner` for a window; `close` waits for what is under way.

    Python's garbage collector may run in any thread and would then delete Qt objects there, so it is
    switched off while a runner lives and run by a timer of the GUI thread instead.
    """

    _settled = Signal(object)

    def __init__(self, parent: QObject | None = None, media_threads: int = 2) -> None:
        super().__init__(parent)
        self._database = ThreadPoolExecutor(1, thread_name_prefix="database")
        self._media = ThreadPoolExecutor(media_threads, thread_name_prefix="media")
        self._closed = False
        self._settled.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        gc.disable()
        self._collector = QTimer(self)
        self._collector.timeout.connect(_collect)
        self._collector.start(_COLLECT_EVERY_MS)

    def database(
        self,
        task: Callable[[], T],
        then: Callable[[T], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
    ) -> "Future[T]":
        """Run a task after all earlier database tasks."""
        return self._run(self._database, task, then, failed)

    def background(
        self,
        task: Callable[[], T],
        then: Callable[[T], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
    ) -> "Future[T]":
        """Run a slow task beside others."""
        return self._run(self._media, task, then, failed)

    def close(self) -> None:
        """Finish what was begun, drop results nobody waits for, and stop the threads."""
        if self._closed:
            return
        self._closed = True
        self._collector.stop()
        self._media.shutdown(wait=True, cancel_futures=True)
        self._database.shutdown(wait=True)
        gc.enable()

    def _run(
        self,
        pool: ThreadPoolExecutor,
        task: Callable[[], T],
        then: Callable[[T], None] | None,
        failed: Callable[[Exception], None] | None,
    ) -> "Future[T]":
        if self._closed:
            late: Future[T] = Future()
            late.cancel()
            return late
        future = pool.submit(task)
        future.add_done_callback(lambda done: self._announce(done, then, failed))
        return future

    def _announce(
        self,
        future: "Future[T]",
        then: Callable[[T], None] | None,
        failed: Callable[[Exception], None] | None,
    ) -> None:
        if not self._closed and not future.cancelled():
            self._settled.emit((future, then, failed))

    def _deliver(
        self,
        settled: tuple["Future[T]", Callable[[T], None] | None, Callable[[Exception], None] | None],
    ) -> None:
        if self._closed:
            return
        future, then, failed = settled
        trouble = future.exception()
        if trouble is None:
            if then is not None and _alive(then):
                then(future.result())
        elif isinstance(trouble, Exception) and failed is not None:
            if _alive(failed):
                failed(trouble)
        else:
            raise trouble


def _alive(callback: object) -> bool:
    """Tell whether the object that waits for a result still exists: a screen may have been left."""
    owner = getattr(callback, "__self__", None)
    if isinstance(owner, QObject):
        return shiboken6.isValid(owner)
    return not getattr(owner, "closed", False)


def _collect() -> None:
    """Collect what screens left behind; once that takes long, leave what is there now out of later looks.

    Libraries are most of it and never become garbage: looking through them each time would hold the window.
    """
    begun = thread_time()
    gc.collect()
    if thread_time() - begun > _LONG_S:
        gc.freeze()
