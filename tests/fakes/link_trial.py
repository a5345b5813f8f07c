"""One sender over one bad link, from queue to receipt: what benches and campaigns are made of."""

import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from threading import Event, Lock, Thread
from typing import Any

from fieldmonitor.server import ServerSettings
from fieldmonitor.server.runner import ServerHandle
from fieldmonitor.server.services.enrolment import CodeRequest, issue_code
from tests.fakes.bad_link import Link, bad_link, flapping
from tests.fakes.real_laptop import RealLaptop

_one_at_a_time = Lock()
"""Alembic migrates one database at a time in a process."""


@dataclass(frozen=True)
class Load:
    """What is to be sent."""

    reports: int = 10
    photos: int = 5
    small: int = 8_000
    original: int = 40_000

    @property
    def evidence(self) -> int:
        """Bytes of all files."""
        return self.reports * self.photos * (self.small + self.original)


@dataclass(frozen=True)
class Road:
    """A link: bit/s, one-way delay, loss in percent; `cut`: seconds up and down."""

    rate: int = 64_000
    delay_ms: int = 400
    loss: float = 10
    cut: tuple[float, float] | None = None


@dataclass
class Outcome:
    """How a trial went: `delivered` bytes that count, `handed` bytes that left (again, too).

    `wire` is what the laptop put on the wire, repeats by TCP and all headers included.
    """

    sender: str
    seconds: float = 0.0
    done: bool = False
    delivered: int = 0
    handed: int = 0
    wire: int = 0

    def resent(self, load: "Load") -> float:
        """Return the share of bytes that left more than once; envelopes and frames count as overhead."""
        return max(0, self.handed - load.evidence) / load.evidence

    @property
    def goodput(self) -> float:
        return self.delivered / self.seconds if self.seconds else 0.0


OURS = ("ours", "hasty")
STEADY = Road()
FLAPPING = Road(cut=(20.0, 20.0))


@contextmanager
def queued(load: Load, seed: int) -> Iterator[tuple[Path, int]]:
    """A server's folder and a laptop's with reports queued; gives the folder and all bytes to send."""
    folder = Path(tempfile.mkdtemp(prefix="exchange-link-"))
    try:
        with _one_at_a_time, ServerHandle(ServerSettings(folder / "server")) as server:
            assert server.context is not None
            with server.context.db.write() as session:
                code = issue_code(session, server.context, CodeRequest(region="LIMA")).code
            laptop = RealLaptop(folder / "laptop", server.url, rng=Random(seed))
            laptop.enrol(code)
            signed = [
                laptop.record(photos=load.photos, small=load.small, original=load.original)
                for _ in range(load.reports)
            ]
            laptop.close()
        for number, report in enumerate(signed):
            data = report.message.envelope + b"".join(report.files.values())
            (folder / f"{number:02}.multipart").write_bytes(data)
        yield folder, sum(len(report.message.envelope) for report in signed) + load.evidence
    finally:
        shutil.rmtree(folder)


def trial(
    sender: str,
    load: Load,
    name: str,
    *,
    seed: int,
    minutes: float,
    road: Road = STEADY,
) -> Outcome:
    """Send a load over a link of its own until it is through, or the minutes are over.

    `sender`: ours; hasty (ours, breaking off at the first second of silence); whole (a multipart POST each,
    15 s without progress and start again); curl (the same bytes on one connection).
    """
    outcome = Outcome(sender)
    with ExitStack() as stack:
        folder, total = stack.enter_context(queued(load, seed))
        link = stack.enter_context(
            bad_link(name, seed=seed, rate=road.rate, delay_ms=road.delay_ms, loss=road.loss)
        )
        far = ["server", str(folder / "server")] if sender in OURS else ["sink"]
        command = [sys.executable, "-m", "tests.fakes.link_server", *far]
        server = link.spawn("server", command, stdout=subprocess.PIPE)
        stack.callback(_end, server)
        assert server.stdout is not None
        server.stdout.readline()
        Event().wait(2.0)
        if road.cut is not None:
            stack.enter_context(flapping(link, *road.cut))
        began = time.monotonic()
        process = _start(sender, link, folder)
        stack.callback(_end, process)
        reader = Thread(target=_follow, args=(process, outcome), daemon=True)
        reader.start()
        try:
            process.wait(minutes * 60)
            outcome.done = process.returncode == 0 and (sender == "curl" or outcome.done)
        except subprocess.TimeoutExpired:
            outcome.done = False
        outcome.seconds = time.monotonic() - began
        outcome.wire = link.sent_by_laptop()
        process.kill()
        reader.join(5)
    if sender == "curl" and outcome.done:
        outcome.delivered = outcome.handed = total
    return outcome


def _start(sender: str, link: Link, folder: Path) -> "subprocess.Popen[str]":
    if sender == "curl":
        everything = folder / "everything"
        parts = sorted(folder.glob("*.multipart"))
        everything.write_bytes(b"".join(part.read_bytes() for part in parts))
        words = [
            "curl",
            "-sS",
            "-X",
            "POST",
            "-H",
            "Expect:",
            "-T",
            str(everything),
            "http://10.77.0.1:8460/",
        ]
        return link.spawn("laptop", words, stdout=subprocess.PIPE)
    where = folder / "laptop" if sender in OURS else folder
    command = [sys.executable, "-m", "tests.fakes.link_senders", sender, str(where)]
    return link.spawn("laptop", command, stdout=subprocess.PIPE)


def _follow(process: "subprocess.Popen[str]", outcome: Outcome) -> None:
    assert process.stdout is not None
    for line in process.stdout:
        if not line.startswith("{"):
            continue
        said: dict[str, Any] = json.loads(line)
        outcome.delivered = said.get("confirmed", said.get("delivered", outcome.delivered))
        outcome.handed = said.get("handed", outcome.handed)
        outcome.done = bool(said.get("done", outcome.done))


def _end(process: "subprocess.Popen[str]") -> None:
    process.kill()
    process.wait()
    if process.stdout is not None:
        process.stdout.close()
