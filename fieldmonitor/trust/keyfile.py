"""Signing keys in files under a passphrase: the comptroller's root keys, a coordinator's key for packs.

The file may lie on a memory stick in a drawer; a card with the public key (`.pub`) goes to the others.
"""

import os
import unicodedata
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from fieldmonitor.domain.errors import InputError, TrustError
from fieldmonitor.protocol.codec import decode, encode
from fieldmonitor.system.durable import sync_file, sync_folder, write_durably
from fieldmonitor.system.faults import disk_fault
from fieldmonitor.trust.introductions import fingerprint
from fieldmonitor.trust.keys import SigningKey, from_text, to_text
from fieldmonitor.trust.vault import STRONG, Argon2

T = TypeVar("T")

CARD_SUFFIX = ".pub"
SHORTEST = 8
LARGEST = 4096
"""Bytes of a key's file, and more than it has."""
MOST_MEMORY, MOST_TIME = 1024 * 1024, 16
"""What a file may ask of the machine that opens it, in KiB and rounds."""


@dataclass(frozen=True, slots=True)
class KeyFile:
    """A private key, encrypted under its passphrase; bytes in base64."""

    format: int
    public: str
    argon2: Argon2
    salt: str
    nonce: str
    sealed: str


@dataclass(frozen=True, slots=True)
class KeyCard:
    """A public key, and the letters by which two people compare it."""

    public: str
    fingerprint: str


def make_key_file(path: Path, passphrase: str, cost: Argon2 = STRONG) -> KeyCard:
    """Make a key, its file and its card beside it; an existing file is never replaced."""
    if len(passphrase) < SHORTEST:
        raise InputError("passphrase.too_short", minimum=SHORTEST)
    key = SigningKey.generate()
    empty = KeyFile(1, to_text(key.public), cost, to_text(os.urandom(16)), to_text(os.urandom(12)), "")
    sealed = AESGCM(_wrapping(empty, passphrase)).encrypt(from_text(empty.nonce), key.seed, key.public)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(encode(replace(empty, sealed=to_text(sealed))))
            sync_file(file)
        sync_folder(path.parent)
    except FileExistsError as error:
        raise InputError("keyfile.exists", path=str(path)) from error
    except OSError as error:
        raise disk_fault(error, path) from error
    card = card_of(key.public)
    write_durably(path.with_name(path.name + CARD_SUFFIX), encode(card))
    return card


def open_key_file(path: Path, passphrase: str) -> SigningKey:
    """Return the key in a file; InputError `keyfile.wrong_passphrase`, `keyfile.not_a_key`."""
    file = _read(path, KeyFile)
    if file.argon2.memory > MOST_MEMORY or file.argon2.time > MOST_TIME:
        raise InputError("keyfile.not_a_key", path=str(path))
    try:
        seed = AESGCM(_wrapping(file, passphrase)).decrypt(
            from_text(file.nonce), from_text(file.sealed), from_text(file.public)
        )
    except InvalidTag as error:
        raise InputError("keyfile.wrong_passphrase", path=str(path)) from error
    return SigningKey(seed)


def read_card(path: Path) -> bytes:
    """Return the raw public key on a card."""
    card = _read(path, KeyCard)
    public = from_text(card.public)
    if len(public) != 32 or fingerprint(public) != card.fingerprint:
        raise InputError("keyfile.not_a_key", path=str(path))
    return public


def card_of(public: bytes) -> KeyCard:
    """Return the card of a raw public key."""
    return KeyCard(to_text(public), fingerprint(public))


def _read(path: Path, kind: type[T]) -> T:
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST)
    except OSError as error:
        raise InputError("file.unreadable", path=str(path)) from error
    try:
        return decode(data, kind)
    except TrustError as error:
        raise InputError("keyfile.not_a_key", path=str(path)) from error


def _wrapping(file: KeyFile, passphrase: str) -> bytes:
    return hash_secret_raw(
        unicodedata.normalize("NFC", passphrase).encode(),
        from_text(file.salt),
        time_cost=file.argon2.time,
        memory_cost=file.argon2.memory,
        parallelism=file.argon2.lanes,
        hash_len=32,
        type=Type.ID,
    )
