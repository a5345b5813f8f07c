"""Long pages: what is seen first is laid out at once, what is below it once the first has been painted."""

from collections import deque
from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, QTimer

BEHIND_MS = 30
"""Between two steps: the window paints and answers in between."""


class Gradual(QObject):
    """Takes the steps of a page one by one. Lives and ends with the screen that is its parent."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._steps: deque[Callable[[], object]] = deque()
        self._began = False
        self._timer = QTimer(self, interval=BEHIND_MS)
        self._timer.timeout.connect(self._step)

    def lay(self, steps: Iterable[Callable[[], object]], *, anew: bool = False) -> None:
        """Take the steps soon, in order; what was left of earlier ones is dropped, for its page is gone.

        A page that is laid out again is laid out at once: a person may stand anywhere in it; not so one
        that begins `anew`, as what a search finds does.
        """
        self._steps = deque(steps)
        if self._began and not anew:
            self.finish()
        self._began = True
        if self._steps:
            self._timer.start()
        else:
            self._timer.stop()

    def finish(self) -> None:
        """Take at once what is left: somebody goes there."""
        while self._steps:
            self._steps.popleft()()

    @property
    def whole(self) -> bool:
        """Tell whether every step has been taken."""
        return not self._steps

    def _step(self) -> None:
        if self._steps:
            self._steps.popleft()()
        if not self._steps:
            self._timer.stop()
