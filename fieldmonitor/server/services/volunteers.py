"""Volunteers: who they are (sealed), whether they are accredited, and their laptops."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from datetime import date, timedelta

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import select
from sqlalchemy.orm import Session

from fieldmonitor.domain.errors import EnvironmentFault
from fieldmonitor.domain.records import AccreditationState
from fieldmonitor.protocol.codec import decode, encode
from fieldmonitor.protocol.envelope import CREDENTIAL_TYPE
from fieldmonitor.protocol.messages import Credential
from fieldmonitor.server.context import Context
from fieldmonitor.server.models import Application, Call, Device, Identity, Volunteer
from fieldmonitor.server.problems import Refusal
from fieldmonitor.server.roles import Person
from fieldmonitor.server.services.course import has_course
from fieldmonitor.server.services.revocations import note_credential, note_device
from fieldmonitor.server.services.rows import audit, insert_once, next_number
from fieldmonitor.server.services.standing import send_standing
from fieldmonitor.trust.envelopes import seal

VALIDITY = timedelta(days=365)

CHANGES: dict[AccreditationState, frozenset[AccreditationState]] = {
    AccreditationState.APPLICANT: frozenset({AccreditationState.ACTIVE, AccreditationState.REVOKED}),
    AccreditationState.ACTIVE: frozenset(
        {
            AccreditationState.ACTIVE,
            AccreditationState.SUSPENDED,
            AccreditationState.EXPIRED,
            AccreditationState.REVOKED,
        }
    ),
    AccreditationState.SUSPENDED: frozenset({AccreditationState.ACTIVE, AccreditationState.REVOKED}),
    AccreditationState.EXPIRED: frozenset({AccreditationState.ACTIVE, AccreditationState.REVOKED}),
    AccreditationState.REVOKED: frozenset(),
}
"""State → the states a decision may lead to; ACTIVE again renews the credential."""


@dataclass(frozen=True, slots=True)
class WhoTheyAre:
    """A volunteer's identity, and the names they declared an interest in (employer, family's company)."""

    names: str
    document: str
    phone: str = ""
    email: str = ""
    interests: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """What the comptroller decides on a volunteer; `waived` says why the course may be missing."""

    state: AccreditationState
    scope: str = ""
    valid_from: date | None = None
    valid_until: date | None = None
    waived: str = ""


@dataclass(frozen=True, slots=True)
class VolunteerRow:
    """A volunteer without identity, as lists show them."""

    code: str
    region: str
    state: AccreditationState
    scope: str
    valid_until: date | None
    course_passed_on: date | None
    credential_number: str | None
    devices: tuple[str, ...] = field(default=())


def volunteers(
    session: Session, person: Person, state: AccreditationState | None = None
) -> list[VolunteerRow]:
    """Return the volunteers of a person's region."""
    wanted = select(Volunteer).order_by(Volunteer.code)
    if person.region is not None:
        wanted = wanted.where(Volunteer.region == person.region)
    if state is not None:
        wanted = wanted.where(Volunteer.state == state)
    devices: dict[str, list[str]] = {}
    for device in session.scalars(select(Device).order_by(Device.enrolled_at)):
        devices.setdefault(device.volunteer, []).append(device.id)
    return [_row(row, tuple(devices.get(row.code, ()))) for row in session.scalars(wanted)]


def find(session: Session, person: Person, code: str) -> Volunteer:
    """Return a volunteer of a person's region, or refuse."""
    row = session.get(Volunteer, code)
    if row is None:
        raise Refusal("volunteer.unknown", volunteer=code)
    person.require_region(row.region)
    return row


def decide(session: Session, context: Context, person: Person, code: str, decision: Decision) -> VolunteerRow:
    """Change a volunteer's standing; accrediting issues a credential signed by the comptroller."""
    row = find(session, person, code)
    if decision.state not in CHANGES[AccreditationState(row.state)]:
        raise Refusal("accreditation.no_such_change", before=row.state, after=decision.state.value)
    if decision.state is AccreditationState.ACTIVE:
        _accredit(session, context, row, decision)
    row.state = decision.state
    send_standing(session, row)
    note_credential(session, context, row)
    detail = f"{decision.state} {decision.waived}".strip()
    audit(session, context.now(), person.name, "volunteer.decided", code, detail)
    return _row(row, ())


def set_identity(session: Session, context: Context, person: Person, code: str, who: WhoTheyAre) -> None:
    """Write down who a volunteer is, sealed; one document belongs to one volunteer."""
    find(session, person, code)
    digest = hmac.new(context.identity_key, who.document.encode(), hashlib.sha256).hexdigest()
    owner = session.scalar(select(Identity.volunteer).where(Identity.document_digest == digest))
    if owner is not None and owner != code:
        raise Refusal("identity.document_taken")
    nonce = secrets.token_bytes(12)
    sealed = nonce + AESGCM(context.identity_key).encrypt(nonce, encode(who), code.encode())
    row = session.get(Identity, code)
    if row is not None:
        row.document_digest, row.sealed, row.updated_at = digest, sealed, context.now()
    elif not insert_once(
        session,
        Identity,
        volunteer=code,
        document_digest=digest,
        sealed=sealed,
        updated_at=context.now(),
    ):
        raise Refusal("identity.document_taken")
    audit(session, context.now(), person.name, "identity.written", code)


def identity(session: Session, context: Context, person: Person, code: str) -> WhoTheyAre:
    """Return who a volunteer is; that it was read is written down."""
    find(session, person, code)
    who = _unsealed(session, context, code)
    if who is None:
        raise Refusal("identity.unknown", volunteer=code)
    audit(session, context.now(), person.name, "identity.read", code)
    return who


def forget(session: Session, context: Context, person: Person, code: str) -> None:
    """Erase who a volunteer is; their reports stay, under a code that leads to nobody."""
    find(session, person, code)
    row = session.get(Identity, code)
    if row is not None:
        session.delete(row)
    audit(session, context.now(), person.name, "identity.erased", code)


def interests(session: Session, context: Context, code: str) -> tuple[str, ...]:
    """Return the names a volunteer declared an interest in."""
    who = _unsealed(session, context, code)
    return who.interests if who else ()


def revoke_device(session: Session, context: Context, person: Person, id: str, blocked: bool) -> None:
    """Revoke a laptop: what it still sends is quarantined. A lost one is blocked: it gets no token."""
    device = session.get(Device, id)
    if device is None:
        raise Refusal("device.unknown")
    find(session, person, device.volunteer)
    device.revoked_at = device.revoked_at or context.now()
    device.blocked = device.blocked or blocked
    note_device(session, context, device)
    audit(session, context.now(), person.name, "device.revoked", id, "blocked" if blocked else "")


def _accredit(session: Session, context: Context, row: Volunteer, decision: Decision) -> None:
    if row.course_passed_on is None and has_course(session) and not decision.waived:
        raise Refusal("accreditation.course_missing", volunteer=row.code)
    _check_application(session, row, waived=bool(decision.waived))
    row.scope = decision.scope or row.scope or row.region
    row.valid_from = decision.valid_from or context.today()
    row.valid_until = decision.valid_until or row.valid_from + VALIDITY  # OverflowError: refused
    if row.credential_number is None:
        number = next_number(session, f"credential-{context.today().year}")
        row.credential_number = f"{row.code}-{context.today().year}-{number:05d}"
    row.accredited_at = row.accredited_at or context.now()
    credential = Credential(
        volunteer=row.code,
        scope=row.scope,
        valid_from=row.valid_from.isoformat(),
        valid_until=row.valid_until.isoformat(),
        number=row.credential_number,
    )
    row.credential = encode(seal(credential, CREDENTIAL_TYPE, context.key)).decode()


def _check_application(session: Session, row: Volunteer, *, waived: bool) -> None:
    """Refuse whose latest answer to the call denies a requirement, or, unless waived, leaves one out."""
    latest = session.scalar(
        select(Application.sworn)
        .where(Application.volunteer == row.code)
        .order_by(Application.received_at.desc(), Application.message_version.desc())
        .limit(1)
    )
    sworn = decode(latest or "{}", dict[str, bool])
    call = session.get(Call, row.call_id) if row.call_id and not waived else None
    required = decode(call.requirements, tuple[str, ...]) if call else ()
    not_sworn = {*(name for name, yes in sworn.items() if not yes), *(set(required) - set(sworn))}
    if not_sworn:
        raise Refusal("accreditation.requirement_not_sworn", requirements=", ".join(sorted(not_sworn)))


def _unsealed(session: Session, context: Context, code: str) -> WhoTheyAre | None:
    row = session.get(Identity, code)
    if row is None:
        return None
    try:
        opened = AESGCM(context.identity_key).decrypt(row.sealed[:12], row.sealed[12:], code.encode())
    except InvalidTag as error:
        raise EnvironmentFault("server.key_unreadable", path="identity.key") from error
    return decode(opened, WhoTheyAre)


def _row(row: Volunteer, devices: tuple[str, ...]) -> VolunteerRow:
    return VolunteerRow(
        code=row.code,
        region=row.region,
        state=AccreditationState(row.state),
        scope=row.scope,
        valid_until=row.valid_until,
        course_passed_on=row.course_passed_on,
        credential_number=row.credential_number,
        devices=devices,
    )
