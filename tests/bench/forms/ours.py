"""Measures our engine on one form in one fresh process; prints one line of JSON, in ms and MB."""

import gc
import json
import sys
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

from fieldmonitor.forms import Checklist, Session


def timed(action: Callable[[], object]) -> tuple[float, object]:
    """Return how long an action took, in ms, and its result."""
    start = time.perf_counter()
    result = action()
    return (time.perf_counter() - start) * 1000, result


def questions(session: Session, result: dict[str, float]) -> None:
    """Change the base of all calculations, then one leaf."""
    result["base"], _ = timed(lambda: session.answer("/data/base", "5"))
    session.answer("/data/g0/q0", "yes")
    before = session.evaluations
    result["leaf"], _ = timed(lambda: session.answer("/data/g0/q1", "7"))
    result["evaluations"] = session.evaluations - before


def rows(session: Session, count: int, result: dict[str, float]) -> None:
    """Let a count make rows, then answer in the middle of them."""
    session.answer("/data/rate", "2")
    result["create"], _ = timed(lambda: session.answer("/data/n", str(count)))
    result["fill"], _ = timed(lambda: session.answer(f"/data/row[{count // 2}]/qty", "3"))


def main() -> None:
    """Run one job: form, then ``questions``, ``rows:N``, ``open`` or ``memory``."""
    data, job = Path(sys.argv[1]).read_bytes(), sys.argv[2]
    result: dict[str, float] = {}
    if job == "memory":
        tracemalloc.start()
    result["parse"], checklist = timed(lambda: Checklist.from_xform(data))
    assert isinstance(checklist, Checklist)
    result["instance"], session = timed(checklist.start)
    assert isinstance(session, Session)
    if job.startswith("rows:"):
        rows(session, int(job[5:]), result)
    elif job in ("questions", "memory"):
        questions(session, result)
    if job == "memory":
        gc.collect()
        result = {"memory": tracemalloc.get_traced_memory()[0] / 1e6}
    print(json.dumps(result))


if __name__ == "__main__":
    main()
