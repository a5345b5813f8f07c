"""Sealed originals of covered pictures: opened for a region's staff, in memory, never without a trace."""

import hashlib
import io

from fieldmonitor.domain.errors import TrustError
from fieldmonitor.protocol.manifests import FileEntry, FileRole
from fieldmonitor.server.context import Context
from fieldmonitor.server.problems import Refusal
from fieldmonitor.server.roles import Act, Person
from fieldmonitor.server.services import triage
from fieldmonitor.server.services.rows import audit
from fieldmonitor.trust.bundles import open_bundle

LARGEST = 128 * 1024 * 1024
"""Bytes of a seal that is opened in memory; no camera's picture is near it."""

OPENED, UNREADABLE = "original.opened", "original.unreadable"


def open_original(context: Context, person: Person, id: str, version: int, sha256: str) -> bytes:
    """Return the clear bytes of a report's sealed original, once it is written down who asked for them.

    Raises Refusal: `access.denied`, `report.unknown`, `file.unknown`, `request.too_large`, and, written down
    too, `original.not_for_us` or `original.seal_broken`.
    """
    person.require(Act.OPEN_ORIGINALS)
    with context.db.read() as session:
        entry = triage.file_entry(session, person, id, version, sha256)
    if entry.role is not FileRole.SEALED:
        raise Refusal("file.unknown", file=sha256)
    try:
        clear = _opened(context, entry)
    except TrustError as error:
        _note(context, person, UNREADABLE, id, version, sha256)
        code = "original.not_for_us" if error.code == "bundle.not_for_us" else "original.seal_broken"
        raise Refusal(code, file=sha256) from error
    _note(context, person, OPENED, id, version, sha256)  # before a byte leaves
    return clear


def _opened(context: Context, entry: FileEntry) -> bytes:
    """Open a seal with the key it was made for, an earlier one too, and hold it against the hash signed."""
    clear = io.BytesIO()
    try:
        file = context.blobs.open(entry.sha256)
    except KeyError:
        raise Refusal("file.unknown", file=entry.sha256) from None
    with file:
        if entry.size > LARGEST:
            raise Refusal("request.too_large")
        open_bundle(file, clear, context.key, *context.rotated.keys)
    if hashlib.sha256(clear.getbuffer()).hexdigest() != entry.of:
        raise TrustError("bundle.damaged", part=entry.sha256)
    return clear.getvalue()


def _note(context: Context, person: Person, action: str, id: str, version: int, sha256: str) -> None:
    with context.db.write() as session:
        audit(session, context.now(), person.name, action, f"{id}/{version}", sha256)
