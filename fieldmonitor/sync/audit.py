"""Holding the comptroller to its own log: every complete receipt must be in it, and it may only grow.

A device keeps the last checkpoint it saw. A newer one must contain it (consistency), and must contain
the receipts given since (inclusion). What does not fit is a grave sign: it is kept and shown, and it
stops nothing, since reports must go on.
"""

from dataclasses import dataclass
from datetime import datetime

from fieldmonitor.domain.errors import TrustError
from fieldmonitor.domain.local import LogEntry, StoredReceipt
from fieldmonitor.protocol.codec import decode, encode
from fieldmonitor.protocol.envelope import CHECKPOINT_TYPE, Envelope
from fieldmonitor.protocol.messages import Checkpoint, LogProof
from fieldmonitor.protocol.packs import CarriedCheckpoint
from fieldmonitor.sync.codes import LogCode
from fieldmonitor.sync.ports import Settings, Unit
from fieldmonitor.sync.rotation import receipt_keys
from fieldmonitor.trust.keys import from_text
from fieldmonitor.trust.log import leaf_hash, verify_consistency, verify_inclusion
from fieldmonitor.trust.rotation import ReceiptKeys

LOG_SIZE = "log.size"
LOG_ROOT = "log.root"
LOG_UNPROVEN = "log.unproven"
LOG_ALARM = "log.alarm"
LOG_CARRIED = "log.carried"

ReceiptName = tuple[str, int, str]
"""Message id, version and kind of a receipt."""


@dataclass(frozen=True, slots=True)
class Seen:
    """The last checkpoint that held: how long the log was, and its root (base64)."""

    size: int
    root: str


def seen(settings: Settings) -> Seen | None:
    """Return the checkpoint that this device holds the log to; None before the first."""
    size, root = settings.get(LOG_SIZE), settings.get(LOG_ROOT)
    return Seen(int(size), root) if size and root else None


def carried(settings: Settings) -> Seen | None:
    """Return the checkpoint of a pack that is still to be held against the server's own."""
    text = settings.get(LOG_CARRIED)
    return decode(text, Seen) if text else None


def owes_proofs(settings: Settings) -> bool:
    """Tell whether there is something to ask the log for."""
    return bool(unproven(settings)) or carried(settings) is not None


def unproven(settings: Settings) -> list[ReceiptName]:
    """Return the receipts that were not yet found in the log, oldest first."""
    names = (settings.get(LOG_UNPROVEN) or "").split()
    parts = [name.split("/") for name in names]
    return [(id, int(version), kind) for id, version, kind in parts]


def owe_proof(settings: Settings, receipt: StoredReceipt) -> None:
    """Note a receipt that the log has to contain."""
    name = (receipt.message_id, receipt.message_version, receipt.kind)
    _keep(settings, [*unproven(settings), name])


def proven(settings: Settings, name: ReceiptName) -> None:
    """Note that a receipt was found in the log."""
    _keep(settings, [other for other in unproven(settings) if other != name])


def remember(settings: Settings, checkpoint: Checkpoint) -> None:
    """Hold the log to a checkpoint from now on."""
    settings.set(LOG_SIZE, str(checkpoint.size))
    settings.set(LOG_ROOT, checkpoint.root)


def read_checkpoint(envelope: Envelope, keys: ReceiptKeys, before: Seen | None) -> Checkpoint:
    """Read a signed checkpoint; TrustError `log.forked` when it is shorter than one seen before."""
    checkpoint = keys.unseal(envelope, CHECKPOINT_TYPE, Checkpoint, lambda said: said.at)
    if before is not None and (
        checkpoint.size < before.size or (checkpoint.size == before.size and checkpoint.root != before.root)
    ):
        raise TrustError("log.forked", size=checkpoint.size)
    return checkpoint


def check_growth(before: Seen, checkpoint: Checkpoint, proof: LogProof) -> None:
    """Check that the log of a checkpoint begins with the one seen before; TrustError `log.forked`."""
    path = [from_text(step) for step in proof.path]
    old, new = from_text(before.root), from_text(checkpoint.root)
    verify_consistency(before.size, checkpoint.size, old, new, path)


def check_presence(receipt: StoredReceipt, checkpoint: Checkpoint, proof: LogProof) -> None:
    """Check that a receipt is in the log of a checkpoint; TrustError `log.not_included`."""
    path = [from_text(step) for step in proof.path]
    leaf = leaf_hash(receipt.envelope)
    verify_inclusion(leaf, proof.first, checkpoint.size, path, from_text(checkpoint.root))


def follow_carried(unit: Unit, brought: CarriedCheckpoint, now: datetime) -> None:
    """Hold the log to a checkpoint that came with a pack, as far as its proofs reach.

    An older one says nothing new. A newer one without a proof from what was seen is left for the next
    time that there is a network. One that cannot be true raises the alarm, and stops nothing.
    """
    keys, before = receipt_keys(unit.settings), seen(unit.settings)
    if keys is None:
        return
    try:
        checkpoint = keys.unseal(brought.checkpoint, CHECKPOINT_TYPE, Checkpoint, lambda said: said.at)
        if before is None or checkpoint.size > before.size:
            proofs = {proof.first: proof for proof in brought.proofs if proof.size == checkpoint.size}
            if before is not None and before.size not in proofs:
                unit.settings.set(LOG_CARRIED, encode(Seen(checkpoint.size, checkpoint.root)).decode())
                return
            if before is not None:
                check_growth(before, checkpoint, proofs[before.size])
            if checkpoint.size:
                remember(unit.settings, checkpoint)
        elif checkpoint.size == before.size and checkpoint.root != before.root:
            raise TrustError("log.forked", size=checkpoint.size)
    except TrustError as error:
        raise_alarm(unit, error, now)


def raise_alarm(unit: Unit, error: TrustError, now: datetime) -> None:
    """Keep and log that the comptroller's log does not hold what it must."""
    unit.settings.set(LOG_ALARM, error.code)
    unit.log.add(LogEntry(now, LogCode.LOG_ALARM, {"problem": error.code}))


def _keep(settings: Settings, names: list[ReceiptName]) -> None:
    settings.set(LOG_UNPROVEN, " ".join(f"{id}/{version}/{kind}" for id, version, kind in names))
