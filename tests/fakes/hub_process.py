"""A hub as a program that a fault campaign starts and kills: `python -m tests.fakes.hub_process`."""

import json
import subprocess
import sys
from pathlib import Path

from fieldmonitor.hub.depot import Depot
from fieldmonitor.trust.pairing import PairingLink, read_link
from tests.fakes.hubs import hub_at


def start_hub(folder: Path, port: int, early: str = "") -> "tuple[subprocess.Popen[str], PairingLink]":
    """Start a hub; return it and what its QR code says, once it answers. `early`: it signs too early."""
    command = [sys.executable, "-m", "tests.fakes.hub_process", str(folder), str(port), early]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    return process, read_link(json.loads(process.stdout.readline()))


def serve(folder: str, port: str, early: str) -> None:
    """Serve until killed."""
    if early:
        Depot.missing = lambda _self, _announced: ()  # type: ignore[method-assign]
    with hub_at(Path(folder), port=int(port)) as hub:
        print(json.dumps(str(hub.link)), flush=True)
        hub.wait()


if __name__ == "__main__":
    serve(*sys.argv[1:])
