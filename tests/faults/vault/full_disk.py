"""A disk that is full or fails at its n-th write, made by the kernel (strace) or by a limit on file size."""

import random
import shutil
import sys
from pathlib import Path

from tests.faults.vault import diary
from tests.faults.vault.diary import HONEST, Habits
from tests.faults.vault.writers import begin, fork, scratch, spawn

STEPS = 25
WRITES = 300

LIMITED = """
import resource, runpy, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), resource.RLIM_INFINITY))
sys.argv = sys.argv[4:]
runpy.run_module("tests.faults.vault.diary", run_name="__main__")
"""


def possible() -> str:
    """Return why single writes cannot be made to fail here, or nothing where they can."""
    return "" if sys.platform == "linux" and shutil.which("strace") else "failing the n-th write needs strace"


def fail_once(seed: int, habits: Habits = HONEST) -> list[str]:
    """Let the n-th write, fsync or rename of a diary fail, and check what is left.

    Odd seeds meet a disk that is full from then on, even ones a single input/output error.
    """
    nth = 1 + (seed // 2) % WRITES
    call = random.Random(seed).choice(("pwrite64", "pwrite64", "write", "fsync"))
    when, error = (f"{nth}+", "ENOSPC") if seed % 2 else (f"{nth}", "EIO")
    if call != "pwrite64":  # there are fewer of these
        when = when.replace(str(nth), str(1 + nth % 40))
    before = (
        "strace", "-f", "--seccomp-bpf", "-qq", "-o", "/dev/null", "-e", f"trace={call}",
        "-e", f"inject={call}:error={error}:when={when}",
    )  # fmt: skip
    return _run(seed, habits, before)


def limit_once(seed: int, habits: Habits = HONEST) -> list[str]:
    """Let no file grow over a size given by the seed, and check what is left. POSIX only."""
    size = random.Random(seed).randrange(190_000, 500_000)
    return _run(seed, habits, (sys.executable, "-c", LIMITED, str(size)))


def _run(seed: int, habits: Habits, before: tuple[str, ...]) -> list[str]:
    with scratch() as folder:
        begin(folder)
        writer = spawn(folder, seed, habits, STEPS, before)
        writer.listen_to_the_end()
        problems = diary.check(folder, writer.said)
        problems += _works_again(folder, seed)
        return problems


def _works_again(folder: Path, seed: int) -> list[str]:
    """Once there is room again, the same store takes all that is given to it."""
    writer = fork(folder, seed + 1, HONEST, 3)
    writer.listen_to_the_end()
    faults = [step for step in writer.said if "fault" in step or "bug" in step]
    return [f"does not work again: {step}" for step in faults] + diary.check(folder, writer.said)
