"""How fast this link is, and so how long a silence on it means something."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from fieldmonitor.sync.codes import Trouble
from fieldmonitor.sync.http.watchdog import Silence


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds. `connect` is for the first try and grows with failed ones; a dead link shows early, a far
    server is still reached. `stall` is the longest that nothing may move; `quick` the shortest silence that
    raises a doubt: beyond it, what the link's own pace suggests.
    """

    connect: float = 6.0
    stall: float = 75.0
    quick: float = 4.0


_BLOCKS_IN_DOUBT = 4.0
_UNKNOWN_PACE = 8.0
"""Seconds of silence in doubt before any block has told how fast the link is, and the shortest grace."""

_ANSWER = 3.0
"""Seconds left to an answer on a link that proved alive: asking anew is faster than waiting for the far
side's next try to repeat it."""

_GROWING = (1.0, 1.6, 3.3, 5.0)


class Pace:
    """Learns from blocks that leave and requests that end."""

    def __init__(self, limits: Timeouts, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._limits = limits
        self._monotonic = monotonic
        self._block: float | None = None
        self._last: float | None = None
        self._patience = 1.0
        self._failed_connects = 0
        self.waiting = False

    def begin(self) -> float:
        """Start a request; return the time for connecting."""
        self._last, self.waiting = None, True
        return self._limits.connect * _GROWING[self._failed_connects % len(_GROWING)]

    def moved(self, finished: bool) -> Silence:
        """Note that a block leaves (or the body ended); return how long the next silence may be."""
        now = self._monotonic()
        if self._last is not None:
            took = now - self._last
            self._block = took if self._block is None else 0.8 * self._block + 0.2 * took
        self._last, self.waiting = now, finished
        if finished:
            return self.answering()
        doubt = self._doubt()
        grace = max(_UNKNOWN_PACE, doubt)
        return Silence(doubt, grace, grace, self._limits.stall)

    def answering(self) -> Silence:
        """Return how long an answer may take: a busy server is given more after it needed more."""
        doubt = min(self._limits.stall, self._doubt() * self._patience)
        answer = min(doubt, _ANSWER * self._patience)
        return Silence(doubt, max(_UNKNOWN_PACE, doubt), answer, self._limits.stall)

    def ended(self, trouble: Trouble | None, *, gap: bool = False) -> None:
        """Learn from how a request ended; None: it was answered. A `gap` of the link excuses the server."""
        if trouble is Trouble.OFFLINE:
            self._failed_connects += 1
            return
        self._failed_connects = 0
        if trouble is None:
            self._patience = 1.0
        elif self.waiting and not gap:
            self._patience = min(8.0, self._patience * 2)

    def _doubt(self) -> float:
        of_pace = _UNKNOWN_PACE if self._block is None else _BLOCKS_IN_DOUBT * self._block
        return min(self._limits.stall, max(self._limits.quick, of_pace))
