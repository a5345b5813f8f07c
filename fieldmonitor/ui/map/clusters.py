"""Works that stand too close to be told apart become one mark; in time that grows with their number only."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Spot:
    """One or several items at a place in pixels; `members` are their numbers, in the order given."""

    x: float
    y: float
    members: tuple[int, ...]


def clustered(points: Sequence[tuple[float, float]], reach: float) -> list[Spot]:
    """Group points in pixels so that marks `reach` apart do not cover each other.

    Each point joins the first one before it that is near, found through a grid of cells as wide as the
    reach. Middles move when points join, so grouping is repeated until nothing is near any more.
    """
    spots = [Spot(x, y, (number,)) for number, (x, y) in enumerate(points)]
    while True:
        joined = _once(spots, reach)
        if len(joined) == len(spots):
            return joined
        spots = joined


def _once(spots: list[Spot], reach: float) -> list[Spot]:
    cells: dict[tuple[int, int], list[int]] = {}
    for number, spot in enumerate(spots):
        cells.setdefault((int(spot.x // reach), int(spot.y // reach)), []).append(number)
    taken = [False] * len(spots)
    result = []
    for number, spot in enumerate(spots):
        if taken[number]:
            continue
        near = _near(spot, spots, cells, reach)
        for other in near:
            taken[other] = True
        result.append(_merged([spots[other] for other in near]))
    return result


def _near(spot: Spot, spots: list[Spot], cells: dict[tuple[int, int], list[int]], reach: float) -> list[int]:
    """Take the spots within reach out of their cells, so that no later one looks at them again."""
    column, row = int(spot.x // reach), int(spot.y // reach)
    found: list[int] = []
    for key in ((column + dx, row + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1)):
        held = cells.get(key)
        if not held:
            continue
        stay: list[int] = []
        for other in held:
            dx, dy = spots[other].x - spot.x, spots[other].y - spot.y
            (found if dx * dx + dy * dy < reach * reach else stay).append(other)
        cells[key] = stay
    return sorted(found)


def _merged(spots: list[Spot]) -> Spot:
    if len(spots) == 1:
        return spots[0]
    weight = sum(len(spot.members) for spot in spots)
    return Spot(
        sum(spot.x * len(spot.members) for spot in spots) / weight,
        sum(spot.y * len(spot.members) for spot in spots) / weight,
        tuple(sorted(number for spot in spots for number in spot.members)),
    )
