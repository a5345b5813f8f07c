"""One laptop on a simulated disk, real HTTP, and a server that may lie: what every such test needs."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from random import Random
from threading import Event

from fieldmonitor.domain.local import StoredReceipt
from fieldmonitor.domain.reports import SENT, ReportState
from fieldmonitor.protocol.codec import decode, encode
from fieldmonitor.protocol.envelope import Envelope
from fieldmonitor.protocol.messages import Receipt
from fieldmonitor.sync.engine import SyncEngine, Until
from fieldmonitor.sync.enrolment import enrol, enrolment
from fieldmonitor.sync.http.carrier import HttpCarrier
from fieldmonitor.sync.http.session import HttpSession, Timeouts
from fieldmonitor.sync.receipts import Expected
from fieldmonitor.sync.results import RunResult, StepResult
from fieldmonitor.trust.keys import from_text
from tests.fakes import bad_servers
from tests.fakes.bad_servers import BAD_SERVERS
from tests.fakes.clock import SimClock
from tests.fakes.comptroller import Comptroller
from tests.fakes.disk import Disk
from tests.fakes.http_front import Asked, Front, Mischief, Said
from tests.fakes.reports import Signed, signed_report


@dataclass
class LyingWorld:
    """A disk, a comptroller that knows the truth, and the front that tells it or not."""

    disk: Disk
    clock: SimClock
    comptroller: Comptroller
    front: Front
    carrier: HttpCarrier
    rng: Random

    def record(self, **options: object) -> Signed:
        with self.disk.read() as unit:
            known = enrolment(unit.settings)
        assert known is not None
        signed = signed_report(known.device_key, self.clock.now(), self.rng, **options)  # type: ignore[arg-type]
        self.disk.queue(signed, self.clock.now())
        return signed

    def sync(self, until: Until = "idle", steps: int = 60) -> RunResult:
        with self.disk.read() as unit:
            known = enrolment(unit.settings)
        assert known is not None
        skipped = 0.0

        def rest(seconds: float) -> None:
            nonlocal skipped
            skipped += seconds
            self.clock.pass_time(seconds)
            Event().wait(0.0005)

        engine = SyncEngine(
            self.disk,
            self.disk,
            self.carrier,
            known,
            self.clock,
            jitter=self.rng.random,
            monotonic=lambda: time.monotonic() + skipped,
            rest=rest,
        )
        taken: list[StepResult] = []
        return engine.run(lambda: len(taken) >= steps, until=until, on_step=taken.append)

    def retry_all(self) -> None:
        with self.disk.write() as unit:
            for message in unit.messages.list():
                unit.outbox.retry(message.id)

    def false_green(self, signed: Signed) -> bool:
        """Tell whether a report is shown as sent that the comptroller does not hold whole."""
        key = (signed.message.id, signed.message.version)
        return self.disk.state(signed) in SENT and not self.comptroller.holds(key)

    def anything_lost(self, signed: Signed) -> bool:
        """Tell whether anything of a report is gone from the laptop."""
        kept = self.disk.tables.messages.get((signed.message.id, signed.message.version)) == signed.message
        return not kept or any(self.disk.files.get(sha) != data for sha, data in signed.files.items())


@contextmanager
def lying_world(seed: int = 0, mischief: Mischief | None = None) -> Iterator[LyingWorld]:
    clock = SimClock()
    comptroller = Comptroller(clock)
    comptroller.codes["code"] = None
    disk = Disk()
    with Front(comptroller) as front:
        carrier = HttpCarrier(HttpSession(front.url, timeouts=Timeouts(connect=1.0, stall=0.5)))
        try:
            enrol(disk, carrier, front.url, "code", "laptop")
            front.mischief = mischief
            yield LyingWorld(disk, clock, comptroller, front, carrier, Random(seed))
        finally:
            carrier.close()


def meet_bad_server(name: str, rng: Random) -> list[str]:
    """Meet a bad server that turns bad at some moment, and then the honest one; return what went wrong."""
    problems: list[str] = []
    with lying_world(rng.randrange(10**6)) as world:
        signed = world.record(
            photos=rng.randint(0, 3), small=9_000, original=rng.choice([20, 30_000, 120_000])
        )
        bad_servers.FEEDBACK_ABOUT[0] = signed.message.id
        mischief = BAD_SERVERS[name](world.comptroller)
        honest, share = rng.choice([0, 0, 1, 3, 5, 8]), rng.choice([1.0, 1.0, 0.5])

        def sometimes(asked: Asked, said: Said) -> Said:
            first = asked.number - began
            return mischief(asked, said) if first > honest and rng.random() < share else said

        began = world.front.requests
        world.front.mischief = sometimes
        for _ in range(3):
            world.sync()
            problems += ["a false green"] if world.false_green(signed) else []
            problems += ["something is gone from the laptop"] if world.anything_lost(signed) else []
        world.front.mischief = None
        world.retry_all()
        world.sync("drained", steps=400)
        if world.disk.state(signed) is not ReportState.COMPLETE:
            problems.append(f"{world.disk.state(signed).value} at the honest server")
        if not world.comptroller.holds((signed.message.id, 1)):
            problems.append("not whole at the honest server")
    return problems


def believe(envelope: Envelope, _key: bytes, expected: Expected) -> StoredReceipt:
    """What a laptop would do that checks nothing: for negative controls."""
    receipt = decode(from_text(envelope.payload), Receipt)
    return StoredReceipt(
        expected.message_id,
        expected.message_version,
        receipt.kind.value,
        receipt.number,
        receipt.received_at,
        encode(envelope),
    )
