"""Ed25519 keys of devices and servers."""

import base64
import binascii
import hashlib

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from fieldmonitor.domain.errors import TrustError


def key_id(public_key: bytes) -> str:
    """Return the name of a raw public key: its SHA-256 in hex. A device's id is its key's."""
    return hashlib.sha256(public_key).hexdigest()


class SigningKey:
    """A private key; `seed` is its 32 raw bytes and is kept only inside an encrypted store."""

    def __init__(self, seed: bytes) -> None:
        self._private = Ed25519PrivateKey.from_private_bytes(seed)
        self.seed = seed
        self.public = self._private.public_key().public_bytes_raw()
        self.id = key_id(self.public)

    @classmethod
    def generate(cls) -> "SigningKey":
        """Make a new random key."""
        return cls(Ed25519PrivateKey.generate().private_bytes_raw())

    def sign(self, data: bytes) -> bytes:
        """Return the 64-byte signature of data."""
        return self._private.sign(data)


def verify(public_key: bytes, signature: bytes, data: bytes) -> None:
    """Raise TrustError unless the signature of data is this key's."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, data)
    except (InvalidSignature, ValueError) as error:
        raise TrustError("trust.bad_signature", keyid=key_id(public_key)) from error


def to_text(data: bytes) -> str:
    """Return bytes as base64 text, as keys and signatures travel."""
    return base64.b64encode(data).decode("ascii")


def from_text(text: str) -> bytes:
    """Read base64 text; anything else is refused, also a second spelling of the same bytes."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise TrustError("trust.bad_base64") from error
    if to_text(data) != text:
        raise TrustError("trust.bad_base64")
    return data
