"""Staff routes: sessions, users, calls, codes, volunteers and their laptops."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from fieldmonitor.domain.records import AccreditationState
from fieldmonitor.server.roles import Person, Role
from fieldmonitor.server.routes.common import InContext, source_of
from fieldmonitor.server.routes.staff_access import PREFIX, Allowed, bearer_token
from fieldmonitor.server.services import calls, enrolment, users, volunteers
from fieldmonitor.server.services.rows import audit
from fieldmonitor.server.wire import answer, body_of, describes

router = APIRouter(prefix=PREFIX, tags=["staff"])

VolunteerCode = Annotated[str, Path(max_length=64)]


@dataclass(frozen=True, slots=True)
class SignIn:
    """A user's name and password."""

    user: str
    password: str


@dataclass(frozen=True, slots=True)
class Session:
    """Who is signed in."""

    name: str
    role: Role
    region: str | None


@dataclass(frozen=True, slots=True)
class Created:
    """The id or number of what was made."""

    id: str


@dataclass(frozen=True, slots=True)
class Done:
    """An act without anything to tell."""

    done: bool = True


@dataclass(frozen=True, slots=True)
class Revocation:
    """`blocked`: a lost laptop, which gets no token any more."""

    blocked: bool = False


@router.post("/sessions", **describes(users.SignedIn, SignIn, 201))
def sign_in(request: Request, context: InContext, wanted: Annotated[SignIn, body_of(SignIn)]) -> Response:
    """Sign in with name and password."""
    return answer(users.sign_in(context, wanted.user, wanted.password, source_of(request)), 201)


@router.get("/session", **describes(Session))
def session(person: Allowed) -> Response:
    """Who is signed in."""
    return answer(Session(person.name, person.role, person.region))


@router.delete("/session", **describes(Done))
def sign_out(request: Request, person: Allowed, context: InContext) -> Response:
    """End this session."""
    users.sign_out(context, bearer_token(request) or "")
    return answer(Done())


@router.get("/users", **describes(list[users.UserRow]))
def list_users(person: Allowed, context: InContext) -> Response:
    """The accounts of this user's region."""
    with context.db.read() as db:
        return answer(users.users(db, person))


@router.post("/users", **describes(Done, users.NewUser, 201))
def create_user(
    person: Allowed, context: InContext, new: Annotated[users.NewUser, body_of(users.NewUser)]
) -> Response:
    """Make an account; who administers a region makes none that reaches beyond it."""
    if person.region is not None:
        person.require_region(new.region or "")
    with context.db.write() as db:
        users.create_user(db, context, new, person.name)
    return answer(Done(), 201)


@router.get("/calls", **describes(list[calls.CallRow]))
def list_calls(person: Allowed, context: InContext) -> Response:
    """The calls of this user's region."""
    with context.db.read() as db:
        return answer(calls.calls(db, context, person))


@router.post("/calls", **describes(Created, calls.NewCall, 201))
def create_call(
    person: Allowed, context: InContext, new: Annotated[calls.NewCall, body_of(calls.NewCall)]
) -> Response:
    """Open a call."""
    with context.db.write() as db:
        return answer(Created(calls.create(db, context, person, new)), 201)


@router.post("/enrolment-codes", **describes(enrolment.IssuedCode, enrolment.CodeRequest, 201))
def issue_code(
    person: Allowed,
    context: InContext,
    wanted: Annotated[enrolment.CodeRequest, body_of(enrolment.CodeRequest)],
) -> Response:
    """A one-time code, shown this once."""
    with context.db.write() as db:
        issued = enrolment.issue_code(db, context, wanted)
        _check_region(person, issued)
        audit(db, context.now(), person.name, "code.issued", issued.volunteer or wanted.call_id or "")
    return answer(issued, 201)


@router.get("/volunteers", **describes(list[volunteers.VolunteerRow]))
def list_volunteers(
    person: Allowed, context: InContext, state: Annotated[AccreditationState | None, Query()] = None
) -> Response:
    """Volunteers by their codes; their identities are asked for one by one."""
    with context.db.read() as db:
        return answer(volunteers.volunteers(db, person, state))


@router.post("/volunteers/{code}/accreditation", **describes(volunteers.VolunteerRow, volunteers.Decision))
def decide(
    person: Allowed,
    context: InContext,
    code: VolunteerCode,
    decision: Annotated[volunteers.Decision, body_of(volunteers.Decision)],
) -> Response:
    """Accredit, suspend or revoke a volunteer."""
    with context.db.write() as db:
        return answer(volunteers.decide(db, context, person, code, decision))


@router.get("/volunteers/{code}/identity", **describes(volunteers.WhoTheyAre))
def read_identity(person: Allowed, context: InContext, code: VolunteerCode) -> Response:
    """Who a volunteer is; that it was read is written down."""
    with context.db.write() as db:
        return answer(volunteers.identity(db, context, person, code))


@router.put("/volunteers/{code}/identity", **describes(Done, volunteers.WhoTheyAre))
def write_identity(
    person: Allowed,
    context: InContext,
    code: VolunteerCode,
    who: Annotated[volunteers.WhoTheyAre, body_of(volunteers.WhoTheyAre)],
) -> Response:
    """Write down who a volunteer is, and the names they declared an interest in."""
    with context.db.write() as db:
        volunteers.set_identity(db, context, person, code, who)
    return answer(Done())


@router.delete("/volunteers/{code}/identity", **describes(Done))
def forget_identity(person: Allowed, context: InContext, code: VolunteerCode) -> Response:
    """Erase who a volunteer is; reports stay under the code."""
    with context.db.write() as db:
        volunteers.forget(db, context, person, code)
    return answer(Done())


@router.post("/devices/{device}/revocation", **describes(Done, Revocation))
def revoke_device(
    person: Allowed,
    context: InContext,
    device: Annotated[str, Path(pattern="^[0-9a-f]{64}$")],
    how: Annotated[Revocation, body_of(Revocation)],
) -> Response:
    """Revoke a laptop."""
    with context.db.write() as db:
        volunteers.revoke_device(db, context, person, device, how.blocked)
    return answer(Done())


def _check_region(person: Person, issued: enrolment.IssuedCode) -> None:
    """A regional user issues codes of the own region only."""
    if person.region is not None:
        person.require_region(issued.region)
