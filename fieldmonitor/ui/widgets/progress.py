"""How far a long work is: the staff, the share of it, and the amounts in words."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from fieldmonitor.system.formats import size
from fieldmonitor.system.translations import _
from fieldmonitor.ui.pace import Pace
from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.widgets.layout import column, row
from fieldmonitor.ui.widgets.mira import Mira
from fieldmonitor.ui.widgets.words import paragraph, set_paragraph, text

SEGMENTS = 12
LOOK_MS = 100


class Progress(QWidget):
    """Looks at a pace while it stands on the page; what is read aloud follows what is shown.

    `words` stand there before the first byte, `at_end` after the last one, where something is still to do.
    A `framed` one is docked above the strip, in sight wherever the page stands.
    """

    def __init__(self, pace: Pace, words: str, at_end: str = "", *, framed: bool = False) -> None:
        super().__init__()
        self._pace, self._at_end = pace, at_end
        self._shown = (-1, -1)
        edge = round(look().margin / look().scale) if framed else 0
        high = 8 if framed else 0
        lines = column(self, margins=(edge, high, edge, high), gap=4)
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
        if done >= total and self._at_end:
            words = self._at_end
        current = filled if filled < SEGMENTS else None
        self._mira.set_progress(filled, current, share * SEGMENTS - filled, words)
        self._percent.setText(f"{share * 100:.0f}\u00a0%")
        set_paragraph(self._detail, words)
