"""Ratios: two ways of doing a thing, interleaved in one run, compared by their medians."""

import statistics
import time
from collections.abc import Callable


def ratio(
    name: str, ours: Callable[[], object], baseline: Callable[[], object], limit: float, rounds: int
) -> bool:
    """Print how much longer ours takes than the baseline; return whether it stays within the limit."""
    taken: tuple[list[float], list[float]] = ([], [])
    for number in range(rounds + 1):
        for times, work in zip(taken, (ours, baseline), strict=True):
            started = time.perf_counter()
            work()
            if number:  # the first round warms up
                times.append(time.perf_counter() - started)
    mine, base = (statistics.median(times) for times in taken)
    within = mine <= limit * base
    verdict = "within" if within else "OVER"
    print(f"{name}: {mine * 1000:.2f} ms against {base * 1000:.2f} ms: {mine / base:.2f}, {verdict} {limit}")
    return within
