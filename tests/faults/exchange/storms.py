"""One storm: five senders at once, a network that drops, and both sides killed while they work."""

import shutil
import socket
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from random import Random
from threading import Event

from sqlalchemy import select

from fieldmonitor.domain.reports import ReportState
from fieldmonitor.server import ServerSettings
from fieldmonitor.server.context import open_context
from fieldmonitor.server.models import Message
from fieldmonitor.server.runner import ServerHandle
from fieldmonitor.server.services.enrolment import CodeRequest, issue_code
from tests.fakes.command import Commands, Running
from tests.fakes.fault_proxy import FaultProxy, Faults
from tests.fakes.processes import ARRIVALS, PROGRAM
from tests.fakes.real_laptop import RealLaptop
from tests.fakes.reports import Signed

FAULTS = Faults(drop_answer=0.3, cut_request=0.1, refuse=0.05, cut_answer=0.05)
LONGEST = 240.0


@dataclass(frozen=True)
class Storm:
    """How many laptops (one more is a clone of the first), reports of each, and kills of each side."""

    laptops: int = 4
    reports: int = 10
    kills: int = 4
    dedup: bool = True


def live_through(seed: int, storm: Storm, commands: Commands | None = None) -> list[str]:
    """Live through one storm; return what is wrong afterwards. `commands` start each side's processes."""
    with ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="exchange-storm-"))
        stack.callback(shutil.rmtree, folder)
        return _live_through(folder, Random(seed), storm, commands or stack.enter_context(Commands()))


def _live_through(folder: Path, rng: Random, storm: Storm, commands: Commands) -> list[str]:
    signed = _prepare(folder, rng, storm)
    shutil.copytree(folder / "laptop0", folder / "clone")
    port = _free_port()
    processes: dict[str, Running] = {}

    def launch(name: str, url: str = "") -> None:
        if name in processes:
            processes.pop(name).kill()
        role: tuple[object, ...] = ("server", folder / "server", port, "on" if storm.dedup else "off")
        if name != "server":
            role = ("laptop", folder / name, url, rng.randrange(10**6))
        processes[name] = commands.start(*role, entry=PROGRAM)

    with ExitStack() as stack:
        stack.callback(lambda: [process.kill() for process in processes.values()])
        launch("server")
        url = stack.enter_context(FaultProxy(port, FAULTS, rng.randrange(10**6))).url
        names = [*signed, "clone"]
        for name in names:
            launch(name, url)
        for _ in range(storm.kills):
            Event().wait(rng.uniform(0.1, 1.5))
            launch("server")
            Event().wait(rng.uniform(0.1, 1.5))
            launch(rng.choice(list(signed)), url)
        deadline = time.monotonic() + LONGEST
        for name in names:
            processes.pop(name).wait(max(1.0, deadline - time.monotonic()))
    return _verdict(folder, signed)


def _prepare(folder: Path, rng: Random, storm: Storm) -> dict[str, list[Signed]]:
    """Enrol the laptops and let each sign its reports, in peace."""
    signed: dict[str, list[Signed]] = {}
    with ServerHandle(ServerSettings(folder / "server")) as handle:
        for number in range(storm.laptops):
            assert handle.context is not None
            with handle.context.db.write() as session:
                code = issue_code(session, handle.context, CodeRequest(region="LIMA")).code
            name = f"laptop{number}"
            laptop = RealLaptop(folder / name, handle.url, rng=Random(rng.random()))
            laptop.enrol(code)
            signed[name] = [
                laptop.record(photos=1, small=8_000, original=60_000) for _ in range(storm.reports)
            ]
            laptop.close()
    return signed


def _verdict(folder: Path, signed: dict[str, list[Signed]]) -> list[str]:
    problems: list[str] = []
    everything = [report for reports in signed.values() for report in reports]
    for name, reports in signed.items():
        laptop = RealLaptop(folder / name, "http://127.0.0.1:1")
        problems += [
            f"{name}: {laptop.state(report).value}"
            for report in reports
            if laptop.state(report) is not ReportState.COMPLETE
        ]
        laptop.close()
    arrivals = sorted((folder / "server" / ARRIVALS).read_text().split("\n"))[1:]
    wanted = sorted(f"{report.message.id} {report.message.version}" for report in everything)
    if arrivals != wanted:
        problems.append(f"{len(arrivals)} arrivals of {len(wanted)} reports")
    context = open_context(ServerSettings(folder / "server"))
    with context.db.read() as session:
        kept = {row.id: row.envelope for row in session.scalars(select(Message))}
    for report in everything:
        if kept.get(report.message.id) != report.message.envelope:
            problems.append(f"{report.message.id}: not the bytes that were signed")
        for sha256, data in report.files.items():
            if context.blobs.size(sha256) != len(data):
                problems.append(f"{sha256}: missing or of another size")
                continue
            with context.blobs.open(sha256) as file:
                if file.read() != data:
                    problems.append(f"{sha256}: other bytes")
    if len(kept) != len(everything):
        problems.append(f"{len(kept)} messages kept of {len(everything)}")
    context.db.close()
    return problems


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port
