"""The `fieldmonitor` command as a process of its own, without paying for its imports each time.

One parent imports the program once; every command is a fork of it: its own process with its own files,
locks and exit code, which can be killed.
"""

import contextlib
import importlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENT = {"QT_QPA_PLATFORM": "offscreen", "PYTHONUTF8": "1"}
PROGRAM = (
    "alembic.command",
    "alembic.context",
    "fieldmonitor.app.answers_file",
    "fieldmonitor.app.bundles",
    "fieldmonitor.app.course",
    "fieldmonitor.app.enrolment",
    "fieldmonitor.app.exchange",
    "fieldmonitor.app.hub",
    "fieldmonitor.app.packs",
    "fieldmonitor.app.queries",
    "fieldmonitor.app.signing",
    "fieldmonitor.app.status",
    "fieldmonitor.bootstrap.hub",
    "fieldmonitor.bootstrap.profile",
    "fieldmonitor.bootstrap.server",
    "fieldmonitor.cli.main",
    "fieldmonitor.server.cli",
    "fieldmonitor.server.runner",
    "fieldmonitor.server.services.fieldwork",
    "fieldmonitor.server.services.volunteers",
    "fieldmonitor.sync.hub.road",
)
PASSED_ON = ("PATH", "HOME", "TMPDIR", "SYSTEMROOT")


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended; `code` is negative where a signal ended it."""

    code: int
    out: str
    err: str

    def json(self) -> Any:
        """Read what was printed."""
        return json.loads(self.out)


class Running:
    """A command that goes on beside others, such as a server; `said` is what it prints."""

    def __init__(self, orders: "Commands", pid: int, said: IO[str], folder: str) -> None:
        self._orders, self._pid, self._folder = orders, pid, folder
        self.said = said

    def terminate(self) -> int:
        """Ask it to end, and return how it did."""
        return self._end(signal.SIGTERM)

    def kill(self) -> int:
        """End it as a power cut would."""
        return self._end(signal.SIGKILL)

    def wait(self, seconds: float) -> int:
        """Wait until it ends by itself, and kill it when that takes longer; return how it ended."""
        timer = threading.Timer(seconds, lambda: _kill(self._pid))
        timer.start()
        try:
            return self._end(0)
        finally:
            timer.cancel()
            timer.join()

    def _end(self, how: int) -> int:
        code = self._orders.end(self._pid, how)
        self.said.close()
        shutil.rmtree(self._folder)
        return code


class Commands:
    """Runs commands one after another, and servers beside them. Needs `os.fork`."""

    def __init__(self, entry: str = "fieldmonitor.cli.main:main") -> None:
        self._entry = entry
        kept = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
        self._parent = subprocess.Popen(
            [sys.executable, "-m", "tests.fakes.command"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
            env=kept | ENVIRONMENT,
            text=True,
        )
        self._read()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the parent; a command under way ends with it."""
        assert self._parent.stdin is not None and self._parent.stdout is not None
        with contextlib.suppress(BrokenPipeError):
            self._parent.stdin.close()
        self._parent.wait(20)
        self._parent.stdout.close()

    def run(self, *arguments: object, entry: str = "", **environment: str) -> Ended:
        """Run a command to its end; `entry` is another program's main function."""
        with self.begun(arguments, environment, entry) as (_pid, finish):
            ended: Ended = finish()
            return ended

    def start(self, *arguments: object, entry: str = "") -> Running:
        """Start a command that goes on beside others. What it prints comes as it is printed."""
        folder = tempfile.mkdtemp()
        said = Path(folder, "said")
        os.mkfifo(said)
        self._order(arguments, said, os.devnull, entry=entry, stays=True)
        pid = self._read()
        return Running(self, pid, said.open(encoding="utf-8"), folder)

    def end(self, pid: int, how: int) -> int:
        """Send a signal to a command that was started (0 sends none), and wait until it has ended."""
        self._write({"end": pid, "signal": int(how)})
        return os.waitstatus_to_exitcode(self._read())

    @contextlib.contextmanager
    def begun(
        self, arguments: Sequence[object], environment: dict[str, str], entry: str = ""
    ) -> Iterator[tuple[int, Any]]:
        """Start a command; give its process id, and what waits for its end."""
        with tempfile.TemporaryDirectory() as folder:
            out, err = Path(folder, "out"), Path(folder, "err")
            self._order(arguments, out, err, environment, entry)
            pid = self._read()

            def finish() -> Ended:
                code = os.waitstatus_to_exitcode(self._read())
                return Ended(code, out.read_text(encoding="utf-8"), err.read_text(encoding="utf-8"))

            yield pid, finish

    def killed(self, after: float, *arguments: object, entry: str = "") -> Ended:
        """Run a command and `kill -9` it after some seconds, unless it has ended by then."""
        with self.begun(arguments, {}, entry) as (pid, finish):
            timer = threading.Timer(after, lambda: _kill(pid))
            timer.start()
            try:
                ended: Ended = finish()
                return ended
            finally:
                timer.cancel()
                timer.join()

    def _order(
        self,
        arguments: Sequence[object],
        out: Path,
        err: Path | str,
        environment: dict[str, str] | None = None,
        entry: str = "",
        *,
        stays: bool = False,
    ) -> None:
        self._write(
            {
                "argv": [str(argument) for argument in arguments],
                "out": str(out),
                "err": str(err),
                "env": environment or {},
                "entry": entry or self._entry,
                "stays": stays,
            }
        )

    def _write(self, order: dict[str, object]) -> None:
        assert self._parent.stdin is not None
        self._parent.stdin.write(json.dumps(order) + "\n")
        self._parent.stdin.flush()

    def _read(self) -> int:
        assert self._parent.stdout is not None
        line = self._parent.stdout.readline()
        assert line, "the parent of the commands has died"
        return int(line)


def _kill(pid: int) -> None:
    # The parent has not waited for it yet when it still runs, so the number cannot be another's.
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def serve() -> None:
    """Be the parent: read an order a line, fork, answer with the child's id and then how it ended.

    A child that stays is not waited for before its end is ordered; none outlives the parent.
    """
    import_program()
    answers = os.fdopen(os.dup(1), "w")
    print(os.getpid(), file=answers, flush=True)
    staying: set[int] = set()
    for line in sys.stdin:
        order = json.loads(line)
        pid = order.get("end") or os.fork()
        if pid == 0:
            be_command(order)
        if "end" in order:
            staying.discard(pid)
            os.kill(pid, order["signal"])
        else:
            print(pid, file=answers, flush=True)
        if order.get("stays"):
            staying.add(pid)
        else:
            print(os.waitpid(pid, 0)[1], file=answers, flush=True)
    for pid in staying:
        os.kill(pid, signal.SIGKILL)


def import_program() -> None:
    """Import what most commands need, and start nothing."""
    for name in PROGRAM:
        importlib.import_module(name)


def be_command(order: dict[str, Any]) -> None:
    """In the child: take the order's files and arguments, run, and end as the interpreter would."""
    for descriptor, path in ((1, order["out"]), (2, order["err"])):
        opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.dup2(opened, descriptor)
        os.close(opened)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 - it is the process's own
    os.environ.update(order["env"])
    code = 70
    try:
        module, _, name = order["entry"].partition(":")
        code = getattr(importlib.import_module(module), name)(order["argv"])
    except SystemExit as asked:
        code = asked.code if isinstance(asked.code, int) else 1
    except BaseException:  # noqa: BLE001 - as the interpreter does with what nobody caught
        import traceback

        traceback.print_exc()
        code = 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    serve()
