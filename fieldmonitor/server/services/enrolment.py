"""One-time codes, and the devices that come in by them."""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from fieldmonitor.domain.errors import TrustError
from fieldmonitor.protocol.codec import decode
from fieldmonitor.protocol.messages import EnrolmentAnswer, EnrolmentRequest
from fieldmonitor.protocol.packs import EnrolmentPaper
from fieldmonitor.server.context import Context
from fieldmonitor.server.models import Call, Device, EnrolmentCode, Volunteer
from fieldmonitor.server.problems import Refusal
from fieldmonitor.server.services import throttle
from fieldmonitor.server.services.rows import next_number
from fieldmonitor.server.services.standing import add_volunteer
from fieldmonitor.trust import introductions
from fieldmonitor.trust.keys import from_text, key_id, to_text

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SHORT_LENGTH = 8
LONG_LENGTH = introductions.LONG_LENGTH
SHORT_LIFE = timedelta(hours=24)
LONG_LIFE = timedelta(days=30)
LONGEST_HOURS = 24 * 365


class DeviceKind(StrEnum):
    """What is enrolled; a coordinator's laptop and a hub may carry other people's signed messages."""

    LAPTOP = "laptop"
    COORDINATOR = "coordinator"
    HUB = "hub"


@dataclass(frozen=True, slots=True)
class IssuedCode:
    """A fresh code in clear: shown once, stored only as its digest."""

    code: str
    expires_at: str
    volunteer: str | None
    region: str


@dataclass(frozen=True, slots=True)
class CodeRequest:
    """What a code opens: a call for applicants, or a further laptop for a volunteer; never both."""

    call_id: str | None = None
    volunteer: str | None = None
    region: str | None = None
    short: bool = False
    kind: DeviceKind = DeviceKind.LAPTOP
    hours: int | None = None


def issue_code(session: Session, context: Context, wanted: CodeRequest) -> IssuedCode:
    """Make a one-time code: 26 characters (130 bits) for a QR or file, 8 to be read aloud."""
    if wanted.hours is not None and not 1 <= wanted.hours <= LONGEST_HOURS:
        raise Refusal("request.malformed", reason="hours")
    if wanted.volunteer is not None and wanted.call_id is not None:
        raise Refusal("request.malformed", reason="a call and a volunteer")
    region = _region_of(session, context, wanted)
    length = SHORT_LENGTH if wanted.short else LONG_LENGTH
    code = "".join(secrets.choice(CROCKFORD) for _ in range(length))
    life = SHORT_LIFE if wanted.short else LONG_LIFE
    expires = context.now() + (timedelta(hours=wanted.hours) if wanted.hours else life)
    session.add(
        EnrolmentCode(
            digest=_digest(code),
            call_id=wanted.call_id,
            volunteer=wanted.volunteer,
            region=region,
            kind=wanted.kind,
            expires_at=expires,
        )
    )
    session.flush()
    shown = "-".join(code[place : place + 4] for place in range(0, len(code), 4)) if wanted.short else code
    return IssuedCode(shown, expires.isoformat(), wanted.volunteer, region)


def enrol(context: Context, request: EnrolmentRequest, source: str) -> tuple[bool, EnrolmentAnswer]:
    """Enrol a device by a code; the same code and key get the same answer again. True if it is new."""
    public_key = _public_key(request.device_key)
    code = introductions.normalise(request.code)
    with context.db.write() as session:
        short = len(code) != LONG_LENGTH
        if short and throttle.exhausted(session, context, "enrolment", source):
            raise Refusal("enrolment.too_many_tries", minutes=15)
        row = session.get(EnrolmentCode, _digest(code), with_for_update=True)
        if row is not None:
            return _spend(session, context, row, public_key, request.device_name)
        if short:
            throttle.note_failure(session, context, "enrolment", source)
    raise Refusal("enrolment.code_unknown")


def enrol_by_paper(session: Session, context: Context, paper: EnrolmentPaper) -> EnrolmentAnswer:
    """Enrol a device by a request that was carried here, whose proof shows that it was given a code."""
    public_key = _public_key(paper.device_key)
    codes = session.scalars(select(EnrolmentCode.digest))
    found = next((d for d in codes if introductions.code_id(bytes.fromhex(d)) == paper.code_id), None)
    if found is None:
        raise Refusal("enrolment.code_unknown")
    proof = introductions.request_proof(bytes.fromhex(found), public_key)
    if not introductions.same(paper.code_proof, proof):
        raise Refusal("enrolment.code_unknown")
    row = session.get_one(EnrolmentCode, found, with_for_update=True)
    return _spend(session, context, row, public_key, paper.device_name)[1]


def enrol_by_staff(
    session: Session, context: Context, paper: EnrolmentPaper, wanted: CodeRequest
) -> EnrolmentAnswer:
    """Enrol a device by a request without a code, on the word of who brings it."""
    code = issue_code(session, context, wanted).code
    row = session.get_one(EnrolmentCode, _digest(code))
    return _spend(session, context, row, _public_key(paper.device_key), paper.device_name)[1]


def standing_answer(session: Session, context: Context, device: Device) -> EnrolmentAnswer:
    """Return what a device that is enrolled was, or would now be, answered."""
    return _answer(session, context, device)


def code_digest_of(session: Session, device: str) -> bytes | None:
    """Return the digest of the code that a device came in by."""
    found = session.scalar(select(EnrolmentCode.digest).where(EnrolmentCode.used_by == device))
    return bytes.fromhex(found) if found else None


def _spend(
    session: Session, context: Context, row: EnrolmentCode, public_key: bytes, name: str
) -> tuple[bool, EnrolmentAnswer]:
    device_id = key_id(public_key)
    device = session.get(Device, device_id)
    if row.used_by is not None:
        if row.used_by != device_id or device is None:
            raise Refusal("enrolment.code_used")
        return False, _answer(session, context, device)
    if row.expires_at <= context.now():
        raise Refusal("enrolment.code_expired")
    if device is not None:
        raise Refusal("enrolment.device_taken")
    volunteer = row.volunteer or _new_applicant(session, context, row)
    device = Device(
        id=device_id,
        volunteer=volunteer,
        public_key=public_key,
        name=name[:200],
        kind=row.kind,
        enrolled_at=context.now(),
        blocked=False,
    )
    session.add(device)
    row.used_by, row.used_at = device_id, context.now()
    session.flush()
    return True, _answer(session, context, device)


def _new_applicant(session: Session, context: Context, row: EnrolmentCode) -> str:
    while True:
        code = f"MCC-{next_number(session, 'volunteer'):04d}"
        if add_volunteer(session, context, code, row.region, row.call_id):
            return code


def _answer(session: Session, context: Context, device: Device) -> EnrolmentAnswer:
    volunteer = session.get_one(Volunteer, device.volunteer)
    call = session.get(Call, volunteer.call_id) if volunteer.call_id else None
    return EnrolmentAnswer(
        device=device.id,
        volunteer=volunteer.code,
        server_name=context.settings.name,
        receipt_key=to_text(context.key.public),
        region=volunteer.region,
        call_id=call.id if call else None,
        requirements=decode(call.requirements, tuple[str, ...]) if call else (),
    )


def _region_of(session: Session, context: Context, wanted: CodeRequest) -> str:
    if wanted.volunteer is not None:
        volunteer = session.get(Volunteer, wanted.volunteer)
        if volunteer is None:
            raise Refusal("volunteer.unknown", volunteer=wanted.volunteer)
        return volunteer.region
    if wanted.call_id is not None:
        call = session.get(Call, wanted.call_id)
        if call is None:
            raise Refusal("call.unknown", call=wanted.call_id)
        if call.closes_on < context.today():
            raise Refusal("call.closed", call=wanted.call_id)
        return call.region
    return wanted.region or ""


def _digest(code: str) -> str:
    return introductions.code_digest(code).hex()


def _public_key(text: str) -> bytes:
    try:
        key = from_text(text)
    except TrustError as error:
        raise Refusal("enrolment.bad_key") from error
    if len(key) != 32:
        raise Refusal("enrolment.bad_key")
    return key
