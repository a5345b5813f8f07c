"""Alerts, control actions, volunteers, calls and figures as pages."""

from datetime import date
from decimal import Decimal, InvalidOperation

from fastapi import APIRouter
from starlette.responses import Response

from fieldmonitor.domain.records import AccreditationState
from fieldmonitor.server.portal import pages
from fieldmonitor.server.portal.visit import Form, PortalRoute, Sent, SignedIn, to
from fieldmonitor.server.problems import Refusal
from fieldmonitor.server.roles import Act
from fieldmonitor.server.routes.staff_control import Id, Number
from fieldmonitor.server.routes.staff_people import VolunteerCode
from fieldmonitor.server.services import actions, alerts, calls, volunteers
from fieldmonitor.server.services.figures import figures
from fieldmonitor.server.services.states import ActionKind, SituationState

router = APIRouter(prefix="/portal", include_in_schema=False, route_class=PortalRoute)


@router.get("/alerts")
def list_alerts(visit: SignedIn) -> Response:
    visit.person.require(Act.READ_ALERTS)
    with visit.context.db.read() as session:
        lines = alerts.alerts(session, visit.person)
    return pages.page(visit, "alerts.html", lines=lines)


@router.get("/alerts/{number}")
def alert(visit: SignedIn, number: Number) -> Response:
    """An alert with its control actions, and the forms to open and close them."""
    visit.person.require(Act.READ_ALERTS)
    with visit.context.db.read() as session:
        alerts.find(session, visit.person, number)
        line = next(line for line in alerts.alerts(session, visit.person) if line.number == number)
        taken = actions.actions(session, visit.context, visit.person, number)
    return pages.page(
        visit, "alert.html", alert=line, actions=taken, kinds=list(ActionKind), states=list(SituationState)
    )


@router.post("/alerts/{number}/actions")
def open_action(visit: SignedIn, form: Sent, number: Number) -> Response:
    """Open a control action on an alert."""
    visit.person.require(Act.CONTROL)
    new = actions.NewAction(_kind(form), _day(form.get("deadline")), form.get("reference"))
    with visit.context.db.write() as session:
        actions.open_action(session, visit.context, visit.person, number, new)
    return to(f"/portal/alerts/{number}")


@router.post("/actions/{id}/result")
def close_action(visit: SignedIn, form: Sent, id: Id) -> Response:
    """Record how a control action ended."""
    visit.person.require(Act.CONTROL)
    how = actions.ActionResult(
        form.get("result"), _situations(form), _amount(form.get("penalty")), form.get("document")
    )
    with visit.context.db.write() as session:
        actions.close_action(session, visit.context, visit.person, id, how)
    return to("/portal/actions")


@router.get("/actions")
def list_actions(visit: SignedIn) -> Response:
    visit.person.require(Act.READ_ALERTS)
    with visit.context.db.read() as session:
        lines = actions.actions(session, visit.context, visit.person)
        titles = {line.number: line for line in alerts.alerts(session, visit.person)}
    return pages.page(visit, "actions.html", lines=lines, alerts=titles)


@router.get("/volunteers")
def list_volunteers(visit: SignedIn) -> Response:
    visit.person.require(Act.READ_VOLUNTEERS)
    with visit.context.db.read() as session:
        lines = volunteers.volunteers(session, visit.person)
    choices = {state: sorted(after - {state}) for state, after in volunteers.CHANGES.items()}
    return pages.page(visit, "volunteers.html", lines=lines, choices=choices)


@router.post("/volunteers/{code}/accreditation")
def decide(visit: SignedIn, form: Sent, code: VolunteerCode) -> Response:
    """Accredit, suspend or revoke a volunteer."""
    visit.person.require(Act.ACCREDIT)
    try:
        state = AccreditationState(form.get("state"))
    except ValueError as error:
        raise Refusal("form.incomplete") from error
    with visit.context.db.write() as session:
        volunteers.decide(session, visit.context, visit.person, code, volunteers.Decision(state))
    return to("/portal/volunteers")


@router.get("/calls")
def list_calls(visit: SignedIn) -> Response:
    visit.person.require(Act.READ_CALLS)
    with visit.context.db.read() as session:
        lines = calls.calls(session, visit.context, visit.person)
    return pages.page(visit, "calls.html", lines=lines)


@router.get("/figures")
def show_figures(visit: SignedIn) -> Response:
    visit.person.require(Act.READ_FIGURES)
    with visit.context.db.read() as session:
        total, *regions = figures(session, visit.person)
    return pages.page(visit, "figures.html", total=total, regions=regions)


def _kind(form: Form) -> ActionKind:
    try:
        return ActionKind(form.get("kind"))
    except ValueError as error:
        raise Refusal("form.incomplete") from error


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Refusal("form.incomplete") from error


def _amount(text: str) -> Decimal | None:
    try:
        return Decimal(text.replace(",", "")) if text else None
    except InvalidOperation as error:
        raise Refusal("form.incomplete") from error


def _situations(form: Form) -> tuple[actions.Situation, ...]:
    try:
        rows = zip(
            form.all("situation"), form.all("situation_state"), form.all("corrective_action"), strict=True
        )
        return tuple(
            actions.Situation(text, SituationState(state), corrective)
            for text, state, corrective in rows
            if text
        )
    except ValueError as error:
        raise Refusal("form.incomplete") from error
