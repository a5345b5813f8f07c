"""What the engine knows of the server right now; nothing here outlives the process."""

from dataclasses import dataclass, field

from fieldmonitor.domain.outbox import backoff
from fieldmonitor.protocol.messages import Problem, ReceiptKind
from fieldmonitor.sync import chunks
from fieldmonitor.sync.core import MessageKey

LONGEST_LINK_WAIT = 60.0
"""Seconds between looks for a server that cannot be reached: finding out costs next to nothing."""


@dataclass(slots=True)
class Watch:
    """A receipt that is due: how often it was asked for, and when to ask again (monotonic seconds)."""

    kind: ReceiptKind
    attempts: int = 0
    not_before: float = 0.0


@dataclass(slots=True)
class Link:
    """Greeting, token, offsets, waits. All times are monotonic seconds, so no clock jump touches them."""

    greeted: bool = False
    signed_in: bool = False
    token_used: bool = False
    known: set[str] = field(default_factory=set)
    asked: set[MessageKey] = field(default_factory=set)
    suspects: set[str] = field(default_factory=set)
    chunk_size: int = chunks.FIRST
    batches: bool = True
    watches: dict[MessageKey, Watch] = field(default_factory=dict)
    feed_due: bool = False
    audit_due: bool = False
    feed_attempts: int = 0
    feed_not_before: float = 0.0
    attempts: int = 0
    not_before: float = 0.0
    problem: Problem | None = None

    def start_over(self) -> None:
        """Forget waits: a person asked, or a new run begins."""
        self.attempts, self.not_before, self.problem = 0, 0.0, None
        self.greeted = self.signed_in = self.token_used = False
        self.known.clear()
        self.asked.clear()
        self.suspects.clear()
        self.batches = True
        self.feed_attempts, self.feed_not_before = 0, 0.0

    def failed(self, now: float, jitter: float, problem: Problem) -> None:
        """Note that the server was not reached, or is not ours."""
        wait = min(2.0 ** min(self.attempts, 10), LONGEST_LINK_WAIT)
        self.not_before = now + wait * (0.5 + jitter / 2)
        self.attempts += 1
        self.problem = problem

    def reached(self) -> bool:
        """Note that the server answered; tell whether it had not before."""
        back = self.problem is not None
        self.attempts, self.not_before, self.problem = 0, 0.0, None
        return back

    def watch(self, key: MessageKey, due: ReceiptKind | None) -> None:
        """Keep or drop the wait for a message's receipt."""
        known = self.watches.get(key)
        if due is None:
            self.watches.pop(key, None)
        elif known is None or known.kind is not due:
            self.watches[key] = Watch(due)

    def put_off(self, key: MessageKey, now: float, jitter: float) -> None:
        """Ask for a receipt later: it is not there yet."""
        watch = self.watches.get(key)
        if watch is not None:
            watch.not_before = now + backoff(watch.attempts, jitter).total_seconds()
            watch.attempts += 1

    def due_watch(self, now: float) -> MessageKey | None:
        """Return the message whose receipt to ask for now."""
        return next((key for key, watch in self.watches.items() if watch.not_before <= now), None)

    def seconds_until_due(self, now: float) -> float | None:
        """Return when the link itself, the feed or a receipt wants attention; None where nothing does."""
        if self.not_before > now:
            return self.not_before - now
        times = [watch.not_before for watch in self.watches.values()]
        if self.feed_due:
            times.append(self.feed_not_before)
        return max(0.0, min(times) - now) if times else None
