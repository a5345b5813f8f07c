"""What happens to a message after a try to send it: a table, and how long to wait."""

from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum, StrEnum


class Lane(IntEnum):
    """What goes first: lower numbers leave before higher ones."""

    URGENT = 0
    ANSWERS = 1
    SMALL = 2
    ORIGINAL = 3


class Outcome(StrEnum):
    """How a step ended, as far as this device can be sure of it."""

    ACCEPTED = "accepted"
    ALREADY = "already"
    PROGRESS = "progress"
    TRANSIENT = "transient"
    AUTH = "auth"
    REJECTED = "rejected"
    CONFLICT = "conflict"
    GONE = "gone"


class OutboxState(StrEnum):
    """Where a queued item stands."""

    WAITING = "waiting"
    PAUSED = "paused"
    NEEDS_ATTENTION = "needs_attention"
    DONE = "done"


class Action(StrEnum):
    """What the engine does next with an item."""

    DONE = "done"
    CONTINUE = "continue"
    RETRY = "retry"
    SIGN_IN = "sign_in"
    ASK = "ask"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Decision:
    """The next action for an item, and the wait before it."""

    action: Action
    state: OutboxState
    wait: timedelta = timedelta()
    attempts: int = 0


FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(minutes=30)

_SETTLED = {
    Outcome.ACCEPTED: (Action.DONE, OutboxState.DONE),
    Outcome.ALREADY: (Action.DONE, OutboxState.DONE),
    Outcome.GONE: (Action.STOP, OutboxState.NEEDS_ATTENTION),
    Outcome.REJECTED: (Action.ASK, OutboxState.NEEDS_ATTENTION),
    Outcome.CONFLICT: (Action.ASK, OutboxState.NEEDS_ATTENTION),
}


def decide(outcome: Outcome, attempts: int, jitter: float) -> Decision:
    """Return what to do after a step.

    `attempts` counts failed tries so far; `jitter` in [0, 1) spreads the wait over half its length.
    Nothing is ever dropped: what the server refuses waits, visible, for a person.
    """
    if outcome in _SETTLED:
        return Decision(*_SETTLED[outcome], attempts=attempts)
    if outcome is Outcome.PROGRESS:
        return Decision(Action.CONTINUE, OutboxState.WAITING)
    action = Action.SIGN_IN if outcome is Outcome.AUTH else Action.RETRY
    return Decision(action, OutboxState.WAITING, backoff(attempts, jitter), attempts + 1)


def backoff(attempts: int, jitter: float) -> timedelta:
    """Return the wait after a failed try: doubling from 5 s to 30 min, half of it random."""
    doubled: int = 2 ** min(attempts, 20)
    longest = min(FIRST_WAIT * doubled, LONGEST_WAIT)
    return longest * (0.5 + jitter / 2)
