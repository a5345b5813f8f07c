"""Calls for volunteers."""

import uuid
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from fieldmonitor.protocol.codec import decode, encode
from fieldmonitor.server.context import Context
from fieldmonitor.server.models import Application, Call
from fieldmonitor.server.problems import Refusal
from fieldmonitor.server.roles import Person
from fieldmonitor.server.services.rows import audit, check_key

REQUIREMENTS = (
    "adult",
    "domicile",
    "civil_rights",
    "no_records",
    "no_sanction",
    "no_party",
    "no_control_work",
)
"""What the programme asks every applicant to swear to; a call may name others."""


@dataclass(frozen=True, slots=True)
class NewCall:
    """A call to open: region (department), districts by INEI ubigeo, sworn requirements, last day."""

    title: str
    region: str
    districts: tuple[str, ...]
    closes_on: date
    requirements: tuple[str, ...] = REQUIREMENTS


@dataclass(frozen=True, slots=True)
class CallRow:
    """A call, and how many have answered it."""

    id: str
    title: str
    region: str
    districts: tuple[str, ...]
    requirements: tuple[str, ...]
    closes_on: date
    open: bool
    applications: int


def create(session: Session, context: Context, person: Person, new: NewCall) -> str:
    """Open a call and return its id."""
    person.require_region(new.region)
    if not new.title.strip() or new.closes_on < context.today():
        raise Refusal("call.closed" if new.title.strip() else "request.malformed")
    check_key(new.region)
    id = str(uuid.uuid4())
    session.add(
        Call(
            id=id,
            title=new.title,
            region=new.region,
            districts=encode(new.districts).decode(),
            requirements=encode(new.requirements).decode(),
            closes_on=new.closes_on,
            created_at=context.now(),
        )
    )
    audit(session, context.now(), person.name, "call.created", id, new.title)
    return id


def calls(session: Session, context: Context, person: Person) -> list[CallRow]:
    """Return the calls of a person's region, the latest to close first."""
    answered = (
        select(func.count(func.distinct(Application.volunteer)))
        .where(Application.call_id == Call.id)
        .scalar_subquery()
    )
    wanted = select(Call, answered).order_by(Call.closes_on.desc(), Call.id)
    if person.region is not None:
        wanted = wanted.where(Call.region == person.region)
    today = context.today()
    return [
        CallRow(
            id=call.id,
            title=call.title,
            region=call.region,
            districts=decode(call.districts, tuple[str, ...]),
            requirements=decode(call.requirements, tuple[str, ...]),
            closes_on=call.closes_on,
            open=call.closes_on >= today,
            applications=count,
        )
        for call, count in session.execute(wanted)
    ]
