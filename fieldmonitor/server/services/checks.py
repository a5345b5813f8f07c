"""Is a message what it says: signed by a device of ours, well formed, and its sender's to send?"""

import hashlib
import re
import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from fieldmonitor.domain.errors import TrustError
from fieldmonitor.protocol import VERSION
from fieldmonitor.protocol.codec import decode, digest
from fieldmonitor.protocol.envelope import Envelope
from fieldmonitor.protocol.manifests import (
    MANIFESTS,
    Application,
    CourseAttempt,
    FileEntry,
    Manifest,
    ReportManifest,
    UrgentFinding,
)
from fieldmonitor.server.context import Context
from fieldmonitor.server.models import Device
from fieldmonitor.server.problems import Refusal
from fieldmonitor.server.services.rows import LONGEST_KEY
from fieldmonitor.server.services.tokens import Caller
from fieldmonitor.trust.envelopes import payload_of

HASH = re.compile(r"[0-9a-f]{64}")
MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9.+-]{0,63}/[a-z0-9][a-z0-9.+-]{0,126}")
LARGEST_VERSION = 2**31 - 1
EMPTY = hashlib.sha256(b"").hexdigest()


@dataclass(frozen=True, slots=True)
class Checked:
    """A verified message: the device that signed it, whose it is, and what it says."""

    manifest: Manifest
    payload_type: str
    sha256: str
    device: str
    volunteer: str
    device_revoked: bool


def check(session: Session, context: Context, caller: Caller, body: bytes, id: str, version: int) -> Checked:
    """Read and verify an envelope put under (id, version)."""
    if b"\\u0000" in body:
        raise Refusal("message.malformed", reason="NUL")
    try:
        envelope = decode(body, Envelope)
    except TrustError as error:
        raise Refusal("message.malformed", reason=str(error)) from error
    kind = MANIFESTS.get(envelope.payloadType)
    if kind is None:
        raise Refusal("message.malformed", reason=f"type {envelope.payloadType}")
    device = _signer(session, envelope)
    payload = _verified(envelope, device)
    if not (caller.carrier or device.volunteer == caller.volunteer):
        raise Refusal("message.not_yours")
    if b"\\u0000" in payload:
        raise Refusal("message.malformed", reason="NUL")
    try:
        manifest = decode(payload, kind)
    except TrustError as error:
        raise Refusal("message.malformed", reason=str(error)) from error
    _check_names(manifest, device, id, version)
    _check_files(context, manifest.files)
    return Checked(
        manifest,
        envelope.payloadType,
        digest(payload),
        device.id,
        device.volunteer,
        device.revoked_at is not None,
    )


def _signer(session: Session, envelope: Envelope) -> Device:
    if len(envelope.signatures) != 1:
        raise Refusal("message.malformed", reason="one signature is expected")
    device = session.get(Device, envelope.signatures[0].keyid)
    if device is None:
        raise Refusal("message.bad_signature", reason="unknown device")
    return device


def _verified(envelope: Envelope, device: Device) -> bytes:
    try:
        return payload_of(envelope, device.public_key)
    except TrustError as error:
        raise Refusal("message.bad_signature", reason=error.code) from error


def _check_names(manifest: Manifest, device: Device, id: str, version: int) -> None:
    if (manifest.id, manifest.version) != (id, version):
        raise Refusal("message.malformed", reason="id and version differ from the path")
    if not _is_uuid(id) or not 1 <= version <= LARGEST_VERSION:
        raise Refusal("message.malformed", reason="id is not a UUID or version not positive")
    if not all(0 < len(key) <= LONGEST_KEY for key in _keys(manifest)):
        raise Refusal("message.malformed", reason="an id is empty or too long")
    if manifest.protocol != VERSION:
        raise Refusal("message.malformed", reason=f"protocol {manifest.protocol}")
    if not all(_storable(instant) for instant in _instants(manifest)):
        raise Refusal("message.malformed", reason="a time without zone, or out of range")
    if manifest.device != device.id:
        raise Refusal("message.malformed", reason="signed by another device than it names")
    if getattr(manifest, "volunteer", device.volunteer) != device.volunteer:
        raise Refusal("message.not_yours")


def _check_files(context: Context, files: tuple[FileEntry, ...]) -> None:
    limits = context.settings.limits
    if len(files) > limits.files_per_message:
        raise Refusal("message.malformed", reason="too many files")
    for file in files:
        if not HASH.fullmatch(file.sha256) or not MEDIA_TYPE.fullmatch(file.media_type):
            raise Refusal("message.malformed", reason="a file's hash or media type")
        if not 0 <= file.size <= limits.file or (file.size == 0) != (file.sha256 == EMPTY):
            raise Refusal("message.malformed", reason="a file's size")
    sizes = {file.sha256: file.size for file in files}
    if any(sizes[file.sha256] != file.size for file in files):
        raise Refusal("message.malformed", reason="two sizes for one hash")


def _keys(manifest: Manifest) -> list[str]:
    """Return the ids that a message brings, which become keys of tables."""
    if isinstance(manifest, ReportManifest):
        ids = [manifest.assignment_id, manifest.work_id, manifest.checklist.id, manifest.checklist.version]
        return ids + [finding.id for finding in manifest.findings]
    if isinstance(manifest, UrgentFinding):
        return [manifest.report_id, manifest.work_id, manifest.finding.id]
    if isinstance(manifest, CourseAttempt):
        return [manifest.course_id, manifest.course_version]
    if isinstance(manifest, Application):
        return [manifest.call_id, manifest.ubigeo]
    return [manifest.assignment_id]


def _instants(manifest: Manifest) -> list[datetime]:
    moments = [manifest.signed_at]
    if isinstance(manifest, ReportManifest):
        moments.append(manifest.started_at)
    return [moment.utc for moment in moments]


def _storable(instant: datetime) -> bool:
    """A clock may be years wrong, and the message still counts; what no calendar holds does not."""
    return instant.tzinfo is not None and 1 < instant.year < 9999


def _is_uuid(text: str) -> bool:
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False
