"""The state machine of the exchange, short; the long form is a campaign."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from fieldmonitor.sync import conversation
from tests.fakes.machine import close_machine, open_machine

SHORT = settings(
    max_examples=12,
    stateful_step_count=25,
    deadline=timedelta(minutes=5),
    suppress_health_check=list(HealthCheck),
    database=None,
)

NO_SHRINKING = settings(SHORT, max_examples=40, phases=[Phase.generate], report_multiple_bugs=False)


def test_nothing_is_lost_and_nothing_doubled() -> None:
    machine, folder = open_machine()
    try:
        run_state_machine_as_test(machine, settings=SHORT)
    finally:
        close_machine(machine, folder)


def test_negative_control_a_cursor_that_runs_ahead_loses_records(monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine must be able to go red: here a page's records are dropped, its cursor kept."""
    monkeypatch.setattr(conversation, "import_records", lambda unit, records, now: real(unit, [], now))
    machine, folder = open_machine()
    try:
        with pytest.raises(AssertionError):
            run_state_machine_as_test(machine, settings=NO_SHRINKING)
    finally:
        close_machine(machine, folder)


real = conversation.import_records
