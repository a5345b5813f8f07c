"""Failed guesses: counted by their source for a quarter of an hour."""

from datetime import timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from fieldmonitor.server.context import Context
from fieldmonitor.server.models import Attempt

WINDOW = timedelta(minutes=15)
TRIES = 5
TRIES_OF_ALL = 300
"""From all sources together: what a net of many machines may guess."""


def exhausted(session: Session, context: Context, what: str, source: str) -> bool:
    """Tell whether a source (or everybody together) has guessed wrong too often."""
    recent = select(func.count()).where(Attempt.what == what, Attempt.at > context.now() - WINDOW)
    own = session.scalar(recent.where(Attempt.source == source)) or 0
    return own >= TRIES or (session.scalar(recent) or 0) >= TRIES_OF_ALL


def note_failure(session: Session, context: Context, what: str, source: str) -> None:
    """Count a wrong guess; forget those that count no longer."""
    session.execute(delete(Attempt).where(Attempt.at <= context.now() - WINDOW))
    session.add(Attempt(what=what, source=source, at=context.now()))
