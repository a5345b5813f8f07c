"""Whether the machine slept since one last looked: told by its clocks, wherever no signal says so."""

import time
from collections.abc import Callable, Sequence

Gauge = tuple[Callable[[], float], float]
"""A clock in seconds, and how far it may move between two looks while the machine is awake."""

ASLEEP_S = 1.0
STOPPED_S = 60.0
"""No program that runs leaves so much time between two looks; one that was stopped does."""


def _slept_so_far() -> float:
    """Return the seconds this machine has spent asleep; Linux counts them apart."""
    return time.clock_gettime(time.CLOCK_BOOTTIME) - time.monotonic()


def gauges() -> tuple[Gauge, ...]:
    """Return this system's clocks. Elsewhere than on Linux the wall's is the one that goes on in sleep."""
    if hasattr(time, "CLOCK_BOOTTIME"):
        return ((_slept_so_far, ASLEEP_S), (time.monotonic, STOPPED_S))
    return ((time.time, STOPPED_S), (time.monotonic, STOPPED_S))


class SleepWatch:
    """Looks at the clocks; ask `slept` every few seconds, and before anything is painted."""

    def __init__(self, clocks: Sequence[Gauge] | None = None) -> None:
        self._clocks = tuple(clocks if clocks is not None else gauges())
        self._seen = self._now()

    def slept(self) -> bool:
        """Tell whether the machine slept, or this program was stopped, since the last look."""
        before, self._seen = self._seen, self._now()
        moved = zip(self._clocks, before, self._seen, strict=True)
        return any(now - then > most for (_clock, most), then, now in moved)

    def _now(self) -> tuple[float, ...]:
        return tuple(clock() for clock, _most in self._clocks)
