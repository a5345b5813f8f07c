"""Memory that was freed goes back to the system: the C library keeps it for itself otherwise."""

import ctypes
import sys
from collections.abc import Callable
from functools import cache


def give_back() -> bool:
    """Return freed memory to the system after something large; True where the C library gave some.

    For a thread that nobody waits for: it looks through all that is free. Does nothing but on glibc.
    """
    trim = _trim()
    return trim is not None and bool(trim(0))


@cache
def _trim() -> Callable[[int], int] | None:
    if not sys.platform.startswith("linux"):
        return None
    trim: Callable[[int], int] | None = getattr(ctypes.CDLL(None), "malloc_trim", None)  # other libcs lack it
    return trim
