"""Staff routes: reports, reviews, alerts, control actions, figures, the audit trail."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query
from sqlalchemy import select
from starlette.responses import Response

from fieldmonitor.protocol.codec import decode
from fieldmonitor.protocol.envelope import Envelope
from fieldmonitor.server.files import send_file, send_opened
from fieldmonitor.server.models import Audit
from fieldmonitor.server.routes.common import InContext
from fieldmonitor.server.routes.messages import Sha256, Version
from fieldmonitor.server.routes.staff_access import PREFIX, Allowed
from fieldmonitor.server.routes.staff_people import Created, Done
from fieldmonitor.server.services import actions, alerts, log, originals, triage
from fieldmonitor.server.services.figures import Figures, Period, figures
from fieldmonitor.server.services.states import OPEN, AlertState, QueueState
from fieldmonitor.server.wire import answer, body_of, describes

router = APIRouter(prefix=PREFIX, tags=["staff"])

Id = Annotated[str, Path(max_length=64)]
Number = Annotated[str, Path(max_length=64)]


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """Why a report is withdrawn."""

    why: str


@dataclass(frozen=True, slots=True)
class AuditLine:
    """Who did or read what."""

    at: datetime
    who: str
    action: str
    subject: str
    detail: str


@router.get("/reports", **describes(list[triage.QueueLine]))
def list_reports(
    person: Allowed,
    context: InContext,
    state: Annotated[list[QueueState] | None, Query()] = None,
    quarantined: Annotated[bool, Query()] = False,
    limit: Annotated[int, Query(ge=1, le=1000)] = 200,
    offset: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
) -> Response:
    """The queue: danger first, then the graver, then the older."""
    with context.db.read() as db:
        return answer(triage.queue(db, person, tuple(state or OPEN), quarantined, limit, offset))


@router.get("/reports/{id}/{version}", **describes(triage.ReportView))
def read_report(person: Allowed, context: InContext, id: Id, version: Version) -> Response:
    """A report in full, its signature checked again; the reading is written down."""
    with context.db.write() as db:
        return answer(triage.read(db, context, person, id, version))


@router.get("/reports/{id}/{version}/files/{sha256}", **describes())
def read_file(person: Allowed, context: InContext, id: Id, version: Version, sha256: Sha256) -> Response:
    """A file of a report."""
    with context.db.read() as db:
        entry = triage.file_entry(db, person, id, version, sha256)
    return send_file(context, entry)


@router.get("/reports/{id}/{version}/originals/{sha256}", **describes())
def open_original(person: Allowed, context: InContext, id: Id, version: Version, sha256: Sha256) -> Response:
    """The original of a covered picture, by the hash of its seal; that it was opened is written down."""
    return send_opened(originals.open_original(context, person, id, version, sha256), sha256)


@router.post("/reports/{id}/{version}/review", **describes(Done, triage.ReviewRequest))
def review(
    person: Allowed,
    context: InContext,
    id: Id,
    version: Version,
    wanted: Annotated[triage.ReviewRequest, body_of(triage.ReviewRequest)],
) -> Response:
    """Accept a report, set it aside with a reason, or return it with comments."""
    with context.db.write() as db:
        triage.review(db, context, person, id, version, wanted)
    return answer(Done())


@router.post("/reports/{id}/{version}/withdrawal", **describes(Done, Withdrawal))
def withdraw(
    person: Allowed,
    context: InContext,
    id: Id,
    version: Version,
    wanted: Annotated[Withdrawal, body_of(Withdrawal)],
) -> Response:
    """Withdraw a report."""
    with context.db.write() as db:
        triage.withdraw(db, context, person, id, version, wanted.why)
    return answer(Done())


@router.get("/alerts", **describes(list[alerts.AlertLine]))
def list_alerts(
    person: Allowed,
    context: InContext,
    work: Annotated[str | None, Query(max_length=200)] = None,
    state: Annotated[AlertState | None, Query()] = None,
) -> Response:
    """The alerts of this user's region."""
    with context.db.read() as db:
        return answer(alerts.alerts(db, person, work, state))


@router.post("/alerts", **describes(Created, alerts.NewAlert, 201))
def issue_alert(
    person: Allowed, context: InContext, new: Annotated[alerts.NewAlert, body_of(alerts.NewAlert)]
) -> Response:
    """Issue an alert on findings of a report."""
    with context.db.write() as db:
        return answer(Created(alerts.issue(db, context, person, new)), 201)


@router.post("/alerts/{number}/actions", **describes(Created, actions.NewAction, 201))
def open_action(
    person: Allowed,
    context: InContext,
    number: Number,
    new: Annotated[actions.NewAction, body_of(actions.NewAction)],
) -> Response:
    """Open a control action on an alert."""
    with context.db.write() as db:
        return answer(Created(actions.open_action(db, context, person, number, new)), 201)


@router.get("/actions", **describes(list[actions.ActionLine]))
def list_actions(
    person: Allowed, context: InContext, alert: Annotated[str | None, Query(max_length=64)] = None
) -> Response:
    """The control actions of this user's region, the next due first."""
    with context.db.read() as db:
        return answer(actions.actions(db, context, person, alert))


@router.post("/actions/{id}/result", **describes(Done, actions.ActionResult))
def close_action(
    person: Allowed,
    context: InContext,
    id: Id,
    how: Annotated[actions.ActionResult, body_of(actions.ActionResult)],
) -> Response:
    """Record how a control action ended."""
    with context.db.write() as db:
        actions.close_action(db, context, person, id, how)
    return answer(Done())


@router.get("/figures", **describes(list[Figures]))
def read_figures(
    person: Allowed, context: InContext, first: date | None = None, last: date | None = None
) -> Response:
    """The programme's figures, counted now."""
    with context.db.read() as db:
        return answer(figures(db, person, Period(first, last)))


@router.get("/log/entries", **describes(list[Envelope]))
def log_entries(
    person: Allowed,
    context: InContext,
    start: Annotated[int, Query(ge=0, le=2**53)] = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 500,
) -> Response:
    """Receipts in the order of the log: an auditor rebuilds the tree from them."""
    with context.db.read() as db:
        return answer([decode(entry, Envelope) for entry in log.entries(db, start, limit)])


@router.get("/audit", **describes(list[AuditLine]))
def read_audit(
    person: Allowed,
    context: InContext,
    before: Annotated[int, Query(ge=0, le=2**53)] = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 200,
) -> Response:
    """Who did or read what, the newest first; `before` skips that many."""
    wanted = select(Audit).order_by(Audit.id.desc()).offset(before).limit(limit)
    with context.db.read() as db:
        return answer([AuditLine(a.at, a.who, a.action, a.subject, a.detail) for a in db.scalars(wanted)])
