"""The staff's queue, a report as they read it, and their decision on it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session

from fieldmonitor.domain.errors import TrustError
from fieldmonitor.domain.records import Activity, QuestionComment, Work
from fieldmonitor.protocol.codec import decode, encode
from fieldmonitor.protocol.envelope import Envelope
from fieldmonitor.protocol.manifests import MANIFESTS, FileEntry, ReportManifest, UrgentFinding
from fieldmonitor.server.context import Context
from fieldmonitor.server.models import (
    Alert,
    Device,
    Evidence,
    Message,
    ReceiptRow,
    ReportRow,
    Review,
    WorkRow,
)
from fieldmonitor.server.problems import Refusal
from fieldmonitor.server.roles import Person
from fieldmonitor.server.services import feedback
from fieldmonitor.server.services.checks import LARGEST_VERSION
from fieldmonitor.server.services.fieldwork import find_work
from fieldmonitor.server.services.rows import audit
from fieldmonitor.server.services.states import OPEN, QueueState, ReviewDecision
from fieldmonitor.trust.envelopes import payload_of
from fieldmonitor.trust.keys import from_text


@dataclass(frozen=True, slots=True)
class QueueLine:
    """A report in the queue. `severity` 4 is danger to life, 0 no finding."""

    id: str
    version: int
    number: str
    urgent: bool
    activity: Activity
    title: str
    work_id: str
    work_name: str
    region: str
    volunteer: str
    state: QueueState
    severity: int
    visited_at: datetime
    received_at: datetime
    complete: bool
    quarantined: bool


@dataclass(frozen=True, slots=True)
class ReportView:
    """A report as the staff read it: the signed manifest, checked again now, and what is held of it."""

    line: QueueLine
    report: ReportManifest | None
    urgent: UrgentFinding | None
    manifest_sha256: str
    signature_holds: bool
    held: tuple[str, ...]
    work: Work | None
    comments: tuple[QuestionComment, ...]
    alerts: tuple[str, ...]

    @property
    def manifest(self) -> ReportManifest | UrgentFinding:
        manifest = self.report or self.urgent
        assert manifest is not None
        return manifest


@dataclass(frozen=True, slots=True)
class ReviewRequest:
    """A reviewer's decision; a return names the questions, the others a reason."""

    decision: ReviewDecision
    text: str = ""
    comments: tuple[QuestionComment, ...] = ()


def queue(
    session: Session,
    person: Person,
    states: tuple[QueueState, ...] = OPEN,
    quarantined: bool = False,
    limit: int = 200,
    offset: int = 0,
) -> list[QueueLine]:
    """Return reports of a person's region: danger first, then the graver, then the older."""
    wanted = _lines(person).where(
        ReportRow.state.in_(states),
        ReportRow.quarantined.is_(quarantined),
        ReportRow.superseded.is_(False),
    )
    order = (ReportRow.severity.desc(), ReportRow.received_at, ReportRow.id)
    return [_line(row) for row in session.execute(wanted.order_by(*order).limit(limit).offset(offset))]


def count(session: Session, person: Person, states: tuple[QueueState, ...] = OPEN) -> int:
    """Return how many reports stand in these states."""
    wanted = select(func.count()).where(
        ReportRow.state.in_(states), ReportRow.quarantined.is_(False), ReportRow.superseded.is_(False)
    )
    if person.region is not None:
        wanted = wanted.where(ReportRow.region == person.region)
    return session.scalar(wanted) or 0


def find(session: Session, person: Person, id: str, version: int) -> ReportRow:
    """Return a report of a person's region, or refuse."""
    row = session.get(ReportRow, (id, version)) if version <= LARGEST_VERSION else None
    if row is None:
        raise Refusal("report.unknown", report=id)
    person.require_region(row.region)
    return row


def read(session: Session, context: Context, person: Person, id: str, version: int) -> ReportView:
    """Return a report in full; coordinators and auditors leave a trace of having read it."""
    find(session, person, id, version)
    row = session.execute(_lines(person).where(ReportRow.id == id, ReportRow.version == version)).one()
    message = session.get_one(Message, (id, version))
    manifest, holds = _manifest(session, message)
    hashes = {file.sha256 for file in manifest.files}
    held = session.scalars(select(Evidence.sha256).where(Evidence.sha256.in_(hashes)))
    review = _last_review(session, id, version)
    alerts = select(Alert.number).where(Alert.report_id == id, Alert.report_version == version)
    audit(session, context.now(), person.name, "report.read", f"{id}/{version}")
    return ReportView(
        line=_line(row),
        report=manifest if isinstance(manifest, ReportManifest) else None,
        urgent=manifest if isinstance(manifest, UrgentFinding) else None,
        manifest_sha256=message.manifest_sha256,
        signature_holds=holds,
        held=tuple(sorted(held)),
        work=find_work(session, manifest.work_id),
        comments=decode(review.comments, tuple[QuestionComment, ...]) if review else (),
        alerts=tuple(session.scalars(alerts.order_by(Alert.issued_at))),
    )


def file_entry(session: Session, person: Person, id: str, version: int, sha256: str) -> FileEntry:
    """Return what a report's manifest says of one of its files, or refuse."""
    find(session, person, id, version)
    manifest, _holds = _manifest(session, session.get_one(Message, (id, version)))
    entry = next((file for file in manifest.files if file.sha256 == sha256), None)
    if entry is None:
        raise Refusal("file.unknown", file=sha256)
    return entry


def review(
    session: Session, context: Context, person: Person, id: str, version: int, wanted: ReviewRequest
) -> None:
    """Decide on a report: accept it, set it aside, or return it with comments on its questions."""
    row = find(session, person, id, version)
    if wanted.decision is ReviewDecision.RETURNED and not wanted.comments:
        raise Refusal("review.comments_missing")
    if wanted.decision is ReviewDecision.DISMISSED and not wanted.text.strip():
        raise Refusal("review.comments_missing")
    session.add(
        Review(
            report_id=id,
            report_version=version,
            decision=wanted.decision,
            text=wanted.text,
            comments=encode(wanted.comments).decode(),
            by=person.name,
            at=context.now(),
        )
    )
    row.state = QueueState(wanted.decision.value)
    session.flush()
    feedback.send(session, row.about)
    audit(session, context.now(), person.name, "report.reviewed", f"{id}/{version}", wanted.decision)


def start(session: Session, context: Context, person: Person, id: str, version: int) -> bool:
    """Note that somebody has begun to read a waiting report; tell whether that is news."""
    row = find(session, person, id, version)
    if row.state != QueueState.WAITING:
        return False
    row.state, row.opened_at = QueueState.IN_REVIEW, context.now()
    session.flush()
    feedback.send(session, row.about)
    audit(session, context.now(), person.name, "report.opened", f"{id}/{version}")
    return True


def withdraw(session: Session, context: Context, person: Person, id: str, version: int, why: str) -> None:
    """Withdraw a report: it leaves the queue, and its sender is told that it is gone."""
    row = find(session, person, id, version)
    session.get_one(Message, (id, version)).withdrawn_at = context.now()
    row.superseded = True
    audit(session, context.now(), person.name, "report.withdrawn", f"{id}/{version}", why)


def _lines(person: Person) -> Select[ReportRow, Any, Any]:
    complete = (ReceiptRow.message_id == ReportRow.id) & (ReceiptRow.message_version == ReportRow.version)
    wanted = (
        select(ReportRow, WorkRow.name, ReceiptRow.kind)
        .outerjoin(WorkRow, WorkRow.id == ReportRow.work_id)
        .outerjoin(ReceiptRow, complete & (ReceiptRow.kind == "complete"))
    )
    return wanted if person.region is None else wanted.where(ReportRow.region == person.region)


def _line(row: Row[ReportRow, Any, Any]) -> QueueLine:
    report, work_name, complete = row
    return QueueLine(
        id=report.id,
        version=report.version,
        number=report.number,
        urgent=report.urgent,
        activity=Activity(report.activity),
        title=report.title or work_name or report.number,
        work_id=report.work_id,
        work_name=work_name or report.work_id,
        region=report.region,
        volunteer=report.volunteer,
        state=QueueState(report.state),
        severity=report.severity,
        visited_at=report.visited_at,
        received_at=report.received_at,
        complete=complete is not None,
        quarantined=report.quarantined,
    )


def _manifest(session: Session, message: Message) -> tuple[ReportManifest | UrgentFinding, bool]:
    """Return what a kept message says, and whether its signature still holds over the kept bytes."""
    envelope = decode(message.envelope, Envelope)
    device = session.get_one(Device, message.device)
    try:
        payload, holds = payload_of(envelope, device.public_key), True
    except TrustError:
        payload, holds = from_text(envelope.payload), False
    manifest = decode(payload, MANIFESTS[message.payload_type])
    assert isinstance(manifest, ReportManifest | UrgentFinding)
    return manifest, holds


def _last_review(session: Session, id: str, version: int) -> Review | None:
    return session.scalar(
        select(Review)
        .where(Review.report_id == id, Review.report_version == version)
        .order_by(Review.id.desc())
        .limit(1)
    )
