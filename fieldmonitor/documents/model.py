"""What each document says, ready to be set: words in the reader's language, times in UTC, hashes in full."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody named in a document because they asked to be; nothing here is kept by the program."""

    name: str
    document: str = ""
    address: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class WorkHead:
    """The work a document is about; `synthetic` works are made up, and every page says so."""

    name: str
    entity: str
    place: str
    cui: str = ""
    infobras_code: str = ""
    synthetic: bool = False


@dataclass(frozen=True, slots=True)
class Published:
    """A value that a source published, with its source and day."""

    name: str
    value: str
    source: str
    as_of: date
    note: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """A question and its answer; `published` is the value beside it, `part` the sub-group it stands in.

    `reason` is why it could not be answered otherwise. `photos` tells a question that photos answer.
    """

    question: str
    answer: str
    part: str = ""
    reason: str = ""
    photos: bool = False
    published: str = ""
    differs: bool = False


@dataclass(frozen=True, slots=True)
class AnswerGroup:
    """A part of the checklist with its answers."""

    title: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class FindingText:
    """A finding with its four parts; `severity` in words, `same_alert` the open alert it may repeat."""

    severity: str
    urgent: bool
    criterion: str
    condition: str
    evidence: str
    effect: str
    same_alert: str = ""


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo to show: JPEG bytes (None where no copy is left on this laptop), and what it says of itself.

    `facts` are lines of when and where; `warnings` what is odd about it. `original_sha256` is set where
    `sha256` is a copy on which something was covered or marked.
    """

    number: int
    picture: bytes | None
    caption: str
    question: str
    facts: tuple[str, ...]
    warnings: tuple[str, ...]
    sha256: str
    original_sha256: str = ""


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file of the report, shown or not: what it is, its size in words and its hash."""

    name: str
    kind: str
    size: str
    sha256: str


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """How an item stands in a portal, in words; what is not `fine` is printed strong."""

    words: str
    fine: bool


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """An item of an assessment: one cell per portal, None where the checklist does not ask it there."""

    label: str
    cells: tuple[MatrixCell | None, ...]
    seen_on: date | None
    reason: str = ""
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class MatrixPhase:
    """A phase of the work with its items and its score in words."""

    label: str
    rows: tuple[MatrixRow, ...]
    score: str


@dataclass(frozen=True, slots=True)
class MatrixTable:
    """An information-access assessment: items by portal, the score with its method, what was noticed."""

    portals: tuple[str, ...]
    phases: tuple[MatrixPhase, ...]
    score: str
    detail: str
    method: str
    noticed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """A verified receipt of the comptroller."""

    kind: str
    number: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Signing:
    """How a report was signed; `device` is the laptop's key, `clock_note` what is known of its clock."""

    signed_at: datetime
    manifest_sha256: str
    device: str
    clock_note: str = ""
    receipts: tuple[ReceiptLine, ...] = ()


@dataclass(frozen=True, slots=True)
class VisitLine:
    """A step around the visit, such as an arrival, and when the laptop's clock had it."""

    what: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ReportDocument:
    """A report as it is printed. `signing` is None for a draft; `people` is empty unless asked for."""

    report_id: str
    version: int
    title: str
    work: WorkHead
    volunteer: str
    checklist: str
    started_at: datetime
    made_at: datetime
    published: tuple[Published, ...]
    findings: tuple[FindingText, ...]
    groups: tuple[AnswerGroup, ...]
    photos: tuple[Photo, ...]
    files: tuple[FileLine, ...]
    signing: Signing | None = None
    matrix: MatrixTable | None = None
    practice: bool = False
    people: tuple[Person, ...] = ()
    visit: tuple[VisitLine, ...] = ()
    replaces: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class LetterItem:
    """Something a letter asks for: what it is, and where it was looked for in vain, one line per portal."""

    label: str
    detail: str
    found: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LetterDocument:
    """A request for public information. Without `requester` its lines are left to be filled by hand.

    It names neither programme nor report: which works are monitored is not public.
    """

    work: WorkHead
    on: date
    items: tuple[LetterItem, ...]
    requester: Person | None = None


@dataclass(frozen=True, slots=True)
class CredentialCard:
    """A credential to carry: `envelope` is the signed text that its QR holds, `key_id` the signer's key."""

    volunteer: str
    scope: str
    number: str
    valid_from: str
    valid_until: str
    envelope: str
    key_id: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class RecoverySheet:
    """The code that opens a profile when its passphrase is forgotten; it says neither whose nor where."""

    code: str
    made_on: date


@dataclass(frozen=True, slots=True)
class ReceiptSheet:
    """The comptroller's word that it holds a message: whole where `complete`, else without the originals.

    `what` names the message; `work` is None for one that is about no work. `files` counts the photos
    and files of the report that were received, `copies` what was received beside them.
    """

    number: str
    complete: bool
    received_at: datetime
    what: str
    message_id: str
    version: int
    manifest_sha256: str
    files: int
    copies: int
    key_id: str
    work: WorkHead | None = None
