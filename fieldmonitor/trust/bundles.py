"""Bundles that only their readers can open: age (age-encryption.org), to Ed25519 keys that are known anyway.

A device pins the comptroller's key at enrolment and knows its coordinator's; age takes such keys as
recipients, so that no second kind of key has to be carried to laptops without a network.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Thread
from typing import BinaryIO, Protocol

import pyrage
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from fieldmonitor.domain.errors import FieldMonitorError, TrustError
from fieldmonitor.trust.keys import SigningKey


class Source(Protocol):
    """Where bytes come from."""

    def read(self, size: int, /) -> bytes: ...


class Target(Protocol):
    """Where they go."""

    def write(self, data: bytes, /) -> int: ...


def seal_bundle(source: Source, target: Target, readers: Sequence[bytes]) -> None:
    """Encrypt a stream to the holders of these raw Ed25519 keys; what source or target raise is passed on."""
    recipients = [pyrage.ssh.Recipient.from_str(_ssh_line(reader)) for reader in readers]
    reading, writing = _Reading(source), _Writing(target)
    try:
        pyrage.encrypt_io(reading, writing, recipients)
    except Exception as error:
        raise reading.error or writing.error or error from error


def open_bundle(source: Source, target: Target, *keys: SigningKey) -> None:
    """Decrypt a stream with whichever key fits; TrustError `bundle.not_for_us` or `bundle.damaged`.

    Each piece is authentic when it is written, but a missing end shows only at the end.
    """
    reading, writing = _Reading(source), _Writing(target)
    try:
        pyrage.decrypt_io(reading, writing, [_identity(key) for key in keys])
    except pyrage.DecryptError as error:
        raise reading.error or writing.error or TrustError("bundle.not_for_us") from error
    except OSError as error:
        raise reading.error or writing.error or TrustError("bundle.damaged") from error


@contextmanager
def opened_bundle(sealed: Source, *keys: SigningKey) -> Iterator[BinaryIO]:
    """Give a bundle's clear bytes as a stream; they pass through memory and never touch a disk.

    Every piece is authentic as it comes; why it could not be opened to its end is raised at the end.
    """
    reading, writing = os.pipe()
    failures: list[Exception] = []

    def decrypt() -> None:
        try:
            with os.fdopen(writing, "wb") as target:
                open_bundle(sealed, target, *keys)
        except (FieldMonitorError, OSError) as error:
            failures.append(error)

    thread = Thread(target=decrypt, name="bundle", daemon=True)
    thread.start()
    trouble: Exception | None = None
    try:
        with os.fdopen(reading, "rb") as clear:
            yield clear
    except TrustError as error:
        trouble = error
    finally:
        thread.join()
    failure = next((f for f in failures if not isinstance(f, BrokenPipeError)), trouble)
    if failure is not None:
        raise failure


class _Reading:
    """Remembers what its source raised: the library below tells it as text only."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self.error: Exception | None = None

    def read(self, size: int = -1, /) -> bytes:
        try:
            return self._source.read(size)
        except Exception as error:
            self.error = error
            raise


class _Writing:
    """The same for its target."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self.error: Exception | None = None

    def write(self, data: bytes, /) -> int:
        try:
            return self._target.write(bytes(data))
        except Exception as error:
            self.error = error
            raise

    def flush(self) -> None:
        """Leave flushing to whoever owns the target."""


def _identity(key: SigningKey) -> pyrage.ssh.Identity:
    private = Ed25519PrivateKey.from_private_bytes(key.seed)
    return pyrage.ssh.Identity.from_buffer(
        private.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption())
    )


def _ssh_line(public_key: bytes) -> str:
    key = Ed25519PublicKey.from_public_bytes(public_key)
    return key.public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode("ascii")
