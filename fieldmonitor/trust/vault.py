"""The vault key of a profile: random, and wrapped by what its owner knows and the laptop keeps.

`vault.json` holds the wrapped key, `vault-tries.json` the count of wrong tries. Both are useless without
the passphrase (argon2id) and, where the system has a keyring, the second secret in it.
"""

import json
import os
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol, TypeVar

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from fieldmonitor.domain.errors import EnvironmentFault, InputError, TrustError
from fieldmonitor.system.durable import private_folder, settle_folder, write_durably
from fieldmonitor.system.faults import disk_fault
from fieldmonitor.trust.keys import from_text, to_text
from fieldmonitor.trust.tries import TRIES_FILE, Tries

T = TypeVar("T")

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
    vault = VaultFile(FORMAT, os.urandom(16).hex(), cost, None, Slot("", "", ""))
    vault, second = _with_second_secret(vault, secrets)
    write_vault(folder, replace(vault, passphrase=_wrap_by_passphrase(vault, key, passphrase, second)))
    return key


def open_vault(
    folder: Path,
    passphrase: str,
    secrets: KeyringLike | None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> bytes:
    """Return the vault key.

    Raises InputError `vault.wrong_passphrase` (with `wait`, the seconds until the next try), `vault.wait`
    (`seconds`) while a wrong try's delay runs, `vault.wiped` where its owner wished that; and
    EnvironmentFault `vault.missing`, `vault.damaged`, `vault.newer`, `vault.keyring_missing`.
    """
    vault = read_vault(folder)
    second = _second_secret(vault, secrets)
    tries = Tries(folder, vault.wipe_after)
    tries.begin(now())
    try:
        key = unwrap_key(
            vault, vault.passphrase, _passphrase_key(vault, vault.passphrase, passphrase, second)
        )
    except TrustError as error:
        if tries.wipe_due:
            destroy_vault(folder, secrets)
            raise InputError("vault.wiped") from error
        raise InputError("vault.wrong_passphrase", wait=tries.failed()) from error
    tries.succeeded()
    return key


def purpose_key(key: bytes, purpose: str) -> bytes:
    """Return a key of 32 bytes for one purpose, which only an open vault gives."""
    return HKDF(SHA256(), KEY_SIZE, None, f"fieldmonitor {purpose} v1".encode()).derive(key)


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
    """Wrap an open vault's key under a new passphrase and a new second secret, after a recovery too.

    The keyring of today counts: where it is gone, the passphrase protects alone, and `vault.json` says so.
    """
    vault = read_vault(folder)
    old = vault.keyring
    vault, second = _with_second_secret(vault, secrets)
    write_vault(folder, replace(vault, passphrase=_wrap_by_passphrase(vault, key, new, second)))
    Tries(folder).succeeded()
    if old is not None and secrets is not None and secrets.available:
        secrets.delete(old)


def set_wipe_after(folder: Path, tries: int | None) -> None:
    """Wish the vault destroyed after so many wrong tries in a row, or never (None, the default)."""
    write_vault(folder, replace(read_vault(folder), wipe_after=tries))


def destroy_vault(folder: Path, secrets: KeyringLike | None) -> None:
    """Destroy every way to a vault's key, for good: what it encrypts becomes noise."""
    vault = read_vault(folder)
    if vault.keyring is not None and secrets is not None and secrets.available:
        secrets.delete(vault.keyring)
    lost = Slot("", "", "")
    write_vault(folder, replace(vault, passphrase=lost, recovery=None))
    try:
        for name in (VAULT_FILE, TRIES_FILE):
            (folder / name).unlink(missing_ok=True)
    except OSError as error:
        raise disk_fault(error, folder) from error
    settle_folder(folder)


def read_vault(folder: Path) -> VaultFile:
    """Return what stands in a vault's file; it says nothing secret."""
    try:
        data = (folder / VAULT_FILE).read_bytes()
    except FileNotFoundError as error:
        raise EnvironmentFault("vault.missing", folder=str(folder)) from error
    try:
        vault = _parsed(data)
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise EnvironmentFault("vault.damaged", folder=str(folder)) from error
    if vault.format > FORMAT:
        raise EnvironmentFault("vault.newer", folder=str(folder))
    return vault


def has_vault(folder: Path) -> bool:
    """Tell whether a folder holds a vault."""
    return (folder / VAULT_FILE).is_file()


def write_vault(folder: Path, vault: VaultFile) -> None:
    """Replace a vault's file, whole or not at all."""
    from fieldmonitor.protocol.codec import encode  # not needed to open one: a start is quicker without

    write_durably(folder / VAULT_FILE, encode(vault))


def _parsed(data: bytes) -> VaultFile:
    """Read a vault's file as strictly as the codec of messages would, without loading that at every start."""
    held = json.loads(data)
    cost = held["argon2"]
    recovery = held.get("recovery")
    return VaultFile(
        _of(int, held["format"]),
        _of(str, held["id"]),
        Argon2(*(_of(int, cost[name]) for name in ("memory", "time", "lanes"))),
        _maybe(str, held["keyring"]),
        _slot(held["passphrase"]),
        None if recovery is None else _slot(recovery),
        _maybe(int, held.get("wipe_after")),
    )


def _slot(held: Any) -> Slot:
    return Slot(*(_of(str, held[name]) for name in ("salt", "nonce", "wrapped")))


def _of(kind: type[T], value: object) -> T:
    if type(value) is not kind:  # not isinstance: true is no number here
        raise TypeError(kind.__name__)
    return value


def _maybe(kind: type[T], value: object) -> T | None:
    return None if value is None else _of(kind, value)


def _with_second_secret(vault: VaultFile, secrets: KeyringLike | None) -> tuple[VaultFile, bytes]:
    """Put a new second secret into the keyring, under a new name, if there is a keyring."""
    if secrets is None or not secrets.available:
        return replace(vault, keyring=None), b""
    name, second = f"vault-{vault.id}-{os.urandom(4).hex()}", os.urandom(KEY_SIZE)
    secrets.set(name, to_text(second))
    return replace(vault, keyring=name), second


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
    return wrap_key(vault, empty, key, _passphrase_key(vault, empty, passphrase, second))


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


def wrap_key(vault: VaultFile, slot: Slot, key: bytes, wrapping: bytes) -> Slot:
    """Return a slot that holds a vault's key, encrypted under what opens that slot."""
    sealed = AESGCM(wrapping).encrypt(from_text(slot.nonce), key, vault.id.encode())
    return replace(slot, wrapped=to_text(sealed))


def unwrap_key(vault: VaultFile, slot: Slot, wrapping: bytes) -> bytes:
    """Return the key in a slot; raise TrustError `vault.wrong_key` where something else opens it."""
    try:
        return AESGCM(wrapping).decrypt(from_text(slot.nonce), from_text(slot.wrapped), vault.id.encode())
    except InvalidTag as error:
        raise TrustError("vault.wrong_key") from error
