"""Signing and opening of envelopes (DSSE v1)."""

from typing import TypeVar

from fieldmonitor.domain.errors import TrustError
from fieldmonitor.protocol.codec import decode, encode
from fieldmonitor.protocol.envelope import Envelope, Signature
from fieldmonitor.trust.keys import SigningKey, from_text, key_id, to_text, verify

T = TypeVar("T")


def pre_authentication_encoding(payload_type: str, payload: bytes) -> bytes:
    """Return the bytes that are signed: type and payload, each with its length (DSSE's PAE)."""
    kind = payload_type.encode()
    return b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload)


def seal(message: object, payload_type: str, key: SigningKey) -> Envelope:
    """Sign a message."""
    payload = encode(message)
    signature = key.sign(pre_authentication_encoding(payload_type, payload))
    return Envelope(payload_type, to_text(payload), (Signature(key.id, to_text(signature)),))


def payload_of(envelope: Envelope, public_key: bytes) -> bytes:
    """Return the payload once the signature of this key over it holds; else raise TrustError."""
    keyid = key_id(public_key)
    signature = next((s.sig for s in envelope.signatures if s.keyid == keyid), None)
    if signature is None:
        raise TrustError("trust.not_signed_by", keyid=keyid)
    payload = from_text(envelope.payload)
    verify(public_key, from_text(signature), pre_authentication_encoding(envelope.payloadType, payload))
    return payload


def unseal(envelope: Envelope, payload_type: str, public_key: bytes, kind: type[T]) -> T:
    """Verify an envelope of the expected type, and read its message."""
    if envelope.payloadType != payload_type:
        raise TrustError("trust.wrong_type", expected=payload_type, got=envelope.payloadType)
    return decode(payload_of(envelope, public_key), kind)
