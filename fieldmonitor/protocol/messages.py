"""What travels in requests and answers besides signed manifests."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from fieldmonitor.domain.records import RecordKind
from fieldmonitor.protocol.envelope import Envelope


@dataclass(frozen=True, slots=True)
class ServerInfo:
    """Who a server says it is: `GET /v1/server`, no sign-in. `time` lets a device gauge its clock.

    `rotations` lead from every earlier receipt key to the present one: payloads are `KeyRotation`.
    """

    name: str
    protocol: int
    receipt_key: str
    time: datetime
    rotations: tuple[Envelope, ...] = ()


@dataclass(frozen=True, slots=True)
class KeyRotation:
    """One receipt key (base64) gave way to another: payload of SERVER_KEYS_TYPE, signed by both."""

    number: int
    old: str
    new: str
    at: datetime


@dataclass(frozen=True, slots=True)
class EnrolmentRequest:
    """A one-time code and the device's raw Ed25519 public key, base64."""

    code: str
    device_key: str
    device_name: str


@dataclass(frozen=True, slots=True)
class EnrolmentAnswer:
    """Who the volunteer is to the programme, and the server's key that the device pins.

    `call_id` and `requirements` (codes to swear to) are what an applicant's `Application` answers.
    """

    device: str
    volunteer: str
    server_name: str
    receipt_key: str
    region: str
    call_id: str | None = None
    requirements: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NonceRequest:
    """A device asks for something to sign."""

    device: str


@dataclass(frozen=True, slots=True)
class NonceAnswer:
    """The server's nonce, base64; good once, for two minutes."""

    nonce: str


@dataclass(frozen=True, slots=True)
class TokenRequest:
    """The nonce with the device's signature over `TOKEN_CONTEXT + nonce bytes`, base64."""

    device: str
    nonce: str
    signature: str


TOKEN_CONTEXT = b"fieldmonitor-token-v1:"
"""Prefix of what a device signs to get a token, so that the signature can mean nothing else."""


@dataclass(frozen=True, slots=True)
class TokenAnswer:
    """An opaque bearer token and its life in seconds."""

    token: str
    expires_in: int


@dataclass(frozen=True, slots=True)
class Record:
    """One record down: its kind, id and version, and its body; a body of None deletes it."""

    kind: RecordKind
    id: str
    version: int
    body: dict[str, object] | None


@dataclass(frozen=True, slots=True)
class FeedPage:
    """A page of the change feed; `cursor` is opaque and is given back for the next page."""

    records: tuple[Record, ...]
    cursor: str
    more: bool


class ReceiptKind(StrEnum):
    """CONTENT: the manifest and every small copy. COMPLETE: every file."""

    CONTENT = "content"
    COMPLETE = "complete"


@dataclass(frozen=True, slots=True)
class Receipt:
    """The server's signed word that it holds a message: payload of an envelope of RECEIPT_TYPE."""

    kind: ReceiptKind
    number: str
    message_id: str
    message_version: int
    manifest_sha256: str
    files: tuple[str, ...]
    received_at: datetime


@dataclass(frozen=True, slots=True)
class MissingFile:
    """A file of the manifest that the server does not hold whole; `offset` bytes of it are there."""

    sha256: str
    size: int
    offset: int


class MessageStatus(StrEnum):
    """Whether a PUT was the first of its key."""

    CREATED = "created"
    ALREADY = "already"


@dataclass(frozen=True, slots=True)
class MessageAnswer:
    """The answer to PUT and GET of a message: what is missing, and every receipt so far."""

    status: MessageStatus
    message_id: str
    message_version: int
    manifest_sha256: str
    missing: tuple[MissingFile, ...]
    receipts: tuple[Envelope, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """Every refusal: a stable code, English text for logs, values for the sentence shown."""

    code: str
    detail: str = ""
    params: dict[str, str | int] | None = None


@dataclass(frozen=True, slots=True)
class Credential:
    """What the QR at the site gate proves: payload of an envelope of CREDENTIAL_TYPE."""

    volunteer: str
    scope: str
    valid_from: str
    valid_until: str
    number: str


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The log of receipts as it stands: payload of an envelope of CHECKPOINT_TYPE; `root` is base64."""

    log: str
    size: int
    root: str
    at: datetime


@dataclass(frozen=True, slots=True)
class LogProof:
    """A path in the log, base64: of leaf `first` in `size` leaves, or of the size `first` in `size`."""

    first: int
    size: int
    path: tuple[str, ...]


JSON_TYPE = "application/vnd.fieldmonitor+json"
"""The media type of every answer of ours: anything else came from somebody else."""

OFFSET_HEADER = "Upload-Offset"
LENGTH_HEADER = "Upload-Length"
CHUNK_TYPE = "application/offset+octet-stream"
