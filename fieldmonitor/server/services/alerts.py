"""Alerts: what the comptroller, and only the comptroller, tells the entity."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from fieldmonitor.domain.clock import lima
from fieldmonitor.domain.records import WorkAlert
from fieldmonitor.domain.reports import Severity
from fieldmonitor.protocol.codec import encode
from fieldmonitor.server.context import Context
from fieldmonitor.server.models import Alert, FindingRow, ReportRow, WorkRow
from fieldmonitor.server.problems import Refusal
from fieldmonitor.server.roles import Person
from fieldmonitor.server.services import feedback, fieldwork, triage
from fieldmonitor.server.services.reports import RANK
from fieldmonitor.server.services.rows import audit, next_number
from fieldmonitor.server.services.states import AlertState, QueueState


@dataclass(frozen=True, slots=True)
class NewAlert:
    """An alert to issue: on which findings of which report, in which words."""

    report_id: str
    report_version: int
    title: str
    text: str
    finding_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AlertLine:
    """An alert as lists show it."""

    number: str
    report_id: str
    report_version: int
    work_id: str
    work_name: str
    entity: str
    region: str
    title: str
    text: str
    severity: Severity
    state: AlertState
    issued_by: str
    issued_at: datetime


def issue(session: Session, context: Context, person: Person, new: NewAlert) -> str:
    """Issue an alert on findings of a report, and return its number."""
    report = triage.find(session, person, new.report_id, new.report_version)
    if not new.title.strip() or not new.text.strip():
        raise Refusal("request.malformed", reason="title and text")
    findings = _findings(session, report, new.finding_ids)
    gravest = max((Severity(finding.severity) for finding in findings), key=RANK.__getitem__)
    year = context.today().year
    number = f"{next_number(session, f'alert-{year}'):04d}-{year}"
    session.add(
        Alert(
            number=number,
            report_id=report.id,
            report_version=report.version,
            work_id=report.work_id,
            region=report.region,
            finding_ids=encode([finding.id for finding in findings]).decode(),
            title=new.title.strip(),
            text=new.text.strip(),
            severity=gravest,
            state=AlertState.OPEN,
            issued_by=person.name,
            issued_at=context.now(),
        )
    )
    report.state = QueueState.ALERT
    session.flush()
    feedback.send(session, report.about)
    tell_open(session, context, report.work_id)
    audit(session, context.now(), person.name, "alert.issued", number, f"{report.id}/{report.version}")
    return number


def tell_open(session: Session, context: Context, work_id: str) -> None:
    """Tell all who are to visit a work which alerts on it are open: number, title and day, nobody's name."""
    wanted = select(Alert).where(Alert.work_id == work_id, Alert.state == AlertState.OPEN)
    found = session.scalars(wanted.order_by(Alert.issued_at.desc(), Alert.number.desc()))
    named = tuple(WorkAlert(one.number, one.title, lima(one.issued_at).date()) for one in found)
    fieldwork.tell_alerts(session, context, work_id, named)


def alerts(
    session: Session, person: Person, work_id: str | None = None, state: AlertState | None = None
) -> list[AlertLine]:
    """Return the alerts of a person's region, the newest first."""
    wanted = (
        select(Alert, WorkRow.name, WorkRow.entity)
        .outerjoin(WorkRow, WorkRow.id == Alert.work_id)
        .order_by(Alert.issued_at.desc(), Alert.number.desc())
    )
    if person.region is not None:
        wanted = wanted.where(Alert.region == person.region)
    if work_id is not None:
        wanted = wanted.where(Alert.work_id == work_id)
    if state is not None:
        wanted = wanted.where(Alert.state == state)
    return [_line(*row) for row in session.execute(wanted)]


def find(session: Session, person: Person, number: str) -> Alert:
    """Return an alert of a person's region, or refuse."""
    row = session.get(Alert, number)
    if row is None:
        raise Refusal("alert.unknown", alert=number)
    person.require_region(row.region)
    return row


def _findings(session: Session, report: ReportRow, ids: tuple[str, ...]) -> list[FindingRow]:
    """Return the findings an alert stands on: those named, or all that the volunteer confirmed."""
    wanted = select(FindingRow).where(
        FindingRow.message_id == report.id, FindingRow.message_version == report.version, FindingRow.confirmed
    )
    rows = [row for row in session.scalars(wanted) if not ids or row.id in ids]
    if not rows or len(rows) < len(set(ids)):
        raise Refusal("alert.without_evidence", report=report.number)
    return rows


def _line(alert: Alert, work_name: str | None, entity: str | None) -> AlertLine:
    return AlertLine(
        number=alert.number,
        report_id=alert.report_id,
        report_version=alert.report_version,
        work_id=alert.work_id,
        work_name=work_name or alert.work_id,
        entity=entity or "",
        region=alert.region,
        title=alert.title,
        text=alert.text,
        severity=Severity(alert.severity),
        state=AlertState(alert.state),
        issued_by=alert.issued_by,
        issued_at=alert.issued_at,
    )
