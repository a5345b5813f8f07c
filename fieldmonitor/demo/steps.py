"""Running a story's steps: each timed, the first failure ending it with its reason."""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from time import perf_counter

from fieldmonitor.app.messages import words_for


@dataclass(frozen=True, slots=True)
class Step:
    """How one step of the story went."""

    step: str
    ok: bool
    seconds: float
    detail: str


class StepFailed(Exception):
    """A step's own check did not hold."""


def check(condition: bool, what: str) -> None:
    """Fail the step unless a condition holds."""
    if not condition:
        raise StepFailed(what)


def run_steps(
    steps: Iterable[tuple[str, Callable[[], str]]], on_step: Callable[[dict[str, object]], None] | None = None
) -> dict[str, object]:
    """Run steps in order and return `{"ok", "steps"}`; what follows a failure is not tried."""
    done: list[Step] = []
    for name, action in steps:
        done.append(_run(name, action))
        if on_step is not None:
            on_step(asdict(done[-1]))
        if not done[-1].ok:
            break
    return {"ok": all(step.ok for step in done), "steps": [asdict(step) for step in done]}


def _run(name: str, action: Callable[[], str]) -> Step:
    started = perf_counter()
    try:
        detail, ok = action(), True
    except StepFailed as failure:
        detail, ok = str(failure), False
    except Exception as error:  # noqa: BLE001 - the story reports whatever stopped it
        detail, ok = f"{words_for(error)} {error!r}", False
    return Step(name, ok, round(perf_counter() - started, 3), detail)
