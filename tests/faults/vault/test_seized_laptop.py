"""A locked laptop in strange hands says nothing; the search itself finds what is there."""

import base64
import sys

import pytest

from tests.faults.vault.seized import Canaries, seize_once, sightings

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the work is done in a fork")


def test_nothing_is_found() -> None:
    assert seize_once(1) == []


def test_a_store_without_a_vault_is_seen() -> None:
    assert any("canary" in line for line in seize_once(2, plain=True))


@pytest.mark.parametrize("offset", range(4))
def test_the_search_sees_through_encodings(offset: int) -> None:
    canaries = Canaries(7)
    word = b"." * offset + canaries.next().encode()
    for seen in (word, base64.b64encode(word), word.hex().encode(), word.decode().encode("utf-16")):
        assert sightings(b"\0" + seen, canaries), seen
    assert sightings(b"..\xff\xd8\xff\xe0\0\x10JFIF", canaries)
    assert sightings(b"nothing here", canaries) == []
