"""A volunteer in the programme's records, and the record of their standing that goes down."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from fieldmonitor.domain.records import Accreditation, AccreditationState, RecordKind
from fieldmonitor.server.context import Context
from fieldmonitor.server.models import RecordRow, Volunteer
from fieldmonitor.server.services import feed
from fieldmonitor.server.services.rows import insert_once


def add_volunteer(session: Session, context: Context, code: str, region: str, call_id: str | None) -> bool:
    """Make a volunteer, an applicant at first; False if the code is taken."""
    made = insert_once(
        session,
        Volunteer,
        code=code,
        region=region,
        call_id=call_id,
        state=AccreditationState.APPLICANT,
        scope="",
        created_at=context.now(),
    )
    if made:
        send_standing(session, session.get_one(Volunteer, code))
        courses = select(RecordRow.id).where(RecordRow.kind == RecordKind.COURSE, RecordRow.body.is_not(None))
        feed.show_many(session, RecordKind.COURSE, session.scalars(courses).all(), code)
    return made


def send_standing(session: Session, row: Volunteer) -> None:
    """Send a volunteer's standing down."""
    standing = Accreditation(
        volunteer=row.code,
        state=AccreditationState(row.state),
        scope=row.scope,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        course_passed_on=row.course_passed_on,
        credential=row.credential,
    )
    feed.put_record(session, RecordKind.ACCREDITATION, row.code, standing)
    feed.show(session, RecordKind.ACCREDITATION, row.code, [row.code])


def expire_due(session: Session, context: Context) -> int:
    """Expire the accreditations whose last day has passed; returns how many."""
    due = select(Volunteer).where(
        Volunteer.state == AccreditationState.ACTIVE, Volunteer.valid_until < context.today()
    )
    rows = session.scalars(due).all()
    for row in rows:
        row.state = AccreditationState.EXPIRED
        send_standing(session, row)
    return len(rows)
