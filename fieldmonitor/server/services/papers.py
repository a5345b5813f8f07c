"""Requests for enrolment that somebody carried here in a file; the answer goes back in a pack."""

from sqlalchemy.orm import Session

from fieldmonitor.domain.errors import InputError, TrustError
from fieldmonitor.protocol.codec import decode
from fieldmonitor.protocol.envelope import Envelope
from fieldmonitor.protocol.messages import EnrolmentAnswer
from fieldmonitor.protocol.packs import ENROLMENT_REQUEST_TYPE, EnrolmentPaper
from fieldmonitor.server.context import Context
from fieldmonitor.server.models import Device
from fieldmonitor.server.roles import Person
from fieldmonitor.server.services.enrolment import (
    CodeRequest,
    enrol_by_paper,
    enrol_by_staff,
    standing_answer,
)
from fieldmonitor.server.services.rows import audit
from fieldmonitor.trust.envelopes import unseal
from fieldmonitor.trust.keys import from_text, key_id

LARGEST = 16 * 1024


def take_request(
    session: Session, context: Context, person: Person, data: bytes, wanted: CodeRequest | None
) -> EnrolmentAnswer:
    """Enrol the laptop that wrote a request; taking it in again gives the same answer.

    `wanted` stands in for a code that the request does not bring: then a person vouches for the laptop.
    """
    paper = read_request(data)
    device = session.get(Device, key_id(from_text(paper.device_key)))
    if device is not None:
        return standing_answer(session, context, device)
    if paper.code_id is not None:
        answer = enrol_by_paper(session, context, paper)
    elif wanted is not None:
        answer = enrol_by_staff(session, context, paper, wanted)
    else:
        raise InputError("enrolment.nobody_vouches")
    person.require_region(answer.region)
    audit(session, context.now(), person.name, "device.enrolled", answer.device)
    return answer


def read_request(data: bytes) -> EnrolmentPaper:
    """Read a request, which its laptop must have signed; InputError `enrolment.not_a_request`."""
    try:
        envelope = decode(data[:LARGEST], Envelope)
        claimed = decode(from_text(envelope.payload), EnrolmentPaper)
        return unseal(envelope, ENROLMENT_REQUEST_TYPE, from_text(claimed.device_key), EnrolmentPaper)
    except TrustError as error:
        raise InputError("enrolment.not_a_request") from error
