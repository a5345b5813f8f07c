"""The exchange as a state machine: whatever happens in whatever order, nothing is lost, nothing doubled.

The engine, its trust and the server's services and database are the real ones; clock, disk and network
are simulated. Used short in the default suite and long by a campaign.
"""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from random import Random

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from fieldmonitor.domain.outbox import OutboxState
from fieldmonitor.domain.records import RecordKind
from fieldmonitor.domain.reports import SENT
from fieldmonitor.protocol.messages import ReceiptKind
from tests.fakes.carried import Carried
from tests.fakes.clock import SimClock
from tests.fakes.disk import PowerCut
from tests.fakes.laptop import Laptop
from tests.fakes.reports import Signed, urgent_finding
from tests.fakes.service_comptroller import ServiceComptroller

SHARES = st.sampled_from([0.0, 0.1, 0.3, 0.6])


class ExchangeMachine(RuleBasedStateMachine):
    """One laptop, its stick, a hub and the comptroller, in any weather."""

    comptroller: ServiceComptroller
    """Shared by all runs of a process: opening a server's database costs more than a run."""

    def __init__(self) -> None:
        super().__init__()
        self.laptop: Laptop[ServiceComptroller] = Laptop(self.comptroller, Random(0))
        self.signed: list[Signed] = []
        self.proven: set[str] = set()
        self.published = 0
        folder = self.comptroller.context.settings.data.parent
        self.carried = Carried(folder, self.laptop, self.laptop.rng)
        self.last_road = "net"

    def _seed(self, seed: int) -> None:
        """Draw from the run's own well: two runs share a server, and no two laptops make the same id."""
        self.laptop.rng.seed(f"{self.laptop.enrolment.volunteer} {seed} {len(self.signed)}")

    @initialize(road=st.sampled_from(["net", "hub", "stick"]))
    def choose_the_last_road(self, road: str) -> None:
        """By which road everything must arrive in the end."""
        self.last_road = road

    @rule(photos=st.integers(0, 2), size=st.sampled_from([10, 5_000, 70_000, 200_000]), seed=st.integers())
    def record_with_photos_and_sign(self, photos: int, size: int, seed: int) -> None:
        self._seed(seed)
        self.signed.append(self.laptop.record(photos=photos, small=min(size, 4_000), original=size))

    @rule(seed=st.integers())
    def report_danger(self, seed: int) -> None:
        laptop = self.laptop
        self._seed(seed)
        finding = urgent_finding(laptop.key, laptop.now(), laptop.rng, laptop.enrolment.volunteer)
        laptop.disk.queue(finding, laptop.now())
        self.signed.append(finding)

    @rule(which=st.integers(0, 50), seed=st.integers())
    def correct_a_report(self, which: int, seed: int) -> None:
        reports = [s for s in self.signed if s.roles]
        if reports:
            old = reports[which % len(reports)].message
            version = 1 + max(s.message.version for s in self.signed if s.message.id == old.id)
            self._seed(seed)
            corrected = self.laptop.record(photos=1, id=old.id, version=version, replaces=old.manifest_sha256)
            self.signed.append(corrected)

    @rule(down=st.booleans())
    def go_offline_or_back(self, down: bool) -> None:
        self.laptop.weather.down = down

    @rule(lose_answer=SHARES, lose_request=SHARES, cut_body=SHARES, odd=SHARES, expire_token=SHARES)
    def weather_changes(self, **shares: float) -> None:
        for name, share in shares.items():
            setattr(self.laptop.weather, name, share)

    @rule(steps=st.integers(1, 40))
    def sync(self, steps: int) -> None:
        self.laptop.sync(steps=steps)

    @rule(steps=st.integers(1, 30), commit=st.integers(1, 12))
    def sync_and_be_killed(self, steps: int, commit: int) -> None:
        with self._killed_at(commit):
            self.laptop.sync(steps=steps)

    @contextmanager
    def _killed_at(self, commit: int) -> Iterator[None]:
        """Kill the program before or after the n-th moment of a commit, and start it again."""
        left = commit

        def plug(_when: str) -> None:
            nonlocal left
            left -= 1
            if left == 0:
                raise PowerCut

        self.laptop.disk.plug = plug
        with suppress(PowerCut):
            yield
        self.laptop.disk.plug = lambda _when: None
        self.laptop.start()

    @rule(days=st.sampled_from([-400, -1, 1, 3650]), seconds=st.integers(0, 3600))
    def clock_jumps(self, days: int, seconds: int) -> None:
        """Set the laptop's clock wrong: no wait may hang, no token or nonce may care."""
        self.laptop.clock.jump(timedelta(days=days, seconds=seconds))

    @rule(hours=st.integers(1, 30))
    def time_passes(self, hours: int) -> None:
        self.laptop.clock.pass_time(hours * 3600.0)

    @rule(which=st.integers(0, 50), resume=st.booleans())
    def pause_or_resume(self, which: int, resume: bool) -> None:
        if self.signed:
            message = self.signed[which % len(self.signed)].message
            with self.laptop.disk.write() as unit:
                (unit.outbox.resume if resume else unit.outbox.pause)(message.id)

    @rule()
    def comptroller_publishes(self) -> None:
        self.published += 1
        who = self.laptop.enrolment.volunteer
        id = f"{who}-{self.published}"
        self.comptroller.publish(RecordKind.NOTICE, id, {"n": self.published}, who)

    @rule(originals=st.booleans())
    def export_to_a_stick(self, originals: bool) -> None:
        self.carried.export(originals)

    @rule(which=st.integers(0, 5))
    def the_comptroller_imports(self, which: int) -> None:
        self.carried.import_one(which)

    @rule()
    def the_stick_comes_home(self) -> None:
        self.carried.come_home()

    @rule()
    def the_stick_is_lost(self) -> None:
        self.carried.lose_stick()

    @rule()
    def visit_the_hub(self) -> None:
        self.carried.visit()

    @rule(commit=st.integers(1, 6))
    def visit_the_hub_and_be_killed(self, commit: int) -> None:
        with self._killed_at(commit):
            self.carried.visit()

    @rule(commit=st.integers(1, 2))
    def export_and_be_killed(self, commit: int) -> None:
        with self._killed_at(commit):
            self.carried.export(originals=True)

    @rule()
    def the_hub_passes_on(self) -> None:
        self.carried.pass_on()

    @rule()
    def the_hub_loses_power(self) -> None:
        self.carried.hub.lose_power()

    @rule(lose_answer=SHARES, lose_request=SHARES, cut_body=SHARES, down=st.booleans(), way=st.booleans())
    def weather_at_the_hub(self, way: bool, **shares: float) -> None:
        weather = self.carried.way_weather if way else self.carried.hub_weather
        for name, share in shares.items():
            setattr(weather, name, share)

    @rule(which=st.integers(0, 20))
    def the_hub_misbehaves(self, which: int) -> None:
        self.carried.misbehave(which)

    @rule()
    def server_loses_power(self) -> None:
        """Bytes that were not fsynced are gone; tokens live in the database and stay."""
        staging = self.comptroller.context.settings.data / "staging"
        for path in staging.iterdir():
            with path.open("r+b") as file:
                file.truncate(path.stat().st_size // 2)

    @rule()
    def tokens_run_out(self) -> None:
        self.comptroller.expire_tokens()

    @rule()
    def volunteer_is_revoked(self) -> None:
        self.comptroller.revoke(self.laptop.key.id)

    @invariant()
    def no_false_green(self) -> None:
        for signed in self.signed:
            key = (signed.message.id, signed.message.version)
            kinds = {r.kind for k, r in self.laptop.disk.tables.receipts.items() if k[:2] == key}
            if ReceiptKind.COMPLETE in kinds or (signed.roles and self.laptop.disk.state(signed) in SENT):
                assert self.comptroller.holds(key)
                self.proven.add(f"{key}")
            else:
                assert f"{key}" not in self.proven, "a report was proven complete, and is so no more"

    @invariant()
    def nothing_is_lost_here(self) -> None:
        tables = self.laptop.disk.tables
        for signed in self.signed:
            assert tables.messages[(signed.message.id, signed.message.version)] == signed.message
            assert all(self.laptop.disk.files[sha] == data for sha, data in signed.files.items())

    @invariant()
    def what_the_hub_signed_for_is_there(self) -> None:
        if self.carried.honest:
            assert self.carried.lost_in_custody() == []

    @invariant()
    def no_transaction_is_left_open(self) -> None:
        assert self.laptop.disk.open_units == 0

    def teardown(self) -> None:
        """In good weather everything arrives, once, byte for byte, and every record comes down."""
        laptop = self.laptop
        laptop.weather.clear()
        with laptop.disk.write() as unit:
            for signed in self.signed:
                unit.outbox.resume(signed.message.id)
                unit.outbox.retry(signed.message.id)
        laptop.start()
        if self.last_road == "hub" and self.carried.honest:
            self.carried.converge_by_hub()
            self._all_receipted()
        elif self.last_road == "stick":
            self.carried.converge_by_stick()
            self._all_receipted()
        laptop.sync("drained")
        for signed in self.signed:
            key = (signed.message.id, signed.message.version)
            assert self.comptroller.holds(key)
            assert self.comptroller.copies(key) == 1
            assert all(self.comptroller.bytes_of(sha) == data for sha, data in signed.files.items())
        assert {i.state for i in laptop.disk.tables.outbox.values()} <= {OutboxState.DONE}
        pulled = [key for key in laptop.disk.tables.records if key[0] == RecordKind.NOTICE]
        assert len(pulled) == self.published
        self._all_receipted()
        self.carried.close()

    def _all_receipted(self) -> None:
        self.no_false_green()
        assert len(self.proven) == len(self.signed)


def open_machine() -> tuple[type[ExchangeMachine], Path]:
    """Return the machine over a fresh server; close it with `close_machine`."""
    folder = Path(tempfile.mkdtemp(prefix="exchange-machine-"))

    class Machine(ExchangeMachine):
        comptroller = ServiceComptroller(folder / "server", SimClock())

    return Machine, folder


def close_machine(machine: type[ExchangeMachine], folder: Path) -> None:
    machine.comptroller.close()
    shutil.rmtree(folder)
