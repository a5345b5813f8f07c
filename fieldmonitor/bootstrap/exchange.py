"""The window's exchange: the engine of the profile as it is now, with what the status line shows."""

from collections import deque
from collections.abc import Callable
from datetime import timedelta
from threading import Event
from time import monotonic

from fieldmonitor.app.care import daily_care
from fieldmonitor.app.exchange import raise_if_stopped
from fieldmonitor.app.workspace import Workspace
from fieldmonitor.bootstrap.profile import engine_for
from fieldmonitor.domain.errors import FieldMonitorError
from fieldmonitor.domain.outbox import Lane
from fieldmonitor.sync.engine import SyncEngine
from fieldmonitor.sync.results import Did, Sending, StepResult
from fieldmonitor.ui.ports import SyncEnd, SyncProgress

ESTIMATE_AFTER = 3.0
"""Seconds of sending before an estimate is worth saying."""

WINDOW = 120.0
"""Seconds that the rate looks back: a link that became slow or fast is soon told as it is."""

TELL_EVERY = 0.1
"""Seconds between two words about bytes: more would keep the window busy and nobody could read them."""

SETTLE_EVERY = 1.0
"""Seconds between two words about what was written down; the end of an exchange is told at once."""


class DesktopExchange:
    """Fulfils `ui.ports.Exchange`."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._stop = Event()
        self._engine: SyncEngine | None = None

    def run(self, progress: Callable[[SyncProgress], None]) -> SyncEnd:
        self._stop.clear()
        daily_care(self._workspace)
        self._engine = engine_for(self._workspace)
        with self._workspace.store.write() as uow:
            now = self._workspace.clock.now()
            uow.outbox.hasten(now)
            left = uow.outbox.bytes_to_send(originals=self._engine.policy.allows(Lane.ORIGINAL, now))
        meter = Meter(progress, left)
        result = self._engine.run(self._stop.is_set, meter.sending, on_step=meter.step)
        changed = bool(result.records or result.completed or result.sent)
        try:
            raise_if_stopped(result)
        except FieldMonitorError as error:
            return SyncEnd(online=not result.offline, changed=changed, error=error)
        return SyncEnd(online=True, changed=changed)

    def stop(self) -> None:
        self._stop.set()
        if self._engine is not None:
            self._engine.interrupt()


class Meter:
    """Turns confirmed bytes into an honest estimate: what is left at the rate of the last two minutes."""

    def __init__(
        self,
        progress: Callable[[SyncProgress], None],
        left: int,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._progress = progress
        self._left = left
        self._clock = clock
        self._confirmed = 0
        self._flying: dict[tuple[str, str], int] = {}
        self._seen: deque[tuple[float, int]] = deque([(clock(), 0)])
        self._told = self._settled = float("-inf")

    def step(self, result: StepResult) -> None:
        """Take in what a step settled."""
        self._confirmed += result.sent
        self._flying.clear()
        now = self._clock()
        self._seen.append((now, self._confirmed))
        while len(self._seen) > 2 and self._seen[1][0] < now - WINDOW:
            self._seen.popleft()
        if now - self._settled >= SETTLE_EVERY and result.did is not Did.IDLE:
            self._settled = now
            self._progress(SyncProgress(rate=self._rate(), remaining=self._remaining(), settled=True))

    def sending(self, sending: Sending) -> None:
        """Tell of bytes on their way."""
        message = sending.message[0]
        self._flying[message, sending.sha256] = sending.sent - sending.confirmed
        now = self._clock()
        if now - self._told < TELL_EVERY:
            return
        self._told = now
        flying = sum(count for (of, _file), count in self._flying.items() if of == message)
        self._progress(SyncProgress(message, flying, self._rate(), self._remaining()))

    def _rate(self) -> float | None:
        """Return confirmed bytes a second, or None while there is too little to go by."""
        (since, before), now = self._seen[0], self._clock()
        if now - since < ESTIMATE_AFTER or self._confirmed <= before:
            return None
        return (self._confirmed - before) / (now - since)

    def _remaining(self) -> timedelta | None:
        rate = self._rate()
        return None if rate is None else timedelta(seconds=max(0, self._left - self._confirmed) / rate)
