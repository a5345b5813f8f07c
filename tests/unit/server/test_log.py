"""The transparency log: any dropped, reordered or forked entry shows, by code of another hand too."""

import hashlib
import random
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from fieldmonitor.domain.errors import TrustError
from fieldmonitor.protocol.codec import encode
from fieldmonitor.protocol.envelope import CHECKPOINT_TYPE, Envelope
from fieldmonitor.protocol.messages import Checkpoint, LogProof, MessageAnswer
from fieldmonitor.server.context import Context
from fieldmonitor.server.models import ReceiptRow
from fieldmonitor.server.services import log
from fieldmonitor.trust import log as tree
from fieldmonitor.trust.envelopes import unseal
from fieldmonitor.trust.keys import from_text
from tests.unit.server.device import TIMEOUT, Device, code_of, read

Node = Callable[[int, int], bytes]


def build(entries: list[bytes]) -> Node:
    """Append entries one by one, storing what the log stores."""
    stored: dict[tuple[int, int], bytes] = {}
    for index, entry in enumerate(entries):
        for level, position, value in tree.new_nodes(
            index, tree.leaf_hash(entry), lambda level, position: stored[level, position]
        ):
            stored[level, position] = value
    return lambda level, position: stored[level, position]


def reference_root(entries: list[bytes]) -> bytes:
    """The tree's definition, word for word (RFC 9162, 2.1.1): slow, and written apart from ours."""
    if not entries:
        return hashlib.sha256(b"").digest()
    if len(entries) == 1:
        return hashlib.sha256(b"\x00" + entries[0]).digest()
    k = 1
    while k * 2 < len(entries):
        k *= 2
    return hashlib.sha256(b"\x01" + reference_root(entries[:k]) + reference_root(entries[k:])).digest()


def entries(size: int, seed: int = 0) -> list[bytes]:
    rng = random.Random(seed)
    return [rng.randbytes(20) for _ in range(size)]


def test_roots_are_those_of_the_definition() -> None:
    all_entries = entries(70)
    node = build(all_entries)
    for size in range(71):
        assert tree.root(size, node) == reference_root(all_entries[:size])


def test_every_leaf_of_every_size_is_proven() -> None:
    all_entries = entries(40)
    node = build(all_entries)
    for size in range(1, 41):
        root = tree.root(size, node)
        for index in range(size):
            path = tree.inclusion_proof(index, size, node)
            tree.verify_inclusion(tree.leaf_hash(all_entries[index]), index, size, path, root)


def test_every_growth_is_proven() -> None:
    node = build(entries(40))
    for new in range(1, 41):
        for old in range(1, new + 1):
            path = tree.consistency_proof(old, new, node)
            tree.verify_consistency(old, new, tree.root(old, node), tree.root(new, node), path)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_a_changed_log_is_never_proven(data: st.DataObject) -> None:
    """Drop, swap, change or fork an entry: inclusion or consistency with the old checkpoint must fail."""
    size = data.draw(st.integers(4, 60))
    honest = entries(size, data.draw(st.integers(0, 1000)))
    old = data.draw(st.integers(2, size))
    place = data.draw(st.integers(0, old - 2))
    forged = list(honest)
    how = data.draw(st.sampled_from(["drop", "swap", "change", "insert"]))
    if how == "drop":
        del forged[place]
    elif how == "swap":
        forged[place], forged[place + 1] = forged[place + 1], forged[place]
    elif how == "change":
        forged[place] = b"forged"
    else:
        forged.insert(place, b"forged")
    before, after = build(honest), build(forged)
    new = len(forged)
    if old > new:
        return
    with pytest.raises(TrustError):
        tree.verify_consistency(
            old,
            new,
            tree.root(old, before),
            tree.root(new, after),
            tree.consistency_proof(old, new, after) if old < new else [],
        )
    with pytest.raises(TrustError):
        tree.verify_inclusion(
            tree.leaf_hash(honest[place]),
            place,
            new,
            tree.inclusion_proof(place, new, after),
            tree.root(new, after),
        )


@pytest.mark.parametrize("flip", range(8))
def test_a_damaged_proof_is_refused(flip: int) -> None:
    all_entries = entries(13)
    node = build(all_entries)
    path = tree.inclusion_proof(5, 13, node)
    bad = list(path)
    bad[flip % len(path)] = bytes([bad[flip % len(path)][0] ^ 1 << flip]) + bad[flip % len(path)][1:]
    root = tree.root(13, node)
    for proof in (bad, path[:-1], [*path, path[0]], []):
        with pytest.raises(TrustError):
            tree.verify_inclusion(tree.leaf_hash(all_entries[5]), 5, 13, proof, root)
    growth = tree.consistency_proof(5, 13, node)
    for proof in (growth[1:], [*growth, root], []):
        with pytest.raises(TrustError):
            tree.verify_consistency(5, 13, tree.root(5, node), root, proof)


def test_a_device_checks_its_receipts_against_the_servers_log(device: Device) -> None:
    def get(path: str, **params: int) -> bytes:
        answer = device.http.get(
            f"{device.url}/v1/log/{path}", params=params, headers=device.auth, timeout=TIMEOUT
        )
        return answer.content if answer.ok else read(answer, bytes)

    def checkpoint() -> Checkpoint:
        return unseal(
            read(device.http.get(f"{device.url}/v1/log/checkpoint", timeout=TIMEOUT), Envelope),
            CHECKPOINT_TYPE,
            device.server_key,
            Checkpoint,
        )

    assert checkpoint().size == 0
    manifests = [device.report() for _ in range(5)]
    first = read(device.put(manifests[0]), MessageAnswer)
    early = checkpoint()
    answers = [first, *(read(device.put(manifest), MessageAnswer) for manifest in manifests[1:])]
    late = checkpoint()
    assert (early.size, late.size) == (2, 10)
    growth = _proof(get("consistency", old=2, new=10))
    tree.verify_consistency(2, 10, from_text(early.root), from_text(late.root), growth[1])
    for manifest, answer in zip(manifests, answers, strict=True):
        for envelope, kind in zip(answer.receipts, ("content", "complete"), strict=True):
            index, path = _proof(get(f"inclusion/{manifest.id}/1/{kind}", size=10))
            leaf = tree.leaf_hash(encode(envelope))
            tree.verify_inclusion(leaf, index, 10, path, from_text(late.root))


def test_an_auditor_finds_what_was_changed_in_the_log(device: Device, context: Context) -> None:
    for _ in range(3):
        device.put(device.report())
    with context.db.write() as session:
        whole = log.check(session, context)
        assert (whole.size, whole.bad, whole.root_holds) == (6, (), True)
        rows = session.scalars(select(ReceiptRow).order_by(ReceiptRow.leaf)).all()
        rows[1].envelope, rows[4].envelope = rows[4].envelope, rows[1].envelope
        session.flush()
        assert not log.check(session, context).root_holds
        rows[1].envelope, rows[4].envelope = rows[4].envelope, rows[1].envelope
        rows[2].envelope = rows[2].envelope.replace(b'"sig":"', b'"sig":"AAAA', 1)
        session.flush()
        forged = log.check(session, context)
        assert forged.bad == (2,) and not forged.root_holds
        session.delete(rows[5])
        session.flush()
        assert not log.check(session, context).root_holds


def test_proofs_of_what_is_not_there_are_refused(device: Device) -> None:
    device.put(device.report())
    unknown = device.http.get(f"{device.url}/v1/log/consistency?old=1&new=99", timeout=TIMEOUT)
    assert code_of(unknown) == (404, "log.no_such_size")
    path = f"{device.url}/v1/log/inclusion/00000000-0000-4000-8000-000000000000/1/complete?size=1"
    answer = device.http.get(path, headers=device.auth, timeout=TIMEOUT)
    assert code_of(answer) == (404, "message.unknown")


def _proof(body: bytes) -> tuple[int, list[bytes]]:
    from fieldmonitor.protocol.codec import decode

    proof = decode(body, LogProof)
    return proof.first, [from_text(value) for value in proof.path]
