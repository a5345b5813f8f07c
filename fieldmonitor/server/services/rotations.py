"""Telling every laptop, by the feed, that the server signs with a new key."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from fieldmonitor.domain.records import RecordKind
from fieldmonitor.protocol.envelope import Envelope
from fieldmonitor.server.models import Volunteer
from fieldmonitor.server.services import feed


def publish(session: Session, rotations: tuple[Envelope, ...]) -> None:
    """Show each rotation to the volunteers of its time; those who came later pinned a newer key."""
    for number, word in enumerate(rotations, 1):
        if feed.put_record(session, RecordKind.SERVER_KEYS, str(number), word):
            feed.show(session, RecordKind.SERVER_KEYS, str(number), session.scalars(select(Volunteer.code)))
