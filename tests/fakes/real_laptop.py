"""A laptop with its real store, files and HTTP carrier, for tests against the real server."""

import io
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from threading import Event

from fieldmonitor.domain.reports import ReportKey, ReportState
from fieldmonitor.protocol.envelope import REPORT_TYPE
from fieldmonitor.protocol.manifests import FileRole
from fieldmonitor.store import Blobs, Store, open_store
from fieldmonitor.sync.engine import SyncEngine, Until
from fieldmonitor.sync.enrolment import Enrolment, enrol, enrolment
from fieldmonitor.sync.files import StoredFiles
from fieldmonitor.sync.http.carrier import HttpCarrier
from fieldmonitor.sync.http.session import HttpSession, Timeouts
from fieldmonitor.sync.policy import Policy
from fieldmonitor.sync.results import RunResult, StepResult
from tests.fakes.disk import queued_report
from tests.fakes.reports import LANES, Signed, signed_report

KINDS = {FileRole.SMALL: "small", FileRole.ORIGINAL: "original", FileRole.DOCUMENT: "document"}


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class RealLaptop:
    """A profile folder and the program over it; `close` and make it again to restart."""

    def __init__(
        self,
        folder: Path,
        url: str,
        *,
        rng: Random | None = None,
        timeouts: Timeouts | None = None,
        patience: float = 0.001,
    ) -> None:
        self.rng = rng or Random(1)
        self.url = url
        self.clock = SystemClock()
        self.store: Store = open_store(folder / "store.db", b"k" * 32, create=True)
        self.blobs = Blobs(folder / "blobs")
        self._timeouts = timeouts or Timeouts(2.0, 4.0)
        self.carrier = HttpCarrier(HttpSession(url, timeouts=self._timeouts))
        self._patience = patience
        self.steps: list[StepResult] = []

    def close(self) -> None:
        self.carrier.close()
        self.store.close()

    def through(self, url: str) -> None:
        """Reach the same server by another way."""
        self.carrier.close()
        self.carrier = HttpCarrier(HttpSession(url, timeouts=self._timeouts))

    def enrol(self, code: str) -> Enrolment:
        return enrol(self.store, self.carrier, self.url, code, "laptop")

    @property
    def enrolment(self) -> Enrolment:
        with self.store.read() as unit:
            known = enrolment(unit.settings)
        assert known is not None
        return known

    def engine(self, policy: Policy | None = None) -> SyncEngine:
        """The engine on a clock that runs fast where it waits, so that no test sits out a backoff."""
        skipped = 0.0

        def rest(seconds: float) -> None:
            nonlocal skipped
            skipped += seconds
            Event().wait(min(seconds, self._patience))

        self.fast = FastClock(lambda: skipped)
        return SyncEngine(
            self.store,
            StoredFiles(self.store, self.blobs),
            self.carrier,
            self.enrolment,
            self.fast,
            policy=policy,
            jitter=self.rng.random,
            monotonic=lambda: time.monotonic() + skipped,
            rest=rest,
        )

    def sync(self, until: Until = "idle", steps: int = 3000) -> RunResult:
        self.steps = []
        return self.engine().run(lambda: len(self.steps) >= steps, until=until, on_step=self.steps.append)

    def record(self, **options: object) -> Signed:
        """Sign and queue a report, as the app does: one commit."""
        known = self.enrolment
        signed = signed_report(
            known.device_key,
            self.clock.now(),
            self.rng,
            volunteer=known.volunteer,
            **options,  # type: ignore[arg-type]
        )
        self.queue(signed)
        return signed

    def queue(self, signed: Signed) -> None:
        message, now = signed.message, self.clock.now()
        with self.store.write() as unit:
            unit.messages.add(message)
            unit.outbox.add_message(message.id, message.version, signed.lane, len(message.envelope), now)
            for sha256, role in signed.roles.items():
                data = signed.files[sha256]
                self.blobs.put(unit, io.BytesIO(data), KINDS[role])
                unit.outbox.add_file(message.id, message.version, sha256, len(data), LANES[role], now)
            if message.payload_type == REPORT_TYPE:
                unit.reports.add(queued_report(message, now))

    def state(self, signed: Signed) -> ReportState:
        with self.store.read() as unit:
            report = unit.reports.get(ReportKey(signed.message.id, signed.message.version))
        assert report is not None
        return report.state

    def receipts(self, signed: Signed) -> list[str]:
        with self.store.read() as unit:
            found = unit.receipts.for_message(signed.message.id, signed.message.version)
        return [receipt.kind for receipt in found]


class FastClock:
    """The machine's clock plus what the engine has waited for in its mind."""

    def __init__(self, skipped: Callable[[], float]) -> None:
        self._skipped = skipped

    def now(self) -> datetime:
        return datetime.fromtimestamp(time.time() + self._skipped(), UTC)
