"""Signed messages with files, as a laptop would have queued them."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from random import Random
from uuid import UUID

from fieldmonitor.domain.clock import Moment
from fieldmonitor.domain.local import OutboundMessage
from fieldmonitor.domain.outbox import Lane
from fieldmonitor.domain.records import Activity
from fieldmonitor.domain.reports import Finding, Severity
from fieldmonitor.protocol import VERSION
from fieldmonitor.protocol.codec import digest, encode
from fieldmonitor.protocol.envelope import REPORT_TYPE, URGENT_TYPE
from fieldmonitor.protocol.manifests import ChecklistRef, FileEntry, FileRole, ReportManifest, UrgentFinding
from fieldmonitor.trust.envelopes import seal
from fieldmonitor.trust.keys import SigningKey, from_text

LANES = {FileRole.SMALL: Lane.SMALL, FileRole.ORIGINAL: Lane.ORIGINAL, FileRole.DOCUMENT: Lane.ORIGINAL}


@dataclass(frozen=True, slots=True)
class Signed:
    """A signed message and the bytes of its files by hash."""

    message: OutboundMessage
    lane: Lane
    files: dict[str, bytes]
    roles: dict[str, FileRole]


def new_id(rng: Random) -> str:
    return str(UUID(int=rng.getrandbits(128), version=4))


def _file(data: bytes, role: FileRole) -> FileEntry:
    return FileEntry(hashlib.sha256(data).hexdigest(), len(data), "image/jpeg", role)


def signed_report(
    key: SigningKey,
    now: datetime,
    rng: Random,
    *,
    photos: int = 2,
    small: int = 20_000,
    original: int = 150_000,
    version: int = 1,
    id: str | None = None,
    answers: str = "<data><q>sí</q></data>",
    replaces: str | None = None,
    volunteer: str = "MC-0001",
) -> Signed:
    """A report with small copies and originals of random bytes."""
    contents = [(rng.randbytes(small), FileRole.SMALL) for _ in range(photos)]
    contents += [(rng.randbytes(original), FileRole.ORIGINAL) for _ in range(photos)]
    entries = tuple(_file(data, role) for data, role in contents)
    moment = Moment(now, -300)
    manifest = ReportManifest(
        id=id or new_id(rng),
        version=version,
        protocol=VERSION,
        activity=Activity.SITE_VISIT,
        assignment_id="A-1",
        work_id="W-1",
        volunteer=volunteer,
        device=key.id,
        checklist=ChecklistRef("site_visit", "1", "0" * 64),
        answers_xml=answers,
        findings=(),
        files=entries,
        started_at=moment,
        signed_at=moment,
        replaces=replaces,
    )
    return _signed(manifest, REPORT_TYPE, key, now, Lane.ANSWERS, entries, contents)


def urgent_finding(key: SigningKey, now: datetime, rng: Random, volunteer: str = "MC-0001") -> Signed:
    """A danger to life: a message of its own, without files."""
    finding = Finding(
        new_id(rng), "zanja", "/data/zanja", Severity.DANGER, "G.050", "Zanja sin entibar", "Derrumbe"
    )
    manifest = UrgentFinding(
        new_id(rng), 1, VERSION, new_id(rng), "W-1", volunteer, key.id, finding, Moment(now, -300)
    )
    return _signed(manifest, URGENT_TYPE, key, now, Lane.URGENT, (), [])


def _signed(
    manifest: ReportManifest | UrgentFinding,
    payload_type: str,
    key: SigningKey,
    now: datetime,
    lane: Lane,
    entries: tuple[FileEntry, ...],
    contents: list[tuple[bytes, FileRole]],
) -> Signed:
    envelope = seal(manifest, payload_type, key)
    message = OutboundMessage(
        manifest.id,
        manifest.version,
        payload_type,
        encode(envelope),
        digest(from_text(envelope.payload)),
        f"Obra {manifest.id[:4]}",
        now,
    )
    pairs = list(zip(entries, contents, strict=True))
    return Signed(
        message,
        lane,
        {entry.sha256: data for entry, (data, _) in pairs},
        {entry.sha256: role for entry, (_, role) in pairs},
    )
