"""Replacing the key that signs receipts: the old key names the new one, and the new one agrees.

Who pinned any key of the chain finds the present one. An earlier key is believed only for what was
signed while it was in use.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from fieldmonitor.domain.errors import TrustError
from fieldmonitor.protocol.codec import decode
from fieldmonitor.protocol.envelope import SERVER_KEYS_TYPE, Envelope
from fieldmonitor.protocol.messages import KeyRotation
from fieldmonitor.trust.envelopes import payload_of, seal, unseal
from fieldmonitor.trust.keys import SigningKey, from_text, to_text

T = TypeVar("T")

_RAW = 32


@dataclass(frozen=True, slots=True)
class EarlierKey:
    """A raw public key that signed receipts until a moment."""

    key: bytes
    until: datetime


@dataclass(frozen=True, slots=True)
class ReceiptKeys:
    """The server's raw public key for receipts, and those before it, newest first."""

    current: bytes
    earlier: tuple[EarlierKey, ...] = ()

    def unseal(
        self, envelope: Envelope, payload_type: str, kind: type[T], signed_at: Callable[[T], datetime]
    ) -> T:
        """Verify an envelope by the present key, or by an earlier one of its time; else raise TrustError."""
        try:
            return unseal(envelope, payload_type, self.current, kind)
        except TrustError as error:
            for before in self.earlier:
                try:
                    message = unseal(envelope, payload_type, before.key, kind)
                except TrustError:
                    continue
                if signed_at(message).tzinfo is not None and signed_at(message) <= before.until:
                    return message
            raise error


def seal_rotation(number: int, old: SigningKey, new: SigningKey, at: datetime) -> Envelope:
    """Sign, with both keys, that one follows the other."""
    rotation = KeyRotation(number, to_text(old.public), to_text(new.public), at)
    by_old, by_new = (seal(rotation, SERVER_KEYS_TYPE, key) for key in (old, new))
    return replace(by_old, signatures=by_old.signatures + by_new.signatures)


def followed(keys: ReceiptKeys, envelope: Envelope) -> ReceiptKeys:
    """Return the keys after a rotation. One that is known already changes nothing.

    Raises TrustError for what is not signed by the present key and by the one it names.
    """
    claimed = _claimed(envelope)
    if any(before.key == from_text(claimed.old) for before in keys.earlier):
        return keys
    rotation = unseal(envelope, SERVER_KEYS_TYPE, keys.current, KeyRotation)
    old, new = from_text(rotation.old), from_text(rotation.new)
    if old != keys.current or new == old or len(new) != _RAW or rotation.at.tzinfo is None:
        raise TrustError("trust.rotation", number=rotation.number)
    payload_of(envelope, new)
    return ReceiptKeys(new, (EarlierKey(old, rotation.at), *keys.earlier))


def followed_all(keys: ReceiptKeys, envelopes: Iterable[Envelope]) -> ReceiptKeys:
    """Return the keys after a chain of rotations, from wherever in it `keys` stand."""
    for envelope in envelopes:
        if keys.current == from_text(_claimed(envelope).old):
            keys = followed(keys, envelope)
    return keys


def chain_of(key: bytes, envelopes: Iterable[Envelope]) -> ReceiptKeys:
    """Return every key that is linked to one known key, in both directions of time."""
    rotations = list(envelopes)
    keys = followed_all(ReceiptKeys(key), rotations)
    oldest = key
    for envelope in reversed(rotations):
        if from_text(_claimed(envelope).new) == oldest:
            rotation = unseal(envelope, SERVER_KEYS_TYPE, oldest, KeyRotation)
            oldest = from_text(rotation.old)
            payload_of(envelope, oldest)
            keys = replace(keys, earlier=(*keys.earlier, EarlierKey(oldest, rotation.at)))
    return keys


def _claimed(envelope: Envelope) -> KeyRotation:
    if envelope.payloadType != SERVER_KEYS_TYPE:
        raise TrustError("trust.wrong_type", expected=SERVER_KEYS_TYPE, got=envelope.payloadType)
    return decode(from_text(envelope.payload), KeyRotation)
