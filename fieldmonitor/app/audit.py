"""Holding the comptroller's log of receipts to account: an auditor from outside, a volunteer for his own."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from fieldmonitor.app.messages import words_for_code
from fieldmonitor.app.workspace import Workspace
from fieldmonitor.domain.errors import InputError, TrustError
from fieldmonitor.protocol.codec import decode, encode
from fieldmonitor.protocol.envelope import Envelope
from fieldmonitor.protocol.messages import Checkpoint
from fieldmonitor.store import UnitOfWork
from fieldmonitor.sync.audit import remember, seen
from fieldmonitor.sync.auditor import AuditResult, AuditState, Found, LogSource, audit, keys_from
from fieldmonitor.sync.enrolment import enrolment
from fieldmonitor.system.durable import write_durably
from fieldmonitor.system.faults import disk_fault
from fieldmonitor.system.translations import _
from fieldmonitor.trust.keys import from_text

T = TypeVar("T")

KEY_SIZE = 32


@dataclass(frozen=True, slots=True)
class Request:
    """What an auditor asks: the server's key (base64), and files of earlier state, checkpoints, receipts."""

    key: str
    state: Path | None = None
    against: Sequence[Path] = ()
    receipts: Sequence[Path] = ()
    entries: bool = False


def from_outside(source: LogSource, wanted: Request) -> AuditResult:
    """Audit a server with no profile; the state is written anew only if everything held."""
    try:
        key = from_text(wanted.key.strip())
    except TrustError as error:
        raise InputError("audit.bad_key") from error
    if len(key) != KEY_SIZE:
        raise InputError("audit.bad_key")
    result = audit(
        source,
        keys_from(source, key),
        state=_state(wanted.state),
        against=[_envelope(path) for path in wanted.against],
        receipts=[_envelope(path) for path in wanted.receipts],
        read_entries=wanted.entries,
    )
    if wanted.state is not None and result.state is not None:
        write_durably(wanted.state, encode(result.state))
    return result


def own(ws: Workspace, source: LogSource, save: Path | None = None) -> AuditResult:
    """Audit for a volunteer: every receipt of this profile, and the log against the one seen before.

    `save` keeps the checkpoint, for an auditor to hold against what the server shows to him.
    """
    with ws.store.read() as uow:
        known, before, receipts = enrolment(uow.settings), seen(uow.settings), _receipts(uow)
    if known is None:
        raise InputError("profile.not_enrolled")
    result = audit(source, known.keys, seen=before, receipts=receipts)
    if result.state is not None:
        checkpoint = decode(from_text(result.state.checkpoint.payload), Checkpoint)
        if checkpoint.size:
            with ws.store.write() as uow:
                remember(uow.settings, checkpoint)
        if save is not None:
            write_durably(save, encode(result.state.checkpoint))
    return result


def save_receipts(ws: Workspace, folder: Path) -> int:
    """Write this profile's receipts into a folder, a file each, for an auditor; return how many."""
    with ws.store.read() as uow:
        receipts = [
            receipt
            for message in uow.messages.list()
            for receipt in uow.receipts.for_message(message.id, message.version)
        ]
    for receipt in receipts:
        name = f"{receipt.number}-{receipt.message_id[:8]}-{receipt.message_version}-{receipt.kind}.json"
        write_durably(folder / name, receipt.envelope)
    return len(receipts)


def finding_words(found: Found) -> str:
    """Say what does not hold, and about what."""
    return _("{what} ({about})").format(what=words_for_code(found.code, {}).what, about=found.about)


def _receipts(uow: UnitOfWork) -> list[Envelope]:
    keys = [(message.id, message.version) for message in uow.messages.list()]
    return [decode(receipt.envelope, Envelope) for key in keys for receipt in uow.receipts.for_message(*key)]


def _state(path: Path | None) -> AuditState | None:
    if path is None or not path.exists():
        return None
    return _read(path, AuditState)


def _envelope(path: Path) -> Envelope:
    return _read(path, Envelope)


def _read(path: Path, kind: type[T]) -> T:
    try:
        return decode(path.read_bytes(), kind)
    except OSError as error:
        raise disk_fault(error, path) from error
    except TrustError as error:
        raise InputError("audit.unreadable", path=str(path)) from error
