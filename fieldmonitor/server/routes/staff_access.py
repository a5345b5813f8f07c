"""Which act each staff route is: a route that is missing here answers nobody."""

from typing import Annotated

from fastapi import Depends, Request

from fieldmonitor.server.problems import Refusal
from fieldmonitor.server.roles import Act, Person
from fieldmonitor.server.routes.common import InContext
from fieldmonitor.server.services import users

PREFIX = "/v1/staff"

ACTS: dict[tuple[str, str], Act] = {
    ("GET", "/session"): Act.READ_OWN_SESSION,
    ("DELETE", "/session"): Act.READ_OWN_SESSION,
    ("GET", "/users"): Act.MANAGE_USERS,
    ("POST", "/users"): Act.MANAGE_USERS,
    ("GET", "/calls"): Act.READ_CALLS,
    ("POST", "/calls"): Act.MANAGE_CALLS,
    ("POST", "/enrolment-codes"): Act.ISSUE_CODES,
    ("GET", "/volunteers"): Act.READ_VOLUNTEERS,
    ("POST", "/volunteers/{code}/accreditation"): Act.ACCREDIT,
    ("GET", "/volunteers/{code}/identity"): Act.READ_IDENTITIES,
    ("PUT", "/volunteers/{code}/identity"): Act.MANAGE_IDENTITIES,
    ("DELETE", "/volunteers/{code}/identity"): Act.MANAGE_IDENTITIES,
    ("POST", "/devices/{device}/revocation"): Act.REVOKE_DEVICES,
    ("GET", "/works"): Act.READ_WORKS,
    ("PUT", "/works"): Act.IMPORT_WORKS,
    ("PUT", "/checklists"): Act.PUBLISH,
    ("PUT", "/courses"): Act.PUBLISH,
    ("GET", "/assignments"): Act.READ_ASSIGNMENTS,
    ("POST", "/assignments"): Act.ASSIGN,
    ("DELETE", "/assignments/{id}"): Act.ASSIGN,
    ("GET", "/reports"): Act.READ_REPORTS,
    ("GET", "/reports/{id}/{version}"): Act.READ_REPORTS,
    ("GET", "/reports/{id}/{version}/files/{sha256}"): Act.READ_REPORTS,
    ("GET", "/reports/{id}/{version}/originals/{sha256}"): Act.OPEN_ORIGINALS,
    ("POST", "/reports/{id}/{version}/review"): Act.REVIEW,
    ("POST", "/reports/{id}/{version}/withdrawal"): Act.WITHDRAW,
    ("GET", "/alerts"): Act.READ_ALERTS,
    ("POST", "/alerts"): Act.ISSUE_ALERTS,
    ("POST", "/alerts/{number}/actions"): Act.CONTROL,
    ("GET", "/actions"): Act.READ_ALERTS,
    ("POST", "/actions/{id}/result"): Act.CONTROL,
    ("GET", "/figures"): Act.READ_FIGURES,
    ("GET", "/log/entries"): Act.READ_AUDIT,
    ("GET", "/audit"): Act.READ_AUDIT,
}
"""(method, path below /v1/staff) → act."""


def bearer_token(request: Request) -> str | None:
    """Return the token of an Authorization header."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.casefold() == "bearer" else None


def _allowed(request: Request, context: InContext) -> Person:
    person, _csrf = users.person_of(context, bearer_token(request))
    path: str = request.scope["route"].path.removeprefix(PREFIX)
    act = ACTS.get((request.method, path))
    if act is None:
        raise Refusal("access.denied")
    person.require(act)
    return person


Allowed = Annotated[Person, Depends(_allowed)]
"""The signed-in user, once the table allows this route. Resolved before any later parameter."""
