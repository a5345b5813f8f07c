"""A laptop in a simulated world: disk, clock and engine, which can be killed and started again."""

from datetime import datetime
from random import Random
from typing import Generic, TypeVar

from fieldmonitor.sync.engine import SyncEngine, Until
from fieldmonitor.sync.enrolment import Enrolment, enrol, enrolment
from fieldmonitor.sync.policy import Policy
from fieldmonitor.sync.results import RunResult, StepResult
from fieldmonitor.trust.keys import SigningKey
from tests.fakes.clock import LaptopClock, SimClock
from tests.fakes.comptroller import FakeCarrier, Weather
from tests.fakes.disk import Disk
from tests.fakes.reports import Signed, signed_report
from tests.fakes.rules import Rules

URL = "https://contraloria.example"


R = TypeVar("R", bound=Rules)


class Laptop(Generic[R]):
    """One enrolled device."""

    def __init__(self, comptroller: R, rng: Random, *, policy: Policy | None = None) -> None:
        self.rng = rng
        self.clock: SimClock = LaptopClock(comptroller.clock)
        self.disk = Disk()
        self.comptroller = comptroller
        self.weather = Weather(rng)
        self.policy = policy
        code = comptroller.new_code()
        self.enrolment: Enrolment = enrol(self.disk, self._carrier(), URL, code, "laptop")
        self.engine = self.start()

    @property
    def key(self) -> SigningKey:
        return self.enrolment.device_key

    def _carrier(self) -> FakeCarrier:
        self.carrier = FakeCarrier(self.comptroller, self.clock, self.weather)
        return self.carrier

    def start(self) -> SyncEngine:
        """Start the program: everything but the disk is new."""
        with self.disk.read() as unit:
            known = enrolment(unit.settings)
        assert known is not None
        self.engine = SyncEngine(
            self.disk,
            self.disk,
            self._carrier(),
            known,
            self.clock,
            policy=self.policy,
            jitter=self.rng.random,
            monotonic=self.clock.monotonic,
            rest=self.clock.pass_time,
        )
        return self.engine

    def record(self, **options: object) -> Signed:
        """Sign and queue a report."""
        who = self.enrolment.volunteer
        signed = signed_report(self.key, self.clock.now(), self.rng, volunteer=who, **options)  # type: ignore[arg-type]
        self.disk.queue(signed, self.clock.now())
        return signed

    def sync(self, until: Until = "idle", steps: int = 5000) -> RunResult:
        """Run the engine, at most for so many steps."""
        taken: list[StepResult] = []
        result = self.engine.run(lambda: len(taken) >= steps, until=until, on_step=taken.append)
        self.steps = taken
        return result

    def now(self) -> datetime:
        return self.clock.now()
