"""Freed memory goes back to the system."""

import sys
from pathlib import Path

import pytest

from fieldmonitor.system import memory

PARTS, PART = 40_000, 2_000
"""Small enough that the C library keeps what is freed of them."""


def resident() -> int:
    """Return the bytes of memory this process holds now."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) * 1024


@pytest.mark.skipif(memory._trim() is None, reason="only glibc gives memory back when asked")
def test_freed_memory_goes_back_to_the_system() -> None:
    parts = [bytes(PART) for _number in range(PARTS)]
    last = bytes(PART)  # above the others: without it the C library may shrink by itself
    del parts
    held = resident()
    assert memory.give_back()
    assert held - resident() > PARTS * PART // 2
    assert len(last) == PART


def test_elsewhere_it_does_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    memory._trim.cache_clear()
    try:
        assert memory.give_back() is False
    finally:
        memory._trim.cache_clear()
