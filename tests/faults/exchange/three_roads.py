"""The same reports by net, hub and stick at once, while the hub is killed: they arrive once and whole."""

import shutil
import socket
import subprocess
import tempfile
from contextlib import ExitStack
from pathlib import Path
from random import Random
from threading import Event, Thread

from sqlalchemy import select

from fieldmonitor.bootstrap.hub import enrol_hub, forward_now
from fieldmonitor.domain.errors import Offline, Refused
from fieldmonitor.domain.reports import ReportState
from fieldmonitor.hub.depot import Depot
from fieldmonitor.server import ServerSettings
from fieldmonitor.server.models import Message
from fieldmonitor.server.runner import ServerHandle
from fieldmonitor.server.services.bundles import import_bundle
from fieldmonitor.server.services.enrolment import CodeRequest, DeviceKind, issue_code
from fieldmonitor.sync.bundle.export import export_bundle
from fieldmonitor.sync.files import StoredFiles
from tests.fakes.fault_proxy import FaultProxy, Faults
from tests.fakes.hub_process import start_hub
from tests.fakes.hubs import pair_with, visit
from tests.fakes.real_laptop import RealLaptop
from tests.fakes.reports import Signed

FAULTS = Faults(drop_answer=0.2, cut_request=0.1)
MOST_VISITS = 200


def live_through(
    seed: int, *, laptops: int = 3, reports: int = 3, kills: int = 4, early: str = ""
) -> list[str]:
    """Live through one day; return what is wrong in the evening."""
    folder = Path(tempfile.mkdtemp(prefix="exchange-roads-"))
    try:
        with ExitStack() as stack:
            return _Day(folder, Random(seed), early, stack).live(laptops, reports, kills)
    finally:
        shutil.rmtree(folder)


class _Day:
    def __init__(self, folder: Path, rng: Random, early: str, stack: ExitStack) -> None:
        self.folder, self.rng, self.early = folder, rng, early
        self.server = stack.enter_context(ServerHandle(ServerSettings(folder / "server")))
        enrol_hub(folder / "hub", self.server.url, self._code(DeviceKind.HUB), "Posta")
        self.port = _free_port()
        self.hub, self.link = start_hub(folder / "hub", self.port, early)
        stack.callback(lambda: _end(self.hub))
        self.stack = stack
        self.laptops: list[RealLaptop] = []
        self.signed: list[list[Signed]] = []

    def live(self, laptops: int, reports: int, kills: int) -> list[str]:
        for number in range(laptops):
            self._arrive(number, reports)
        roads = [Thread(target=road, args=(n,)) for n in range(laptops) for road in self._roads()]
        for road in roads:
            road.start()
        for _ in range(kills):
            Event().wait(self.rng.uniform(0.05, 0.6))
            self._kill_the_hub()
        for road in roads:
            road.join()
        _end(self.hub)
        problems = self._lost_in_custody()
        if self.early:
            return problems
        forward_now(self.folder / "hub")
        self._start_the_hub()
        for number, laptop in enumerate(self.laptops):
            visit(laptop, self._out(number))
        return problems + self._verdict()

    def _roads(self) -> list:  # type: ignore[type-arg]
        return [self._by_hub] if self.early else [self._by_hub, self._by_stick, self._by_net]

    def _arrive(self, number: int, reports: int) -> None:
        laptop = RealLaptop(self.folder / f"laptop{number}", self.server.url, rng=Random(self.rng.random()))
        self.stack.callback(laptop.close)
        laptop.enrol(self._code(DeviceKind.LAPTOP))
        self.laptops.append(laptop)
        self.signed.append(
            [laptop.record(photos=1, small=8_000, original=self.rng.randrange(10**6)) for _ in range(reports)]
        )
        pair_with(laptop, self.link)

    def _by_net(self, number: int) -> None:
        laptop = self.laptops[number]
        with FaultProxy(self.server.port, FAULTS, self.rng.randrange(10**6)) as proxy:
            laptop.through(proxy.url)
            laptop.sync("drained")
            laptop.through(self.server.url)

    def _by_stick(self, number: int) -> None:
        laptop, stick = self.laptops[number], self.folder / f"stick{number}"
        stick.mkdir()
        files = StoredFiles(laptop.store, laptop.blobs)
        keys = [(one.message.id, one.message.version) for one in self.signed[number]]
        try:
            written = export_bundle(
                laptop.store, files, laptop.enrolment, stick, laptop.clock.now(), only=keys
            )
        except Exception as error:  # noqa: BLE001 - the net was quicker: nothing waits
            assert "nothing_waits" in str(error), error
            return
        assert self.server.context is not None
        import_bundle(self.server.context, written.index)

    def _by_hub(self, number: int) -> None:
        for _ in range(MOST_VISITS):
            try:
                visit(self.laptops[number], self._out(number))
                return
            except (Offline, Refused):
                Event().wait(0.05)

    def _kill_the_hub(self) -> None:
        _end(self.hub)
        self._start_the_hub()

    def _start_the_hub(self) -> None:
        self.hub, self.link = start_hub(self.folder / "hub", self.port, self.early)

    def _out(self, number: int) -> Path:
        return self.folder / f"out{number}"

    def _code(self, kind: DeviceKind) -> str:
        context = self.server.context
        assert context is not None
        with context.db.write() as session:
            return issue_code(session, context, CodeRequest(region="LIMA", kind=kind)).code

    def _lost_in_custody(self) -> list[str]:
        """What the hub has signed for must be there, whenever it was killed."""
        depot, lost = Depot(self.folder / "hub"), []
        for laptop in self.laptops:
            with laptop.store.read() as unit:
                notes = unit.custody.list()
            for note in notes:
                parts = depot.find(note.bundle).parts
                if not all(depot.path_of(part.sha256).exists() for part in parts):
                    lost.append(f"{note.bundle[:8]}: signed for, and not there")
        return lost

    def _verdict(self) -> list[str]:
        context, problems = self.server.context, list[str]()
        assert context is not None
        everything = [report for reports in self.signed for report in reports]
        with context.db.read() as session:
            kept = {row.id: row.envelope for row in session.scalars(select(Message))}
        if kept != {report.message.id: report.message.envelope for report in everything}:
            problems.append(f"{len(kept)} messages kept of {len(everything)}, or other bytes")
        for report in everything:
            for sha, data in report.files.items():
                with context.blobs.open(sha) as file:
                    if file.read() != data:
                        problems.append(f"{sha}: other bytes")
        for laptop, reports in zip(self.laptops, self.signed, strict=True):
            states = [laptop.state(report) for report in reports]
            if states != [ReportState.COMPLETE] * len(reports):
                problems.append(f"{states}")
        return problems


def _end(process: "subprocess.Popen[str]") -> None:
    process.kill()
    process.wait()
    if process.stdout is not None:
        process.stdout.close()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port
