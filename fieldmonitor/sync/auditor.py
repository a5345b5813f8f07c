"""Holding a server's log of receipts to account, from outside: it may only grow, and holds what was given.

An auditor keeps the last checkpoint that held. A newer one must contain it; so must every checkpoint that
others have kept, or the server shows different logs to different people. Receipts must be in it. With an
account the receipts themselves are read, and the tree is rebuilt from them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, TypeVar

from fieldmonitor.domain.errors import Refused, TrustError
from fieldmonitor.domain.outbox import Outcome
from fieldmonitor.protocol.codec import decode, encode
from fieldmonitor.protocol.envelope import CHECKPOINT_TYPE, RECEIPT_TYPE, Envelope
from fieldmonitor.protocol.messages import Checkpoint, LogProof, Receipt, ServerInfo
from fieldmonitor.sync.audit import Seen
from fieldmonitor.sync.carrier import Answer
from fieldmonitor.sync.codes import Trouble
from fieldmonitor.trust import log as tree
from fieldmonitor.trust.keys import from_text, to_text
from fieldmonitor.trust.rotation import ReceiptKeys, chain_of

T = TypeVar("T")

PAGE = 500
FORKED, NOT_INCLUDED = "log.forked", "log.not_included"
MISSING, REPEATED = "log.entries_missing", "log.repeated"

Place = tuple[int, int, str]
"""A full subtree of the tree: level, position, hash (base64)."""


class LogSource(Protocol):
    """Where a log is read. No method raises for what the network or the server does."""

    def server_info(self) -> Answer[ServerInfo]: ...

    def checkpoint(self) -> Answer[Envelope]: ...

    def consistency(self, old: int, new: int) -> Answer[LogProof]: ...

    def prove(self, receipt: Envelope, size: int) -> Answer[LogProof]: ...

    def entries(self, start: int, limit: int) -> Answer[list[Envelope]]: ...


@dataclass(frozen=True, slots=True)
class AuditState:
    """What an auditor keeps between two looks: the checkpoint that held, and the edge of the rebuilt tree.

    `edge` lets receipts be read from where the last look ended; it is empty when none were read.
    """

    checkpoint: Envelope
    edge: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """Something that does not hold: its code, and what it is about."""

    code: str
    about: str


@dataclass(slots=True)
class AuditResult:
    """What came of a look: how long the log is, how much was checked, and what does not hold."""

    log: str = ""
    size: int = 0
    root: str = ""
    grew_from: int | None = None
    receipts: int = 0
    entries: int = 0
    found: list[Found] = field(default_factory=list)
    state: AuditState | None = None


def audit(
    source: LogSource,
    keys: ReceiptKeys,
    *,
    state: AuditState | None = None,
    seen: Seen | None = None,
    against: Sequence[Envelope] = (),
    receipts: Sequence[Envelope] = (),
    read_entries: bool = False,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> AuditResult:
    """Look at a log by the server's public keys. Raises Offline, or Refused where an account lacks rights.

    `state` is what an auditor kept, `seen` what a device did, `against` checkpoints that others have kept.

    The state to keep is in the result only if everything held: what is false must not become the measure.
    """
    result = AuditResult()
    envelope = _required(source.checkpoint())
    try:
        now = keys.unseal(envelope, CHECKPOINT_TYPE, Checkpoint, _said_at)
    except TrustError as error:
        result.found.append(Found(error.code, "checkpoint"))
        return result
    result.log, result.size, result.root = now.log, now.size, now.root
    for earlier in [*([state.checkpoint] if state else []), *against]:
        _hold_to_signed(
            result, source, keys, earlier, now, own=state is not None and earlier is state.checkpoint
        )
    if seen is not None:
        result.grew_from = seen.size
        _hold(result, source, seen, now, own=True)
    for receipt in receipts:
        _find(result, source, keys, receipt, now)
    edge: tuple[Place, ...] = ()
    if read_entries:
        edge = _Rebuilt(result, source, keys, now, progress).read(state)
    if not result.found:
        result.state = AuditState(envelope, edge)
    return result


def _said_at(checkpoint: Checkpoint) -> datetime:
    return checkpoint.at


def _given_at(receipt: Receipt) -> datetime:
    return receipt.received_at


def _hold_to_signed(
    result: AuditResult,
    source: LogSource,
    keys: ReceiptKeys,
    earlier: Envelope,
    now: Checkpoint,
    *,
    own: bool,
) -> None:
    """Hold the log to a checkpoint that somebody kept as it was signed."""
    try:
        before = keys.unseal(earlier, CHECKPOINT_TYPE, Checkpoint, _said_at)
    except TrustError as error:
        result.found.append(Found(error.code, "checkpoint"))
        return
    if own:
        result.grew_from = before.size
    _hold(result, source, Seen(before.size, before.root), now, own=own)


def _hold(result: AuditResult, source: LogSource, before: Seen, now: Checkpoint, *, own: bool) -> None:
    """Check that the log of now begins with an earlier one; another's may also be the newer of the two."""
    old, new = Seen(before.size, before.root), Seen(now.size, now.root)
    if not own and before.size > now.size:
        old, new = new, old
    if not old.size:
        return
    try:
        if old.size > new.size:
            raise TrustError(FORKED)
        proof = _proof(source.consistency(old.size, new.size), FORKED)
        path = [from_text(step) for step in proof.path]
        tree.verify_consistency(old.size, new.size, from_text(old.root), from_text(new.root), path)
    except TrustError as error:
        result.found.append(Found(error.code, f"checkpoint {before.size}"))


def _find(
    result: AuditResult, source: LogSource, keys: ReceiptKeys, receipt: Envelope, now: Checkpoint
) -> None:
    """Check that a receipt is the server's, and in its log."""
    result.receipts += 1
    about = "receipt"
    try:
        said = keys.unseal(receipt, RECEIPT_TYPE, Receipt, _given_at)
        about = f"receipt {said.number} {said.kind}"
        proof = _proof(source.prove(receipt, now.size), NOT_INCLUDED)
        path = [from_text(step) for step in proof.path]
        leaf = tree.leaf_hash(encode(receipt))
        tree.verify_inclusion(leaf, proof.first, now.size, path, from_text(now.root))
    except TrustError as error:
        result.found.append(Found(error.code, about))


class _Rebuilt:
    """The tree, rebuilt from the receipts themselves."""

    def __init__(
        self,
        result: AuditResult,
        source: LogSource,
        keys: ReceiptKeys,
        now: Checkpoint,
        progress: Callable[[int, int], None],
    ) -> None:
        self._result, self._source, self._keys, self._now = result, source, keys, now
        self._progress = progress
        self._nodes: dict[tuple[int, int], bytes] = {}
        self._given: set[tuple[str, int, str]] = set()

    def read(self, state: AuditState | None) -> tuple[Place, ...]:
        """Read the receipts that are new since the last look, and hold the root against them."""
        start = self._start(state)
        while start < self._now.size:
            page = _required(self._source.entries(start, min(PAGE, self._now.size - start)))
            for index, receipt in enumerate(page[: self._now.size - start], start):
                self._take(index, receipt)
            if not page:
                self._result.found.append(Found(MISSING, f"{start}"))
                return ()
            start += len(page)
            self._progress(start, self._now.size)
        if to_text(self._root()) != self._now.root:
            self._result.found.append(Found(FORKED, "entries"))
        return tuple(
            (level, place, to_text(self._nodes[level, place])) for level, place in _edge(self._now.size)
        )

    def _start(self, state: AuditState | None) -> int:
        if state is None or not state.edge:
            return 0
        before = decode(from_text(state.checkpoint.payload), Checkpoint)
        if before.size > self._now.size:
            return 0
        self._nodes = {(level, place): from_text(text) for level, place, text in state.edge}
        return before.size

    def _take(self, index: int, receipt: Envelope) -> None:
        self._result.entries += 1
        try:
            said = self._keys.unseal(receipt, RECEIPT_TYPE, Receipt, _given_at)
            name = (said.message_id, said.message_version, said.kind.value)
            if name in self._given:
                self._result.found.append(Found(REPEATED, f"{index}"))
            self._given.add(name)
        except TrustError as error:
            self._result.found.append(Found(error.code, f"entry {index}"))
        leaf = tree.leaf_hash(encode(receipt))
        for level, place, value in tree.new_nodes(index, leaf, lambda *at: self._nodes[at]):
            self._nodes[level, place] = value
            if level:  # what lies below a full subtree is not asked for again
                self._nodes.pop((level - 1, 2 * place), None)
                self._nodes.pop((level - 1, 2 * place + 1), None)

    def _root(self) -> bytes:
        return tree.root(self._now.size, lambda *at: self._nodes[at])


def _edge(size: int) -> list[tuple[int, int]]:
    """Return the full subtrees (level, position) that a log of this size consists of, from the left."""
    found, start = [], 0
    for level in range(size.bit_length() - 1, -1, -1):
        if size >> level & 1:
            found.append((level, start >> level))
            start += 1 << level
    return found


def _proof(answer: Answer[LogProof], code: str) -> LogProof:
    """Return a proof; a server that says there is none has said that the log does not hold."""
    if answer.outcome is Outcome.REJECTED:
        raise TrustError(code)
    return _required(answer)


def keys_from(source: LogSource, key: bytes) -> ReceiptKeys:
    """Return every key that the server links to a known one. Raises Offline, TrustError for a false link."""
    return chain_of(key, _required(source.server_info()).rotations)


def _required(answer: Answer[T]) -> T:
    if answer.outcome is Outcome.AUTH:
        raise Refused(answer.code or Trouble.ODD_ANSWER)
    return answer.required()
