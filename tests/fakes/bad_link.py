"""A bad link between two network namespaces, made by the shared `lossy_link.py`. Linux and root only."""

import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event

TOOL = Path(__file__).resolve().parents[3] / "shared" / "tools" / "lossy_link.py"
SERVER_ADDRESS, LAPTOP_ADDRESS = "10.77.0.1", "10.77.0.2"


def why_not() -> str | None:
    """Return what is missing to make namespaces here, or None."""
    if sys.platform != "linux" or os.geteuid() != 0:
        return "needs Linux and root"
    if shutil.which("ip") is None or not Path("/dev/net/tun").exists():
        return "needs the ip command and /dev/net/tun"
    return None if TOOL.exists() else "the shared link tool is not beside this checkout"


@dataclass(frozen=True)
class Link:
    """Two namespaces, joined; run commands in either."""

    server: str
    laptop: str
    process: "subprocess.Popen[str]"

    def spawn(self, side: str, command: list[str], **options: object) -> "subprocess.Popen[str]":
        where = self.server if side == "server" else self.laptop
        words = ["ip", "netns", "exec", where, *command]
        return subprocess.Popen(words, text=True, **options)  # type: ignore[call-overload,no-any-return]

    def sent_by_laptop(self) -> int:
        """Return all bytes that the laptop put on the wire: headers, handshakes and repeats too."""
        counter = "/sys/class/net/tun0/statistics/tx_bytes"
        words = ["ip", "netns", "exec", self.laptop, "cat", counter]
        return int(subprocess.run(words, check=True, capture_output=True, text=True).stdout)

    def cut(self) -> None:
        self.process.send_signal(signal.SIGUSR1)

    def restore(self) -> None:
        self.process.send_signal(signal.SIGUSR2)


@contextmanager
def bad_link(
    name: str, *, seed: int = 1, rate: int = 64_000, delay_ms: int = 400, loss: float = 10
) -> Iterator[Link]:
    """Join two fresh namespaces by a link of `rate` bit/s, one-way delay and loss in percent."""
    server, laptop = f"fm-{name}-s", f"fm-{name}-l"
    for namespace in (server, laptop):
        subprocess.run(["ip", "netns", "del", namespace], check=False, capture_output=True)
        subprocess.run(["ip", "netns", "add", namespace], check=True)
    command = [sys.executable, str(TOOL), server, laptop, str(rate), str(delay_ms), str(loss)]
    process = subprocess.Popen(
        command,
        env={**os.environ, "SEED": str(seed)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == "up"
        yield Link(server, laptop, process)
    finally:
        process.terminate()
        process.communicate(timeout=10)
        for namespace in (server, laptop):
            subprocess.run(["ip", "netns", "del", namespace], check=False, capture_output=True)


@contextmanager
def flapping(link: Link, up: float, down: float) -> Iterator[None]:
    """Cut the link for `down` seconds after every `up` seconds."""
    stop = Event()

    def flap() -> None:
        while not stop.wait(up):
            link.cut()
            if stop.wait(down):
                break
            link.restore()
        link.restore()

    thread = threading.Thread(target=flap, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
