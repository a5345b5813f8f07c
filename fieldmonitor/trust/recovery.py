"""The recovery sheet: a random code on paper that opens the vault when the passphrase is forgotten.

160 random bits need no slow hashing. Written in Crockford's alphabet (no I, L, O, U), with four check
letters at the end, so that a slip of the pen is told from a wrong sheet.
"""

import hashlib
import os
from dataclasses import replace
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from fieldmonitor.domain.errors import InputError, TrustError
from fieldmonitor.trust.keys import from_text, to_text
from fieldmonitor.trust.vault import KEY_SIZE, Slot, read_vault, unwrap_key, wrap_key, write_vault

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_BYTES = 20
CHECK_LETTERS = 4
GROUP = 4

_LOOKALIKES = str.maketrans("OILU", "011V")


def add_recovery(folder: Path, key: bytes) -> str:
    """Give an open vault a new recovery code, which replaces the one before, and return it once."""
    code = os.urandom(CODE_BYTES)
    vault = read_vault(folder)
    slot = Slot(to_text(os.urandom(16)), to_text(os.urandom(12)), "")
    write_vault(folder, replace(vault, recovery=wrap_key(vault, slot, key, _wrapping(code, slot))))
    return _written(code)


def remove_recovery(folder: Path) -> None:
    """Make every recovery code useless."""
    write_vault(folder, replace(read_vault(folder), recovery=None))


def open_with_recovery(folder: Path, text: str) -> bytes:
    """Return the vault key by the code on the sheet; neither passphrase nor keyring is needed.

    Raises InputError `recovery.mistyped`, `recovery.none` (no sheet was made), `recovery.other_sheet`.
    """
    code = _read(text)
    vault = read_vault(folder)
    if vault.recovery is None:
        raise InputError("recovery.none")
    try:
        return unwrap_key(vault, vault.recovery, _wrapping(code, vault.recovery))
    except TrustError as error:
        raise InputError("recovery.other_sheet") from error


def _wrapping(code: bytes, slot: Slot) -> bytes:
    return HKDF(SHA256(), KEY_SIZE, from_text(slot.salt), b"fieldmonitor recovery v1").derive(code)


def _written(code: bytes) -> str:
    letters = _letters(code) + _check(code)
    return "-".join(letters[start : start + GROUP] for start in range(0, len(letters), GROUP))


def _read(text: str) -> bytes:
    letters = "".join(text.upper().translate(_LOOKALIKES).replace("-", " ").split())
    body = letters[:-CHECK_LETTERS]
    try:
        number = 0
        for letter in body:
            number = number << 5 | ALPHABET.index(letter)
        code = number.to_bytes(CODE_BYTES, "big")
    except (ValueError, OverflowError) as error:
        raise InputError("recovery.mistyped") from error
    if len(letters) != CODE_BYTES * 8 // 5 + CHECK_LETTERS or letters[-CHECK_LETTERS:] != _check(code):
        raise InputError("recovery.mistyped")
    return code


def _letters(data: bytes) -> str:
    number = int.from_bytes(data, "big")
    return "".join(ALPHABET[number >> shift & 31] for shift in range(len(data) * 8 - 5, -1, -5))


def _check(code: bytes) -> str:
    return _letters(hashlib.sha256(b"fieldmonitor recovery check" + code).digest()[:5])[:CHECK_LETTERS]
