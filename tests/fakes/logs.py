"""A log of receipts in memory, and the ways a server may tamper with it between two looks."""

from collections.abc import Sequence
from random import Random

from fieldmonitor.domain.outbox import Outcome
from fieldmonitor.protocol.codec import encode
from fieldmonitor.protocol.envelope import CHECKPOINT_TYPE, RECEIPT_TYPE, Envelope
from fieldmonitor.protocol.messages import Checkpoint, LogProof, Problem, Receipt, ReceiptKind, ServerInfo
from fieldmonitor.sync.carrier import Answer
from fieldmonitor.trust import log as tree
from fieldmonitor.trust.envelopes import seal
from fieldmonitor.trust.keys import SigningKey, to_text
from fieldmonitor.trust.rotation import ReceiptKeys
from tests.fakes.clock import START

KEY = SigningKey(b"s" * 32)
KEYS = ReceiptKeys(KEY.public)


def receipt(number: int, key: SigningKey = KEY, salt: str = "") -> Envelope:
    """A receipt of the server."""
    name = f"{number:08}-0000-4000-8000-000000000000"
    said = Receipt(ReceiptKind.COMPLETE, f"2026-{number:06}{salt}", name, 1, f"{number:064x}", (), START)
    return seal(said, RECEIPT_TYPE, key)


class MemoryLog:
    """Fulfils `LogSource` over a list of receipts."""

    def __init__(self, receipts: Sequence[Envelope], key: SigningKey = KEY) -> None:
        self.key = key
        self.rotations: tuple[Envelope, ...] = ()
        self.receipts = list(receipts)
        self._nodes: dict[tuple[int, int], bytes] = {}
        self._leaves = 0
        self.grow()

    def server_info(self) -> Answer[ServerInfo]:
        info = ServerInfo("log", 1, to_text(self.key.public), START, self.rotations)
        return Answer(Outcome.ACCEPTED, info)

    def grow(self, *more: Envelope) -> None:
        """Append receipts."""
        self.receipts += more
        for entry in self.receipts[self._leaves :]:
            leaf = tree.leaf_hash(encode(entry))
            for level, place, value in tree.new_nodes(self._leaves, leaf, self._node):
                self._nodes[level, place] = value
            self._leaves += 1

    def checkpoint(self) -> Answer[Envelope]:
        root = tree.root(self._leaves, self._node)
        said = Checkpoint("Contraloría", self._leaves, to_text(root), START)
        return Answer(Outcome.ACCEPTED, seal(said, CHECKPOINT_TYPE, self.key))

    def consistency(self, old: int, new: int) -> Answer[LogProof]:
        if not 0 < old <= new <= self._leaves:
            return Answer(Outcome.REJECTED, problem=Problem("log.no_such_size"))
        return self._proof(old, new, tree.consistency_proof(old, new, self._node))

    def prove(self, receipt: Envelope, size: int) -> Answer[LogProof]:
        if receipt not in self.receipts[:size]:
            return Answer(Outcome.REJECTED, problem=Problem("log.no_such_leaf"))
        place = self.receipts.index(receipt)
        return self._proof(place, size, tree.inclusion_proof(place, size, self._node))

    def entries(self, start: int, limit: int) -> Answer[list[Envelope]]:
        return Answer(Outcome.ACCEPTED, self.receipts[start : start + limit])

    def _proof(self, first: int, size: int, path: list[bytes]) -> Answer[LogProof]:
        return Answer(Outcome.ACCEPTED, LogProof(first, size, tuple(map(to_text, path))))

    def _node(self, level: int, place: int) -> bytes:
        return self._nodes[level, place]


def tampered(good: Sequence[Envelope], seen: int, rng: Random) -> tuple[str, list[Envelope]]:
    """Drop, reorder, replace or insert below what was seen, then grow again: a history made anew."""
    entries, how = list(good), rng.choice(["dropped", "reordered", "replaced", "inserted", "shrunk"])
    first, second = sorted(rng.sample(range(seen), 2))
    if how == "dropped":
        del entries[first]
        entries.append(receipt(10**6))
    elif how == "reordered":
        entries[first], entries[second] = entries[second], entries[first]
    elif how == "replaced":
        entries[first] = receipt(first, salt="x")
    elif how == "inserted":
        entries.insert(first, receipt(10**6))
    else:
        del entries[rng.randrange(1, seen) :]
    return how, entries
