"""Reports out on a stick, receipts back on it: the same promises as by the network."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from fieldmonitor.app.workspace import Workspace
from fieldmonitor.domain.errors import InputError, TrustError
from fieldmonitor.domain.records import RevokedSubject
from fieldmonitor.sync.bundle.custody import coordinator_on, take_answers, take_notes
from fieldmonitor.sync.bundle.export import Exported, export_bundle
from fieldmonitor.sync.bundle.reading import Verified, bundles_in, take_acknowledgements, verify_bundle
from fieldmonitor.sync.bundle.relay import relay_bundle
from fieldmonitor.sync.carrier import Carrier
from fieldmonitor.sync.enrolment import Enrolment, enrolment
from fieldmonitor.sync.ports import Files
from fieldmonitor.trust.keys import key_id

NOT_OURS = "bundle.not_for_us"


@dataclass(frozen=True, slots=True)
class BroughtIn:
    """What an import did: own messages proven complete, others' carried on, bundles left alone."""

    complete: int
    carried: int
    refused: int
    left: int
    custody: int = 0
    """Own bundles that a coordinator has signed for, and that wait for the comptroller's receipt."""


def export(
    ws: Workspace,
    files: Files,
    folder: Path,
    *,
    originals: bool = True,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> Exported:
    """Write what waits into a folder, sealed; the queue stays until receipts come back.

    `progress` is told bytes written of all; what it raises breaks the copy off, and nothing of it stays.
    """
    if not folder.is_dir():
        raise InputError("disk.missing", path=str(folder))
    known, now = _enrolment(ws), ws.clock.now()
    return export_bundle(
        ws.store,
        files,
        known,
        folder,
        now,
        coordinator=_coordinator(ws, folder, known),
        originals=originals,
        progress=progress,
    )


def _coordinator(ws: Workspace, folder: Path, known: Enrolment) -> bytes | None:
    """Return the key of the coordinator whose card lies on the stick, unless it was revoked since."""
    key = coordinator_on(folder, known)
    if key is None:
        return None
    with ws.store.read() as uow:
        revoked = uow.records.revocation(RevokedSubject.DEVICE, key_id(key))
    return None if revoked is not None else key


def verify(ws: Workspace | None, path: Path) -> Verified:
    """Check a bundle's parts; with a profile that may read it, what is inside too."""
    try:
        return verify_bundle(path, ws.device if ws else None)
    except TrustError as error:
        if error.code != NOT_OURS:
            raise
        return verify_bundle(path)


def bring_in(ws: Workspace, folder: Path, carrier: Carrier | None) -> BroughtIn:
    """Take the receipts on a stick, and carry on the bundles that this device may read, over a carrier."""
    known, now = _enrolment(ws), ws.clock.now()
    complete = take_acknowledgements(ws.store, known, folder, now).complete
    complete += take_answers(ws.store, known, folder, now).complete
    signed_for = take_notes(ws.store, known, folder, now)
    carried = refused = left = 0
    for path in bundles_in(folder):
        if carrier is None:
            left += 1
            continue
        try:
            ack = relay_bundle(path, ws.device, carrier)
        except TrustError as error:
            if error.code != NOT_OURS:
                raise
            left += 1
            continue
        carried += len(ack.messages)
        refused += len(ack.refused)
    return BroughtIn(complete, carried, refused, left, signed_for)


def _enrolment(ws: Workspace) -> Enrolment:
    with ws.store.read() as uow:
        known = enrolment(uow.settings)
    if known is None:
        raise InputError("profile.not_enrolled")
    return known
