"""decide() is a table; every outcome has its row here."""

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


def test_the_table_is_whole() -> None:
    assert set(TABLE) == set(Outcome)


@pytest.mark.parametrize("outcome", Outcome)
@pytest.mark.parametrize("attempts", [0, 1, 3, 4, 7, 1000])
def test_every_outcome_has_its_action(outcome: Outcome, attempts: int) -> None:
    action, state, waits = TABLE[outcome]
    decision = decide(outcome, attempts, jitter=0.5)
    assert (decision.action, decision.state, decision.wait > timedelta()) == (action, state, waits)
    assert decision.attempts == (attempts + 1 if waits else 0 if outcome is Outcome.PROGRESS else attempts)


@given(st.sampled_from(Outcome), st.integers(0, 10_000), st.floats(0, 1, exclude_max=True))
def test_nothing_is_dropped_and_no_wait_is_endless(outcome: Outcome, attempts: int, jitter: float) -> None:
    decision = decide(outcome, attempts, jitter)
    assert decision.state in (OutboxState.DONE, OutboxState.WAITING, OutboxState.NEEDS_ATTENTION)
    assert timedelta() <= decision.wait <= LONGEST_WAIT
    assert (decision.state is OutboxState.DONE) == (outcome in (Outcome.ACCEPTED, Outcome.ALREADY))


@given(st.integers(0, 10**6), st.floats(0, 1, exclude_max=True))
def test_waits_grow_and_are_spread(attempts: int, jitter: float) -> None:
    assert FIRST_WAIT / 2 <= backoff(attempts, jitter) <= backoff(attempts + 1, jitter) <= LONGEST_WAIT
