"""What a person may change about a photo of a draft: its words, its question, and whether it stays."""

from fieldmonitor.app.workspace import Workspace
from fieldmonitor.domain.errors import InputError


def set_caption(ws: Workspace, evidence_id: str, caption: str) -> None:
    """Keep a photo's caption; the file itself never changes."""
    with ws.store.write() as uow:
        uow.evidence.update(evidence_id, caption=caption.strip())


def set_question(ws: Workspace, evidence_id: str, question_ref: str | None) -> None:
    """Say which question a photo supports, or none."""
    with ws.store.write() as uow:
        uow.evidence.update(evidence_id, question_ref=question_ref)


def trash(ws: Workspace, evidence_id: str) -> None:
    """Put a photo of a draft into the trash, from where it can be brought back."""
    with ws.store.write() as uow:
        uow.evidence.trash(evidence_id, ws.clock.now())


def restore(ws: Workspace, evidence_id: str) -> None:
    """Bring a photo back from the trash."""
    with ws.store.write() as uow:
        uow.evidence.restore(evidence_id)


def picture(ws: Workspace, evidence_id: str) -> bytes:
    """Return a photo large enough to look at: its small copy, or the original where there is none."""
    with ws.store.read() as uow:
        row = uow.evidence.get(evidence_id)
        if row is None:
            raise InputError("evidence.unknown", evidence=evidence_id)
        return ws.blobs.read(uow, row.small_sha256 or row.sha256)
