"""The transparency log of receipts: each receipt is a leaf, and its place is never given twice."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from fieldmonitor.domain.errors import TrustError
from fieldmonitor.protocol.codec import decode, encode
from fieldmonitor.protocol.envelope import CHECKPOINT_TYPE, RECEIPT_TYPE, Envelope
from fieldmonitor.protocol.messages import Checkpoint, LogProof, Receipt
from fieldmonitor.server.context import Context
from fieldmonitor.server.models import LogNode, Message, ReceiptRow
from fieldmonitor.server.problems import Refusal
from fieldmonitor.server.services.rows import current_number, next_number
from fieldmonitor.server.services.tokens import Caller
from fieldmonitor.trust import log as tree
from fieldmonitor.trust.envelopes import seal
from fieldmonitor.trust.keys import from_text, to_text
from fieldmonitor.trust.rotation import ReceiptKeys

LEAVES = "log"
PAGE = 1000


def append(session: Session, receipt: bytes) -> int:
    """Put a receipt's envelope into the log, and return its place.

    The counter's row stays locked until the commit, so that leaves follow each other without a gap.
    """
    index = next_number(session, LEAVES) - 1
    nodes = tree.new_nodes(index, tree.leaf_hash(receipt), _nodes(session))
    session.add_all(LogNode(level=level, position=place, hash=value) for level, place, value in nodes)
    session.flush()
    return index


def checkpoint(session: Session, context: Context) -> Envelope:
    """Sign how long the log is now and what its root is."""
    size = current_number(session, LEAVES)
    root = tree.root(size, _nodes(session))
    return seal(
        Checkpoint(context.settings.name, size, to_text(root), context.now()), CHECKPOINT_TYPE, context.key
    )


def inclusion(session: Session, index: int, size: int) -> LogProof:
    """Prove that the receipt at `index` is in the log of `size` receipts."""
    if size > current_number(session, LEAVES):
        raise Refusal("log.no_such_size")
    if not 0 <= index < size:
        raise Refusal("log.no_such_leaf")
    return _proof(index, size, tree.inclusion_proof(index, size, _nodes(session)))


def inclusion_of(session: Session, caller: Caller, id: str, version: int, kind: str, size: int) -> LogProof:
    """Prove that the receipt of a caller's own message is in the log of `size` receipts."""
    message, row = session.get(Message, (id, version)), session.get(ReceiptRow, (id, version, kind))
    if message is None or row is None or not (caller.carrier or message.volunteer == caller.volunteer):
        raise Refusal("message.unknown")
    return inclusion(session, row.leaf, size)


def proof_of(session: Session, receipt: Envelope, size: int) -> LogProof:
    """Prove that a receipt is in the log of `size` receipts, to whoever holds the receipt itself."""
    said = decode(from_text(receipt.payload), Receipt)
    row = session.get(ReceiptRow, (said.message_id, said.message_version, said.kind))
    if row is None or row.envelope != encode(receipt):
        raise Refusal("log.no_such_leaf")
    return inclusion(session, row.leaf, size)


def consistency(session: Session, old: int, new: int) -> LogProof:
    """Prove that the log of `new` receipts begins with the log of `old`."""
    if not 0 < old <= new <= current_number(session, LEAVES):
        raise Refusal("log.no_such_size")
    return _proof(old, new, tree.consistency_proof(old, new, _nodes(session)))


def entries(session: Session, start: int, limit: int) -> list[bytes]:
    """Return receipts in the order of the log, for an auditor who rebuilds the tree."""
    rows = select(ReceiptRow.envelope).where(ReceiptRow.leaf >= start).order_by(ReceiptRow.leaf).limit(limit)
    return list(session.scalars(rows))


@dataclass(frozen=True, slots=True)
class LogCheck:
    """What came of going through the whole log: its length, and the places of receipts that do not hold."""

    size: int
    root: str
    bad: tuple[int, ...]
    root_holds: bool


def check(session: Session, context: Context) -> LogCheck:
    """Rebuild the tree from the receipts themselves, and hold every signature and the root against it."""
    size, bad, keys = current_number(session, LEAVES), list[int](), context.keys
    rebuilt: dict[tuple[int, int], bytes] = {}
    for start in range(0, size, PAGE):
        for index, receipt in enumerate(entries(session, start, PAGE), start):
            if not _holds(receipt, keys):
                bad.append(index)
            leaf = tree.leaf_hash(receipt)
            for level, place, value in tree.new_nodes(index, leaf, lambda *at: rebuilt[at]):
                rebuilt[level, place] = value
    stored = tree.root(size, _nodes(session))
    try:
        holds = tree.root(size, lambda *at: rebuilt[at]) == stored
    except KeyError:  # receipts are missing
        holds = False
    return LogCheck(size, to_text(stored), tuple(bad), holds)


def _holds(receipt: bytes, keys: ReceiptKeys) -> bool:
    try:
        keys.unseal(decode(receipt, Envelope), RECEIPT_TYPE, Receipt, lambda said: said.received_at)
    except TrustError:
        return False
    return True


def _nodes(session: Session) -> Callable[[int, int], bytes]:
    def node(level: int, position: int) -> bytes:
        row = session.get(LogNode, (level, position))
        assert row is not None, (level, position)
        return row.hash

    return node


def _proof(first: int, size: int, path: list[bytes]) -> LogProof:
    return LogProof(first, size, tuple(to_text(value) for value in path))
