"""The passphrase that a person let this system's keyring remember, one for each profile's folder."""

import hashlib
from pathlib import Path

from fieldmonitor.system.secrets import Keyring


def remembered_passphrase(folder: Path) -> str | None:
    """Return a profile's remembered passphrase; None where there is no keyring, or nothing in it."""
    keyring = Keyring()
    return keyring.get(remembered_name(folder)) if keyring.available else None


def remembered_name(folder: Path) -> str:
    """Name a remembered passphrase by its folder, so that several volunteers share a laptop."""
    return "passphrase-" + hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:16]
