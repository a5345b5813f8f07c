"""What every step shares: the engine's tools, and what an answer says of link, token and receipts."""

from collections.abc import Callable
from dataclasses import dataclass

from fieldmonitor.domain.clock import Clock
from fieldmonitor.domain.local import LogEntry, OutboundMessage
from fieldmonitor.domain.outbox import Outcome
from fieldmonitor.protocol.messages import MessageAnswer, Problem
from fieldmonitor.sync.carrier import Answer, Carrier
from fieldmonitor.sync.codes import LogCode, Trouble
from fieldmonitor.sync.core import MessageKey
from fieldmonitor.sync.enrolment import Enrolment
from fieldmonitor.sync.link import Link
from fieldmonitor.sync.ports import Files, Store, Unit
from fieldmonitor.sync.results import Did, StepResult
from fieldmonitor.sync.rotation import receipt_keys
from fieldmonitor.sync.settling import Taken, answers_for, receipt_due, take_answer

NOT_EXPECTED = ("evidence.not_expected", "message.unknown")
"""Codes of a server that does not know what it was told of: it gets the message again."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What the engine hands to its steps; `stopped` ends a sending, `rest` waits some seconds."""

    store: Store[Unit]
    files: Files
    carrier: Carrier
    enrolment: Enrolment
    clock: Clock
    link: Link
    jitter: Callable[[], float]
    monotonic: Callable[[], float]
    stopped: Callable[[], bool]
    rest: Callable[[float], None]


class Steps:
    """Does what `core.choose` chose; each public method of a subclass is one step."""

    def __init__(self, tools: Tools) -> None:
        self._store = tools.store
        self._files = tools.files
        self._carrier = tools.carrier
        self._enrolment = tools.enrolment
        self._clock = tools.clock
        self._link = tools.link
        self._jitter = tools.jitter
        self._monotonic = tools.monotonic
        self._stopped = tools.stopped
        self._rest = tools.rest

    def _own(self, message: OutboundMessage, answer: Answer[MessageAnswer]) -> Answer[MessageAnswer]:
        """Take an answer about another message for what it is: no answer to this one."""
        if answer.value is None or answers_for(message, answer.value):
            return answer
        return Answer(Outcome.TRANSIENT, problem=Problem(Trouble.ODD_ANSWER))

    def _take(self, unit: Unit, message: OutboundMessage, answer: MessageAnswer) -> Taken:
        keys = receipt_keys(unit.settings) or self._enrolment.keys
        taken = take_answer(unit, message, answer, keys, self._clock.now())
        self._link.known |= taken.known
        return taken

    def _watch(self, unit: Unit, message: OutboundMessage) -> None:
        self._link.watch((message.id, message.version), receipt_due(unit, message))

    def _is_about_link(self, answer: Answer[object]) -> bool:
        """Tell whether an answer concerns the link or the token, and nothing of what was to travel."""
        return answer.link_down or (answer.outcome is Outcome.AUTH and self._link.token_used)

    def _halt(self, answer: Answer[object]) -> StepResult:
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

    def _done(self, did: Did, key: MessageKey, answer: Answer[object], taken: Taken) -> StepResult:
        if answer.value is not None:
            self._link.token_used = True
            self._reached()
        elif answer.outcome is Outcome.AUTH:
            self._link.signed_in = False
        problem = Problem(Trouble.BAD_RECEIPT) if taken.bad_receipts else answer.problem
        completed = (key,) if taken.complete else ()
        return StepResult(did, key, answer.outcome, problem, completed=completed)
