"""The engine of the exchange: one small step at a time, each safe to die in.

A step is: look (one short transaction) → one request with no transaction open → settle (one transaction).
What to do next is `core.choose`'s to say; what an answer means is written down by `settling`.
"""

import random
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Event
from typing import Literal

from fieldmonitor.domain.clock import Clock
from fieldmonitor.domain.outbox import OutboxState
from fieldmonitor.sync.audit import owes_proofs
from fieldmonitor.sync.carrier import Carrier
from fieldmonitor.sync.codes import Trouble
from fieldmonitor.sync.conversation import Conversation
from fieldmonitor.sync.core import (
    AskOffset,
    AskReceipts,
    AskState,
    Audit,
    Command,
    Greet,
    Idle,
    MessageKey,
    Pull,
    PutMessage,
    SendBatch,
    SendChunk,
    SignIn,
    Situation,
    choose,
)
from fieldmonitor.sync.enrolment import Enrolment
from fieldmonitor.sync.link import Link
from fieldmonitor.sync.policy import LONGEST_SLEEP, Policy
from fieldmonitor.sync.ports import Files, Store, Unit
from fieldmonitor.sync.results import Did, RunResult, Sending, StepResult
from fieldmonitor.sync.sending import Sender
from fieldmonitor.sync.settling import receipt_due
from fieldmonitor.sync.steps import Tools

Until = Literal["idle", "drained"]
"""When a run ends: nothing is due now, or nothing is left that a wait could bring forward."""

_SLICE = 0.5
QUEUE_HEAD = 64
"""How far the engine looks ahead to fill one request."""


def _rest(seconds: float) -> None:
    Event().wait(seconds)


class SyncEngine:
    """Drives the outbox and the feed over a carrier. Used from one thread, except for `interrupt`.

    `policy` may be replaced at any time; the next step keeps to it.
    """

    def __init__(
        self,
        store: Store[Unit],
        files: Files,
        carrier: Carrier,
        enrolment: Enrolment,
        clock: Clock,
        *,
        policy: Policy | None = None,
        jitter: Callable[[], float] = random.random,
        monotonic: Callable[[], float] = time.monotonic,
        rest: Callable[[float], None] = _rest,
    ) -> None:
        self._store = store
        self._clock = clock
        self._jitter = jitter
        self._monotonic = monotonic
        self._rest = rest
        self._link = Link()
        self._pull_only = False
        self.policy = policy or Policy()
        self._carrier = carrier
        self._interrupted = False
        self._cancelled: Callable[[], bool] = lambda: False
        tools = Tools(
            store, files, carrier, enrolment, clock, self._link, jitter, monotonic, self._stopped, rest
        )
        self._conversation, self._sender = Conversation(tools), Sender(tools)

    def begin(self, *, pull_only: bool = False) -> None:
        """Start a run: look at everything afresh, whatever waits the last one ended with."""
        self._link.start_over()
        self._link.feed_due = True
        self._link.audit_due = not pull_only
        self._pull_only = pull_only
        with self._store.read() as unit:
            due = {(one.id, one.version): receipt_due(unit, one) for one in unit.messages.unproven()}
        for key in [*self._link.watches, *due]:
            self._link.watch(key, due.get(key))

    def interrupt(self) -> None:
        """Break off the request under way (a pause, an urgent finding, the window closes)."""
        self._interrupted = True
        self._carrier.abort()

    def step(self) -> StepResult:
        """Do one thing and return what it was."""
        self._interrupted = False
        now = self._monotonic()
        if self._link.not_before > now:
            until = self._clock.now() + timedelta(seconds=self._link.not_before - now)
            return StepResult(Did.STOPPED, problem=self._link.problem, until=until)
        return self._perform(choose(self._look()))

    def run(
        self,
        cancelled: Callable[[], bool] = lambda: False,
        on_progress: Callable[[Sending], None] | None = None,
        until: Until = "idle",
        *,
        pull_only: bool = False,
        on_step: Callable[[StepResult], None] | None = None,
    ) -> RunResult:
        """Take steps until nothing is due (or left), or until cancelled; tell of each as it happens."""
        self.begin(pull_only=pull_only)
        self._cancelled = cancelled
        self._sender.on_progress = on_progress
        tally = _Tally()
        while not cancelled():
            result = self.step()
            tally.count(result)
            if on_step is not None:
                on_step(result)
            resting = result.did in (Did.IDLE, Did.STOPPED)
            if resting and (until == "idle" or not self._rest_until_due(cancelled)):
                break
        return self._result(tally)

    def _stopped(self) -> bool:
        return self._interrupted or self._cancelled()

    def _look(self) -> Situation:
        now = self._clock.now()
        mono, link = self._monotonic(), self._link
        with self._store.read() as unit:
            owed = link.audit_due and owes_proofs(unit.settings)
            queue = () if self._pull_only else tuple(unit.outbox.due(now, QUEUE_HEAD))
        return Situation(
            now=now,
            greeted=link.greeted,
            signed_in=link.signed_in,
            queue=queue,
            known=frozenset(link.known),
            asked=frozenset(link.asked),
            batches=link.batches,
            receipts=link.due_watch(mono),
            feed_due=link.feed_due and link.feed_not_before <= mono,
            audit_due=link.audit_due and bool(owed),
            chunk_size=link.chunk_size,
            policy=self.policy,
        )

    def _perform(self, command: Command) -> StepResult:
        talk, send = self._conversation, self._sender
        match command:
            case Greet():
                return talk.greet()
            case SignIn():
                return talk.sign_in()
            case PutMessage(item):
                return send.put(item)
            case AskOffset(item, sha256):
                return send.ask_offset(item, sha256)
            case AskState(item, keys):
                result = talk.ask_states(keys)
                send.after_state(item)
                return result
            case SendChunk():
                return send.send_chunk(command, self.policy)
            case SendBatch(parts):
                return send.send_batch(parts, self.policy)
            case AskReceipts(key):
                return talk.ask_receipts(key)
            case Pull():
                return talk.pull()
            case Audit():
                return talk.audit()
            case Idle():
                wait = self._wait()
                until = None if wait is None else self._clock.now() + timedelta(seconds=wait)
                return StepResult(Did.IDLE, until=until)

    def _rest_until_due(self, cancelled: Callable[[], bool]) -> bool:
        """Wait until something is due; False when no wait would help."""
        seconds = self._wait()
        if seconds is None:
            return False
        end = self._monotonic() + min(seconds, LONGEST_SLEEP.total_seconds())
        while not cancelled() and (left := end - self._monotonic()) > 0:
            self._rest(min(left, _SLICE))
        return True

    def _wait(self) -> float | None:
        """Return the seconds until the link, a receipt, the feed or an item is due; None: nothing will be."""
        mono = self._monotonic()
        if self._link.not_before > mono:
            return self._link.not_before - mono
        waits = [self._link.seconds_until_due(mono), self._item_wait()]
        return min((wait for wait in waits if wait is not None), default=None)

    def _item_wait(self) -> float | None:
        """Return the wait until a queued item is due.

        Left out: what a person or the policy holds back, and files whose message has yet to go.
        """
        if self._pull_only:
            return None
        now = self._clock.now()
        with self._store.read() as unit:
            items = [item for item in unit.outbox.items() if item.state is not OutboxState.DONE]
        heads = {(item.message_id, item.message_version) for item in items if item.sha256 is None}
        times = [
            item.next_try
            for item in items
            if item.state is OutboxState.WAITING
            and (item.sha256 is None or (item.message_id, item.message_version) not in heads)
            and self.policy.allows(item.lane, now)
        ]
        return max(0.0, (min(times) - now).total_seconds()) if times else None

    def _result(self, tally: "_Tally") -> RunResult:
        with self._store.read() as unit:
            open_items = [i for i in unit.outbox.items() if i.state is not OutboxState.DONE]
        problem = self._link.problem
        return RunResult(
            steps=tally.steps,
            sent=tally.sent,
            records=tally.records,
            completed=tuple(tally.completed),
            problem=problem,
            offline=problem is not None and problem.code != Trouble.OTHER_SERVER,
            pending=sum(i.state is not OutboxState.NEEDS_ATTENTION for i in open_items)
            + len(self._link.watches),
            needs_attention=sum(i.state is OutboxState.NEEDS_ATTENTION for i in open_items),
            until=tally.until,
        )


class _Tally:
    def __init__(self) -> None:
        self.steps = self.sent = self.records = 0
        self.completed: list[MessageKey] = []
        self.until: datetime | None = None

    def count(self, result: StepResult) -> None:
        self.steps += 1
        self.sent += result.sent
        self.records += result.records
        self.until = result.until
        self.completed.extend(result.completed)
