"""Programs that a fault campaign starts and kills: a server and laptops, each in a process of its own."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from typing import Any

from fieldmonitor.protocol.messages import MessageStatus
from fieldmonitor.server import ServerSettings
from fieldmonitor.server.runner import serve
from fieldmonitor.server.services import intake
from fieldmonitor.sync.engine import SyncEngine
from tests.fakes.real_laptop import RealLaptop

PROGRAM = "tests.fakes.processes:main"
ARRIVALS = "arrivals.txt"


def server(data: str, port: str, dedup: str = "on") -> None:
    """Serve, and note every message that was taken as new; with `dedup` off, every one that came."""
    real = intake.put

    def noting(context: Any, caller: Any, id: str, version: int, body: bytes) -> Any:
        answer = real(context, caller, id, version, body)
        if answer.status is MessageStatus.CREATED or dedup == "off":
            with (Path(data) / ARRIVALS).open("a") as file:
                file.write(f"{id} {version}\n")
        return answer

    intake.put = noting
    print("ready", flush=True)
    serve(ServerSettings(Path(data)), port=int(port))


def laptop(profile: str, url: str, seed: str) -> None:
    """Send what is queued until nothing waits, then say so."""
    machine = RealLaptop(Path(profile), url, rng=Random(int(seed)))
    print("ready", flush=True)
    result = sync(machine.engine())
    print(json.dumps({"pending": result.pending, "attention": result.needs_attention}), flush=True)
    machine.close()


def sync(engine: SyncEngine) -> Any:
    return engine.run(until="drained")


def main(arguments: Sequence[str]) -> int:
    """Be a server or a laptop: its name, and then what it needs."""
    roles: dict[str, Callable[..., None]] = {"server": server, "laptop": laptop}
    roles[arguments[0]](*arguments[1:])
    return 0
