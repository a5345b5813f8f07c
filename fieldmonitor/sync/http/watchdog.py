"""What a silence on the link means: wait on, look whether the other side can be reached, or break off.

A link that is gone for a while comes back, and a connection that outlives the gap has lost nothing: what
was under way is simply repeated by the system. Only where the other side can be reached by a new
connection, and the old one still does not move, is the old one the trouble.
"""

import threading
import time
from dataclasses import dataclass, replace
from typing import Protocol

KNOCK_SECONDS = 3.0
"""How long one look may take."""

_BETWEEN_KNOCKS = 0.5
_BETWEEN_LOOKS = 1.0
"""Once the other side was reached, only what is under way is looked at."""

_REST = 5.0
"""How long the thread stays where nothing is watched: a window makes a session for each exchange."""


@dataclass(frozen=True, slots=True)
class Silence:
    """Seconds without a sign of life: after `doubt` of them the link is looked into.

    Once that shows it alive, `grace` is left to what is under way, and `answer` where nothing is but an
    answer; `limit` of them are too many whatever the link is like.
    """

    doubt: float
    grace: float
    answer: float
    limit: float

    def longer(self, seconds: float) -> "Silence":
        """Return a silence that may last so much longer."""
        return replace(self, doubt=self.doubt + seconds, limit=self.limit + seconds)


class Road(Protocol):
    """What the watchdog watches over; called from its thread."""

    def hurry(self, on: bool, /) -> None:
        """Have the system repeat what is lost at short intervals, or as it likes again."""
        ...

    def knock(self, timeout: float, /) -> bool:
        """Tell whether a new connection to the other side comes about."""
        ...

    def under_way(self) -> int | None:
        """Return the bytes sent and not yet confirmed by the far system; None where nobody knows."""
        ...

    def shut(self) -> None:
        """Break every connection."""
        ...


class Watchdog:
    """Watches one request at a time. One thread, started when needed; it ends by itself after a rest.

    `bitten`: a connection was broken off. `gap`: since the last sign of life the other side was out of reach.
    """

    def __init__(self, road: Road, looks: float = _BETWEEN_LOOKS, rest: float = _REST) -> None:
        self._road = road
        self._looks = looks
        self._rest = rest
        self._changed = threading.Condition()
        self._silence: Silence | None = None
        self._look = self._deadline = self._end = 0.0
        self._left: int | None = None
        self._reached = False
        self._sign = 0
        self._doubting = False
        self._thread: threading.Thread | None = None
        self._closed = False
        self.bitten = self.gap = False

    def alive(self, silence: Silence) -> None:
        """Note a sign of life; the next silence may last as said."""
        with self._changed:
            if self._thread is None:
                self._thread = threading.Thread(target=self._watch, name="sync-watchdog", daemon=True)
                self._thread.start()
            now = time.monotonic()
            self._silence, self._sign, self.gap = silence, self._sign + 1, False
            self._look, self._end = now + silence.doubt, now + silence.limit
            self._deadline, self._left, self._reached = self._end, None, False
            self._trust()
            self._changed.notify()

    def rest(self) -> None:
        """Watch nothing until the next `alive`."""
        with self._changed:
            self._silence, self._sign = None, self._sign + 1
            self._trust()

    def close(self) -> None:
        """End the thread."""
        with self._changed:
            self._closed = True
            self._changed.notify()
            thread = self._thread
        if thread is not None:
            thread.join(timeout=2)

    def _watch(self) -> None:
        with self._changed:
            while not self._closed:
                now = time.monotonic()
                if self._silence is None:
                    sign = self._sign
                    if not self._changed.wait(self._rest) and sign == self._sign:
                        self._thread = None
                        return
                elif now >= self._deadline:
                    self._silence, self.bitten = None, True
                    self._road.shut()
                elif now >= self._look:
                    self._inquire(self._silence)
                else:
                    self._changed.wait(min(self._look, self._deadline) - now)

    def _inquire(self, silence: Silence) -> None:
        """Look once: first whether the other side is in reach, then whether what is under way arrives."""
        if not self._doubting:
            self._doubting = True
            self._road.hurry(True)
        if self._reached:
            before, self._left = self._left, self._road.under_way()
            if before is not None and self._left is not None and self._left < before:
                self._leave(silence)
            self._look = time.monotonic() + self._looks
            return
        sign = self._sign
        self._changed.release()
        try:
            reached = self._road.knock(min(KNOCK_SECONDS, max(0.1, self._deadline - time.monotonic())))
        finally:
            self._changed.acquire()
        if sign == self._sign:
            self._knocked(silence, reached)

    def _knocked(self, silence: Silence, reached: bool) -> None:
        self._reached, self.gap = reached, self.gap or not reached
        if reached:
            self._left = self._road.under_way()
            self._leave(silence)
        self._look = time.monotonic() + (self._looks if reached else _BETWEEN_KNOCKS)

    def _leave(self, silence: Silence) -> None:
        grace = silence.answer if self._left == 0 else silence.grace
        self._deadline = min(self._end, time.monotonic() + grace)

    def _trust(self) -> None:
        if self._doubting:
            self._doubting = False
            self._road.hurry(False)
