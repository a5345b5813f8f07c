"""Negative controls: writers with a fault that the checks must find."""

from tests.faults.vault.diary import Habits, check
from tests.faults.vault.writers import scratch, spawn


def lie_once(seed: int) -> list[str]:
    """A writer that says "saved" before its commit is caught when it ends there."""
    with scratch() as folder:
        steps = 0
        while True:  # until the last step happens to be an edit
            steps += 1
            writer = spawn(folder / str(steps), seed, Habits(lie=True), steps)
            if not writer.hear(steps):
                writer.kill()
                continue
            said = writer.said
            writer.kill()
            if "edit" in said[-1]:
                return check(folder / str(steps), said)
