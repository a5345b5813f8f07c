"""Whose pack is this? A laptop's first pack names the root that all later ones are held to.

A laptop that is enrolled knows the comptroller's receipt key, and that key vouches for the root. One that is
not yet enrolled trusts who knows the code on its paper; without a code, a person compares the letters shown
with those on paper. Until one of the three has held, nothing is kept.
"""

from dataclasses import dataclass
from datetime import datetime

from fieldmonitor.domain.errors import TrustError
from fieldmonitor.domain.records import RecordKind
from fieldmonitor.packs.layout import PackSource, Trusted
from fieldmonitor.packs.opening import Opened, open_content
from fieldmonitor.packs.trusted import VerifiedPack, first_root, verify_pack
from fieldmonitor.protocol.codec import decode, from_plain
from fieldmonitor.protocol.envelope import Envelope
from fieldmonitor.protocol.packs import CERTIFICATE_TYPE, Certificate
from fieldmonitor.trust import introductions
from fieldmonitor.trust.envelopes import unseal
from fieldmonitor.trust.keys import SigningKey, from_text
from fieldmonitor.trust.rotation import ReceiptKeys, followed_all


@dataclass(frozen=True, slots=True)
class Known:
    """What a laptop knows before it opens a pack: its key, and whom it trusts so far."""

    device_key: SigningKey
    trusted: Trusted | None
    receipt_keys: ReceiptKeys | None
    code_digest: bytes | None


@dataclass(frozen=True, slots=True)
class Introduced:
    """A pack that is ours and trusted; `certificate` is set where it enrols this laptop."""

    opened: Opened
    certificate: Certificate | None


def open_pack(source: PackSource, known: Known, now: datetime, fingerprint: str | None = None) -> Introduced:
    """Verify a pack and open this laptop's part of it, in memory.

    `fingerprint` is what a person read on paper: it introduces a root, or another than the one trusted.
    Besides `verify_pack`'s raises TrustError `pack.not_for_us`, `pack.root_unconfirmed`,
    `pack.other_fingerprint`, `pack.certificate`.
    """
    pack, provisional = _verified(source, known, now, fingerprint)
    opened = open_content(source, pack, known.device_key)
    if not provisional and known.receipt_keys is not None:
        return Introduced(opened, None)
    certificate = _certificate(opened, known)
    if provisional:
        _confirm(pack, certificate, known, fingerprint)
    return Introduced(opened, certificate if known.receipt_keys is None else None)


def _verified(
    source: PackSource, known: Known, now: datetime, fingerprint: str | None
) -> tuple[VerifiedPack, bool]:
    if known.trusted is not None:
        try:
            return verify_pack(source, known.trusted, now), False
        except TrustError as error:
            if error.code != "pack.other_root" or fingerprint is None:
                raise
    return verify_pack(source, first_root(source), now), True


def _certificate(opened: Opened, known: Known) -> Certificate:
    """Read the comptroller's word on this laptop and this root, signed with the key that we know or that it
    introduces itself with."""
    envelope = opened.content.certificate
    claimed = decode(from_text(envelope.payload), Certificate)
    key = _vouching(opened, known.receipt_keys) or from_text(claimed.answer.receipt_key)
    certificate = unseal(envelope, CERTIFICATE_TYPE, key, Certificate)
    holds = (
        certificate.answer.device == known.device_key.id
        and certificate.root_sha256 == opened.pack.root_sha256
        and certificate.region == opened.pack.region
        and from_text(certificate.answer.receipt_key) == key
    )
    if not holds:
        raise TrustError("pack.certificate")
    return certificate


def _vouching(opened: Opened, keys: ReceiptKeys | None) -> bytes | None:
    """Return the receipt key of today, as far as the pack's own rotations lead on from the one we pinned."""
    if keys is None:
        return None
    said = [record for record in opened.content.records if record.kind == RecordKind.SERVER_KEYS]
    said.sort(key=lambda record: (len(record.id), record.id))
    words = [from_plain(record.body, Envelope) for record in said if record.body is not None]
    return followed_all(keys, words).current


def _confirm(pack: VerifiedPack, certificate: Certificate, known: Known, fingerprint: str | None) -> None:
    shown = introductions.fingerprint(pack.trusted.root)
    if fingerprint is not None:
        if not introductions.same_fingerprint(fingerprint, shown):
            raise TrustError("pack.other_fingerprint", fingerprint=shown)
        return
    if known.receipt_keys is not None:
        return
    digest = known.code_digest
    if digest is not None:
        receipt_key = from_text(certificate.answer.receipt_key)
        proof = introductions.certificate_proof(
            digest, known.device_key.public, receipt_key, pack.root_sha256
        )
        if introductions.same(certificate.code_proof, proof):
            return
    raise TrustError("pack.root_unconfirmed", fingerprint=shown)
