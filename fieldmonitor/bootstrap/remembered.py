"""The passphrase that a person let this system's keyring remember, one for each profile's folder."""

import contextlib
import hashlib
from pathlib import Path

from fieldmonitor.domain.errors import EnvironmentFault
from fieldmonitor.system.secrets import Keyring


def remembered_passphrase(folder: Path) -> str | None:
    """Return a profile's remembered passphrase; None where there is no keyring, or nothing in it."""
    keyring = Keyring()
    return keyring.get(remembered_name(folder)) if keyring.available else None


def remember_anew(folder: Path, passphrase: str) -> None:
    """Let a keyring that remembers a profile's passphrase remember the new one; others learn nothing."""
    keyring = Keyring()
    with contextlib.suppress(EnvironmentFault):  # then it will be asked for, which is no loss
        if keyring.available and keyring.get(remembered_name(folder)) is not None:
            keyring.set(remembered_name(folder), passphrase)


def forget_passphrase(folder: Path) -> None:
    """Let the keyring forget a profile's passphrase."""
    keyring = Keyring()
    if keyring.available:
        keyring.delete(remembered_name(folder))


def remembered_name(folder: Path) -> str:
    """Name a remembered passphrase by its folder, so that several volunteers share a laptop."""
    return "passphrase-" + hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:16]
