"""The table of what happens after each outcome, case by case."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldmonitor.domain.outbox import (
    FIRST_WAIT,
    LONGEST_WAIT,
    Action,
    OutboxState,
    Outcome,
    backoff,
    decide,
)

TABLE = {
    Outcome.ACCEPTED: (Action.DONE, OutboxState.DONE, False),
    Outcome.ALREADY: (Action.DONE, OutboxState.DONE, False),
    Outcome.PROGRESS: (Action.CONTINUE, OutboxState.WAITING, False),
    Outcome.TRANSIENT: (Action.RETRY, OutboxState.WAITING, True),
    Outcome.AUTH: (Action.SIGN_IN, OutboxState.WAITING, True),
    Outcome.REJECTED: (Action.ASK, OutboxState.NEEDS_ATTENTION, False),
    Outcome.CONFLICT: (Action.ASK, OutboxState.NEEDS_ATTENTION, False),
    Outcome.GONE: (Action.STOP, OutboxState.NEEDS_ATTENTION, False),
}


def test_the_table_has_every_outcome() -> None:
    assert set(TABLE) == set(Outcome)


@pytest.mark.parametrize("outcome", Outcome)
@pytest.mark.parametrize("attempts", [0, 1, 7, 1000])
def test_decision(outcome: Outcome, attempts: int) -> None:
    action, state, waits = TABLE[outcome]
    decision = decide(outcome, attempts, 0.5)
    assert (decision.action, decision.state) == (action, state)
    assert (decision.wait > timedelta()) == waits
    assert decision.attempts == (attempts + 1 if waits else 0 if outcome is Outcome.PROGRESS else attempts)


@given(st.integers(0, 10**6), st.floats(0, 1, exclude_max=True))
def test_waits_stay_in_bounds(attempts: int, jitter: float) -> None:
    assert FIRST_WAIT / 2 <= backoff(attempts, jitter) <= LONGEST_WAIT


@given(st.integers(0, 30), st.floats(0, 1, exclude_max=True))
def test_waits_never_shrink(attempts: int, jitter: float) -> None:
    assert backoff(attempts, jitter) <= backoff(attempts + 1, jitter)
