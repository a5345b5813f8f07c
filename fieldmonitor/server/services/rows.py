"""Small acts on tables that several services share: insert once, count up, take note."""

from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from fieldmonitor.server.models import Audit, Base, Counter, ServerFact
from fieldmonitor.server.problems import Refusal

LONGEST_KEY = 300

EPOCH = "epoch"
"""The fact that tells this database from any other, an older copy of it restored elsewhere included."""


def insert_once(session: Session, table: type[Base], **values: object) -> bool:
    """Insert a row unless a UNIQUE rule says it is there; tell whether it was inserted.

    The database decides, so that of two at once exactly one inserts.
    """
    insert: Any = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    rows = table.__table__
    once = insert(rows).values(**values).on_conflict_do_nothing()
    return session.execute(once.returning(*rows.primary_key)).first() is not None


def check_key(*names: str) -> None:
    """Refuse ids that are empty or longer than an index may hold."""
    if not all(0 < len(name) <= LONGEST_KEY for name in names):
        raise Refusal("request.malformed", reason=f"an id is empty or longer than {LONGEST_KEY} characters")


def next_number(session: Session, name: str, step: int = 1) -> int:
    """Raise a counter by `step` and return its new value; its row stays locked until the commit."""
    raised = update(Counter).where(Counter.name == name).values(value=Counter.value + step)
    value: int | None = session.scalar(raised.returning(Counter.value))
    if value is None:
        insert_once(session, Counter, name=name, value=0)
        value = session.scalar(raised.returning(Counter.value))
    assert value is not None
    return value


def current_number(session: Session, name: str) -> int:
    """Return a counter's value, 0 if it was never raised."""
    counter = session.get(Counter, name)
    return counter.value if counter else 0


def fact(session: Session, name: str) -> str:
    """Return a fact about this database."""
    row = session.get(ServerFact, name)
    assert row is not None, name
    return row.value


def ensure_fact(session: Session, name: str, value: str) -> None:
    """Note a fact about this database, unless it is known."""
    insert_once(session, ServerFact, name=name, value=value)


def audit(session: Session, now: datetime, who: str, action: str, subject: str, detail: str = "") -> None:
    """Write down who did or read what."""
    session.add(Audit(at=now, who=who, action=action, subject=subject, detail=detail))
