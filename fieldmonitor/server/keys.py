"""The server's own keys: made at the first start, kept in its data folder, readable by it alone."""

import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from fieldmonitor.domain.errors import EnvironmentFault
from fieldmonitor.protocol.codec import decode, encode
from fieldmonitor.protocol.envelope import Envelope
from fieldmonitor.protocol.messages import KeyRotation
from fieldmonitor.system.durable import sync_file, sync_folder
from fieldmonitor.system.faults import disk_fault
from fieldmonitor.trust.keys import SigningKey, from_text
from fieldmonitor.trust.rotation import seal_rotation

RECEIPT_KEY = "receipt.key"
IDENTITY_KEY = "identity.key"
_OLD_KEY, _ROTATION = "receipt.{}.key", "receipt.{}.rotation.json"
_LENGTH = 32


def receipt_key(data: Path) -> SigningKey:
    """Return the key that signs receipts; devices pin it at enrolment, so losing it is a new server."""
    return SigningKey(_secret(data / RECEIPT_KEY))


@dataclass(frozen=True, slots=True)
class Rotated:
    """Receipt keys that were replaced, oldest first, and the signed words that lead from each to the next."""

    keys: tuple[SigningKey, ...] = ()
    rotations: tuple[Envelope, ...] = ()


def rotated(data: Path) -> Rotated:
    """Return the replaced keys. A rotation that a crash left half done is no rotation."""
    keys: list[SigningKey] = []
    rotations: list[Envelope] = []
    try:
        while (word := data / _ROTATION.format(len(keys) + 1)).exists():
            rotations.append(decode(word.read_bytes(), Envelope))
            keys.append(SigningKey((data / _OLD_KEY.format(len(keys) + 1)).read_bytes()))
    except OSError as error:
        raise EnvironmentFault("server.key_unreadable", path=str(data)) from error
    present = receipt_key(data).public
    while rotations and from_text(decode(from_text(rotations[-1].payload), KeyRotation).new) != present:
        rotations.pop()
        keys.pop()
    return Rotated(tuple(keys), tuple(rotations))


def rotate(data: Path, at: datetime) -> Envelope:
    """Replace the receipt key, and return what the old key says of the new one.

    The old key stays, for bundles that are still sealed to it. The last step is one rename: before it
    nothing has changed, after it everything has.
    """
    old, new = receipt_key(data), SigningKey.generate()
    number = len(rotated(data).keys) + 1
    word = seal_rotation(number, old, new, at)
    _replace(data / _OLD_KEY.format(number), old.seed)
    _replace(data / _ROTATION.format(number), encode(word))
    _replace(data / RECEIPT_KEY, new.seed)
    return word


def identity_key(data: Path) -> bytes:
    """Return the key under which identities are sealed, apart from the database that holds them."""
    return _secret(data / IDENTITY_KEY)


def _secret(path: Path) -> bytes:
    try:
        _write_once(path)
        secret = path.read_bytes()
    except OSError as error:
        raise EnvironmentFault("server.key_unreadable", path=str(path)) from error
    if len(secret) != _LENGTH:
        raise EnvironmentFault("server.key_unreadable", path=str(path))
    return secret


def _write_once(path: Path) -> None:
    """Make the file whole or not at all; whoever comes second uses the first one's."""
    if path.exists():
        return
    new = _beside(path, secrets.token_bytes(_LENGTH))
    with suppress(FileExistsError):
        os.link(new, path)
    new.unlink()
    sync_folder(path.parent)


def _replace(path: Path, data: bytes) -> None:
    try:
        _beside(path, data).replace(path)
        sync_folder(path.parent)
    except OSError as error:
        raise disk_fault(error, path) from error


def _beside(path: Path, data: bytes) -> Path:
    """Write a file that only this user may read, beside the one that it is to become."""
    new = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
        sync_file(file)
    return new
