"""A pack that comes piece by piece, from a server or a hub: a broken link costs one piece."""

from collections.abc import Callable

from fieldmonitor.domain.errors import Offline, TrustError
from fieldmonitor.packs.layout import Readable, checked_name
from fieldmonitor.sync.codes import Trouble

Piece = tuple[bytes, int]
"""Bytes from an offset on, and the size of the whole file."""

Fetch = Callable[[str, int], Piece | None]
"""Fetches a piece by the file's name and an offset; None where there is no such file."""


class PieceSource:
    """A `PackSource` over whatever fetches pieces; nothing of what comes is believed."""

    def __init__(self, fetch: Fetch) -> None:
        self._fetch = fetch

    def read(self, name: str, limit: int) -> bytes | None:
        """Return a small file, or None where there is none."""
        opened = self.open(name, 0)
        if opened is None:
            return None
        data = bytearray()
        while len(data) <= limit and (piece := opened.read(limit + 1 - len(data))):
            data += piece
        if len(data) > limit:
            raise TrustError("pack.endless", name=name)
        return bytes(data)

    def open(self, name: str, offset: int) -> Readable | None:
        """Return a file from an offset on, or None where there is none."""
        pieces = _Pieces(self._fetch, checked_name(name), offset)
        return pieces if pieces.begin() else None

    def has(self, name: str) -> bool:
        """Who signed a pack has it whole; that a file is missing shows when it is asked for."""
        return True


class _Pieces:
    """Bytes of a file, fetched when they are asked for."""

    def __init__(self, fetch: Fetch, name: str, offset: int) -> None:
        self._fetch = fetch
        self._name = name
        self._at = self._size = offset
        self._held = b""

    def begin(self) -> bool:
        """Fetch the first piece; tell whether there is such a file."""
        found = self._fetch(self._name, self._at)
        if found is None:
            return False
        self._held, self._size = found
        return True

    def read(self, size: int, /) -> bytes:
        if not self._held and self._at < self._size:
            found = self._fetch(self._name, self._at)
            if found is None or found[1] != self._size or not found[0]:
                raise Offline(Trouble.ODD_ANSWER)  # another file by now: the next try sees which
            self._held = found[0]
        data, self._held = self._held[:size], self._held[size:]
        self._at += len(data)
        return data

    def close(self) -> None:
        """Let go of what was fetched."""
        self._held = b""
