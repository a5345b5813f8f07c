"""A diary in a process of its own: started, listened to, and ended at any moment."""

import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from functools import cache
from pathlib import Path

from fieldmonitor.store import open_store
from tests.faults.vault import diary
from tests.faults.vault.diary import HONEST, Habits

ROOT = Path(__file__).resolve().parent.parent.parent.parent


class Writer:
    """A writing process and what it has said so far."""

    def __init__(self, pid: int, ear: socket.socket) -> None:
        self._pid: int | None = pid
        self._ear = ear
        self._heard = b""

    def hear(self, steps: int) -> bool:
        """Wait until it has said so many steps; False where it ended before."""
        while self._heard.count(b"\n") < steps:
            part = self._ear.recv(65536)
            if not part:
                return False
            self._heard += part
        return True

    def hear_what_is_there(self) -> None:
        """Take what it has said by now, without waiting."""
        self._ear.setblocking(False)
        try:
            while part := self._ear.recv(65536):
                self._heard += part
        except BlockingIOError:
            pass
        finally:
            self._ear.setblocking(True)

    def listen_to_the_end(self) -> None:
        """Wait until it has ended by itself."""
        while part := self._ear.recv(65536):
            self._heard += part
        self._reap()
        self._ear.close()

    def kill(self) -> None:
        """End it as the kernel does when memory runs out."""
        if self._pid is not None:
            os.kill(self._pid, signal.SIGKILL)
            self._reap()
        while part := self._ear.recv(65536):
            self._heard += part
        self._ear.close()

    def forget(self) -> None:
        """End it, and hear nothing more of it."""
        if self._pid is not None:
            os.kill(self._pid, signal.SIGKILL)
            self._reap()
        self._ear.close()

    @property
    def said(self) -> list[dict[str, object]]:
        """Every whole step it has said."""
        whole = self._heard[: self._heard.rfind(b"\n") + 1]
        return [json.loads(line) for line in whole.splitlines()]

    def _reap(self) -> None:
        if self._pid is not None:
            os.waitpid(self._pid, 0)
            self._pid = None


def spawn(
    folder: Path,
    seed: int,
    habits: Habits = HONEST,
    steps: int | None = None,
    before: tuple[str, ...] = (),
) -> Writer:
    """Start a diary in a fresh process, under another command where one is given (`before`)."""
    ear, mouth = socket.socketpair()
    command = [
        *before, sys.executable, "-m", "tests.faults.vault.diary",
        str(folder), str(seed), str(mouth.fileno()), json.dumps(asdict(habits)),
        *([str(steps)] if steps else []),
    ]  # fmt: skip
    process = subprocess.Popen(
        command, cwd=ROOT, pass_fds=[mouth.fileno()], stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    mouth.close()
    process.returncode = 0  # it is waited for by its number here, not by Popen
    return Writer(process.pid, ear)


def fork(folder: Path, seed: int, habits: Habits = HONEST, steps: int | None = None) -> Writer:
    """Start a diary in a fork of this process: quick, for campaigns of thousands. No store may be open."""
    ear, mouth = socket.socketpair()
    pid = os.fork()
    if pid == 0:
        ear.close()
        try:
            diary.Diary(folder, seed, lambda step: _say(mouth, step), habits).write(steps)
        except BaseException as error:  # noqa: BLE001 - told to the parent, which fails for it
            _say(mouth, {"bug": repr(error)})
        finally:
            os._exit(0)
    mouth.close()
    return Writer(pid, ear)


def kill_once(folder: Path, seed: int, start: object = fork, habits: Habits = HONEST) -> list[str]:
    """Let a diary be written, end it at a moment given by the seed, and check what is left."""
    chance = random.Random(seed)
    if seed % 4:  # every fourth begins with the making of the store itself
        begin(folder)
    writer = start(folder, seed, habits)  # type: ignore[operator]
    writer.hear(chance.randrange(1, 40))
    linger(chance.random() * 0.02)
    writer.kill()
    return diary.check(folder, writer.said)


@contextmanager
def scratch(place: Path | None = None) -> Iterator[Path]:
    """Give a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(dir=place) as folder:
        yield Path(folder)


@cache
def _template() -> bytes:
    with scratch() as folder:
        open_store(folder / "store.db", diary.KEY, create=True).close()
        return (folder / "store.db").read_bytes()


def begin(folder: Path) -> None:
    """Put an empty store into a folder: quicker than making one."""
    (folder / "store.db").write_bytes(_template())


def _say(mouth: socket.socket, step: dict[str, object]) -> None:
    mouth.send(json.dumps(step).encode() + b"\n")


def linger(seconds: float) -> None:
    """Let a moment pass, so that an end comes in the middle of a step as often as between two."""
    quiet, other = socket.socketpair()
    quiet.settimeout(max(seconds, 1e-6))
    try:
        quiet.recv(1)
    except TimeoutError:
        pass
    finally:
        quiet.close()
        other.close()
