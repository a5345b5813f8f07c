"""One key for receipts names the next: who pinned any of them finds the present one, and no forged one."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from fieldmonitor.domain.errors import TrustError
from fieldmonitor.protocol.envelope import CHECKPOINT_TYPE, Envelope
from fieldmonitor.protocol.messages import Checkpoint
from fieldmonitor.trust.envelopes import seal
from fieldmonitor.trust.keys import SigningKey
from fieldmonitor.trust.rotation import (
    EarlierKey,
    ReceiptKeys,
    chain_of,
    followed,
    followed_all,
    seal_rotation,
)

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def chain(count: int) -> tuple[list[SigningKey], list[Envelope]]:
    keys = [SigningKey.generate() for _ in range(count + 1)]
    words = [seal_rotation(n + 1, keys[n], keys[n + 1], NOON + n * DAY) for n in range(count)]
    return keys, words


def test_a_rotation_leads_to_the_new_key_and_remembers_the_old() -> None:
    (old, new), (word,) = chain(1)
    after = followed(ReceiptKeys(old.public), word)
    assert after == ReceiptKeys(new.public, (EarlierKey(old.public, NOON),))
    assert followed(after, word) == after


@pytest.mark.parametrize("start", range(4))
def test_from_anywhere_in_the_chain_the_present_key_is_found(start: int) -> None:
    keys, words = chain(3)
    assert followed_all(ReceiptKeys(keys[start].public), words).current == keys[3].public
    linked = chain_of(keys[start].public, words)
    assert linked.current == keys[3].public
    assert [earlier.key for earlier in linked.earlier] == [key.public for key in (keys[2], keys[1], keys[0])]


def test_a_stranger_names_nobody() -> None:
    pinned, stranger, new = (SigningKey.generate() for _ in range(3))
    by_stranger = seal_rotation(1, stranger, new, NOON)
    with pytest.raises(TrustError, match=r"trust\.not_signed_by"):
        followed(ReceiptKeys(pinned.public), by_stranger)
    assert followed_all(ReceiptKeys(pinned.public), [by_stranger]) == ReceiptKeys(pinned.public)


def test_both_keys_must_have_signed() -> None:
    (old, new), (word,) = chain(1)
    for kept in range(2):
        half = replace(word, signatures=(word.signatures[kept],))
        with pytest.raises(TrustError):
            followed(ReceiptKeys(old.public), half)
        with pytest.raises(TrustError):
            chain_of(new.public, [half])
    none = replace(word, signatures=())
    with pytest.raises(TrustError):
        followed(ReceiptKeys(old.public), none)


def test_a_rotation_is_nothing_else_and_nothing_else_is_a_rotation() -> None:
    (old, _new), (word,) = chain(1)
    with pytest.raises(TrustError, match=r"trust\.wrong_type"):
        followed(ReceiptKeys(old.public), replace(word, payloadType=CHECKPOINT_TYPE))


def test_a_key_does_not_follow_itself() -> None:
    key = SigningKey.generate()
    with pytest.raises(TrustError, match=r"trust\.rotation"):
        followed(ReceiptKeys(key.public), seal_rotation(1, key, key, NOON))


def test_an_earlier_key_is_believed_for_its_own_time_only() -> None:
    (old, new), (word,) = chain(1)
    keys = followed(ReceiptKeys(old.public), word)

    def read(signer: SigningKey, at: datetime) -> Checkpoint:
        envelope = seal(Checkpoint("log", 1, "", at), CHECKPOINT_TYPE, signer)
        return keys.unseal(envelope, CHECKPOINT_TYPE, Checkpoint, lambda said: said.at)

    assert read(old, NOON - DAY).size == read(new, NOON + DAY).size == 1
    for signer, at in ((old, NOON + DAY), (SigningKey.generate(), NOON - DAY)):
        with pytest.raises(TrustError):
            read(signer, at)
