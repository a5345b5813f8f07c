"""Reading what lies on a stick: is it whole, is it ours, and which receipts came back."""

from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from fieldmonitor.domain.errors import TrustError
from fieldmonitor.domain.local import LogEntry
from fieldmonitor.protocol.bundles import (
    ACK_SUFFIX,
    ACK_TYPE,
    INDEX_SUFFIX,
    INDEX_TYPE,
    BundleAck,
    BundleFiles,
    BundleIndex,
    frames_in,
)
from fieldmonitor.protocol.codec import decode
from fieldmonitor.protocol.envelope import Envelope
from fieldmonitor.protocol.frames import Method
from fieldmonitor.sync.codes import LogCode
from fieldmonitor.sync.enrolment import Enrolment
from fieldmonitor.sync.ports import Store, Unit
from fieldmonitor.sync.settling import answers_for, take_answer
from fieldmonitor.system.faults import disk_fault
from fieldmonitor.trust.bundles import opened_bundle
from fieldmonitor.trust.envelopes import unseal
from fieldmonitor.trust.keys import SigningKey, from_text
from fieldmonitor.trust.rotation import ReceiptKeys


@dataclass(frozen=True, slots=True)
class Verified:
    """A bundle that holds what its index says: its parts, and what is inside if it could be opened."""

    parts: int
    size: int
    messages: int | None
    files: int | None


def bundles_in(folder: Path) -> list[Path]:
    """Return the indexes of the bundles in a folder, oldest name first."""
    return sorted(folder.glob(f"*{INDEX_SUFFIX}"))


def read_index(path: Path, writer: bytes | None = None) -> BundleFiles:
    """Read an index; with the writer's public key, its signature too."""
    try:
        envelope = decode(path.read_bytes(), Envelope)
    except OSError as error:
        raise disk_fault(error, path) from error
    if writer is not None:
        index = unseal(envelope, INDEX_TYPE, writer, BundleIndex)
    else:
        index = decode(from_text(envelope.payload), BundleIndex)
    return BundleFiles(path.parent, envelope, index)


def verify_bundle(path: Path, key: SigningKey | None = None, writer: bytes | None = None) -> Verified:
    """Check a bundle's parts; with a reader's key, open it and count what is inside.

    Raises TrustError `bundle.damaged`, `bundle.not_for_us`, EnvironmentFault `bundle.incomplete`.
    """
    bundle = read_index(path, writer)
    bundle.check()
    size = sum(part.size for part in bundle.index.parts)
    if key is None:
        return Verified(len(bundle.index.parts), size, None, None)
    with closing(bundle.open()) as sealed, opened_bundle(sealed, key) as clear:
        methods = [frame.method for frame, _body in frames_in(clear)]
    messages = methods.count(Method.PUT)
    return Verified(len(bundle.index.parts), size, messages, len(methods) - messages)


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """What an acknowledgement brought: messages proven complete, and others that it names."""

    complete: int
    others: int


def take_acknowledgements(
    store: Store[Unit], enrolment: Enrolment, folder: Path, now: datetime
) -> Acknowledged:
    """Take the comptroller's receipts from a stick; anybody may have carried it.

    Every receipt is verified as those that come by the network are, whoever signed around them; what is
    not this laptop's is left. Refusals are believed of the comptroller only.
    """
    complete = others = 0
    for path in sorted(folder.glob(f"*{ACK_SUFFIX}")):
        try:
            envelope = decode(path.read_bytes(), Envelope)
        except OSError as error:
            raise disk_fault(error, path) from error
        taken = take_acknowledgement(store, enrolment, envelope, now)
        complete, others = complete + taken.complete, others + taken.others
    return Acknowledged(complete, others)


def take_acknowledgement(
    store: Store[Unit], enrolment: Enrolment, envelope: Envelope, now: datetime
) -> Acknowledged:
    """Take the receipts of one acknowledgement, from whichever road it came."""
    complete = others = 0
    ack, by_the_comptroller = _read_ack(envelope, enrolment.keys)
    with store.write() as unit:
        for answer in ack.messages:
            message = unit.messages.get(answer.message_id, answer.message_version)
            if message is None or not answers_for(message, answer):
                others += 1
                continue
            taken = take_answer(unit, message, answer, enrolment.keys, now)
            complete += taken.complete
        for refused in ack.refused if by_the_comptroller else ():
            if unit.messages.get(refused.id, refused.version) is not None:
                params: dict[str, object] = {"title": refused.id, "problem": refused.problem.code}
                unit.log.add(LogEntry(now, LogCode.NEEDS_ATTENTION, params))
    return Acknowledged(complete, others)


def _read_ack(envelope: Envelope, keys: ReceiptKeys) -> tuple[BundleAck, bool]:
    if envelope.payloadType != ACK_TYPE:
        raise TrustError("trust.wrong_type", expected=ACK_TYPE, got=envelope.payloadType)
    try:
        return unseal(envelope, ACK_TYPE, keys.current, BundleAck), True
    except TrustError:
        return decode(from_text(envelope.payload), BundleAck), False
