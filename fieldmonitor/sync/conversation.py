"""What is said to the server beside sending: who are you, a token, receipts, news."""

from collections.abc import Sequence
from datetime import UTC

from fieldmonitor.domain.clock import lima
from fieldmonitor.domain.errors import TrustError
from fieldmonitor.domain.local import LogEntry, OutboundMessage
from fieldmonitor.domain.outbox import Outcome, backoff
from fieldmonitor.domain.records import RecordKind, Revocation, RevokedSubject, revocation_id
from fieldmonitor.protocol.codec import to_plain
from fieldmonitor.protocol.envelope import Envelope
from fieldmonitor.protocol.frames import Frame, FrameAnswer, Method
from fieldmonitor.protocol.messages import Checkpoint, LogProof, Problem, Record, ServerInfo
from fieldmonitor.sync.audit import (
    LOG_CARRIED,
    ReceiptName,
    carried,
    check_growth,
    check_presence,
    proven,
    raise_alarm,
    read_checkpoint,
    remember,
    seen,
    unproven,
)
from fieldmonitor.sync.batching import as_message_answer
from fieldmonitor.sync.carrier import Answer, Batch, Readable
from fieldmonitor.sync.codes import LogCode, Trouble
from fieldmonitor.sync.core import MessageKey
from fieldmonitor.sync.frames import FrameStream
from fieldmonitor.sync.importer import import_records
from fieldmonitor.sync.ports import Unit
from fieldmonitor.sync.results import Did, StepResult
from fieldmonitor.sync.rotation import follow_rotations, receipt_keys
from fieldmonitor.sync.settling import Taken, reopen_message
from fieldmonitor.sync.steps import NOT_EXPECTED, Steps
from fieldmonitor.trust.keys import to_text

REVOKED = "device.revoked"
FEED_CURSOR = "feed.cursor"
LAST_SYNC = "last_sync"
CLOCK_ERROR = "clock_error_s"
PAGE = 200
CLOCK_WORTH_TELLING = 120.0
"""Seconds of difference from the server's clock that the log mentions."""


def _no_body(_index: int) -> Readable:
    raise EOFError("a question has no body")


PROOFS_A_RUN = 3
"""Receipts looked up in the log in one run: on a bad link each costs a round trip."""


class Conversation(Steps):
    """Steps that carry nothing of the queue."""

    def greet(self) -> StepResult:
        """Make sure that it is our server that answers, and compare clocks."""
        before = self._clock.now()
        answer = self._carrier.server_info()
        if answer.value is None:
            return self._halt(answer)
        if not self._is_ours(answer.value):
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

    def _is_ours(self, info: ServerInfo) -> bool:
        """Tell whether a server has the pinned key, or one that the pinned one names."""
        with self._store.read() as unit:
            keys = receipt_keys(unit.settings) or self._enrolment.keys
        if info.receipt_key == to_text(keys.current):
            return True
        try:
            with self._store.write() as unit:
                follow_rotations(unit, info.rotations, self._clock.now())
                keys = receipt_keys(unit.settings) or keys
        except TrustError:
            return False
        return info.receipt_key == to_text(keys.current)

    def sign_in(self) -> StepResult:
        """Get a token."""
        answer = self._carrier.sign_in(self._enrolment.device_key)
        self._note_revoked(answer)
        if answer.value is None:
            return self._halt(answer)
        self._link.signed_in, self._link.token_used = True, False
        self._reached()
        return StepResult(Did.SIGNED_IN, outcome=answer.outcome)

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
            elif answer.code in NOT_EXPECTED:
                reopen_message(unit, *key, now)
            self._watch(unit, message)
        if not taken.receipts:
            self._link.put_off(key, self._monotonic(), self._jitter())
        return self._done(Did.RECEIPTS, key, answer, taken)

    def ask_states(self, keys: Sequence[MessageKey]) -> StepResult:
        """Ask how far several messages are, in one request."""
        self._link.asked.update(keys)
        if len(keys) == 1:
            return self.ask_receipts(keys[0])
        stream = FrameStream([Frame(Method.GET, id, version) for id, version in keys], _no_body)
        answer = self._carrier.send_batch(Batch(stream.frames, stream, stream.length, self._stopped))
        if self._is_about_link(answer):
            self._link.asked.difference_update(keys)
            return self._halt(answer)
        if answer.value is None:
            self._link.batches = answer.outcome is Outcome.TRANSIENT
            self._link.asked.difference_update(keys[1:])
            return StepResult(Did.RECEIPTS, keys[0], answer.outcome, answer.problem)
        completed: list[MessageKey] = []
        with self._store.write() as unit:
            for key, frame in zip(keys, answer.value.frames, strict=True):
                if (message := unit.messages.get(*key)) is not None:
                    completed += [key] if self._take_state(unit, message, frame).complete else []
        self._link.token_used = True
        self._reached()
        return StepResult(Did.RECEIPTS, keys[0], Outcome.ACCEPTED, completed=tuple(completed))

    def _take_state(self, unit: Unit, message: OutboundMessage, frame: FrameAnswer) -> Taken:
        answer = self._own(message, as_message_answer(frame))
        taken = Taken()
        if answer.value is not None:
            taken = self._take(unit, message, answer.value)
        elif answer.code in NOT_EXPECTED:
            reopen_message(unit, message.id, message.version, self._clock.now())
        self._watch(unit, message)
        return taken

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

    def _note_revoked(self, answer: Answer[object]) -> None:
        """Keep that this laptop is revoked: no new visit begins, and what it holds is still sent."""
        if answer.code != REVOKED:
            return
        now = self._clock.now()
        said = Revocation(RevokedSubject.DEVICE, self._enrolment.device, lima(now).date())
        body = to_plain(said)
        assert isinstance(body, dict)
        id = revocation_id(RevokedSubject.DEVICE, self._enrolment.device)
        with self._store.write() as unit:
            import_records(unit, [Record(RecordKind.REVOCATION, id, 1, body)], now)

    def _pull_failed(self, answer: Answer[object], cursor: str | None) -> StepResult:
        self._note_revoked(answer)
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

    def audit(self) -> StepResult:
        """Look whether the log of receipts only grew, and holds the receipts given: one pass, last of all.

        A proof that cannot be had is asked for another time; one that is wrong raises the alarm.
        """
        self._link.audit_due = False
        stands = self._carrier.checkpoint()
        answer: Answer[object] = stands
        try:
            if stands.value is not None:
                answer = self._hold_to(stands.value)
        except TrustError as error:
            return self._alarm(error)
        return StepResult(Did.AUDITED, outcome=answer.outcome, problem=answer.problem)

    def _hold_to(self, envelope: Envelope) -> Answer[object]:
        with self._store.read() as unit:
            before, owed = seen(unit.settings), unproven(unit.settings)[:PROOFS_A_RUN]
            keys = receipt_keys(unit.settings) or self._enrolment.keys
        checkpoint = read_checkpoint(envelope, keys, before)
        if before is not None and before.size < checkpoint.size:
            growth = self._carrier.consistency(before.size, checkpoint.size)
            if growth.outcome is Outcome.REJECTED:
                raise TrustError("log.forked", size=checkpoint.size)
            if growth.value is None:
                return growth
            check_growth(before, checkpoint, growth.value)
        if checkpoint.size:
            with self._store.write() as unit:
                remember(unit.settings, checkpoint)
        self._hold_to_carried(checkpoint)
        answers = [self._presence(name, checkpoint) for name in owed]
        return answers[-1] if answers else Answer(Outcome.ACCEPTED)

    def _hold_to_carried(self, checkpoint: Checkpoint) -> None:
        """Look whether the log that a pack told of is the one that the server shows here."""
        with self._store.read() as unit:
            told = carried(unit.settings)
        if told is None:
            return
        if told.size > checkpoint.size or (told.size == checkpoint.size and told.root != checkpoint.root):
            raise TrustError("log.forked", size=told.size)
        if told.size < checkpoint.size:
            growth = self._carrier.consistency(told.size, checkpoint.size)
            if growth.outcome is Outcome.REJECTED:
                raise TrustError("log.forked", size=told.size)
            if growth.value is None:
                return
            check_growth(told, checkpoint, growth.value)
        with self._store.write() as unit:
            unit.settings.set(LOG_CARRIED, "")

    def _presence(self, name: ReceiptName, checkpoint: Checkpoint) -> Answer[LogProof]:
        with self._store.read() as unit:
            kept = next((r for r in unit.receipts.for_message(*name[:2]) if r.kind == name[2]), None)
        answer = self._carrier.inclusion(name[0], name[1], name[2], checkpoint.size)
        if answer.outcome is Outcome.REJECTED:
            raise TrustError("log.not_included", id=name[0])
        if kept is not None and answer.value is not None:
            check_presence(kept, checkpoint, answer.value)
            with self._store.write() as unit:
                proven(unit.settings, name)
        return answer

    def _alarm(self, error: TrustError) -> StepResult:
        with self._store.write() as unit:
            raise_alarm(unit, error, self._clock.now())
        return StepResult(Did.AUDITED, outcome=Outcome.REJECTED, problem=Problem(error.code))
