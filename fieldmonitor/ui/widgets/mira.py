"""The levelling staff: every progress in the program is read on it."""

from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from fieldmonitor.ui.shell.theme import look
from fieldmonitor.ui.widgets.lines import balanced

LOW, HIGH, GAP = 8, 14, 2
_BELOW = 6
_WRAPS = int(Qt.TextFlag.TextWordWrap)
_TALL = 100_000
_NO_LIMIT = (1 << 24) - 1


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
        line = now.border
        for index, (left, right) in enumerate(self._segments(self.width())):
            tall = index == self._current
            height = px(HIGH if tall else LOW)
            area = QRectF(left, self._foot() - height, right - left, height)
            if tall:
                self._paint_current(painter, area, line)
            elif index < self._done:
                painter.fillRect(area, now.color("text"))
            else:
                painter.setPen(QPen(now.color("control"), line))
                half = line / 2
                painter.drawRect(area.adjusted(half, half, -half, -half))
        painter.end()

    def _foot(self) -> int:
        """Return where the segments stand, in pixels from the top."""
        return self.height()

    def _segments(self, width: int) -> list[tuple[int, int]]:
        """Return where each segment begins and ends at a width."""
        gap = look().px(GAP)
        step = (width + gap) / self._total
        return [(round(index * step), round((index + 1) * step) - gap) for index in range(self._total)]

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


class LifeLine(Mira):
    """A report's life from sent to outcome, labelled below the staff; painted: a page has twenty."""

    def __init__(self, steps: list[LifeStep], current: int) -> None:
        said = ", ".join(f"{step.word} {step.when}".strip() for step in steps[: current + 1])
        complete = current >= len(steps) - 1 and bool(steps[-1].when)
        super().__init__(len(steps), current, said, done=current + 1 if complete else current)
        self._steps = [(step.word, _breakable(step.when)) for step in steps]
        self._fonts = (look().font("fact", strong=True), look().font("fact"))
        self._laid: dict[int, list[list[QRect]]] = {}
        self.setMinimumHeight(0)
        self.setMaximumHeight(_NO_LIMIT)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return max(cell[-1].bottom() + 1 for cell in self._cells(width))

    def sizeHint(self) -> QSize:
        wide = look().px(96 * self._total)
        return QSize(wide, self.heightForWidth(wide))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self._foot() + look().px(_BELOW))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        for words, areas in zip(self._steps, self._cells(self.width()), strict=True):
            for said, area, font, tone in zip(words, areas, self._fonts, ("text", "text2"), strict=True):
                painter.setFont(font)
                painter.setPen(look().color(tone))
                painter.drawText(area, _WRAPS, said)
        painter.end()

    def _foot(self) -> int:
        return look().px(HIGH)

    def _cells(self, width: int) -> list[list[QRect]]:
        """Return where each stage's word and date stand: within its segment, apart from the next one's."""
        if width not in self._laid:
            apart = look().px(10 if look().scale <= 1.25 else 2)  # large letters need the room
            top = self._foot() + look().px(_BELOW)
            cells = []
            for (left, right), words in zip(self._segments(width), self._steps, strict=True):
                room, at, areas = max(right - left - apart, 1), top, []
                for said, font in zip(words, self._fonts, strict=True):
                    area = _wrapped(QFontMetrics(font), said, room).translated(left, at)
                    areas.append(area)
                    at = area.bottom() + 1
                cells.append(areas)
            self._laid[width] = cells  # a layout asks for some widths many times over
        return self._laid[width]


def _wrapped(metrics: QFontMetrics, words: str, room: int) -> QRect:
    """Return the room that words take within a width, their lines about equally long."""
    if metrics.horizontalAdvance(words) < room:
        return QRect(0, 0, room, metrics.height())
    needed = metrics.boundingRect(QRect(0, 0, room, _TALL), _WRAPS, words).height()
    return QRect(0, 0, balanced(metrics, words, room), needed)


def _breakable(when: str) -> str:
    """Let a date break before its year, where a stage has less room than a date."""
    day, slash, year = when.rpartition("/")
    return f"{day}{slash}\u200b{year}" if slash else when
