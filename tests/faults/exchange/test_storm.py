"""One small storm with real processes, killed with kill -9 on both sides; the long form is a campaign."""

from tests.fakes.command import Commands
from tests.faults.exchange.storms import Storm, live_through


def test_each_report_arrives_once_and_whole_though_both_sides_are_killed(commands: Commands) -> None:
    assert live_through(7, Storm(laptops=2, reports=2, kills=1), commands) == []
