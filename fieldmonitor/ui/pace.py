"""How far a long work is and whether it goes on, between the thread that works and the window's; no Qt."""

from threading import Event

from fieldmonitor.system.long_work import LongWork


class Pace:
    """Noted by the one thread and read by the other: either may end first."""

    def __init__(self) -> None:
        self.done = self.total = 0
        self._stop = Event()

    def begin(self) -> LongWork:
        """Return what a new work tells its progress to."""
        self.done = self.total = 0
        self._stop = stop = Event()
        return LongWork(self._note, stop.is_set)

    def cancel(self) -> None:
        """Let the work end after the piece it is at."""
        self._stop.set()

    def _note(self, done: int, total: int) -> None:
        self.done, self.total = done, total
