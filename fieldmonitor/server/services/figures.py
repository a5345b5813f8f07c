"""The programme's figures: one definition per indicator, counted from the records every time."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, case, distinct, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from fieldmonitor.domain.clock import LIMA_OFFSET
from fieldmonitor.domain.records import Activity
from fieldmonitor.server.models import (
    AdverseSituation,
    Alert,
    ControlAction,
    FindingRow,
    ReportRow,
    Volunteer,
)
from fieldmonitor.server.roles import Person
from fieldmonitor.server.services.states import ActionKind, ActionState, SituationState

Counted = Select[Any, Any]
"""Region and value."""

Instant = InstrumentedAttribute[datetime] | InstrumentedAttribute[datetime | None]

VISITS = (Activity.SITE_VISIT, Activity.STOPPED_WORK)


@dataclass(frozen=True, slots=True)
class Figures:
    """The indicators of one region, or of all (region empty).

    Counted are reports received and not quarantined, each in its last version; urgent findings add to
    `findings` only if no report has followed them. Times are days in Lima.
    """

    region: str
    volunteers_accredited: int
    works_visited: int
    visits: int
    information_assessments: int
    reports: int
    findings: int
    alerts: int
    control_actions: int
    control_visits: int
    remote_monitorings: int
    outcomes: int
    situations: int
    situations_corrected: int
    penalties: Decimal


@dataclass(frozen=True, slots=True)
class Period:
    """From the first to the last day, both included; None is open."""

    first: date | None = None
    last: date | None = None

    def has(self, column: Instant) -> list[ColumnElement[bool]]:
        """Return the conditions under which an instant lies in the period."""
        conditions: list[ColumnElement[bool]] = []
        if self.first is not None:
            conditions.append(column >= _midnight(self.first))
        if self.last is not None and self.last < date.max:
            conditions.append(column < _midnight(self.last + timedelta(days=1)))
        return conditions


def figures(session: Session, person: Person, period: Period | None = None) -> list[Figures]:
    """Return the figures of each region a person reaches, the sum of all first."""
    period = period or Period()
    counted = {name: dict(_rows(session, person, query)) for name, query in _queries(period).items()}
    regions = sorted({region for counts in counted.values() for region in counts})
    each = [
        _figures(region, {name: counts.get(region, 0) for name, counts in counted.items()})
        for region in regions
    ]
    total = _figures("", {name: sum(counts.values()) for name, counts in counted.items()})
    return [total, *each]


def _queries(period: Period) -> dict[str, Counted]:
    """Return one query per indicator: region and value. The works of two regions never overlap."""
    report, alert, action = ReportRow, Alert, ControlAction
    actions = select(alert.region, func.count()).join(action, action.alert_number == alert.number)
    actions = actions.where(*period.has(alert.issued_at))
    closed = action.state == ActionState.CLOSED
    reports = _reports(period)
    return {
        "volunteers_accredited": _by_region(
            select(Volunteer.region, func.count()).where(
                Volunteer.accredited_at.is_not(None), *period.has(Volunteer.accredited_at)
            ),
            Volunteer.region,
        ),
        "works_visited": _by_region(
            select(report.region, func.count(distinct(report.work_id))).where(
                *reports, report.activity.in_(VISITS)
            ),
            report.region,
        ),
        "visits": _by_region(
            select(report.region, func.count()).where(*reports, report.activity.in_(VISITS)), report.region
        ),
        "information_assessments": _by_region(
            select(report.region, func.count()).where(
                *reports, report.activity == Activity.INFORMATION_ACCESS
            ),
            report.region,
        ),
        "reports": _by_region(select(report.region, func.count()).where(*reports), report.region),
        "findings": _by_region(_findings(period), report.region),
        "alerts": _by_region(
            select(alert.region, func.count()).where(*period.has(alert.issued_at)), alert.region
        ),
        "control_actions": _by_region(actions, alert.region),
        "control_visits": _by_region(actions.where(action.kind == ActionKind.CONTROL_VISIT), alert.region),
        "remote_monitorings": _by_region(
            actions.where(action.kind == ActionKind.REMOTE_MONITORING), alert.region
        ),
        "outcomes": _by_region(actions.where(closed), alert.region),
        **_outcome_queries(period),
    }


def _outcome_queries(period: Period) -> dict[str, Counted]:
    alert, action, situation = Alert, ControlAction, AdverseSituation
    corrected = case((situation.state == SituationState.CORRECTED, 1), else_=0)
    situations = (
        select(alert.region, func.count())
        .join(action, action.alert_number == alert.number)
        .join(situation, situation.action_id == action.id)
        .where(*period.has(alert.issued_at))
    )
    penalties = (
        select(alert.region, func.sum(action.penalty))
        .join(action, action.alert_number == alert.number)
        .where(action.penalty.is_not(None), *period.has(alert.issued_at))
    )
    return {
        "situations": _by_region(situations, alert.region),
        "situations_corrected": _by_region(
            situations.with_only_columns(alert.region, func.sum(corrected)), alert.region
        ),
        "penalties": _by_region(penalties, alert.region),
    }


def _reports(period: Period) -> list[ColumnElement[bool]]:
    return [
        ReportRow.urgent.is_(False),
        ReportRow.quarantined.is_(False),
        ReportRow.superseded.is_(False),
        *period.has(ReportRow.received_at),
    ]


def _findings(period: Period) -> Counted:
    """Confirmed findings of the counted reports, and urgent ones that no report has followed."""
    followed = select(ReportRow.about).where(ReportRow.urgent.is_(False))
    return (
        select(ReportRow.region, func.count())
        .join(
            FindingRow,
            (FindingRow.message_id == ReportRow.id) & (FindingRow.message_version == ReportRow.version),
        )
        .where(
            FindingRow.confirmed,
            ReportRow.quarantined.is_(False),
            ReportRow.superseded.is_(False),
            ReportRow.urgent.is_(False) | ReportRow.about.not_in(followed),
            *period.has(ReportRow.received_at),
        )
    )


def _by_region(query: Counted, region: InstrumentedAttribute[str]) -> Counted:
    return query.group_by(region)


def _rows(session: Session, person: Person, query: Counted) -> list[tuple[str, int | Decimal]]:
    rows = [(region, value or 0) for region, value in session.execute(query)]
    return [(region, value) for region, value in rows if person.reaches(region)]


def _figures(region: str, values: dict[str, int | Decimal]) -> Figures:
    penalties = Decimal(values.pop("penalties")).quantize(Decimal("0.01"))
    counts = {name: int(value) for name, value in values.items()}
    return Figures(region=region, penalties=penalties, **counts)


def _midnight(day: date) -> datetime:
    """Return the instant at which a day begins in Lima."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC) - LIMA_OFFSET
