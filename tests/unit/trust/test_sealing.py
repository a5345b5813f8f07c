"""Sealed files: any part opens alone, and no byte of them can be changed unnoticed."""

import io
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldmonitor.domain.errors import EnvironmentFault
from fieldmonitor.trust.sealing import (
    HEADER_SIZE,
    SEGMENT_SIZE,
    TAG_SIZE,
    new_key,
    open_sealed,
    seal_stream,
)

KEY = bytes(range(32))
WHOLE = SEGMENT_SIZE + TAG_SIZE
SIZES = [0, 1, SEGMENT_SIZE - 1, SEGMENT_SIZE, SEGMENT_SIZE + 1, 2 * SEGMENT_SIZE, 3 * SEGMENT_SIZE + 17]


def _sealed(clear: bytes, key: bytes = KEY) -> bytes:
    target = io.BytesIO()
    assert seal_stream(io.BytesIO(clear), target, key) == len(clear)
    return target.getvalue()


def _read(sealed: bytes, key: bytes = KEY) -> bytes:
    with open_sealed(io.BytesIO(sealed), key) as reader:
        return reader.read()


@pytest.mark.parametrize("size", SIZES)
def test_there_and_back(size: int) -> None:
    clear = os.urandom(size)
    sealed = _sealed(clear)
    assert _read(sealed) == clear
    assert len(sealed) == HEADER_SIZE + size + TAG_SIZE * max(1, -(-size // SEGMENT_SIZE))


@given(st.integers(0, 3 * SEGMENT_SIZE), st.integers(0, 3 * SEGMENT_SIZE), st.integers(0, 2 * SEGMENT_SIZE))
def test_any_part_opens_alone(size: int, start: int, length: int) -> None:
    clear = (b"0123456789abcdef" * (size // 16 + 1))[:size]
    with open_sealed(io.BytesIO(_sealed(clear)), KEY) as reader:
        reader.seek(start)
        assert reader.read(length) == clear[start : start + length]
        assert reader.seek(0, io.SEEK_END) == size
        reader.seek(-min(size, 5), io.SEEK_END)
        assert reader.read() == clear[-5:][: min(size, 5)]


@given(data=st.data())
def test_no_flipped_bit_passes(data: st.DataObject) -> None:
    sealed = bytearray(_sealed(b"evidence" * 20_000))
    position = data.draw(st.integers(0, len(sealed) - 1))
    sealed[position] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(EnvironmentFault, match=r"sealed\.damaged"):
        _read(bytes(sealed))


def _moved(sealed: bytes) -> bytes:
    first, second = (sealed[HEADER_SIZE + n * WHOLE :][:WHOLE] for n in (0, 1))
    return sealed[:HEADER_SIZE] + second + first + sealed[HEADER_SIZE + 2 * WHOLE :]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda sealed: b"",
        lambda sealed: sealed[: HEADER_SIZE - 1],
        lambda sealed: sealed[:HEADER_SIZE],
        lambda sealed: sealed[:-1],
        lambda sealed: sealed[: HEADER_SIZE + 2 * WHOLE],  # cut at a segment's end
        lambda sealed: sealed + b"\0",
        lambda sealed: sealed + sealed[HEADER_SIZE : HEADER_SIZE + WHOLE],
        lambda sealed: sealed[:HEADER_SIZE] + sealed[HEADER_SIZE + WHOLE :],  # the first left out
        _moved,
    ],
)
def test_nothing_can_be_cut_added_or_moved(spoil: "object") -> None:
    sealed = _sealed(os.urandom(3 * SEGMENT_SIZE + 100))
    with pytest.raises(EnvironmentFault, match=r"sealed\.damaged"):
        _read(spoil(sealed))  # type: ignore[operator]


def test_only_its_own_key_opens_a_file() -> None:
    with pytest.raises(EnvironmentFault, match=r"sealed\.damaged"):
        _read(_sealed(b"x"), new_key())


def test_the_same_bytes_are_never_sealed_alike() -> None:
    assert _sealed(b"same") != _sealed(b"same")
    assert b"same" not in _sealed(b"same")


def test_streams_that_give_little_at_a_time() -> None:
    class Dripping(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            return super().read(min(size or 0, 1000))

    target, clear = io.BytesIO(), os.urandom(SEGMENT_SIZE * 2)
    seal_stream(Dripping(clear), target, KEY)
    assert _read(target.getvalue()) == clear
