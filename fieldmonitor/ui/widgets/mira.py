"""The levelling staff: every progress in the program is read on it."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.widgets.layout import column, row
from fieldmonitor.ui.widgets.words import text

LOW, HIGH, GAP = 8, 14, 2


class Mira(QWidget):
    """Segments: done in ink, the current one taller and blue, the rest outlined.

    Args:
        total: number of segments.
        current: index of the current segment, or None when all before `done` are done and none is current.
        done: how many are done; the current one usually follows them.
        said: what screen readers say instead of the drawing.
        width: fixed width in design pixels; without it the staff fills its row.
        part: how much of the current segment is done, 0–1; None paints it whole.
    """

    def __init__(
        self,
        total: int,
        current: int | None,
        said: str,
        *,
        done: int | None = None,
        width: int | None = None,
        part: float | None = None,
    ) -> None:
        super().__init__()
        self._total = max(total, 1)
        self._current = current
        self._done = done if done is not None else (current or 0)
        self._part = part
        self.setAccessibleName(said)
        self.setFixedHeight(look().px(HIGH))
        if width is not None:
            self.setFixedWidth(look().px(width))
        else:
            self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_progress(self, done: int, current: int | None, part: float | None, said: str) -> None:
        """Move the marks and repaint."""
        self._done, self._current, self._part = done, current, part
        self.setAccessibleName(said)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(look().px(24 * self._total), look().px(HIGH))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        now, px = look(), look().px
        gap = px(GAP)
        step = (self.width() + gap) / self._total
        line = now.border
        for index in range(self._total):
            tall = index == self._current
            height = px(HIGH if tall else LOW)
            left, right = round(index * step), round((index + 1) * step) - gap
            area = QRectF(left, self.height() - height, right - left, height)
            if tall:
                self._paint_current(painter, area, line)
            elif index < self._done:
                painter.fillRect(area, now.color("text"))
            else:
                painter.setPen(QPen(now.color("control"), line))
                half = line / 2
                painter.drawRect(area.adjusted(half, half, -half, -half))
        painter.end()

    def _paint_current(self, painter: QPainter, area: QRectF, line: int) -> None:
        accent = look().color("accent")
        if self._part is None:
            painter.fillRect(area, accent)
            return
        painter.setPen(QPen(accent, line + 1))
        painter.drawRect(area.adjusted(1, 1, -1, -1))
        painter.fillRect(QRectF(area.left(), area.top(), area.width() * self._part, area.height()), accent)


@dataclass(frozen=True, slots=True)
class LifeStep:
    """One stage in the life of a report: its word and its date or deadline."""

    word: str
    when: str


class LifeLine(QWidget):
    """A report's life from sent to outcome, labelled below the staff."""

    def __init__(self, steps: list[LifeStep], current: int) -> None:
        super().__init__()
        layout = column(self, gap=6)
        said = ", ".join(f"{step.word} {step.when}".strip() for step in steps[: current + 1])
        complete = current >= len(steps) - 1 and bool(steps[-1].when)
        layout.addWidget(Mira(len(steps), current, said, done=current + 1 if complete else current))
        labels = row(gap=GAP)
        for step in steps:
            labels.addWidget(_under_segment(step), 1)
        layout.addLayout(labels)


def _under_segment(step: LifeStep) -> QWidget:
    """Return a stage's label, exactly as wide as its segment, its words apart from the next one's."""
    box = QWidget()
    box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    apart = 10 if look().scale <= 1.25 else 2  # large letters need the room
    cell = column(box, margins=(0, 0, apart, 0), gap=0)
    cell.addWidget(text(step.word, "fact", strong=True, wrap=True))
    cell.addWidget(text(_breakable(step.when), "fact", "secondary", wrap=True))
    cell.addStretch(1)
    return box


def _breakable(when: str) -> str:
    """Let a date break before its year, where a stage has less room than a date."""
    day, slash, year = when.rpartition("/")
    return f"{day}{slash}\u200b{year}" if slash else when
