"""A device for tests: it signs and sends exactly what it is told, also what a real one never would."""

import hashlib
import uuid
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TypeVar

import requests

from fieldmonitor.domain.clock import Moment
from fieldmonitor.domain.records import Activity
from fieldmonitor.domain.reports import Finding, Severity
from fieldmonitor.protocol.codec import decode, encode
from fieldmonitor.protocol.envelope import RECEIPT_TYPE, Envelope
from fieldmonitor.protocol.manifests import (
    Application,
    AssignmentReply,
    ChecklistRef,
    CourseAttempt,
    FileEntry,
    FileRole,
    Manifest,
    ReportManifest,
    UrgentFinding,
)
from fieldmonitor.protocol.messages import (
    CHUNK_TYPE,
    JSON_TYPE,
    OFFSET_HEADER,
    TOKEN_CONTEXT,
    EnrolmentAnswer,
    EnrolmentRequest,
    FeedPage,
    MessageAnswer,
    NonceAnswer,
    NonceRequest,
    Problem,
    Receipt,
    TokenAnswer,
    TokenRequest,
)
from fieldmonitor.trust.envelopes import seal, unseal
from fieldmonitor.trust.keys import SigningKey, from_text, to_text

T = TypeVar("T")
NOW = Moment(datetime(2026, 11, 22, 15, 30, tzinfo=UTC), -300)
TIMEOUT = (5, 30)


def file_entry(data: bytes, role: FileRole = FileRole.ORIGINAL, **more: object) -> FileEntry:
    """Return how a manifest names a file."""
    entry = FileEntry(hashlib.sha256(data).hexdigest(), len(data), "image/jpeg", role)
    return replace(entry, **more)  # type: ignore[arg-type]


@dataclass
class Device:
    """A laptop's key, token and requests."""

    url: str
    key: SigningKey = field(default_factory=SigningKey.generate)
    volunteer: str = ""
    token: str = ""
    server_key: bytes = b""
    http: requests.Session = field(default_factory=requests.Session)

    def __post_init__(self) -> None:
        self.http.trust_env = False

    def enrol(self, code: str) -> requests.Response:
        body = encode(EnrolmentRequest(code, to_text(self.key.public), "laptop"))
        response = self.http.post(f"{self.url}/v1/enrolments", body, timeout=TIMEOUT)
        if response.ok:
            enrolled = decode(response.content, EnrolmentAnswer)
            self.volunteer, self.server_key = enrolled.volunteer, from_text(enrolled.receipt_key)
        return response

    def sign_in(self) -> requests.Response:
        nonce = self.http.post(f"{self.url}/v1/nonces", encode(NonceRequest(self.key.id)), timeout=TIMEOUT)
        raw = from_text(decode(nonce.content, NonceAnswer).nonce)
        signature = to_text(self.key.sign(TOKEN_CONTEXT + raw))
        body = encode(TokenRequest(self.key.id, to_text(raw), signature))
        response = self.http.post(f"{self.url}/v1/tokens", body, timeout=TIMEOUT)
        if response.ok:
            self.token = decode(response.content, TokenAnswer).token
        return response

    @property
    def auth(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def feed(self, cursor: str | None = None, limit: int = 100) -> requests.Response:
        params = {"limit": str(limit)} | ({"cursor": cursor} if cursor else {})
        return self.http.get(f"{self.url}/v1/feed", params=params, headers=self.auth, timeout=TIMEOUT)

    def pull(self, cursor: str | None = None) -> FeedPage:
        return read(self.feed(cursor), FeedPage)

    def seal(self, manifest: Manifest) -> bytes:
        return encode(seal(manifest, manifest.TYPE, self.key))

    def put(self, manifest: Manifest, body: bytes | None = None) -> requests.Response:
        path = f"{self.url}/v1/messages/{manifest.id}/{manifest.version}"
        return self.http.put(path, body or self.seal(manifest), headers=self.auth, timeout=TIMEOUT)

    def get(self, manifest: Manifest) -> requests.Response:
        path = f"{self.url}/v1/messages/{manifest.id}/{manifest.version}"
        return self.http.get(path, headers=self.auth, timeout=TIMEOUT)

    def head(self, sha256: str) -> requests.Response:
        return self.http.head(f"{self.url}/v1/evidence/{sha256}", headers=self.auth, timeout=TIMEOUT)

    def patch(self, sha256: str, offset: int, data: bytes) -> requests.Response:
        headers = {**self.auth, OFFSET_HEADER: str(offset), "Content-Type": CHUNK_TYPE}
        return self.http.patch(f"{self.url}/v1/evidence/{sha256}", data, headers=headers, timeout=TIMEOUT)

    def receipts(self, answer: MessageAnswer) -> list[Receipt]:
        return [unseal(envelope, RECEIPT_TYPE, self.server_key, Receipt) for envelope in answer.receipts]

    def report(self, *files: FileEntry, **more: object) -> ReportManifest:
        """Return a report of this device, with one finding."""
        manifest = ReportManifest(
            id=str(uuid.uuid4()),
            version=1,
            protocol=1,
            activity=Activity.SITE_VISIT,
            assignment_id="a-1",
            work_id="w-1",
            volunteer=self.volunteer,
            device=self.key.id,
            checklist=ChecklistRef("site_visit", "1", "0" * 64),
            answers_xml="<data><sign>no</sign></data>",
            findings=(a_finding(),),
            files=files,
            started_at=NOW,
            signed_at=NOW,
        )
        return replace(manifest, **more)  # type: ignore[arg-type]

    def urgent(self, **more: object) -> UrgentFinding:
        finding = replace(a_finding(), id="f-urgent", severity=Severity.DANGER)
        manifest = UrgentFinding(
            str(uuid.uuid4()), 1, 1, "r-1", "w-1", self.volunteer, self.key.id, finding, NOW
        )
        return replace(manifest, **more)  # type: ignore[arg-type]

    def attempt(self, course_id: str, version: str, answers: dict[str, int]) -> CourseAttempt:
        return CourseAttempt(str(uuid.uuid4()), 1, 1, course_id, version, self.key.id, answers, NOW)

    def application(self, call_id: str, sworn: dict[str, bool]) -> Application:
        return Application(str(uuid.uuid4()), 1, 1, call_id, self.key.id, "120101", sworn, NOW)

    def reply(self, assignment_id: str, accepted: bool, reason: str = "") -> AssignmentReply:
        return AssignmentReply(str(uuid.uuid4()), 1, 1, assignment_id, self.key.id, accepted, NOW, reason)


def a_finding(**more: object) -> Finding:
    """Return a finding as a checklist proposes it."""
    finding = Finding(
        id="f-1",
        code="sign_missing",
        question_ref="/data/sign",
        severity=Severity.MEDIUM,
        criterion="La obra debe tener un cartel.",
        condition="No hay cartel de obra.",
        effect="Los vecinos no saben quién la construye.",
    )
    return replace(finding, **more)  # type: ignore[arg-type]


def read(response: requests.Response, kind: type[T]) -> T:
    """Read an answer that must be a good one of ours."""
    assert response.ok, (response.status_code, response.text)
    assert response.headers["Content-Type"] == JSON_TYPE
    return decode(response.content, kind)


def code_of(response: requests.Response) -> tuple[int, str]:
    """Return status and problem code of a refusal of ours."""
    assert response.headers["Content-Type"] == JSON_TYPE, response.text
    return response.status_code, decode(response.content, Problem).code


def envelope_of(body: bytes) -> Envelope:
    return decode(body, Envelope)
