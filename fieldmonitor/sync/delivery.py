"""The engine's hands: one request each, and what is settled after it."""

from collections.abc import Callable
from contextlib import closing
from datetime import UTC
from typing import Any

from fieldmonitor.domain.clock import Clock
from fieldmonitor.domain.errors import FieldMonitorError
from fieldmonitor.domain.local import LogEntry, OutboundMessage, OutboxItem
from fieldmonitor.domain.outbox import OutboxState, Outcome, backoff
from fieldmonitor.domain.reports import ReportKey, ReportState
from fieldmonitor.protocol.envelope import REPORT_TYPE
from fieldmonitor.protocol.messages import MessageAnswer, MissingFile, Problem, ReceiptKind
from fieldmonitor.sync import chunks
from fieldmonitor.sync.carrier import Answer, Carrier, Chunk
from fieldmonitor.sync.codes import LogCode, Trouble
from fieldmonitor.sync.core import MessageKey, SendChunk, Settlement, settle_file, settle_message
from fieldmonitor.sync.enrolment import Enrolment
from fieldmonitor.sync.importer import import_records
from fieldmonitor.sync.link import Link
from fieldmonitor.sync.policy import Policy
from fieldmonitor.sync.ports import Files, Store, Unit
from fieldmonitor.sync.results import Did, Sending, StepResult
from fieldmonitor.sync.settling import (
    Taken,
    answers_for,
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
        key = (item.message_id, item.message_version)
        message = self._claim(item)
        if message is None:
            return self._give_up(item, Trouble.LOCAL_MESSAGE)
        answer = self._own(message, self._carrier.put_message(message))
        if self._is_about_link(answer):
            return self._halt(answer)
        now = self._clock.now()
        settlement = settle_message(item, answer, now, self._jitter())
        taken = Taken()
        with self._store.write() as unit:
            settle(unit, item, settlement)
            log_trouble(unit, message, item, settlement, now)
            if answer.value is not None:
                params: dict[str, object] = {"title": message.title, "bytes": item.size}
                unit.log.add(LogEntry(now, LogCode.MESSAGE_SENT, params))
                taken = self._take(unit, message, answer.value)
            self._watch(unit, message)
        return self._done(Did.MESSAGE, key, answer, taken)

    def ask_offset(self, item: OutboxItem, sha256: str) -> StepResult:
        """Learn how much of a file has arrived."""
        answer = self._carrier.evidence_offset(sha256)
        if self._is_about_link(answer):
            return self._halt(answer)
        return self._settle_file(Did.OFFSET, item, answer, asked=True)

    def send_chunk(self, command: SendChunk, policy: Policy) -> StepResult:
        """Send the next bytes of a file."""
        item, key = command.item, (command.item.message_id, command.item.message_version)

        def watch(sent: int) -> None:
            if self.on_progress is not None:
                self.on_progress(Sending(key, command.sha256, command.offset + sent, item.size))

        began = self._monotonic()
        try:
            source = self._files.open(command.sha256)
        except FieldMonitorError:
            return self._give_up(item, Trouble.LOCAL_FILE)
        with closing(source):
            source.seek(command.offset)
            slow = Throttle(source, policy.bytes_per_second, self._monotonic, self._stopped, self._rest)
            answer = self._carrier.send_chunk(
                Chunk(command.sha256, item.size, command.offset, command.length, slow, watch, self._stopped)
            )
        self._learn(command, answer, self._monotonic() - began)
        if self._is_about_link(answer) or answer.code == Trouble.INTERRUPTED:
            return self._halt(answer)
        if answer.code == Trouble.LOCAL_FILE:
            return self._give_up(item, Trouble.LOCAL_FILE)
        return self._settle_file(Did.CHUNK, item, answer, asked=False)

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
        with self._store.write() as unit:
            message = unit.messages.get(item.message_id, item.message_version)
            if message is not None and message.payload_type == REPORT_TYPE:
                key = ReportKey(message.id, message.version)
                if unit.reports.get(key) is not None:
                    unit.reports.advance(key, ReportState.SENDING)
        return message

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

    def _settle_file(
        self, did: Did, item: OutboxItem, answer: Answer[MissingFile], *, asked: bool
    ) -> StepResult:
        key = (item.message_id, item.message_version)
        now = self._clock.now()
        settlement = settle_file(item, answer, now, self._jitter(), asked=asked)
        if answer.value is not None and item.sha256 is not None:
            self._link.known.add(item.sha256)
        with self._store.write() as unit:
            message = unit.messages.get(*key)
            if answer.code in _NOT_EXPECTED:
                reopen_message(unit, *key, now)
                waiting: Answer[MissingFile] = Answer(Outcome.TRANSIENT, problem=answer.problem)
                settlement = settle_file(item, waiting, now, self._jitter(), asked=asked)
            settle(unit, item, settlement)
            log_trouble(unit, message, item, settlement, now)
            if settlement.state is OutboxState.DONE and message is not None:
                unit.log.add(LogEntry(now, LogCode.FILE_SENT, self._file_params(unit, message, item)))
            if message is not None:
                self._watch(unit, message)
        advanced = max(0, (settlement.confirmed or 0) - item.confirmed)
        result = self._done(did, key, answer, Taken())
        return StepResult(did, key, result.outcome, settlement.problem, sent=advanced)

    def _file_params(self, unit: Unit, message: OutboundMessage, item: OutboxItem) -> dict[str, object]:
        left = sum(
            other.state is not OutboxState.DONE and other.sha256 is not None
            for other in unit.outbox.items(message.id)
        )
        return {"title": message.title, "bytes": item.size, "left": left}

    def _learn(self, command: SendChunk, answer: Answer[MissingFile], seconds: float) -> None:
        link = self._link
        if answer.code == Trouble.INTERRUPTED:
            link.known.discard(command.sha256)
        elif answer.value is None or answer.outcome is Outcome.TRANSIENT:
            link.known.discard(command.sha256)
            link.chunk_size = chunks.shrunk(link.chunk_size)
        elif answer.value.offset >= command.offset + command.length:
            link.chunk_size = chunks.grown(link.chunk_size, command.length, seconds)

    def _give_up(self, item: OutboxItem, trouble: Trouble) -> StepResult:
        """Set an item aside for a person: what it needs is not on this laptop any more."""
        now = self._clock.now()
        problem = Problem(trouble)
        settlement = Settlement(OutboxState.NEEDS_ATTENTION, item.attempts, now, problem=problem)
        with self._store.write() as unit:
            settle(unit, item, settlement)
            message = unit.messages.get(item.message_id, item.message_version)
            log_trouble(unit, message, item, settlement, now)
        key = (item.message_id, item.message_version)
        return StepResult(Did.MESSAGE if item.sha256 is None else Did.CHUNK, key, problem=problem)

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
        if answer.code == Trouble.INTERRUPTED:
            return StepResult(Did.CHUNK, outcome=answer.outcome, problem=problem)
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
        complete = any(receipt.kind == ReceiptKind.COMPLETE for receipt in taken.receipts)
        problem = Problem(Trouble.BAD_RECEIPT) if taken.bad_receipts else answer.problem
        return StepResult(did, key, answer.outcome, problem, completed=complete)
