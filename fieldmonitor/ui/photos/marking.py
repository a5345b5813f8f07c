"""The marks being put on a photo: which there are, which is chosen, and the way back; pure, no Qt."""

from dataclasses import dataclass, replace

from fieldmonitor.media.results import Mark, MarkKind

LEAST = 0.02
"""Fraction of the picture that a mark measures at least each way."""

AROUND = 0.16
"""Half the size of a mark that is put by a key, as a fraction."""

AREAS = frozenset({MarkKind.BLUR, MarkKind.COVER, MarkKind.BOX})


@dataclass(frozen=True, slots=True)
class _State:
    marks: tuple[Mark, ...] = ()
    chosen: int = -1


class Marking:
    """A list of marks with undo; a run of steps of one kind on one mark is undone at once."""

    def __init__(self, marks: tuple[Mark, ...] = ()) -> None:
        self._past: list[_State] = []
        self.begin(marks)

    def begin(self, marks: tuple[Mark, ...]) -> None:
        """Begin with the marks that a photo bears already."""
        self._now = _State(marks, len(marks) - 1)
        self._first = marks
        self._past.clear()
        self._run = ""

    @property
    def marks(self) -> tuple[Mark, ...]:
        """All marks, in the order they were put."""
        return self._now.marks

    @property
    def chosen(self) -> int:
        """The place of the chosen mark, or -1."""
        return self._now.chosen

    @property
    def mark(self) -> Mark | None:
        """The chosen mark."""
        return self._now.marks[self._now.chosen] if self._now.chosen >= 0 else None

    @property
    def changed(self) -> bool:
        """Whether the marks differ from those one began with."""
        return self._now.marks != self._first

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return bool(self._past)

    def put(self, kind: MarkKind, start: tuple[float, float], end: tuple[float, float]) -> None:
        """Put a new mark between two points and choose it."""
        mark = _within(Mark(kind, *_inside(*start), *_inside(*end)))
        self._take(_State((*self.marks, mark), len(self.marks)))

    def put_at(self, kind: MarkKind, x: float, y: float) -> None:
        """Put a mark of a usual size around a point."""
        x, y = min(max(x, AROUND), 1 - AROUND), min(max(y, AROUND), 1 - AROUND)
        self.put(kind, (x - AROUND, y - AROUND), (x + AROUND, y + AROUND))

    def choose(self, place: int) -> None:
        """Choose a mark; -1 chooses none."""
        if -1 <= place < len(self.marks):
            self._now = replace(self._now, chosen=place)
            self._run = ""

    def step(self, by: int) -> None:
        """Choose the next mark, or the one before; after the last comes the first."""
        if self.marks:
            self.choose((self.chosen + by) % len(self.marks))

    def move(self, right: float, down: float) -> None:
        """Move the chosen mark; it stays inside the picture."""
        mark = self.mark
        if mark is not None:
            right = min(max(right, -min(mark.x1, mark.x2)), 1 - max(mark.x1, mark.x2))
            down = min(max(down, -min(mark.y1, mark.y2)), 1 - max(mark.y1, mark.y2))
            moved = replace(
                mark, x1=mark.x1 + right, x2=mark.x2 + right, y1=mark.y1 + down, y2=mark.y2 + down
            )
            self._change(moved, "move")

    def stretch(self, right: float, down: float, corner: int = 2) -> None:
        """Move a corner of the chosen mark: 0 the first point, 2 the second, 1 and 3 those between."""
        mark = self.mark
        if mark is None:
            return
        x1, y1, x2, y2 = mark.x1, mark.y1, mark.x2, mark.y2
        if corner in (0, 3):
            x1 += right
        else:
            x2 += right
        if corner in (0, 1):
            y1 += down
        else:
            y2 += down
        (left, top), (other, low) = _inside(x1, y1), _inside(x2, y2)
        stretched = replace(mark, x1=left, y1=top, x2=other, y2=low)
        self._change(_within(stretched), "stretch")

    def word(self, text: str) -> None:
        """Change the words of the chosen mark."""
        if self.mark is not None:
            self._change(replace(self.mark, text=text), "word")

    def remove(self) -> None:
        """Take the chosen mark away and choose the one before."""
        if self.mark is not None:
            marks = self.marks[: self.chosen] + self.marks[self.chosen + 1 :]
            self._take(_State(marks, min(self.chosen, len(marks) - 1)))

    def undo(self) -> None:
        """Take the last step back."""
        if self._past:
            self._now = self._past.pop()
            self._run = ""

    def end_run(self) -> None:
        """Let the next step be undone by itself."""
        self._run = ""

    def ready(self) -> tuple[Mark, ...]:
        """Return the marks as they are burnt in: words that were never written are left out."""
        return tuple(m for m in self.marks if m.kind is not MarkKind.TEXT or m.text.strip())

    def _change(self, mark: Mark, what: str) -> None:
        if mark == self.mark:
            return
        marks = (*self.marks[: self.chosen], mark, *self.marks[self.chosen + 1 :])
        run = f"{what}{self.chosen}"
        if run == self._run:
            self._now = replace(self._now, marks=marks)
            return
        self._take(_State(marks, self.chosen))
        self._run = run

    def _take(self, state: _State) -> None:
        self._past.append(self._now)
        self._now = state
        self._run = ""


def _inside(x: float, y: float) -> tuple[float, float]:
    return min(max(x, 0.0), 1.0), min(max(y, 0.0), 1.0)


def _within(mark: Mark) -> Mark:
    """Return an area that can be seen and grasped: never thinner than the least."""
    if mark.kind not in AREAS:
        return mark
    x1, x2 = _apart(mark.x1, mark.x2)
    y1, y2 = _apart(mark.y1, mark.y2)
    return replace(mark, x1=x1, x2=x2, y1=y1, y2=y2)


def _apart(one: float, other: float) -> tuple[float, float]:
    low, high = min(one, other), max(one, other)
    if high - low < LEAST:
        low = min(low, 1 - LEAST)
        high = low + LEAST
    return low, high
