"""Weeks under a clock that jumps −400 days and +10 years; nothing is lost, nothing stands still."""

import pytest

from tests.faults.vault.clocks import live_once


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_nothing_is_lost(seed: int) -> None:
    assert live_once(seed) == []


def test_a_trash_emptied_by_the_laptops_clock_is_found() -> None:
    assert any(live_once(seed, naive=True) for seed in (1, 2, 3))
