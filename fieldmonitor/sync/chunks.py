"""How many bytes of a file go in one request: more where the link carries them, fewer where it breaks.

What arrives counts even when the connection dies, so a large chunk costs little; a small one lets an
urgent finding overtake sooner. Hence a target time, not a target size.
"""

SMALLEST = 16 * 1024
FIRST = 256 * 1024
LARGEST = 8 * 1024 * 1024
TARGET_SECONDS = 240.0


def grown(size: int, sent: int, seconds: float) -> int:
    """Return the next size after `sent` bytes went through in `seconds`; a short tail says nothing."""
    if 4 * sent < 3 * size:
        return size
    if seconds > 2 * TARGET_SECONDS:
        return max(SMALLEST, size // 2)
    return min(LARGEST, size * 2) if seconds < TARGET_SECONDS / 2 else size


def shrunk(size: int) -> int:
    """Return the next size after a chunk broke off."""
    return max(SMALLEST, size // 2)
