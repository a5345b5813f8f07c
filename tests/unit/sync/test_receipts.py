"""A receipt is believed only when every word of it holds."""

from dataclasses import replace
from random import Random

import pytest

from fieldmonitor.domain.errors import TrustError
from fieldmonitor.protocol.envelope import RECEIPT_TYPE, Envelope, Signature
from fieldmonitor.protocol.messages import Receipt, ReceiptKind
from fieldmonitor.sync.receipts import expected_of, files_of, verify_receipt
from fieldmonitor.trust.envelopes import seal
from fieldmonitor.trust.keys import SigningKey, from_text, to_text
from fieldmonitor.trust.rotation import ReceiptKeys
from tests.fakes.clock import START
from tests.fakes.reports import signed_report

SERVER, DEVICE = SigningKey(b"s" * 32), SigningKey(b"d" * 32)
KEYS = ReceiptKeys(SERVER.public)
SIGNED = signed_report(DEVICE, START, Random(2))
EXPECTED = expected_of(SIGNED.message)
SMALL = tuple(sha for sha, role in SIGNED.roles.items() if role == "small")
COMPLETE = Receipt(
    ReceiptKind.COMPLETE, "R-1", EXPECTED.message_id, 1, EXPECTED.manifest_sha256, tuple(SIGNED.files), START
)
CONTENT = replace(COMPLETE, kind=ReceiptKind.CONTENT, files=SMALL)


def sealed(receipt: Receipt) -> Envelope:
    return seal(receipt, RECEIPT_TYPE, SERVER)


@pytest.mark.parametrize("receipt", [COMPLETE, CONTENT, replace(CONTENT, files=tuple(SIGNED.files))])
def test_what_holds_is_kept(receipt: Receipt) -> None:
    kept = verify_receipt(sealed(receipt), KEYS, EXPECTED)
    assert (kept.kind, kept.number) == (receipt.kind, "R-1")


@pytest.mark.parametrize(
    "receipt",
    [
        replace(COMPLETE, files=SMALL),
        replace(COMPLETE, files=(*SIGNED.files, "e" * 64)),
        replace(CONTENT, files=SMALL[:1]),
        replace(CONTENT, files=(*SMALL, "e" * 64)),
        replace(COMPLETE, message_id="other"),
        replace(COMPLETE, message_version=2),
        replace(COMPLETE, manifest_sha256="0" * 64),
        replace(COMPLETE, number=""),
        replace(COMPLETE, received_at=START.replace(tzinfo=None)),
    ],
)
def test_what_does_not_hold_is_refused(receipt: Receipt) -> None:
    with pytest.raises(TrustError):
        verify_receipt(sealed(receipt), KEYS, EXPECTED)


def test_every_flipped_bit_is_found() -> None:
    """Payload and signature, bit by bit: 10,000 tries at random, all refused."""
    envelope, rng = sealed(COMPLETE), Random(9)
    payload, signature = from_text(envelope.payload), from_text(envelope.signatures[0].sig)
    accepted = 0
    for _ in range(10_000):
        bit = rng.randrange((len(payload) + len(signature)) * 8)
        spoilt = bytearray(payload + signature)
        spoilt[bit // 8] ^= 1 << bit % 8
        forged = Envelope(
            envelope.payloadType,
            to_text(bytes(spoilt[: len(payload)])),
            (Signature(SERVER.id, to_text(bytes(spoilt[len(payload) :]))),),
        )
        try:
            verify_receipt(forged, KEYS, EXPECTED)
            accepted += 1
        except TrustError:
            continue
    assert accepted == 0


def test_a_kept_message_that_was_changed_is_not_read() -> None:
    with pytest.raises(TrustError):
        files_of(replace(SIGNED.message, manifest_sha256="0" * 64))
