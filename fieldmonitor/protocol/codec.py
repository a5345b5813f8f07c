"""Messages to JSON bytes and back, strictly: a wrong type or a missing field is refused."""

import hashlib
from typing import TypeVar

import msgspec

from fieldmonitor.domain.errors import TrustError

T = TypeVar("T")

_encoder = msgspec.json.Encoder(order="deterministic", decimal_format="string")


def encode(message: object) -> bytes:
    """Return a message as JSON bytes, the same bytes for the same message."""
    return _encoder.encode(message)


def decode(data: bytes | str, kind: type[T]) -> T:
    """Read JSON bytes as a message; unknown fields are ignored, so that a newer peer can add some."""
    try:
        return msgspec.json.decode(data, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise TrustError("protocol.malformed", kind=kind.__name__, reason=str(error)) from error


def to_plain(message: object) -> object:
    """Return a message as dicts, lists and strings."""
    return msgspec.to_builtins(message)


def from_plain(data: object, kind: type[T]) -> T:
    """Read dicts, lists and strings as a message."""
    try:
        return msgspec.convert(data, type=kind)
    except msgspec.ValidationError as error:
        raise TrustError("protocol.malformed", kind=kind.__name__, reason=str(error)) from error


def digest(data: bytes) -> str:
    """Return the SHA-256 of bytes as lower-case hex: how manifests and files are named."""
    return hashlib.sha256(data).hexdigest()
