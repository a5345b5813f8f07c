"""A wrong clock loses nothing: weeks of work under a clock that jumps back and ahead."""

import random
from datetime import datetime, timedelta
from pathlib import Path

from fieldmonitor.domain.errors import InputError
from fieldmonitor.domain.outbox import LONGEST_WAIT, Lane, Outcome, decide
from fieldmonitor.domain.reports import ReportKey, ReportState
from fieldmonitor.store import Blobs, Store, open_store
from fieldmonitor.store.retention import TRASH_DAYS, tidy
from fieldmonitor.trust.tries import LONGEST_DELAY
from fieldmonitor.trust.vault import Argon2, create_vault, open_vault
from tests.faults.vault.writers import begin, scratch
from tests.unit.store import rows

JUMPS = (timedelta(days=-400), timedelta(days=3650), timedelta(hours=-3), timedelta())
CHEAP = Argon2(memory=8, time=1, lanes=1)
DAYS = 20


class Weeks:
    """Work day by day. The true time moves on evenly; the laptop's is off by a jump that changes."""

    def __init__(self, folder: Path, seed: int, naive: bool) -> None:
        begin(folder)
        self._chance = random.Random(seed)
        self._naive = naive
        self._true = rows.NOON
        self._off = timedelta()
        self._store: Store = open_store(folder / "store.db", bytes(range(32)))
        self._blobs = Blobs(folder / "blobs")
        self._vault = folder / "vault"
        self._key = create_vault(self._vault, "frase", None, CHEAP)
        self._kept: set[ReportKey] = set()
        self.problems: list[str] = []

    def live(self) -> list[str]:
        """Live through the days and return what was lost or stood still."""
        for day in range(DAYS):
            self._off = self._chance.choice(JUMPS)
            self._unlock()
            self._tidy()
            self._visit(day)
            self._send(day)
            self._true += timedelta(hours=self._chance.randrange(6, 40))
        self._off = timedelta()
        self._everything_is_there()
        self._everything_is_sent()
        self._store.close()
        return self.problems

    def _now(self) -> datetime:
        return self._true + self._off

    def _unlock(self) -> None:
        for passphrase in ("otra",) * self._chance.randrange(3):
            self._try(passphrase)
        waited = timedelta()
        while not self._try("frase"):
            self._true += timedelta(minutes=1)
            waited += timedelta(minutes=1)
            if waited > timedelta(seconds=LONGEST_DELAY + 60):
                self.problems.append("the right passphrase was kept waiting for over an hour")
                return

    def _try(self, passphrase: str) -> bool:
        try:
            return open_vault(self._vault, passphrase, None, self._now) == self._key
        except InputError:
            return False

    def _tidy(self) -> None:
        if self._naive:
            with self._store.write() as uow:
                uow.reports.purge(self._now() - timedelta(days=TRASH_DAYS))
        else:
            tidy(self._store, self._blobs, self._now())

    def _visit(self, day: int) -> None:
        key = ReportKey(f"report-{day}", 1)
        with self._store.write() as uow:
            uow.reports.add(rows.report(day, started_at=self._now(), saved_at=self._now()))
            if self._chance.random() < 0.5:
                uow.reports.trash(key, self._now())  # in less than thirty days nothing may leave the trash
        self._kept.add(key)

    def _send(self, day: int) -> None:
        """Queue a message, and fail to send whatever is due."""
        with self._store.write() as uow:
            uow.messages.add(rows.message(f"m{day}"))
            uow.outbox.add_message(f"m{day}", 1, Lane.ANSWERS, 1, self._now())
            for _ in range(3):
                item = uow.outbox.next(self._now())
                if item is None:
                    break
                decision = decide(Outcome.TRANSIENT, item.attempts, self._chance.random())
                uow.outbox.settle(
                    item.id,
                    state=decision.state,
                    attempts=decision.attempts,
                    next_try=self._now() + decision.wait,
                )

    def _everything_is_there(self) -> None:
        with self._store.read() as uow:
            there = {row.key for row in (*uow.reports.list(list(ReportState)), *uow.reports.trashed())}
        self.problems += [f"lost: {key}" for key in sorted(self._kept - there, key=str)]

    def _everything_is_sent(self) -> None:
        """Once the clock is right again, every item has its turn within the longest wait."""
        later = self._true + LONGEST_WAIT
        with self._store.write() as uow:
            while item := uow.outbox.next(later):
                done = decide(Outcome.ACCEPTED, item.attempts, 0.0)
                uow.outbox.settle(item.id, state=done.state, attempts=done.attempts, next_try=later)
            self.problems += [
                f"stuck: {item.message_id}" for item in uow.outbox.items() if item.state != "done"
            ]


def live_once(seed: int, naive: bool = False) -> list[str]:
    """Live through weeks given by a seed; `naive` empties the trash by the laptop's clock."""
    with scratch() as folder:
        return Weeks(folder, seed, naive).live()
