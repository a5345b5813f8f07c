"""Reports and urgent findings as the staff's queue sees them, taken from their signed messages."""

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from fieldmonitor.domain.clock import Moment
from fieldmonitor.domain.records import Activity
from fieldmonitor.domain.reports import Finding, Severity
from fieldmonitor.protocol.codec import encode
from fieldmonitor.protocol.manifests import ReportManifest, UrgentFinding
from fieldmonitor.server.context import Context
from fieldmonitor.server.models import FindingRow, Message, ReportRow, Volunteer, WorkRow
from fieldmonitor.server.services.states import QueueState

RANK = {Severity.DANGER: 4, Severity.HIGH: 3, Severity.MEDIUM: 2, Severity.LOW: 1}
"""Graver first in the queue; 0 is a report without findings."""


def enter(
    session: Session, context: Context, message: Message, manifest: ReportManifest | UrgentFinding
) -> None:
    """Put a new report or urgent finding, and its findings, where the staff look."""
    urgent = isinstance(manifest, UrgentFinding)
    findings = (manifest.finding,) if isinstance(manifest, UrgentFinding) else manifest.findings
    work = session.get(WorkRow, manifest.work_id)
    volunteer = session.get_one(Volunteer, message.volunteer)
    superseded = _supersede(session, message)
    session.add(
        ReportRow(
            id=message.id,
            version=message.version,
            about=manifest.report_id if isinstance(manifest, UrgentFinding) else message.id,
            urgent=urgent,
            number=message.number,
            activity=Activity.SITE_VISIT if isinstance(manifest, UrgentFinding) else manifest.activity,
            work_id=manifest.work_id,
            assignment_id="" if isinstance(manifest, UrgentFinding) else manifest.assignment_id,
            volunteer=message.volunteer,
            region=work.region if work else volunteer.region,
            state=QueueState.WAITING,
            severity=max((RANK[finding.severity] for finding in findings), default=0),
            title=_title(findings, work),
            visited_at=_started(manifest).utc,
            received_at=message.received_at,
            quarantined=message.quarantine is not None,
            superseded=superseded,
        )
    )
    session.flush()
    _add_findings(session, message, findings)


def _supersede(session: Session, message: Message) -> bool:
    """Take versions before this one out of the queue, and tell whether a later one is here already."""
    session.execute(
        update(ReportRow)
        .where(ReportRow.id == message.id, ReportRow.version < message.version)
        .values(superseded=True)
    )
    later = select(ReportRow.version).where(ReportRow.id == message.id, ReportRow.version > message.version)
    return session.scalar(later.limit(1)) is not None


def _add_findings(session: Session, message: Message, findings: tuple[Finding, ...]) -> None:
    unique = {finding.id: finding for finding in findings}
    session.add_all(
        FindingRow(
            message_id=message.id,
            message_version=message.version,
            id=finding.id,
            code=finding.code,
            question_ref=finding.question_ref,
            severity=finding.severity,
            criterion=finding.criterion,
            condition=finding.condition,
            effect=finding.effect,
            evidence=encode(finding.evidence).decode(),
            confirmed=finding.confirmed,
        )
        for finding in unique.values()
    )
    session.flush()


def _title(findings: tuple[Finding, ...], work: WorkRow | None) -> str:
    gravest = max(findings, key=lambda finding: RANK[finding.severity], default=None)
    if gravest is not None:
        return gravest.condition
    return work.name if work else ""


def _started(manifest: ReportManifest | UrgentFinding) -> Moment:
    return manifest.signed_at if isinstance(manifest, UrgentFinding) else manifest.started_at
