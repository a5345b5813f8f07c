"""The transparency log's tree (RFC 9162, section 2.1): roots, proofs, and their verification.

Stored is one hash per *full* subtree: `node(level, position)` returns that over the leaves
[position · 2^level, (position + 1) · 2^level). All else is computed; hashes are SHA-256.
"""

import hashlib
from collections.abc import Callable, Sequence

from fieldmonitor.domain.errors import TrustError

Node = Callable[[int, int], bytes]

EMPTY_ROOT = hashlib.sha256(b"").digest()


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of an entry."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of two subtrees side by side."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def new_nodes(index: int, leaf: bytes, node: Node) -> list[tuple[int, int, bytes]]:
    """Return the full subtrees (level, position, hash) that a leaf at `index` completes, itself first."""
    level, position, value = 0, index, leaf
    made = [(level, position, value)]
    while position & 1:
        value = node_hash(node(level, position - 1), value)
        level, position = level + 1, position >> 1
        made.append((level, position, value))
    return made


def root(size: int, node: Node) -> bytes:
    """Return the root over the first `size` leaves."""
    return _range(0, size, node) if size else EMPTY_ROOT


def inclusion_proof(index: int, size: int, node: Node) -> list[bytes]:
    """Return the path that proves a leaf to be the `index`-th of `size`."""
    if not 0 <= index < size:
        raise ValueError("no such leaf")
    path: list[bytes] = []
    start = 0
    while size > 1:
        left = _split(size)
        if index < left:
            path.append(_range(start + left, size - left, node))
            size = left
        else:
            path.append(_range(start, left, node))
            start, index, size = start + left, index - left, size - left
    return path[::-1]


def consistency_proof(old: int, new: int, node: Node) -> list[bytes]:
    """Return the path that proves the first `old` leaves to be the same in the tree of `new`."""
    if not 0 < old <= new:
        raise ValueError("no such size")
    path: list[bytes] = []
    start, whole = 0, True
    while old < new:
        left = _split(new)
        if old <= left:
            path.append(_range(start + left, new - left, node))
            new = left
        else:
            path.append(_range(start, left, node))
            start, old, new, whole = start + left, old - left, new - left, False
    if not whole:
        path.append(_range(start, old, node))
    return path[::-1]


def verify_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> None:
    """Raise TrustError unless the path leads from the leaf at `index` to the root of `size` leaves."""
    if not 0 <= index < size:
        raise TrustError("log.not_included")
    position, last, value = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            raise TrustError("log.not_included")
        if position & 1 or position == last:
            value = node_hash(sibling, value)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            value = node_hash(value, sibling)
        position, last = position >> 1, last >> 1
    if last != 0 or value != root:
        raise TrustError("log.not_included")


def verify_consistency(old: int, new: int, old_root: bytes, new_root: bytes, path: Sequence[bytes]) -> None:
    """Raise TrustError unless the tree of `new` leaves begins with the tree of `old` leaves."""
    if old == new and not path and old_root == new_root:
        return
    if not 0 < old < new or not path:
        raise TrustError("log.forked")
    steps = list(path) if old & (old - 1) else [old_root, *path]
    position, last = old - 1, new - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    first = second = steps[0]
    for step in steps[1:]:
        if last == 0:
            raise TrustError("log.forked")
        if position & 1 or position == last:
            first, second = node_hash(step, first), node_hash(step, second)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            second = node_hash(second, step)
        position, last = position >> 1, last >> 1
    if last != 0 or first != old_root or second != new_root:
        raise TrustError("log.forked")


def _split(size: int) -> int:
    """Return the largest power of two below a size of at least 2."""
    return 1 << ((size - 1).bit_length() - 1)


def _range(start: int, size: int, node: Node) -> bytes:
    """Return the hash over `size` leaves from `start`, as the tree groups them."""
    if size & (size - 1) == 0:
        level = size.bit_length() - 1
        return node(level, start >> level)
    left = _split(size)
    return node_hash(_range(start, left, node), _range(start + left, size - left, node))
