"""The vault key of a profile: random, and wrapped by what its owner knows and the laptop keeps.

`vault.json` holds the wrapped key, `vault-tries.json` the count of wrong tries. Both are useless without
the passphrase (argon2id) and, where the system has a keyring, the second secret in it.
"""

import os
import secrets as random
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from fieldmonitor.domain.errors import EnvironmentFault, InputError, TrustError
from fieldmonitor.protocol.codec import decode, encode
from fieldmonitor.system.durable import private_folder, write_durably
from fieldmonitor.trust.keys import from_text, to_text
from fieldmonitor.trust.tries import Tries

VAULT_FILE = "vault.json"
FORMAT = 1
KEY_SIZE = 32


class KeyringLike(Protocol):
    """The part of the system's keyring that a vault needs."""

    @property
    def available(self) -> bool: ...

    def get(self, name: str) -> str | None: ...

    def set(self, name: str, value: str) -> None: ...

    def delete(self, name: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Argon2:
    """The cost of one guess at a passphrase; memory in KiB."""

    memory: int = 64 * 1024
    time: int = 3
    lanes: int = 4


STRONG = Argon2()
"""About 0.65 s and 64 MiB a guess on a cheap laptop."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One way to the vault key: the key, encrypted under what opens this slot; bytes in base64."""

    salt: str
    nonce: str
    wrapped: str


@dataclass(frozen=True, slots=True)
class VaultFile:
    """What `vault.json` holds. `keyring` names the second secret, None where there was no keyring."""

    format: int
    id: str
    argon2: Argon2
    keyring: str | None
    passphrase: Slot
    recovery: Slot | None = None
    wipe_after: int | None = None


def create_vault(folder: Path, passphrase: str, secrets: KeyringLike | None, cost: Argon2 = STRONG) -> bytes:
    """Make a vault in a folder and return its key: 32 random bytes. An existing vault is never replaced."""
    private_folder(folder)
    if (folder / VAULT_FILE).exists():
        raise InputError("vault.exists", folder=str(folder))
    key = os.urandom(KEY_SIZE)
    vault = VaultFile(FORMAT, random.token_hex(16), cost, None, Slot("", "", ""))
    second = b""
    if secrets is not None and secrets.available:
        vault = replace(vault, keyring=f"vault-{vault.id}")
        second = os.urandom(KEY_SIZE)
        secrets.set(f"vault-{vault.id}", to_text(second))
    _write(folder, replace(vault, passphrase=_wrap_by_passphrase(vault, key, passphrase, second)))
    return key


def open_vault(
    folder: Path,
    passphrase: str,
    secrets: KeyringLike | None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> bytes:
    """Return the vault key.

    Raises InputError `vault.wrong_passphrase` (with `wait`, the seconds until the next try), `vault.wait`
    (`seconds`) while a wrong try's delay runs, and EnvironmentFault `vault.missing`, `vault.damaged`,
    `vault.newer`, `vault.keyring_missing`.
    """
    vault = read_vault(folder)
    second = _second_secret(vault, secrets)
    tries = Tries(folder, vault.wipe_after)
    tries.begin(now())
    try:
        key = _unwrap(vault, vault.passphrase, _passphrase_key(vault, vault.passphrase, passphrase, second))
    except TrustError as error:
        wait = tries.failed()
        raise InputError("vault.wrong_passphrase", wait=wait) from error
    tries.succeeded()
    return key


def change_passphrase(
    folder: Path,
    old: str,
    new: str,
    secrets: KeyringLike | None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> None:
    """Wrap the same vault key under a new passphrase; a wrong old one counts as a wrong try."""
    key = open_vault(folder, old, secrets, now)
    set_passphrase(folder, key, new, secrets)


def set_passphrase(folder: Path, key: bytes, new: str, secrets: KeyringLike | None) -> None:
    """Wrap an open vault's key under a new passphrase, after a recovery too."""
    vault = read_vault(folder)
    second = _second_secret(vault, secrets)
    _write(folder, replace(vault, passphrase=_wrap_by_passphrase(vault, key, new, second)))


def read_vault(folder: Path) -> VaultFile:
    """Return what stands in a vault's file; it says nothing secret."""
    try:
        data = (folder / VAULT_FILE).read_bytes()
    except FileNotFoundError as error:
        raise EnvironmentFault("vault.missing", folder=str(folder)) from error
    try:
        vault = decode(data, VaultFile)
    except TrustError as error:
        raise EnvironmentFault("vault.damaged", folder=str(folder)) from error
    if vault.format > FORMAT:
        raise EnvironmentFault("vault.newer", folder=str(folder))
    return vault


def has_vault(folder: Path) -> bool:
    """Tell whether a folder holds a vault."""
    return (folder / VAULT_FILE).is_file()


def _write(folder: Path, vault: VaultFile) -> None:
    write_durably(folder / VAULT_FILE, encode(vault))


def _second_secret(vault: VaultFile, secrets: KeyringLike | None) -> bytes:
    if vault.keyring is None:
        return b""
    held = secrets.get(vault.keyring) if secrets is not None and secrets.available else None
    if held is None:
        raise EnvironmentFault("vault.keyring_missing", name=vault.keyring)
    return from_text(held)


def _wrap_by_passphrase(vault: VaultFile, key: bytes, passphrase: str, second: bytes) -> Slot:
    if not passphrase:
        raise InputError("vault.empty_passphrase")
    empty = Slot(to_text(os.urandom(16)), to_text(os.urandom(12)), "")
    return _wrap(vault, empty, key, _passphrase_key(vault, empty, passphrase, second))


def _passphrase_key(vault: VaultFile, slot: Slot, passphrase: str, second: bytes) -> bytes:
    """Stretch a passphrase; keyboards spell ñ and á in two ways, so it is normalised first."""
    cost = vault.argon2
    stretched = hash_secret_raw(
        unicodedata.normalize("NFC", passphrase).encode(),
        from_text(slot.salt),
        time_cost=cost.time,
        memory_cost=cost.memory,
        parallelism=cost.lanes,
        hash_len=KEY_SIZE,
        type=Type.ID,
    )
    return HKDF(SHA256(), KEY_SIZE, second or None, b"fieldmonitor vault v1").derive(stretched)


def _wrap(vault: VaultFile, slot: Slot, key: bytes, wrapping: bytes) -> Slot:
    sealed = AESGCM(wrapping).encrypt(from_text(slot.nonce), key, vault.id.encode())
    return replace(slot, wrapped=to_text(sealed))


def _unwrap(vault: VaultFile, slot: Slot, wrapping: bytes) -> bytes:
    try:
        return AESGCM(wrapping).decrypt(from_text(slot.nonce), from_text(slot.wrapped), vault.id.encode())
    except InvalidTag as error:
        raise TrustError("vault.wrong_key") from error
