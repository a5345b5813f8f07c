"""A real encrypted store for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from fieldmonitor.store import Blobs, Store, open_store

KEY = bytes(range(32))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(tmp_path / "store.db", KEY, create=True)
    yield opened
    opened.close()


@pytest.fixture
def blobs(tmp_path: Path) -> Blobs:
    return Blobs(tmp_path / "blobs")
