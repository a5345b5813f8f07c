"""The state machine of the exchange, short; the long form is a campaign."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from fieldmonitor.domain.reports import ReportKey, ReportState
from fieldmonitor.hub.depot import Depot
from fieldmonitor.sync import conversation
from fieldmonitor.sync.hub.outgoing import Outgoing, SealedBundle
from tests.fakes.machine import ExchangeMachine, close_machine, open_machine

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


@pytest.fixture
def at_the_hub() -> Iterator[ExchangeMachine]:
    """A machine whose laptop has signed a report; the weather is good."""
    machine, folder = open_machine()
    run = machine()
    run.record_with_photos_and_sign(photos=1, size=5_000, seed=1)
    yield run
    close_machine(machine, folder)


def test_at_a_good_hub_all_holds(at_the_hub: ExchangeMachine) -> None:
    at_the_hub.visit_the_hub()
    at_the_hub.what_the_hub_signed_for_is_there()
    at_the_hub.the_hub_passes_on()
    at_the_hub.visit_the_hub()
    at_the_hub.no_false_green()
    assert len(at_the_hub.proven) == 1


def test_negative_control_a_hub_that_signs_too_early_is_found(
    at_the_hub: ExchangeMachine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Depot, "missing", lambda _self, _announced: ())
    at_the_hub.visit_the_hub()
    with pytest.raises(AssertionError):
        at_the_hub.what_the_hub_signed_for_is_there()


def test_negative_control_custody_taken_for_a_receipt_is_found(
    at_the_hub: ExchangeMachine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A laptop that believes a hub: the report turns green, and the comptroller does not have it."""

    def believing(self: Outgoing, sealed: SealedBundle, _state: object) -> None:
        with self.store.write() as unit:
            for id, version in unit.custody.messages_of(sealed.bundle):
                unit.reports.advance(ReportKey(id, version), ReportState.COMPLETE)

    monkeypatch.setattr(Outgoing, "_take_custody", believing)
    at_the_hub.visit_the_hub()
    with pytest.raises(AssertionError):
        at_the_hub.no_false_green()


real = conversation.import_records
