"""The vault's files, as the exchange reads them."""

from typing import BinaryIO

from fieldmonitor.store import Blobs, Store


class StoredFiles:
    """Opens evidence of a profile by its hash; EnvironmentFault where it is missing or damaged."""

    def __init__(self, store: Store, blobs: Blobs) -> None:
        self._store = store
        self._blobs = blobs

    def open(self, sha256: str, /) -> BinaryIO:
        """Return a seekable reader of the clear bytes."""
        return self._blobs.open(self._store, sha256)
