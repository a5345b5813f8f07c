"""Control actions after an alert: their kind, deadline, result, and what the entity put right."""

import uuid
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from fieldmonitor.server.context import Context
from fieldmonitor.server.models import AdverseSituation, Alert, ControlAction, ReportRow
from fieldmonitor.server.problems import Refusal
from fieldmonitor.server.roles import Person
from fieldmonitor.server.services import alerts, feedback
from fieldmonitor.server.services.rows import audit
from fieldmonitor.server.services.states import (
    ActionKind,
    ActionState,
    AlertState,
    QueueState,
    SituationState,
)


@dataclass(frozen=True, slots=True)
class NewAction:
    """A control action to open; `reference` is the control service's own number."""

    kind: ActionKind
    deadline: date
    reference: str = ""
    opened_on: date | None = None


@dataclass(frozen=True, slots=True)
class Situation:
    """An adverse situation, and what the entity did about it."""

    text: str
    state: SituationState = SituationState.PENDING
    corrective_action: str = ""
    answered_on: date | None = None


@dataclass(frozen=True, slots=True)
class ActionResult:
    """How a control action ended: its result, adverse situations, a penalty in soles, the document."""

    result: str
    situations: tuple[Situation, ...] = ()
    penalty: Decimal | None = None
    document: str = ""
    closed_on: date | None = None


@dataclass(frozen=True, slots=True)
class ActionLine:
    """A control action as lists show it."""

    id: str
    alert_number: str
    kind: ActionKind
    reference: str
    opened_on: date
    deadline: date
    state: ActionState
    overdue: bool
    result: str
    closed_on: date | None
    penalty: Decimal | None
    document: str
    situations: tuple[Situation, ...]


def open_action(session: Session, context: Context, person: Person, number: str, new: NewAction) -> str:
    """Open a control action on an alert, and return its id."""
    alert = alerts.find(session, person, number)
    if alert.state != AlertState.OPEN:
        raise Refusal("alert.closed", alert=number)
    opened = new.opened_on or context.today()
    if new.deadline < opened:
        raise Refusal("action.deadline_passed", deadline=new.deadline.isoformat())
    id = str(uuid.uuid4())
    session.add(
        ControlAction(
            id=id,
            alert_number=number,
            kind=new.kind,
            reference=new.reference.strip(),
            opened_on=opened,
            deadline=new.deadline,
            state=ActionState.OPEN,
            result="",
            document="",
            opened_by=person.name,
        )
    )
    report = _report(session, alert)
    report.state = QueueState.CONTROL_ACTION
    session.flush()
    feedback.send(session, report.about)
    audit(session, context.now(), person.name, "action.opened", id, f"{new.kind} {number}")
    return id


def close_action(session: Session, context: Context, person: Person, id: str, how: ActionResult) -> None:
    """Record how a control action ended; the last one to end closes the alert."""
    row = session.get(ControlAction, id, with_for_update=True)
    if row is None:
        raise Refusal("action.unknown", action=id)
    alert = alerts.find(session, person, row.alert_number)
    if row.state != ActionState.OPEN:
        raise Refusal("action.closed", action=id)
    if not how.result.strip():
        raise Refusal("action.result_missing")
    if how.penalty is not None and (not how.penalty.is_finite() or not 0 <= how.penalty < 10**12):
        raise Refusal("request.malformed", reason="penalty")
    row.state, row.result = ActionState.CLOSED, how.result.strip()
    row.closed_on = how.closed_on or context.today()
    row.penalty, row.document = how.penalty, how.document.strip()
    session.add_all(
        AdverseSituation(
            action_id=id,
            text=situation.text,
            state=situation.state,
            corrective_action=situation.corrective_action,
            answered_on=situation.answered_on,
        )
        for situation in how.situations
    )
    session.flush()
    _close_alert(session, context, alert)
    feedback.send(session, _report(session, alert).about)
    audit(session, context.now(), person.name, "action.closed", id, alert.number)


def actions(
    session: Session, context: Context, person: Person, number: str | None = None
) -> list[ActionLine]:
    """Return the control actions of a person's region, the next due first."""
    wanted = select(ControlAction).join(Alert, Alert.number == ControlAction.alert_number)
    if person.region is not None:
        wanted = wanted.where(Alert.region == person.region)
    if number is not None:
        wanted = wanted.where(ControlAction.alert_number == number)
    rows = session.scalars(wanted.order_by(ControlAction.deadline, ControlAction.id)).all()
    situations: dict[str, list[Situation]] = {}
    for one in session.scalars(select(AdverseSituation).order_by(AdverseSituation.id)):
        situations.setdefault(one.action_id, []).append(
            Situation(one.text, SituationState(one.state), one.corrective_action, one.answered_on)
        )
    return [_line(row, tuple(situations.get(row.id, ())), context.today()) for row in rows]


def _close_alert(session: Session, context: Context, alert: Alert) -> None:
    still_open = select(ControlAction.id).where(
        ControlAction.alert_number == alert.number, ControlAction.state == ActionState.OPEN
    )
    if session.scalar(still_open.limit(1)) is None:
        alert.state = AlertState.CLOSED
        _report(session, alert).state = QueueState.OUTCOME
        session.flush()
        alerts.tell_open(session, context, alert.work_id)


def _report(session: Session, alert: Alert) -> ReportRow:
    return session.get_one(ReportRow, (alert.report_id, alert.report_version))


def _line(row: ControlAction, situations: tuple[Situation, ...], today: date) -> ActionLine:
    return ActionLine(
        id=row.id,
        alert_number=row.alert_number,
        kind=ActionKind(row.kind),
        reference=row.reference,
        opened_on=row.opened_on,
        deadline=row.deadline,
        state=ActionState(row.state),
        overdue=row.state == ActionState.OPEN and row.deadline < today,
        result=row.result,
        closed_on=row.closed_on,
        penalty=row.penalty,
        document=row.document,
        situations=situations,
    )
