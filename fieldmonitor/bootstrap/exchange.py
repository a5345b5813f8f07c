"""The window's exchange: the engine of the profile as it is now, with what the status line shows."""

from collections.abc import Callable
from datetime import timedelta
from threading import Event
from time import monotonic

from fieldmonitor.app.care import daily_care
from fieldmonitor.app.exchange import raise_if_stopped
from fieldmonitor.app.workspace import Workspace
from fieldmonitor.bootstrap.profile import engine_for
from fieldmonitor.domain.errors import FieldMonitorError
from fieldmonitor.sync.engine import SyncEngine
from fieldmonitor.sync.results import Sending, StepResult
from fieldmonitor.ui.ports import SyncEnd, SyncProgress

ESTIMATE_AFTER = 3.0
"""Seconds of sending before an estimate is worth saying."""


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
            uow.outbox.hasten(self._workspace.clock.now())
            left = uow.outbox.pending_bytes()
        meter = _Meter(progress, left)
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


class _Meter:
    """Turns confirmed bytes into an honest estimate: what is left at the rate seen so far."""

    def __init__(self, progress: Callable[[SyncProgress], None], left: int) -> None:
        self._progress = progress
        self._left = left
        self._confirmed = 0
        self._started = monotonic()

    def step(self, result: StepResult) -> None:
        self._confirmed += result.sent

    def sending(self, sending: Sending) -> None:
        spent = monotonic() - self._started
        remaining = None
        if self._confirmed and spent > ESTIMATE_AFTER:
            remaining = timedelta(seconds=max(0, self._left - self._confirmed) * spent / self._confirmed)
        self._progress(SyncProgress(sending.message[0], sending.sent, sending.size, remaining))
