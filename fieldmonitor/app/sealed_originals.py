"""Originals of covered pictures that a volunteer lets leave: sealed to the comptroller's key alone."""

import io
from collections.abc import Iterable
from dataclasses import dataclass, replace

from fieldmonitor.app.workspace import Workspace
from fieldmonitor.domain.errors import InputError
from fieldmonitor.domain.local import Evidence
from fieldmonitor.protocol.manifests import FileEntry, FileRole
from fieldmonitor.store import UnitOfWork
from fieldmonitor.store.blobs import Sealed
from fieldmonitor.sync.enrolment import enrolment
from fieldmonitor.trust.bundles import seal_bundle

MEDIA_TYPE = "application/age"


@dataclass(frozen=True, slots=True)
class SealedOriginal:
    """A row that names what is sent for its original; `kept` is on the disk and waits for a transaction."""

    row: Evidence
    kept: Sealed | None
    size: int


def seal_originals(ws: Workspace, evidence: Iterable[Evidence]) -> tuple[SealedOriginal, ...]:
    """Encrypt, without a transaction, the originals that may leave; what was sealed before is used again."""
    wanted = [row for row in evidence if row.share_original and row.original_sha256]
    if not wanted:
        return ()
    with ws.store.read() as uow:
        known = enrolment(uow.settings)
        held = {row.id: uow.blobs.get(row.sealed_sha256) for row in wanted if row.sealed_sha256}
    if known is None:
        raise InputError("profile.not_enrolled")
    made: list[SealedOriginal] = []
    for row in wanted:
        before = held.get(row.id)
        if before is not None:
            made.append(SealedOriginal(row, None, before.size))
            continue
        assert row.original_sha256 is not None
        clear, sealed = io.BytesIO(ws.blobs.read(ws.store, row.original_sha256)), io.BytesIO()
        seal_bundle(clear, sealed, [known.receipt_key])
        kept = ws.blobs.seal(sealed.getvalue())
        named = replace(row, sealed_sha256=kept.blob.sha256)
        made.append(SealedOriginal(named, kept, kept.blob.size))
    return tuple(made)


def keep(ws: Workspace, uow: UnitOfWork, sealed: Iterable[SealedOriginal]) -> None:
    """Make what was sealed known, in the transaction that signs."""
    for one in sealed:
        if one.kept is not None:
            ws.blobs.register(uow, one.kept)
            uow.evidence.replace_file(one.row)


def discard(ws: Workspace, sealed: Iterable[SealedOriginal]) -> None:
    """Delete what was sealed for a report that was not signed after all."""
    for one in sealed:
        if one.kept is not None:
            ws.blobs.discard(one.kept)


def entries(sealed: Iterable[SealedOriginal]) -> tuple[FileEntry, ...]:
    """Return how a manifest lists them; `of` is the clear original's hash, as the covered copy cites it."""
    return tuple(
        FileEntry(
            one.row.sealed_sha256 or "",
            one.size,
            MEDIA_TYPE,
            FileRole.SEALED,
            one.row.question_ref,
            one.row.caption,
            one.row.original_sha256,
        )
        for one in sealed
    )
