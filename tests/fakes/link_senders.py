"""Processes for the near end of a bad link: three ways to send the same bytes.

`ours PROFILE` runs the engine until nothing waits, `hasty PROFILE` without its patience;
`whole FOLDER` sends each report as one multipart POST
that gives up after 15 s without progress and starts again, as ODK Collect does. Each prints JSON lines.
"""

import io
import json
import logging
import sys
import time
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import requests

from fieldmonitor.domain.outbox import OutboxState
from fieldmonitor.protocol.frames import BatchAnswer
from fieldmonitor.protocol.messages import MissingFile
from fieldmonitor.sync.carrier import Answer, Batch, Chunk, Readable
from fieldmonitor.sync.engine import SyncEngine
from fieldmonitor.sync.files import StoredFiles
from fieldmonitor.sync.http.carrier import HttpCarrier
from fieldmonitor.sync.http.pace import Timeouts
from fieldmonitor.sync.http.session import HttpSession
from fieldmonitor.sync.results import StepResult
from tests.fakes.bad_link import SERVER_ADDRESS
from tests.fakes.link_server import PORT
from tests.fakes.real_laptop import RealLaptop

URL = f"http://{SERVER_ADDRESS}:{PORT}"


def say(**values: Any) -> None:
    print(json.dumps({"at": round(time.time(), 2), **values}), flush=True)


class Counted:
    """A source that counts what was handed to the network, first time or again."""

    handed = 0

    def __init__(self, source: Readable) -> None:
        self._source = source

    def read(self, size: int, /) -> bytes:
        data = self._source.read(size)
        Counted.handed += len(data)
        return data


class CountingCarrier(HttpCarrier):
    """The HTTP carrier, counting bytes of evidence and messages that leave."""

    def send_chunk(self, chunk: Chunk) -> Answer[MissingFile]:
        return super().send_chunk(replace(chunk, source=Counted(chunk.source)))

    def send_batch(self, batch: Batch) -> Answer[BatchAnswer]:
        return super().send_batch(replace(batch, source=Counted(batch.source)))


def hasty(profile: Path) -> None:
    """Ours without its patience: a second of silence, and the connection is broken off."""
    ours(profile, Timeouts(stall=1.0))


def ours(profile: Path, timeouts: Timeouts | None = None) -> None:
    laptop = RealLaptop(profile, URL, rng=Random(1))
    laptop.carrier.close()
    carrier = CountingCarrier(HttpSession(URL, timeouts=timeouts))
    began = time.monotonic()
    confirmed = 0

    def told(result: StepResult) -> None:
        nonlocal confirmed
        confirmed = held(laptop)
        problem = result.problem.code if result.problem else None
        seconds = round(time.monotonic() - began, 1)
        say(step=result.did, confirmed=confirmed, handed=Counted.handed, problem=problem, seconds=seconds)

    engine = SyncEngine(
        laptop.store, StoredFiles(laptop.store, laptop.blobs), carrier, laptop.enrolment, laptop.clock
    )
    result = engine.run(until="drained", on_step=told)
    say(
        done=result.pending == 0,
        seconds=round(time.monotonic() - began, 1),
        completed=len(result.completed),
        confirmed=held(laptop),
        handed=Counted.handed,
        steps=result.steps,
    )
    carrier.close()
    laptop.close()


def held(laptop: RealLaptop) -> int:
    """Return the bytes of evidence that the server has confirmed so far."""
    with laptop.store.read() as unit:
        items = [item for item in unit.outbox.items() if item.sha256 is not None]
    return sum(item.size if item.state is OutboxState.DONE else item.confirmed for item in items)


class _Blocks(io.BytesIO):
    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(8192)


def whole(folder: Path) -> None:
    began = time.monotonic()
    delivered = 0
    for path in sorted(folder.glob("*.multipart")):
        data = path.read_bytes()
        while True:
            try:
                requests.post(URL, data=_Blocks(data), timeout=(15, 15)).raise_for_status()
                break
            except requests.RequestException as error:
                say(aborted=type(error).__name__)
        delivered += len(data)
        say(delivered=delivered, seconds=round(time.monotonic() - began, 1))
    say(done=True, seconds=round(time.monotonic() - began, 1), delivered=delivered)


if __name__ == "__main__":
    logging.basicConfig(level=logging.DEBUG, format="%(asctime)s %(name)s %(message)s")
    {"ours": ours, "hasty": hasty, "whole": whole}[sys.argv[1]](Path(sys.argv[2]))
