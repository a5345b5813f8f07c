"""What lies in an assignment pack, and the two papers of an enrolment without a network.

A pack is a TUF repository (docs/PROTOCOL.md): these are the contents of its targets, sealed to a laptop.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from fieldmonitor.domain.records import RecordKind
from fieldmonitor.protocol.envelope import Envelope
from fieldmonitor.protocol.messages import EnrolmentAnswer, LogProof, Record

CERTIFICATE_TYPE = "application/vnd.fieldmonitor.certificate+json"
ENROLMENT_REQUEST_TYPE = "application/vnd.fieldmonitor.enrolment-request+json"
PACK_MEDIA_TYPE = "application/vnd.fieldmonitor.pack"
"""The media type of a pack's files over HTTP."""

_KINDS = {kind.value: kind for kind in RecordKind}


class PackRole(StrEnum):
    """What a shared file is: RECORDS for this laptop, REGION records for everybody, and the rest."""

    RECORDS = "records"
    REGION = "region"
    DISTRICTS = "districts"
    TILES = "tiles"
    PICTURES = "pictures"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class PackFile:
    """A file that several laptops share: its target, and the key (base64) that opens it.

    `sha256` is of the clear bytes (of TILES: of the encrypted database itself); None for REGION, which
    changes under the same name. Sizes in bytes.
    """

    target: str
    role: PackRole
    key: str
    size: int
    sha256: str | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class CarriedRecord:
    """A record as it travels; its kind may be one that this version does not know."""

    kind: str
    id: str
    version: int
    body: dict[str, object] | None = None


@dataclass(frozen=True, slots=True)
class PackContent:
    """What a pack holds for one laptop: its records, and where the shared files are."""

    protocol: int
    region: str
    device: str
    certificate: Envelope
    records: tuple[CarriedRecord, ...]
    files: tuple[PackFile, ...]


@dataclass(frozen=True, slots=True)
class PackPicture:
    """The hashes of a picture that others took: a line of a PICTURES file."""

    sha256: str
    difference_hash: int
    work_id: str


@dataclass(frozen=True, slots=True)
class CarriedCheckpoint:
    """Body of a `checkpoint` record: the log's signed state, and proofs from earlier states to it."""

    checkpoint: Envelope
    proofs: tuple[LogProof, ...] = ()


@dataclass(frozen=True, slots=True)
class Certificate:
    """The comptroller's word on a laptop, signed with the receipt key: payload of CERTIFICATE_TYPE.

    It vouches for the pack's root (`root_sha256`). `code_proof` shows that who made it knows the code that
    the laptop was given on paper, see `trust.introductions`.
    """

    protocol: int
    answer: EnrolmentAnswer
    server_url: str
    region: str
    root_version: int
    root_sha256: str
    issued_at: datetime
    code_proof: str | None = None


@dataclass(frozen=True, slots=True)
class EnrolmentPaper:
    """A laptop's request to be enrolled without a network: payload of ENROLMENT_REQUEST_TYPE.

    The code itself does not travel: `code_id` finds it, `code_proof` shows that the laptop was given it.
    """

    protocol: int
    device_key: str
    device_name: str
    made_at: datetime
    code_id: str | None = None
    code_proof: str | None = None


def known_records(records: tuple[CarriedRecord, ...]) -> Iterator[Record]:
    """Give the records whose kinds this version knows."""
    for record in records:
        kind = _KINDS.get(record.kind)
        if kind is not None:
            yield Record(kind, record.id, record.version, record.body)
