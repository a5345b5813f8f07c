"""The outbox against a model: in whatever order things are done, nothing leaves early, twice or never."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from fieldmonitor.domain.local import OutboxItem
from fieldmonitor.domain.outbox import LONGEST_WAIT, Lane, OutboxState, Outcome, decide
from fieldmonitor.store import UnitOfWork, open_store
from tests.unit.store import rows

KEY = bytes(range(32))
NAMES = st.sampled_from(["a", "b", "c", "d"])


_HELD = tempfile.TemporaryDirectory()
"""Gone when the tests end."""


@cache
def _template() -> Path:
    path = Path(_HELD.name) / "store.db"
    open_store(path, KEY, create=True).close()
    return path


class OutboxMachine(RuleBasedStateMachine):
    """Queues, sends, pauses and retries in a real store, beside plain sets that know what must be."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = Path(tempfile.mkdtemp())
        self._store = open_store(Path(shutil.copy(_template(), self._folder / "store.db")), KEY)
        self._now: datetime = rows.NOON
        self._queued: dict[str, int] = {}
        self._done: set[int] = set()
        self._paused: set[str] = set()
        self._stopped: set[int] = set()

    @contextmanager
    def _uow(self) -> Iterator[UnitOfWork]:
        with self._store.write() as uow:
            yield uow

    @initialize()
    def start(self) -> None:
        self.queue("a", Lane.ANSWERS, 2)

    @rule(name=NAMES, lane=st.sampled_from([Lane.URGENT, Lane.ANSWERS]), files=st.integers(0, 3))
    def queue(self, name: str, lane: Lane, files: int) -> None:
        if name in self._queued:
            return
        with self._uow() as uow:
            uow.messages.add(rows.message(name))
            uow.outbox.add_message(name, 1, lane, 100, self._now)
            for number in range(files):
                file_lane = Lane.SMALL if number % 2 else Lane.ORIGINAL
                uow.outbox.add_file(name, 1, f"{name}{number}", 1000, file_lane, self._now)
        self._queued[name] = files

    @rule(outcome=st.sampled_from(list(Outcome)), jitter=st.floats(0, 0.99))
    def step(self, outcome: Outcome, jitter: float) -> None:
        with self._uow() as uow:
            item = uow.outbox.next(self._now)
            if item is None:
                return
            self._may_leave(uow, item)
            made = decide(outcome, item.attempts, jitter)
            confirmed = item.size if made.state is OutboxState.DONE else min(item.size, item.confirmed + 10)
            uow.outbox.settle(
                item.id,
                state=made.state,
                attempts=made.attempts,
                next_try=self._now + made.wait,
                confirmed=confirmed,
            )
        if made.state is OutboxState.DONE:
            self._done.add(item.id)
        elif made.state is OutboxState.NEEDS_ATTENTION:
            self._stopped.add(item.id)

    def _may_leave(self, uow: UnitOfWork, item: OutboxItem) -> None:
        assert item.state is OutboxState.WAITING
        assert item.id not in self._done | self._stopped
        assert item.message_id not in self._paused
        if item.sha256 is not None:
            (message,) = (held for held in uow.outbox.items(item.message_id) if held.sha256 is None)
            assert message.id in self._done
        assert item.next_try <= self._now or item.next_try > self._now + LONGEST_WAIT

    @rule(name=NAMES)
    def pause(self, name: str) -> None:
        with self._uow() as uow:
            uow.outbox.pause(name)
        if name in self._queued:
            self._paused.add(name)

    @rule(name=NAMES)
    def resume(self, name: str) -> None:
        with self._uow() as uow:
            uow.outbox.resume(name)
        self._paused.discard(name)

    @rule(name=NAMES)
    def retry(self, name: str) -> None:
        with self._uow() as uow:
            uow.outbox.retry(name)
            self._stopped -= {item.id for item in uow.outbox.items(name)}
        self._paused.discard(name)

    @rule(seconds=st.sampled_from([1, 60, 3600, -7200, 86_400 * 400, -86_400 * 400]))
    def the_clock_moves(self, seconds: int) -> None:
        self._now += timedelta(seconds=seconds)

    @invariant()
    def nothing_is_ever_dropped(self) -> None:
        with self._store.read() as uow:
            items = uow.outbox.items()
            assert len(items) == sum(1 + files for files in self._queued.values())
            assert {item.id for item in items if item.state is OutboxState.DONE} == self._done
            left = [item for item in items if item.state is not OutboxState.DONE]
            assert uow.outbox.pending_bytes() == sum(item.size - item.confirmed for item in left)

    def teardown(self) -> None:
        """Once a person has asked for it, everything leaves."""
        with self._uow() as uow:
            for name in self._queued:
                uow.outbox.retry(name)
            while item := uow.outbox.next(self._now):
                uow.outbox.settle(item.id, state=OutboxState.DONE, attempts=0, next_try=self._now)
            assert all(item.state is OutboxState.DONE for item in uow.outbox.items())
        self._store.close()
        shutil.rmtree(self._folder)


OutboxMachine.TestCase.settings = settings(max_examples=15, stateful_step_count=25, deadline=None)
TestOutbox = OutboxMachine.TestCase
