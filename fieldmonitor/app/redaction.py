"""Arrows, boxes, words, and faces or plates that must not be seen: on a copy that cites its original."""

from dataclasses import dataclass, replace

from fieldmonitor.app.workspace import Workspace
from fieldmonitor.domain.errors import InputError
from fieldmonitor.domain.local import Evidence
from fieldmonitor.media.results import Mark
from fieldmonitor.protocol.codec import decode, encode


@dataclass(frozen=True, slots=True)
class _Marks:
    """What was burnt into a copy, kept beside it so that it can be changed later."""

    marks: tuple[Mark, ...] = ()


def unmarked(ws: Workspace, evidence_id: str) -> tuple[bytes, tuple[Mark, ...]]:
    """Return a photo as it was before any mark, large enough to look at, and the marks that it bears."""
    row = _row(ws, evidence_id)
    if row.original_sha256 is None:
        return ws.blobs.read(ws.store, row.small_sha256 or row.sha256), ()
    kept = ws.setting(_name(row.sha256))
    picture = ws.pictures.prepare(ws.blobs.read(ws.store, row.original_sha256)).small
    return picture, decode(kept, _Marks).marks if kept else ()


def mark(ws: Workspace, evidence_id: str, marks: tuple[Mark, ...]) -> Evidence:
    """Put a marked copy in the place of a draft's photo.

    Marks are always burnt into the untouched original, so that a second call replaces the first; without
    any, the original takes its place again. It stays in the vault, cited, and is not sent with the report.
    """
    if not marks:
        return unmark(ws, evidence_id)
    row = _row(ws, evidence_id)
    if row.small_sha256 is None:
        raise InputError("evidence.no_picture", evidence=evidence_id)
    original = row.original_sha256 or row.sha256
    copy, picture = ws.pictures.mark(ws.blobs.read(ws.store, original), marks)
    with ws.store.write() as uow:
        file, small = ws.blobs.put(uow, copy), ws.blobs.put(uow, picture.small)
        thumbnail = ws.blobs.put(uow, picture.thumbnail)
        changed = replace(
            row,
            sha256=file.sha256,
            size=file.size,
            media_type=picture.media_type,
            small_sha256=small.sha256,
            small_size=small.size,
            thumbnail_sha256=thumbnail.sha256,
            original_sha256=original,
            sealed_sha256=None,
        )
        uow.evidence.replace_file(changed)
        uow.settings.set(_name(changed.sha256), encode(_Marks(marks)).decode())
    return changed


def unmark(ws: Workspace, evidence_id: str) -> Evidence:
    """Put the untouched original back in its place."""
    row = _row(ws, evidence_id)
    if row.original_sha256 is None:
        return row
    data = ws.blobs.read(ws.store, row.original_sha256)
    picture = ws.pictures.prepare(data)
    with ws.store.write() as uow:
        small, thumbnail = ws.blobs.put(uow, picture.small), ws.blobs.put(uow, picture.thumbnail)
        changed = replace(
            row,
            sha256=row.original_sha256,
            size=len(data),
            media_type=picture.media_type,
            small_sha256=small.sha256,
            small_size=small.size,
            thumbnail_sha256=thumbnail.sha256,
            original_sha256=None,
            share_original=False,
            sealed_sha256=None,
        )
        uow.evidence.replace_file(changed)
    return changed


def _name(copy_sha256: str) -> str:
    return f"marks:{copy_sha256}"


def mark_again(ws: Workspace, copy: Evidence) -> Evidence:
    """Put back the marks of a copy that was taken away a moment ago."""
    kept = ws.setting(_name(copy.sha256))
    return mark(ws, copy.id, decode(kept, _Marks).marks if kept else ())


def share_original(ws: Workspace, evidence_id: str, share: bool) -> Evidence:
    """Choose whether the untouched original of a covered picture may leave; it does not unless one says so.

    It then travels sealed to the comptroller's key alone: no coordinator, hub or courier can open it.
    """
    row = _row(ws, evidence_id)
    if row.original_sha256 is None:
        raise InputError("evidence.not_covered", evidence=evidence_id)
    changed = replace(row, share_original=share)
    with ws.store.write() as uow:
        uow.evidence.replace_file(changed)
    return changed


def _row(ws: Workspace, evidence_id: str) -> Evidence:
    with ws.store.read() as uow:
        row = uow.evidence.get(evidence_id)
    if row is None:
        raise InputError("evidence.unknown", evidence=evidence_id)
    return row
