"""By net, hub and stick at once, the hub killed meanwhile: once, whole, and no acknowledged bundle lost."""

from tests.faults.exchange.three_roads import live_through


def test_three_roads_at_once_and_a_hub_that_is_killed() -> None:
    assert live_through(1, laptops=2, reports=2, kills=2) == []


def test_negative_control_a_hub_that_signs_too_early_is_found() -> None:
    assert live_through(2, laptops=1, reports=1, kills=1, early="early") != []
