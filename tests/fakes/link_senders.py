"""Processes for the near end of a bad link: three ways to send the same bytes.

`ours PROFILE` runs the engine until nothing waits; `whole FOLDER` sends each report as one multipart POST
that gives up after 15 s without progress and starts again, as ODK Collect does. Each prints JSON lines.
"""

import io
import json
import sys
import time
from pathlib import Path
from random import Random
from typing import Any

import requests

from fieldmonitor.sync.engine import SyncEngine
from fieldmonitor.sync.files import StoredFiles
from fieldmonitor.sync.http.carrier import HttpCarrier
from fieldmonitor.sync.http.session import HttpSession
from fieldmonitor.sync.results import StepResult
from tests.fakes.bad_link import SERVER_ADDRESS
from tests.fakes.link_server import PORT
from tests.fakes.real_laptop import RealLaptop

URL = f"http://{SERVER_ADDRESS}:{PORT}"


def say(**values: Any) -> None:
    print(json.dumps({"at": round(time.time(), 2), **values}), flush=True)


def ours(profile: Path) -> None:
    laptop = RealLaptop(profile, URL, rng=Random(1))
    laptop.carrier.close()
    carrier = HttpCarrier(HttpSession(URL))
    handed = 0
    last = 0

    def progress(sending: Any) -> None:
        nonlocal handed, last
        handed += max(0, sending.sent - last) if sending.sent > last else 0
        last = sending.sent

    began = time.monotonic()

    def told(result: StepResult) -> None:
        nonlocal last
        last = 0
        seconds = round(time.monotonic() - began, 1)
        say(step=result.did, sent=result.sent, problem=result.problem and result.problem.code, s=seconds)

    engine = SyncEngine(
        laptop.store, StoredFiles(laptop.store, laptop.blobs), carrier, laptop.enrolment, laptop.clock
    )
    result = engine.run(until="drained", on_step=told, on_progress=progress)
    say(
        done=result.pending == 0,
        seconds=round(time.monotonic() - began, 1),
        completed=len(result.completed),
        confirmed=result.sent,
        steps=result.steps,
    )
    carrier.close()
    laptop.close()


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
    {"ours": ours, "whole": whole}[sys.argv[1]](Path(sys.argv[2]))
