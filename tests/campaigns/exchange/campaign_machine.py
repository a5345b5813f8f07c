"""The state machine of the exchange: 2,000 runs of 40 steps. A try is twenty runs from one seed."""

from collections.abc import Callable
from datetime import timedelta
from unittest import mock

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from fieldmonitor.sync import conversation
from tests.campaigns.ledger import Campaign, main
from tests.fakes.machine import close_machine, open_machine

LONG = settings(
    max_examples=20,
    stateful_step_count=40,
    deadline=timedelta(minutes=10),
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
    database=None,
)


def one(number: int) -> list[str]:
    machine, folder = open_machine()
    run: Callable[..., None] = run_state_machine_as_test
    try:
        run(seed(number)(machine), settings=LONG)
    except AssertionError as error:
        return [str(error) or "an invariant was broken"]
    finally:
        close_machine(machine, folder)
    return []


def dropping_records(number: int) -> list[str]:
    real = conversation.import_records
    with mock.patch.object(conversation, "import_records", lambda unit, _records, now: real(unit, [], now)):
        return one(number)


CAMPAIGN = Campaign(
    "exchange.machine",
    "nothing lost, nothing twice: a try is 20 runs of 40 steps",
    100,
    one,
    dropping_records,
)

if __name__ == "__main__":
    main(CAMPAIGN)
