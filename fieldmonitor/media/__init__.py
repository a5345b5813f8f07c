"""Photo intake: what files are and say of themselves, copies, hashes; pure functions over bytes and paths."""

from collections.abc import Iterable
from pathlib import Path


def inspect_files(paths: Iterable[Path]) -> list[dict[str, object]]:
    """Return what files say of themselves, or the code of why they are refused, one row each."""
    from fieldmonitor.media.inspection import inspect_files as inspect_all  # Pillow loads only for this

    return inspect_all(paths)
