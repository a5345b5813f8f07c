"""Encryption of files in segments, so that any part of a file opens without the rest.

Layout: 8 bytes mark, 16 bytes salt, then segments of up to 64 KiB, each with a 16-byte tag (AES-256-GCM).
Every file has its own key; the salt makes a second sealing with that key safe too. A segment's nonce is
its number and whether it is the last, so that segments cannot be moved, left out or cut off unnoticed.
"""

import io
import os
from typing import BinaryIO, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from fieldmonitor.domain.errors import EnvironmentFault

MARK = b"FMSEAL\x00\x01"
SALT_SIZE = 16
HEADER_SIZE = len(MARK) + SALT_SIZE
SEGMENT_SIZE = 64 * 1024
TAG_SIZE = 16
KEY_SIZE = 32


class Readable(Protocol):
    """What can be read from, front to back."""

    def read(self, size: int, /) -> bytes: ...


class Writable(Protocol):
    """What can be written to, front to back."""

    def write(self, data: bytes, /) -> int: ...


def new_key() -> bytes:
    """Return a random key for one file."""
    return os.urandom(KEY_SIZE)


def seal_stream(source: Readable, target: Writable, key: bytes) -> int:
    """Write source, encrypted, to target; return the clear size in bytes."""
    salt = os.urandom(SALT_SIZE)
    cipher = _cipher(key, salt)
    target.write(MARK + salt)
    size, number = 0, 0
    segment = _read_whole(source)
    while True:
        following = _read_whole(source) if len(segment) == SEGMENT_SIZE else b""
        last = not following
        target.write(cipher.encrypt(_nonce(number, last), segment, MARK))
        size += len(segment)
        if last:
            return size
        segment, number = following, number + 1


def open_sealed(sealed: BinaryIO, key: bytes) -> BinaryIO:
    """Return a seekable reader of the clear bytes; it owns `sealed` and closes it.

    Any altered, moved or missing segment raises EnvironmentFault `sealed.damaged` when it is read; the
    end of the file is checked at once.
    """
    return io.BufferedReader(_SealedReader(sealed, key), SEGMENT_SIZE)


class _SealedReader(io.RawIOBase):
    """Decrypts the segment under the cursor, and keeps the last one."""

    def __init__(self, sealed: BinaryIO, key: bytes) -> None:
        super().__init__()
        self._sealed = sealed
        header = sealed.read(HEADER_SIZE)
        if len(header) != HEADER_SIZE or not header.startswith(MARK):
            raise EnvironmentFault("sealed.damaged", segment=0)
        self._cipher = _cipher(key, header[len(MARK) :])
        body = sealed.seek(0, io.SEEK_END) - HEADER_SIZE
        self._last = max(0, (body - 1) // (SEGMENT_SIZE + TAG_SIZE))
        self._size = body - TAG_SIZE * (self._last + 1)
        self._position = 0
        self._held = -1
        self._segment = b""
        self._load(self._last)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._size}[whence]
        if base + offset < 0:
            raise ValueError(f"negative position {base + offset}")
        self._position = base + offset
        return self._position

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # io's own stub says Buffer
        if self._position >= self._size:
            return 0
        number, start = divmod(self._position, SEGMENT_SIZE)
        self._load(number)
        part = self._segment[start : start + len(buffer)]
        buffer[: len(part)] = part
        self._position += len(part)
        return len(part)

    def close(self) -> None:
        self._segment = b""
        self._sealed.close()
        super().close()

    def _load(self, number: int) -> None:
        if number == self._held:
            return
        self._sealed.seek(HEADER_SIZE + number * (SEGMENT_SIZE + TAG_SIZE))
        sealed = self._sealed.read(SEGMENT_SIZE + TAG_SIZE)
        try:
            self._segment = self._cipher.decrypt(_nonce(number, number == self._last), sealed, MARK)
        except (InvalidTag, ValueError) as error:
            raise EnvironmentFault("sealed.damaged", segment=number) from error
        self._held = number


def _cipher(key: bytes, salt: bytes) -> AESGCM:
    return AESGCM(HKDF(SHA256(), KEY_SIZE, salt, b"fieldmonitor file v1").derive(key))


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def _read_whole(source: Readable) -> bytes:
    """Read one segment; a raw stream may give less at a time than asked for."""
    parts, wanted = [], SEGMENT_SIZE
    while wanted and (part := source.read(wanted)):
        parts.append(part)
        wanted -= len(part)
    return b"".join(parts)
