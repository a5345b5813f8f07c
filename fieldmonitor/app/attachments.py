"""Files that are no photos: kept untouched as evidence, never opened inside the vault."""

from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from fieldmonitor.app.photos import add_photo
from fieldmonitor.app.workspace import Workspace
from fieldmonitor.domain.errors import InputError
from fieldmonitor.domain.local import Evidence
from fieldmonitor.domain.reports import ReportKey
from fieldmonitor.media.kinds import HEIC, LOOKED_AT, PICTURES, media_type_of
from fieldmonitor.media.results import LARGEST_BYTES
from fieldmonitor.protocol.codec import encode
from fieldmonitor.protocol.manifests import PhotoFacts
from fieldmonitor.system.disk import require_space

LARGEST_FILE = 1024**3
"""Bytes: what weeks at 64 kbit/s could carry is far less; a person is told before it is queued."""


def take(
    ws: Workspace, key: ReportKey, path: Path, *, question_ref: str | None = None, photo: bool = False
) -> Evidence:
    """Keep a file that a person chose: a picture as a photo, anything else as it is.

    A phone's HEIC photo that nothing here can show is kept as a file. Errors as `add_photo` and `add_file`;
    where a `photo` is asked for, what is no kind of evidence raises InputError `file.not_a_photo`.
    """
    with path.open("rb") as source:
        kind = media_type_of(source.read(LOOKED_AT))
        size = source.seek(0, 2)
        source.seek(0)
        if kind is None and photo:
            raise InputError("file.not_a_photo", name=path.name)
        if kind in PICTURES:
            if size > LARGEST_BYTES:
                raise InputError("photo.too_large", limit=LARGEST_BYTES, unit="bytes")
            try:
                return add_photo(ws, key, source.read(), name=path.name, question_ref=question_ref)
            except InputError as error:
                if kind != HEIC or error.code != "photo.heic":
                    raise
                source.seek(0)
        return add_file(ws, key, source, name=path.name, question_ref=question_ref)


def listed(ws: Workspace, key: ReportKey) -> list[Evidence]:
    """Return a report's photos and files in the order they were added, without opening any."""
    with ws.store.read() as uow:
        return uow.evidence.list(key)


def add_file(
    ws: Workspace,
    key: ReportKey,
    source: BinaryIO,
    *,
    name: str,
    question_ref: str | None = None,
    caption: str = "",
) -> Evidence:
    """Keep a PDF, saved page, sound or video, told by its content; HEIC photos too, which only phones show.

    `source` is seekable. Raises InputError `file.kind_unknown`, `file.too_large`, `file.is_photo` (a photo
    belongs to `photos.add_photo`), and EnvironmentFault `disk.full` before anything is written.
    """
    media_type = media_type_of(source.read(LOOKED_AT))
    size = source.seek(0, 2)
    source.seek(0)
    if media_type is None:
        raise InputError("file.kind_unknown", name=name)
    if media_type in PICTURES and media_type != HEIC:
        raise InputError("file.is_photo", name=name)
    if size > LARGEST_FILE:
        raise InputError("file.too_large", name=name, limit=LARGEST_FILE)
    require_space(ws.folder, size)
    sealed = ws.blobs.seal(source)
    with ws.store.write() as uow:
        blob = ws.blobs.register(uow, sealed)
        evidence = Evidence(
            id=str(uuid4()),
            report=key,
            sha256=blob.sha256,
            size=blob.size,
            media_type=media_type,
            small_sha256=None,
            small_size=None,
            thumbnail_sha256=None,
            question_ref=question_ref,
            caption=caption,
            facts=encode(PhotoFacts()).decode(),
            added_at=ws.clock.now(),
            name=name,
        )
        uow.evidence.add(evidence)
    return evidence


def read(ws: Workspace, evidence_id: str) -> tuple[Evidence, bytes]:
    """Return a file's row and its bytes, to be shown from memory; one too large for that is refused."""
    with ws.store.read() as uow:
        row = uow.evidence.get(evidence_id)
        if row is None:
            raise InputError("evidence.unknown", evidence=evidence_id)
        if row.size > LARGEST_BYTES:
            raise InputError("pdf.too_large", limit=LARGEST_BYTES)
        return row, ws.blobs.read(uow, row.sha256)


def export_to(ws: Workspace, evidence_id: str, target: Path) -> None:
    """Write a file in the clear where a person chose, who has confirmed that it leaves the vault."""
    with target.open("wb") as out:
        export(ws, evidence_id, out)


def export(ws: Workspace, evidence_id: str, target: BinaryIO) -> None:
    """Write a file out in the clear for another program; a person has confirmed that it leaves the vault."""
    with ws.store.read() as uow:
        row = uow.evidence.get(evidence_id)
        if row is None:
            raise InputError("evidence.unknown", evidence=evidence_id)
        with ws.blobs.open(uow, row.sha256) as reader:
            while part := reader.read(64 * 1024):
                target.write(part)
