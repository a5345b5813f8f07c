"""A work's document that no pack brought yet, fetched from the server while there is a network."""

import hashlib

from fieldmonitor.app.workspace import Workspace
from fieldmonitor.domain.errors import TrustError
from fieldmonitor.store.blob_rows import DOCUMENT
from fieldmonitor.sync.http.carrier import HttpCarrier
from fieldmonitor.system.disk import require_space


def is_here(ws: Workspace, sha256: str) -> bool:
    """Tell whether this laptop holds a document."""
    with ws.store.read() as uow:
        return uow.blobs.get(sha256) is not None


def fetch(ws: Workspace, carrier: HttpCarrier, work_id: str, sha256: str) -> None:
    """Bring a document of an assigned work here. What is not, byte for byte, what the work names is dropped.

    Raises Offline, Refused, TrustError `document.other`, and the disk's faults.
    """
    carrier.sign_in(ws.device).required()
    data = carrier.document(work_id, sha256)
    if hashlib.sha256(data).hexdigest() != sha256:
        raise TrustError("document.other")
    require_space(ws.folder, 2 * len(data))
    sealed = ws.blobs.seal(data)
    try:
        with ws.store.write() as uow:
            if uow.blobs.get(sha256) is None:
                ws.blobs.register(uow, sealed, DOCUMENT)
                return
    except BaseException:
        ws.blobs.discard(sealed)
        raise
    ws.blobs.discard(sealed)
