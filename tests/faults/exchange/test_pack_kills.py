"""One seeded kill in the middle of a pack's load, and a load in pieces that must be found."""

import sys
from collections.abc import Iterator

import pytest

from tests.faults.exchange.pack_kills import Loads, loads, spawn

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX")


@pytest.fixture(scope="module")
def world() -> Iterator[Loads]:
    with loads() as made:
        yield made


def test_a_load_that_is_killed_leaves_nothing_half(world: Loads) -> None:
    assert world.kill_once(5, spawn) == []


def test_a_load_in_pieces_is_found(world: Loads) -> None:
    assert any("half of a pack" in line for line in world.kill_once(1, spawn, careless=True))
