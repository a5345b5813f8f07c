"""Signed messages into the outbox."""

from fieldmonitor.app.consent import require_consent
from fieldmonitor.app.workspace import Workspace
from fieldmonitor.domain.local import OutboundMessage
from fieldmonitor.domain.outbox import Lane
from fieldmonitor.protocol.codec import digest, encode
from fieldmonitor.protocol.manifests import FileRole, Manifest, UrgentFinding
from fieldmonitor.store import UnitOfWork
from fieldmonitor.trust.envelopes import seal


def queue_message(ws: Workspace, uow: UnitOfWork, manifest: Manifest, *, title: str) -> None:
    """Sign a manifest and queue it and its files, in the caller's transaction; needs consent."""
    require_consent(uow)
    envelope = encode(seal(manifest, manifest.TYPE, ws.device))
    now = ws.clock.now()
    uow.messages.add(
        OutboundMessage(
            manifest.id, manifest.version, manifest.TYPE, envelope, digest(encode(manifest)), title, now
        )
    )
    lane = Lane.URGENT if isinstance(manifest, UrgentFinding) else Lane.ANSWERS
    uow.outbox.add_message(manifest.id, manifest.version, lane, len(envelope), now)
    for file in manifest.files:
        lane = Lane.SMALL if file.role is FileRole.SMALL else Lane.ORIGINAL
        uow.outbox.add_file(manifest.id, manifest.version, file.sha256, file.size, lane, now)
