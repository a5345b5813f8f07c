"""Checking a receipt before anybody believes it."""

from dataclasses import dataclass

from fieldmonitor.domain.errors import TrustError
from fieldmonitor.domain.local import OutboundMessage, StoredReceipt
from fieldmonitor.protocol.codec import decode, digest, encode
from fieldmonitor.protocol.envelope import RECEIPT_TYPE, Envelope
from fieldmonitor.protocol.manifests import MANIFESTS, FileEntry, FileRole
from fieldmonitor.protocol.messages import Receipt, ReceiptKind
from fieldmonitor.sync.codes import Trouble
from fieldmonitor.trust.keys import from_text
from fieldmonitor.trust.rotation import ReceiptKeys


@dataclass(frozen=True, slots=True)
class Expected:
    """What a receipt must say: made from the message that this laptop keeps, never from an answer."""

    message_id: str
    message_version: int
    manifest_sha256: str
    small: frozenset[str]
    files: frozenset[str]


def expected_of(message: OutboundMessage) -> Expected:
    """Read what a message's receipts must say."""
    files = files_of(message)
    return Expected(
        message.id,
        message.version,
        message.manifest_sha256,
        frozenset(entry.sha256 for entry in files if entry.role is FileRole.SMALL),
        frozenset(entry.sha256 for entry in files),
    )


def files_of(message: OutboundMessage) -> tuple[FileEntry, ...]:
    """Return the files of a kept message; TrustError when its bytes are not what was signed."""
    envelope = decode(message.envelope, Envelope)
    payload = from_text(envelope.payload)
    kind = MANIFESTS.get(envelope.payloadType)
    if kind is None or digest(payload) != message.manifest_sha256:
        raise TrustError(Trouble.LOCAL_MESSAGE, id=message.id)
    return decode(payload, kind).files


def verify_receipt(envelope: Envelope, keys: ReceiptKeys, expected: Expected) -> StoredReceipt:
    """Return a receipt ready to be kept, once its signature and every word of it hold.

    A content receipt must name every small copy, a complete one every file, and neither anything else.
    Raises TrustError.
    """
    receipt = keys.unseal(envelope, RECEIPT_TYPE, Receipt, lambda said: said.received_at)
    named = frozenset(receipt.files)
    whole = named == expected.files
    if receipt.kind is ReceiptKind.CONTENT:
        whole = expected.small <= named <= expected.files
    same = (receipt.message_id, receipt.message_version, receipt.manifest_sha256) == (
        expected.message_id,
        expected.message_version,
        expected.manifest_sha256,
    )
    if not (same and whole and receipt.number and receipt.received_at.tzinfo is not None):
        raise TrustError(Trouble.BAD_RECEIPT, id=expected.message_id, number=receipt.number)
    return StoredReceipt(
        expected.message_id,
        expected.message_version,
        receipt.kind.value,
        receipt.number,
        receipt.received_at,
        encode(envelope),
    )
