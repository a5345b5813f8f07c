"""`fieldmonitor evidence inspect`: what files say of themselves, or why they are refused."""

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from fieldmonitor.domain.errors import EnvironmentFault, InputError
from fieldmonitor.media.flags import flags_for
from fieldmonitor.media.guard import PictureGuard
from fieldmonitor.media.kinds import LOOKED_AT, PICTURES, media_type_of
from fieldmonitor.media.results import LARGEST_BYTES, Inspection
from fieldmonitor.protocol.codec import to_plain


def inspect_files(paths: Iterable[Path]) -> list[dict[str, object]]:
    """Return one row for each file; a file that cannot be read or taken gets a `problem` code."""
    with PictureGuard() as guard:
        return [_row(path, guard) for path in paths]


def _row(path: Path, guard: PictureGuard) -> dict[str, object]:
    try:
        media_type = media_type_of(_read(path, LOOKED_AT))
        if media_type is not None and media_type not in PICTURES:
            return _file(path, media_type)
        found = guard.inspect(_read(path, LARGEST_BYTES + 1))
    except (InputError, EnvironmentFault) as error:
        return {"file": str(path), "ok": False, "problem": error.code}
    return {"file": str(path), "ok": found.problem is None, **_described(found)}


def _read(path: Path, size: int) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(size)
    except OSError as error:
        raise InputError("file.unreadable", path=str(path)) from error


def _file(path: Path, media_type: str) -> dict[str, object]:
    """Describe what is kept as a file and never opened: a PDF, a saved page, a sound, a video."""
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            size = file.tell()
    except OSError as error:
        raise InputError("file.unreadable", path=str(path)) from error
    return {
        "file": str(path), "ok": True, "problem": None,
        "media_type": media_type, "size": size, "sha256": digest,
    }  # fmt: skip


def _described(found: Inspection) -> dict[str, object]:
    facts = to_plain(found.facts)
    assert isinstance(facts, dict)
    hashed = found.difference_hash
    flags = flags_for(found.facts, now=datetime.now(UTC)) if found.problem is None else ()
    return {
        "problem": found.problem,
        "media_type": found.media_type,
        "size": found.size,
        "sha256": found.sha256,
        "width": found.width,
        "height": found.height,
        "orientation": found.orientation,
        "difference_hash": None if hashed is None else f"{hashed:016x}",
        **facts,
        "flags": list(flags),
    }
