"""Laptops and credentials that count no more, as records: in the feed for their owners, in packs for all."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from fieldmonitor.domain.clock import lima
from fieldmonitor.domain.records import (
    AccreditationState,
    RecordKind,
    Revocation,
    RevokedSubject,
    revocation_id,
)
from fieldmonitor.server.context import Context
from fieldmonitor.server.models import Device, RecordRow, Volunteer
from fieldmonitor.server.services import feed

WITHOUT_CREDENTIAL = frozenset({AccreditationState.SUSPENDED, AccreditationState.REVOKED})


def note_device(session: Session, context: Context, device: Device) -> None:
    """Tell that a laptop is revoked."""
    on = lima(device.revoked_at or context.now()).date()
    _put(session, Revocation(RevokedSubject.DEVICE, device.id, on), device.volunteer)


def note_credential(session: Session, context: Context, row: Volunteer) -> None:
    """Tell whether a volunteer's credential counts; one that never was revoked needs no record."""
    if row.credential_number is None:
        return
    revoked = AccreditationState(row.state) in WITHOUT_CREDENTIAL
    id = revocation_id(RevokedSubject.CREDENTIAL, row.credential_number)
    if revoked or session.get(RecordRow, (RecordKind.REVOCATION, id)) is not None:
        body = Revocation(RevokedSubject.CREDENTIAL, row.credential_number, context.today(), revoked)
        _put(session, body, row.code)


def of_region(session: Session, region: str) -> list[RecordRow]:
    """Return the records on a region's laptops and credentials, by id."""
    devices = select(Device.id).join(Volunteer, Volunteer.code == Device.volunteer)
    devices = devices.where(Volunteer.region == region, Device.revoked_at.is_not(None))
    numbers = select(Volunteer.credential_number).where(
        Volunteer.region == region, Volunteer.credential_number.is_not(None)
    )
    ids = [revocation_id(RevokedSubject.DEVICE, id) for id in session.scalars(devices)]
    ids += [revocation_id(RevokedSubject.CREDENTIAL, str(number)) for number in session.scalars(numbers)]
    found = (session.get(RecordRow, (RecordKind.REVOCATION, id)) for id in sorted(ids))
    return [row for row in found if row is not None]


def _put(session: Session, body: Revocation, volunteer: str) -> None:
    id = revocation_id(body.subject, body.id)
    if feed.put_record(session, RecordKind.REVOCATION, id, body):
        feed.show(session, RecordKind.REVOCATION, id, [volunteer])
