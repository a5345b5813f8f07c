"""«Enviado» never lies: forty and more servers that do, and not one false green."""

import pytest

from fieldmonitor.domain.reports import ReportState
from fieldmonitor.sync import settling
from fieldmonitor.sync.codes import Trouble
from tests.fakes import bad_servers
from tests.fakes.bad_servers import BAD_SERVERS
from tests.fakes.lying_world import LyingWorld, believe, lying_world


def play(world: LyingWorld, name: str) -> None:
    """Meet the bad server twice, then the honest one; hold what must hold at every point."""
    signed = world.record(photos=1, small=9_000, original=30_000)
    bad_servers.FEEDBACK_ABOUT[0] = signed.message.id
    world.front.mischief = BAD_SERVERS[name](world.comptroller)
    for _ in range(2):
        world.sync()
        assert not world.false_green(signed)
        assert not world.anything_lost(signed)
    world.front.mischief = None
    world.retry_all()
    world.sync("drained", steps=400)
    assert world.disk.state(signed) is ReportState.COMPLETE
    assert world.comptroller.holds((signed.message.id, 1))


def test_there_are_at_least_forty() -> None:
    assert len(BAD_SERVERS) >= 40


@pytest.mark.parametrize("name", sorted(BAD_SERVERS))
def test_no_bad_server_turns_a_report_green(name: str) -> None:
    with lying_world() as world:
        play(world, name)


@pytest.mark.parametrize(
    ("name", "trouble"),
    [
        ("portal_everywhere", Trouble.CAPTIVE_PORTAL),
        ("redirect_to_login", Trouble.CAPTIVE_PORTAL),
        ("network_authentication_required", Trouble.CAPTIVE_PORTAL),
        ("proxy_wants_a_password", Trouble.PROXY),
        ("another_key_at_the_door", Trouble.OTHER_SERVER),
        ("broken_for_ever", Trouble.SERVER_BUSY),
    ],
)
def test_what_stands_in_the_way_is_named(name: str, trouble: Trouble) -> None:
    with lying_world() as world:
        world.record(photos=0)
        world.front.mischief = BAD_SERVERS[name](world.comptroller)
        result = world.sync()
    assert result.problem is not None
    assert result.problem.code == trouble


def test_negative_control_a_laptop_that_checks_nothing_is_fooled(monkeypatch: pytest.MonkeyPatch) -> None:
    """The suite must be able to go red: without the receipt's check, a forger has it his way."""
    monkeypatch.setattr(settling, "verify_receipt", believe)
    with lying_world() as world:
        signed = world.record(photos=1)
        world.front.mischief = BAD_SERVERS["receipt_by_another_key"](world.comptroller)
        world.sync()
        assert world.false_green(signed)
