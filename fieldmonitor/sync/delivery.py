"""The engine's hands: one request each, and what is settled after it."""

from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import UTC
from typing import Any

from fieldmonitor.domain.clock import Clock
from fieldmonitor.domain.errors import FieldMonitorError
from fieldmonitor.domain.local import LogEntry, OutboundMessage, OutboxItem
from fieldmonitor.domain.outbox import OutboxState, Outcome, backoff
from fieldmonitor.domain.reports import ReportKey, ReportState
from fieldmonitor.protocol.envelope import REPORT_TYPE
from fieldmonitor.protocol.frames import BatchAnswer
from fieldmonitor.protocol.messages import MessageAnswer, MissingFile, Problem
from fieldmonitor.sync import chunks
from fieldmonitor.sync.batching import Part, Plan, as_file_answer, as_message_answer, plan
from fieldmonitor.sync.carrier import Answer, Batch, Carrier, Chunk, Readable
from fieldmonitor.sync.codes import LogCode, Trouble
from fieldmonitor.sync.core import MessageKey, SendChunk, Settlement, key_of, settle_file, settle_message
from fieldmonitor.sync.enrolment import Enrolment
from fieldmonitor.sync.frames import FrameStream
from fieldmonitor.sync.importer import import_records
from fieldmonitor.sync.link import Link
from fieldmonitor.sync.policy import Policy
from fieldmonitor.sync.ports import Files, Store, Unit
from fieldmonitor.sync.results import Did, Sending, StepResult
from fieldmonitor.sync.settling import (
    Taken,
    answers_for,
    file_params,
    log_trouble,
    receipt_due,
    reopen_message,
    settle,
    take_answer,
)
from fieldmonitor.sync.throttle import Throttle
from fieldmonitor.trust.keys import to_text

FEED_CURSOR = "feed.cursor"
LAST_SYNC = "last_sync"
CLOCK_ERROR = "clock_error_s"
PAGE = 200
CLOCK_WORTH_TELLING = 120.0
"""Seconds of difference from the server's clock that the log mentions."""

_NOT_EXPECTED = ("evidence.not_expected", "message.unknown")


class Delivery:
    """Does what `core.choose` chose; each method is one step."""

    def __init__(
        self,
        store: Store[Unit],
        files: Files,
        carrier: Carrier,
        enrolment: Enrolment,
        clock: Clock,
        link: Link,
        jitter: Callable[[], float],
        monotonic: Callable[[], float],
        stopped: Callable[[], bool],
        rest: Callable[[float], None],
    ) -> None:
        self._store = store
        self._files = files
        self._carrier = carrier
        self._enrolment = enrolment
        self._clock = clock
        self._link = link
        self._jitter = jitter
        self._monotonic = monotonic
        self._stopped = stopped
        self._rest = rest
        self.on_progress: Callable[[Sending], None] | None = None

    def greet(self) -> StepResult:
        """Make sure that it is our server that answers, and compare clocks."""
        before = self._clock.now()
        answer = self._carrier.server_info()
        if answer.value is None:
            return self._halt(answer)
        if answer.value.receipt_key != to_text(self._enrolment.receipt_key):
            problem = Problem(Trouble.OTHER_SERVER, params={"server": self._enrolment.server_url})
            return self._halt(Answer(Outcome.REJECTED, problem=problem))
        now = self._clock.now()
        error = ((before + (now - before) / 2) - answer.value.time.astimezone(UTC)).total_seconds()
        with self._store.write() as unit:
            unit.settings.set(CLOCK_ERROR, f"{error:.1f}")
            if abs(error) > CLOCK_WORTH_TELLING:
                unit.log.add(LogEntry(now, LogCode.CLOCK, {"seconds": round(error)}))
        self._link.greeted = True
        self._reached()
        return StepResult(Did.GREETED, outcome=answer.outcome)

    def sign_in(self) -> StepResult:
        """Get a token."""
        answer = self._carrier.sign_in(self._enrolment.device_key)
        if answer.value is None:
            return self._halt(answer)
        self._link.signed_in, self._link.token_used = True, False
        self._reached()
        return StepResult(Did.SIGNED_IN, outcome=answer.outcome)

    def put(self, item: OutboxItem) -> StepResult:
        """Send a signed message, and learn what is missing of its files."""
        message = self._claim(item)
        if message is None:
            return self._give_up(item, Trouble.LOCAL_MESSAGE)
        answer = self._own(message, self._carrier.put_message(message))
        if self._is_about_link(answer):
            return self._halt(answer)
        with self._store.write() as unit:
            taken = self._settle_put(unit, item, message, answer)
        return self._done(Did.MESSAGE, key_of(item), answer, taken)

    def ask_offset(self, item: OutboxItem, sha256: str) -> StepResult:
        """Learn how much of a file has arrived."""
        answer = self._carrier.evidence_offset(sha256)
        if self._is_about_link(answer):
            return self._halt(answer)
        with self._store.write() as unit:
            settlement = self._settle_file(unit, item, answer, asked=True)
        return self._moved(Did.OFFSET, item, answer, settlement)

    def ask_state(self, item: OutboxItem) -> StepResult:
        """Learn how much of every file of a message has arrived."""
        self._link.asked.add(key_of(item))
        result = self.ask_receipts(key_of(item))
        with self._store.write() as unit:
            now_kept = next(i for i in unit.outbox.items(item.message_id) if i.id == item.id)
            moved = now_kept.confirmed > item.confirmed or now_kept.state is not OutboxState.WAITING
            if item.sha256 in self._link.known & self._link.suspects and not moved:
                here = MissingFile(item.sha256, item.size, now_kept.confirmed)
                self._settle_file(unit, now_kept, Answer(Outcome.PROGRESS, here), asked=True)
        return result

    def send_chunk(self, command: SendChunk, policy: Policy) -> StepResult:
        """Send the next bytes of one file."""
        item = command.item
        began = self._monotonic()
        try:
            source = self._files.open(command.sha256)
        except FieldMonitorError:
            return self._give_up(item, Trouble.LOCAL_FILE)
        with closing(source):
            source.seek(item.confirmed)
            slow = self._throttled(source, policy)
            chunk = Chunk(
                command.sha256,
                item.size,
                item.confirmed,
                command.length,
                slow,
                lambda sent: self._tell(item, sent),
                self._stopped,
            )
            answer = self._carrier.send_chunk(chunk)
        if answer.code == Trouble.LOCAL_FILE:
            return self._give_up(item, Trouble.LOCAL_FILE)
        if answer.value is None and self._broke_off(answer, [item]):
            return self._broken(answer)
        self._learn(command.length, answer.value is not None, self._monotonic() - began)
        with self._store.write() as unit:
            settlement = self._settle_file(unit, item, answer, asked=False)
        return self._moved(Did.CHUNK, item, answer, settlement)

    def send_batch(self, parts: Sequence[Part], policy: Policy) -> StepResult:
        """Send messages and bytes of files in one request."""
        began = self._monotonic()
        batch = self._claim_batch(parts)
        if len(batch.parts) < len(parts):
            absent = next(item for item, _ in parts if key_of(item) not in batch.messages)
            return self._give_up(absent, Trouble.LOCAL_MESSAGE)
        stream = FrameStream(
            batch.frames(),
            batch.opener(self._files, lambda source: self._throttled(source, policy)),
            lambda index, sent: self._tell(batch.parts[index][0], sent),
        )
        with closing(stream):
            answer = self._carrier.send_batch(Batch(stream.frames, stream, stream.length, self._stopped))
        items = [item for item, _ in batch.parts]
        if answer.code == Trouble.LOCAL_FILE:
            self._broke_off(answer, items)
            return self._give_up(items[stream.current], Trouble.LOCAL_FILE)
        if answer.value is None:
            return self._batch_failed(answer, items)
        self._learn(sum(length for _, length in batch.parts), True, self._monotonic() - began)
        return self._settle_batch(batch, answer.value)

    def ask_receipts(self, key: MessageKey) -> StepResult:
        """Ask for a receipt that a message has earned."""
        with self._store.read() as unit:
            message = unit.messages.get(*key)
        if message is None:
            self._link.watch(key, None)
            return StepResult(Did.RECEIPTS, key)
        answer = self._own(message, self._carrier.get_message(*key))
        if self._is_about_link(answer):
            return self._halt(answer)
        taken, now = Taken(), self._clock.now()
        with self._store.write() as unit:
            if answer.value is not None:
                taken = self._take(unit, message, answer.value)
            elif answer.code in _NOT_EXPECTED:
                reopen_message(unit, *key, now)
            self._watch(unit, message)
        if not taken.receipts:
            self._link.put_off(key, self._monotonic(), self._jitter())
        return self._done(Did.RECEIPTS, key, answer, taken)

    def pull(self) -> StepResult:
        """Fetch and import one page of the feed; the cursor moves with its records or not at all."""
        with self._store.read() as unit:
            cursor = unit.settings.get(FEED_CURSOR) or None
        answer = self._carrier.feed(cursor, PAGE)
        if self._is_about_link(answer):
            return self._halt(answer)
        page, link = answer.value, self._link
        if page is None:
            return self._pull_failed(answer, cursor)
        now = self._clock.now()
        with self._store.write() as unit:
            imported = import_records(unit, page.records, now)
            unit.settings.set(FEED_CURSOR, page.cursor)
            unit.settings.set(LAST_SYNC, now.astimezone(UTC).isoformat())
            if imported.total:
                unit.log.add(LogEntry(now, LogCode.PULLED, {"records": imported.total}))
        link.feed_attempts = 0
        link.token_used = True
        link.feed_due = page.more and page.cursor != cursor
        return StepResult(Did.PULLED, outcome=answer.outcome, records=imported.total)

    def _pull_failed(self, answer: Answer[Any], cursor: str | None) -> StepResult:
        link = self._link
        if answer.outcome is Outcome.GONE and cursor is not None:
            with self._store.write() as unit:
                unit.settings.set(FEED_CURSOR, "")
        else:
            wait = backoff(link.feed_attempts, self._jitter()).total_seconds()
            link.feed_not_before = self._monotonic() + wait
            link.feed_attempts += 1
            link.signed_in = link.signed_in and answer.outcome is not Outcome.AUTH
        return StepResult(Did.PULLED, outcome=answer.outcome, problem=answer.problem)

    def _claim(self, item: OutboxItem) -> OutboundMessage | None:
        return self._claim_batch([(item, item.size)]).messages.get(key_of(item))

    def _claim_batch(self, parts: Sequence[Part]) -> Plan:
        """Say that messages are on their way, before they are."""
        with self._store.write() as unit:
            batch = plan(unit, parts)
            for item, _length in batch.parts:
                message = batch.messages[key_of(item)]
                key = ReportKey(message.id, message.version)
                if item.sha256 is None and message.payload_type == REPORT_TYPE and unit.reports.get(key):
                    unit.reports.advance(key, ReportState.SENDING)
        return batch

    def _batch_failed(self, answer: Answer[Any], items: Sequence[OutboxItem]) -> StepResult:
        if self._broke_off(answer, items):
            return self._broken(answer)
        self._learn(0, False, 0.0)
        first = items[0]
        with self._store.write() as unit:
            message = unit.messages.get(*key_of(first))
            if first.sha256 is None and message is not None:
                self._settle_put(unit, first, message, answer)
            else:
                self._settle_file(unit, first, answer, asked=False)
        return self._done(Did.BATCH, key_of(first), answer, Taken())

    def _settle_batch(self, batch: Plan, answer: BatchAnswer) -> StepResult:
        sent, completed, problem = 0, [], None
        with self._store.write() as unit:
            for (item, _length), frame in zip(batch.parts, answer.frames, strict=False):
                message = batch.messages[key_of(item)]
                if item.sha256 is None:
                    put = self._own(message, as_message_answer(frame))
                    taken = self._settle_put(unit, item, message, put)
                    completed += [key_of(item)] if taken.complete else []
                    problem = problem or put.problem
                else:
                    settlement = self._settle_file(unit, item, as_file_answer(frame, item), asked=False)
                    sent += max(0, (settlement.confirmed or 0) - item.confirmed)
                    problem = problem or settlement.problem
            for key, frame in zip(batch.asking, answer.frames[len(batch.parts) :], strict=True):
                state = self._own(batch.messages[key], as_message_answer(frame))
                if state.value is not None:
                    taken = self._take(unit, batch.messages[key], state.value)
                    completed += [key] if taken.complete else []
                    self._watch(unit, batch.messages[key])
        self._link.token_used = True
        self._reached()
        first = key_of(batch.parts[0][0])
        return StepResult(Did.BATCH, first, Outcome.PROGRESS, problem, sent, completed=tuple(completed))

    def _own(self, message: OutboundMessage, answer: Answer[MessageAnswer]) -> Answer[MessageAnswer]:
        """Take an answer about another message for what it is: no answer to this one."""
        if answer.value is None or answers_for(message, answer.value):
            return answer
        return Answer(Outcome.TRANSIENT, problem=Problem(Trouble.ODD_ANSWER))

    def _take(self, unit: Unit, message: OutboundMessage, answer: MessageAnswer) -> Taken:
        taken = take_answer(unit, message, answer, self._enrolment.receipt_key, self._clock.now())
        self._link.known |= taken.known
        return taken

    def _watch(self, unit: Unit, message: OutboundMessage) -> None:
        self._link.watch((message.id, message.version), receipt_due(unit, message))

    def _settle_put(
        self, unit: Unit, item: OutboxItem, message: OutboundMessage, answer: Answer[MessageAnswer]
    ) -> Taken:
        now = self._clock.now()
        settlement = settle_message(item, answer, now, self._jitter())
        settle(unit, item, settlement)
        log_trouble(unit, message, item, settlement, now)
        taken = Taken()
        if answer.value is not None:
            params: dict[str, object] = {"title": message.title, "bytes": item.size}
            unit.log.add(LogEntry(now, LogCode.MESSAGE_SENT, params))
            taken = self._take(unit, message, answer.value)
        self._watch(unit, message)
        return taken

    def _settle_file(
        self, unit: Unit, item: OutboxItem, answer: Answer[MissingFile], *, asked: bool
    ) -> Settlement:
        """Settle a file in the caller's transaction. A server that forgot its message gets that again."""
        link, now, key = self._link, self._clock.now(), key_of(item)
        assert item.sha256 is not None
        if answer.code in _NOT_EXPECTED:
            reopen_message(unit, *key, now)
            answer = Answer(Outcome.TRANSIENT, problem=answer.problem)
        in_vain = asked and item.sha256 in link.suspects
        settlement = settle_file(item, answer, now, self._jitter(), asked=asked and not in_vain)
        link.suspects.discard(item.sha256)
        if answer.value is not None:
            link.known.add(item.sha256)
        else:
            link.known.discard(item.sha256)
        message = unit.messages.get(*key)
        settle(unit, item, settlement)
        log_trouble(unit, message, item, settlement, now)
        if message is not None:
            if settlement.state is OutboxState.DONE:
                unit.log.add(LogEntry(now, LogCode.FILE_SENT, file_params(unit, message, item)))
            self._watch(unit, message)
        return settlement

    def _moved(
        self, did: Did, item: OutboxItem, answer: Answer[MissingFile], settlement: Settlement
    ) -> StepResult:
        self._done(did, key_of(item), answer, Taken())
        advanced = max(0, (settlement.confirmed or 0) - item.confirmed)
        return StepResult(did, key_of(item), answer.outcome, settlement.problem, sent=advanced)

    def _broke_off(self, answer: Answer[Any], items: Sequence[OutboxItem]) -> bool:
        """After a request without an answer, forget how far its files are; tell whether no item is to blame.

        What arrived before a connection died counts. How far that is gets asked first; only if nothing
        moved does the first file count as failed.
        """
        link = self._link
        files = [item.sha256 for item in items if item.sha256 is not None]
        link.known.difference_update(files)
        link.asked.difference_update(key_of(item) for item in items)
        if self._is_about_link(answer) or answer.code == Trouble.INTERRUPTED:
            return True
        if answer.code == Trouble.NO_ANSWER and items[0].sha256 is not None:
            link.suspects.add(items[0].sha256)
            link.chunk_size = chunks.shrunk(link.chunk_size)
            return True
        return False

    def _broken(self, answer: Answer[Any]) -> StepResult:
        if self._is_about_link(answer):
            return self._halt(answer)
        return StepResult(Did.BROKEN, outcome=answer.outcome, problem=answer.problem)

    def _tell(self, item: OutboxItem, sent: int) -> None:
        if self.on_progress is not None and item.sha256 is not None:
            self.on_progress(Sending(key_of(item), item.sha256, item.confirmed + sent, item.size))

    def _throttled(self, source: Readable, policy: Policy) -> Readable:
        if not policy.bytes_per_second:
            return source
        return Throttle(source, policy.bytes_per_second, self._monotonic, self._stopped, self._rest)

    def _learn(self, length: int, answered: bool, seconds: float) -> None:
        link = self._link
        link.chunk_size = (
            chunks.grown(link.chunk_size, length, seconds) if answered else chunks.shrunk(link.chunk_size)
        )

    def _give_up(self, item: OutboxItem, trouble: Trouble) -> StepResult:
        """Set an item aside for a person: what it needs is not on this laptop any more."""
        now = self._clock.now()
        problem = Problem(trouble)
        settlement = Settlement(OutboxState.NEEDS_ATTENTION, item.attempts, now, problem=problem)
        with self._store.write() as unit:
            settle(unit, item, settlement)
            message = unit.messages.get(item.message_id, item.message_version)
            log_trouble(unit, message, item, settlement, now)
        return StepResult(Did.MESSAGE if item.sha256 is None else Did.CHUNK, key_of(item), problem=problem)

    def _is_about_link(self, answer: Answer[Any]) -> bool:
        """Tell whether an answer concerns the link or the token, and nothing of what was to travel."""
        return answer.link_down or (answer.outcome is Outcome.AUTH and self._link.token_used)

    def _halt(self, answer: Answer[Any]) -> StepResult:
        """Stop for now: no connection, another server, no token. An old token is simply bought anew."""
        link = self._link
        problem = answer.problem or Problem(Trouble.ODD_ANSWER)
        if answer.outcome is Outcome.AUTH and link.signed_in:
            link.signed_in = False
            return StepResult(Did.SIGNED_IN, outcome=answer.outcome, problem=problem)
        news = link.problem is None or link.problem.code != problem.code
        link.failed(self._monotonic(), self._jitter(), problem)
        if news:
            now = self._clock.now()
            with self._store.write() as unit:
                unit.log.add(LogEntry(now, LogCode.STOPPED, {"problem": problem.code}))
        return StepResult(Did.STOPPED, outcome=answer.outcome, problem=problem)

    def _reached(self) -> None:
        if self._link.reached():
            with self._store.write() as unit:
                unit.log.add(LogEntry(self._clock.now(), LogCode.BACK, {}))

    def _done(self, did: Did, key: MessageKey, answer: Answer[Any], taken: Taken) -> StepResult:
        if answer.value is not None:
            self._link.token_used = True
            self._reached()
        elif answer.outcome is Outcome.AUTH:
            self._link.signed_in = False
        problem = Problem(Trouble.BAD_RECEIPT) if taken.bad_receipts else answer.problem
        completed = (key,) if taken.complete else ()
        return StepResult(did, key, answer.outcome, problem, completed=completed)
