"""The server's own keys: made at the first start, kept in its data folder, readable by it alone."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

from fieldmonitor.domain.errors import EnvironmentFault
from fieldmonitor.system.durable import sync_file, sync_folder
from fieldmonitor.trust.keys import SigningKey

RECEIPT_KEY = "receipt.key"
IDENTITY_KEY = "identity.key"
_LENGTH = 32


def receipt_key(data: Path) -> SigningKey:
    """Return the key that signs receipts; devices pin it at enrolment, so losing it is a new server."""
    return SigningKey(_secret(data / RECEIPT_KEY))


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
    new = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(secrets.token_bytes(_LENGTH))
        sync_file(file)
    with suppress(FileExistsError):
        os.link(new, path)
    new.unlink()
    sync_folder(path.parent)
