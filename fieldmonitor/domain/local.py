"""What a laptop keeps of its own work: reports, evidence, the outbox, the sync log.

These frozen rows are all that leaves `store`; its ORM objects never do.
"""

from dataclasses import dataclass
from datetime import date, datetime

from fieldmonitor.domain.custody import StoredCustody
from fieldmonitor.domain.outbox import Lane, OutboxState
from fieldmonitor.domain.records import Activity
from fieldmonitor.domain.reports import Finding, ReportKey, ReportState


@dataclass(frozen=True, slots=True)
class Report:
    """A report on this laptop, from its first answer on.

    `answers_xml` is the draft instance with every answer, the non-relevant ones too; `position` the
    question to open again; `practice` marks a training visit, which is never signed nor sent. `answered`
    of `questions` counts the required ones; `part` of `parts`, from 1 on, is where the person stands, and
    0 of 0 where that was not read.
    """

    key: ReportKey
    state: ReportState
    activity: Activity
    assignment_id: str
    work_id: str
    checklist_id: str
    checklist_version: str
    answers_xml: bytes
    position: str | None
    findings: tuple[Finding, ...]
    practice: bool
    started_at: datetime
    saved_at: datetime
    signed_at: datetime | None = None
    manifest_sha256: str | None = None
    replaces: str | None = None
    reason: str = ""
    answered: int = 0
    questions: int = 0
    trashed_at: datetime | None = None
    part: int = 0
    parts: int = 0


@dataclass(frozen=True, slots=True)
class Evidence:
    """A file of a report. The original is `sha256`; `small_sha256` its copy for weak links.

    `facts` is the JSON of a `protocol.manifests.PhotoFacts`; sizes in bytes. `original_sha256` is set where
    a person covered or marked something: then `sha256` is that copy, and the untouched file is cited here.
    That file leaves only where `share_original` says so, sealed to the comptroller: then, once signed,
    `sealed_sha256` is what is sent.
    """

    id: str
    report: ReportKey
    sha256: str
    size: int
    media_type: str
    small_sha256: str | None
    small_size: int | None
    thumbnail_sha256: str | None
    question_ref: str | None
    caption: str
    facts: str
    added_at: datetime
    name: str = ""
    difference_hash: int | None = None
    trashed_at: datetime | None = None
    original_sha256: str | None = None
    share_original: bool = False
    sealed_sha256: str | None = None


@dataclass(frozen=True, slots=True)
class OutboxItem:
    """One thing to send: a signed message, or one file of it (then `sha256` is set).

    `confirmed` counts the bytes the server said it holds.
    """

    id: int
    message_id: str
    message_version: int
    sha256: str | None
    size: int
    confirmed: int
    lane: Lane
    state: OutboxState
    attempts: int
    next_try: datetime
    created_at: datetime
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class OutboundMessage:
    """A signed envelope kept byte for byte; `title` is what the outbox shows."""

    id: str
    version: int
    payload_type: str
    envelope: bytes
    manifest_sha256: str
    title: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class StoredReceipt:
    """A verified receipt: its envelope byte for byte, and what it says."""

    message_id: str
    message_version: int
    kind: str
    number: str
    received_at: datetime
    envelope: bytes


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One message of the outbox with its files, as a person sees it.

    Bytes are those that the server confirmed, of all there are; files are counted as small copies and as
    originals. `message.envelope` is left out. `custody` says who keeps a sealed bundle with it on its way.
    `untouched`: nothing of it was ever tried, sent or sealed into a bundle. `activity` is a report's.
    """

    message: OutboundMessage
    state: OutboxState
    sent_bytes: int
    total_bytes: int
    small_done: int
    small: int
    originals_done: int
    originals: int
    problem: str | None
    next_try: datetime | None
    receipts: tuple[StoredReceipt, ...]
    custody: tuple[StoredCustody, ...] = ()
    untouched: bool = False
    activity: Activity | None = None

    @property
    def files(self) -> int:
        """How many files belong to the message."""
        return self.small + self.originals

    @property
    def files_done(self) -> int:
        """How many of them the server holds whole."""
        return self.small_done + self.originals_done


@dataclass(frozen=True, slots=True)
class LogEntry:
    """A line of the sync log: a code and its values; the words are made when it is shown."""

    at: datetime
    code: str
    params: dict[str, object]


@dataclass(frozen=True, slots=True)
class AssignmentRow:
    """An assignment beside its work, as lists show it; `draft` names its open report."""

    id: str
    work_id: str
    activity: Activity
    due: date
    work_name: str
    entity: str
    district: str
    province: str
    department: str
    cui: str | None
    latitude: float | None
    longitude: float | None
    visit_number: int
    draft: ReportKey | None
    report_state: ReportState | None
    declined: bool = False


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A report beside its work's name and due day, as lists show it; `answers_xml` is left out."""

    report: Report
    work_name: str
    district: str
    due: date | None


@dataclass(frozen=True, slots=True)
class Counts:
    """The four counted lists of the home screen, and what waits."""

    to_do: int
    drafts: int
    ready: int
    sent: int
    pending_bytes: int
    unread_feedback: int
