"""How far a long work is: the staff, the share of it, and the amounts in words."""

from threading import Event

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from fieldmonitor.system.long_work import LongWork
from fieldmonitor.system.translations import _
from fieldmonitor.ui.widgets.layout import column, row
from fieldmonitor.ui.widgets.mira import Mira
from fieldmonitor.ui.widgets.words import paragraph, set_paragraph, text
from fieldmonitor.ui.wording import size

SEGMENTS = 12
LOOK_MS = 100


class Pace:
    """Noted by the thread that works, read by the window's; no Qt in it, so either may end first."""

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


class Progress(QWidget):
    """Looks at a pace while it stands on the page; what is read aloud follows what is shown."""

    def __init__(self, pace: Pace, words: str) -> None:
        super().__init__()
        self._pace = pace
        self._shown = (-1, -1)
        lines = column(self, gap=4)
        line = row(gap=14)
        self._mira = Mira(SEGMENTS, 0, words, done=0, part=0.0)
        line.addWidget(self._mira, 1)
        self._percent = text("", strong=True, figures=True)
        line.addWidget(self._percent)
        lines.addLayout(line)
        self._detail = paragraph(words, tone="secondary")
        lines.addWidget(self._detail)
        timer = QTimer(self, interval=LOOK_MS)
        timer.timeout.connect(self.look)
        timer.start()

    def look(self) -> None:
        """Show how far the work is now."""
        done, total = now = self._pace.done, self._pace.total
        if now == self._shown or not total:
            return
        self._shown = now
        share = min(1.0, done / total)
        filled = int(share * SEGMENTS)
        words = _("{done} de {total}").format(done=size(done), total=size(total))
        current = filled if filled < SEGMENTS else None
        self._mira.set_progress(filled, current, share * SEGMENTS - filled, words)
        self._percent.setText(f"{share * 100:.0f}\u00a0%")
        set_paragraph(self._detail, words)
