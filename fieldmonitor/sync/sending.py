"""Sending: one request each, and what is settled after it."""

from collections.abc import Callable, Sequence
from contextlib import closing

from fieldmonitor.domain.errors import FieldMonitorError
from fieldmonitor.domain.local import LogEntry, OutboundMessage, OutboxItem
from fieldmonitor.domain.outbox import OutboxState, Outcome
from fieldmonitor.domain.reports import ReportKey, ReportState
from fieldmonitor.protocol.envelope import REPORT_TYPE
from fieldmonitor.protocol.frames import BatchAnswer
from fieldmonitor.protocol.messages import MessageAnswer, MissingFile, Problem
from fieldmonitor.sync import chunks
from fieldmonitor.sync.batching import Part, Plan, as_file_answer, as_message_answer, plan
from fieldmonitor.sync.carrier import Answer, Batch, Chunk, Readable
from fieldmonitor.sync.codes import LogCode, Trouble
from fieldmonitor.sync.core import SendChunk, Settlement, key_of, settle_file, settle_message
from fieldmonitor.sync.frames import FrameStream
from fieldmonitor.sync.policy import Policy
from fieldmonitor.sync.ports import Unit
from fieldmonitor.sync.results import Did, Sending, StepResult
from fieldmonitor.sync.settling import (
    Taken,
    file_params,
    held_back,
    log_trouble,
    reopen_message,
    settle,
)
from fieldmonitor.sync.steps import NOT_EXPECTED, Steps, Tools
from fieldmonitor.sync.throttle import Throttle


class Sender(Steps):
    """Steps that move the queue."""

    def __init__(self, tools: Tools) -> None:
        super().__init__(tools)
        self.on_progress: Callable[[Sending], None] | None = None

    def put(self, item: OutboxItem) -> StepResult:
        """Send a signed message, and learn what is missing of its files."""
        claimed = self._claim([(item, item.size)])
        if claimed is None:
            return StepResult(Did.HELD_BACK, key_of(item))
        message = claimed.messages.get(key_of(item))
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

    def after_state(self, item: OutboxItem) -> None:
        """Once a message's state was asked for: a file that a broken sending did not move has failed."""
        with self._store.write() as unit:
            kept = next(i for i in unit.outbox.items(item.message_id) if i.id == item.id)
            moved = kept.confirmed > item.confirmed or kept.state is not OutboxState.WAITING
            if item.sha256 in self._link.known & self._link.suspects and not moved:
                here = MissingFile(item.sha256, item.size, kept.confirmed)
                self._settle_file(unit, kept, Answer(Outcome.PROGRESS, here), asked=True)

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
        batch = self._claim(parts)
        if batch is None:
            return StepResult(Did.HELD_BACK, key_of(parts[0][0]))
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

    def _claim(self, parts: Sequence[Part]) -> Plan | None:
        """Say that messages are on their way, before they are; None if a person held one back since the look.

        Holding back takes the same lock: it comes first and nothing leaves, or it finds them on their way.
        """
        with self._store.write() as unit:
            if any(item.sha256 is None and held_back(unit, key_of(item)) for item, _ in parts):
                return None
            batch = plan(unit, parts)
            for item, _length in batch.parts:
                message = batch.messages[key_of(item)]
                key = ReportKey(message.id, message.version)
                if item.sha256 is None and message.payload_type == REPORT_TYPE and unit.reports.get(key):
                    unit.reports.advance(key, ReportState.SENDING)
        return batch

    def _batch_failed(self, answer: Answer[object], items: Sequence[OutboxItem]) -> StepResult:
        if self._broke_off(answer, items):
            return self._broken(answer)
        self._learn(0, False, 0.0)
        if answer.outcome is not Outcome.TRANSIENT and answer.outcome is not Outcome.AUTH:
            self._link.batches = False
            return StepResult(Did.BROKEN, outcome=answer.outcome, problem=answer.problem)
        first = items[0]
        with self._store.write() as unit:
            message = unit.messages.get(*key_of(first))
            if first.sha256 is None and message is not None:
                self._settle_put(unit, first, message, answer.failed())
            else:
                self._settle_file(unit, first, answer.failed(), asked=False)
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
        if answer.code in NOT_EXPECTED:
            reopen_message(unit, *key, now)
            answer = Answer(Outcome.TRANSIENT, problem=answer.problem)
        in_vain = asked and item.sha256 in link.suspects
        settlement = settle_file(item, answer, now, self._jitter(), asked=asked and not in_vain)
        if in_vain and settlement.code == Trouble.NO_PROGRESS:
            link.chunk_size = chunks.shrunk(link.chunk_size)
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

    def _broke_off(self, answer: Answer[object], items: Sequence[OutboxItem]) -> bool:
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
            return True
        return False

    def _broken(self, answer: Answer[object]) -> StepResult:
        if self._is_about_link(answer):
            return self._halt(answer)
        return StepResult(Did.BROKEN, outcome=answer.outcome, problem=answer.problem)

    def _tell(self, item: OutboxItem, sent: int) -> None:
        if self.on_progress is not None and item.sha256 is not None:
            gone = item.confirmed + sent
            self.on_progress(Sending(key_of(item), item.sha256, gone, item.size, item.confirmed))

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
