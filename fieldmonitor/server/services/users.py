"""The people of the comptroller's offices: accounts and sessions."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from fieldmonitor.server.context import Context
from fieldmonitor.server.models import StaffSession, User
from fieldmonitor.server.problems import Refusal
from fieldmonitor.server.roles import Person, Role
from fieldmonitor.server.services import throttle
from fieldmonitor.server.services.rows import audit, insert_once

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 256
SESSION_LIFE = timedelta(hours=9)
CONSOLE = "consola"
"""Who acts when an admin command is run on the server's own machine."""

NO_PASSWORD = "!"  # noqa: S105 - a hash that nothing matches

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


@dataclass(frozen=True, slots=True)
class NewUser:
    """An account to make."""

    name: str
    password: str
    role: Role
    region: str | None = None
    language: str = "es"


@dataclass(frozen=True, slots=True)
class UserRow:
    """An account as lists show it."""

    name: str
    role: Role
    region: str | None
    active: bool


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A fresh session: the token in clear, this once."""

    token: str
    csrf: str
    expires_in: int
    name: str
    role: Role
    region: str | None


def create_user(session: Session, context: Context, new: NewUser, by: str) -> None:
    """Make an account; a name can be taken only once."""
    if not SHORTEST_PASSWORD <= len(new.password) <= LONGEST_PASSWORD:
        raise Refusal("user.weak_password", length=SHORTEST_PASSWORD)
    if not new.name or len(new.name) > 64 or not new.name.isprintable() or len(new.region or "") > 64:
        raise Refusal("request.malformed", reason="name")
    made = insert_once(
        session,
        User,
        name=new.name,
        role=new.role,
        region=new.region,
        password=_hasher.hash(new.password),
        language=new.language,
        active=True,
        created_at=context.now(),
    )
    if not made:
        raise Refusal("user.exists", name=new.name)
    audit(session, context.now(), by, "user.created", new.name, new.role)


def console(session: Session, context: Context) -> Person:
    """Return who acts for a command on the server's machine: nobody can sign in as it."""
    insert_once(
        session,
        User,
        name=CONSOLE,
        role=Role.ADMIN,
        region=None,
        password=NO_PASSWORD,
        language="es",
        active=False,
        created_at=context.now(),
    )
    return Person(CONSOLE, Role.ADMIN, None)


def users(session: Session, person: Person) -> list[UserRow]:
    """Return the accounts of a person's region; those that reach every region are seen by their like."""
    wanted = select(User).order_by(User.name)
    if person.region is not None:
        wanted = wanted.where(User.region == person.region)
    rows = session.scalars(wanted)
    return [UserRow(row.name, Role(row.role), row.region, row.active) for row in rows]


def sign_in(context: Context, name: str, password: str, source: str) -> SignedIn:
    """Open a session. Wrong tries are counted by source and by name."""
    with context.db.read() as session:
        if any(throttle.exhausted(session, context, what, who) for what, who in _counted(name, source)):
            raise Refusal("session.too_many_tries", minutes=15)
        user = session.get(User, name)
    if not _matches(user, password) or user is None:
        with context.db.write() as session:
            for what, who in _counted(name, source):
                throttle.note_failure(session, context, what, who)
            audit(session, context.now(), name[:64], "session.refused", source)
        raise Refusal("session.wrong")
    return _open(context, user)


def person_of(context: Context, token: str | None) -> tuple[Person, str]:
    """Return who a session's token belongs to, and the session's CSRF token; or refuse."""
    with context.db.read() as session:
        row = session.execute(
            select(User, StaffSession.csrf)
            .join(StaffSession, StaffSession.user == User.name)
            .where(
                StaffSession.digest == _digest(token or ""),
                StaffSession.expires_at > context.now(),
                User.active,
            )
        ).one_or_none()
    if row is None:
        raise Refusal("session.expired")
    user, csrf = row
    return Person(user.name, Role(user.role), user.region, user.language), csrf


def sign_out(context: Context, token: str) -> None:
    """Close a session."""
    with context.db.write() as session:
        session.execute(delete(StaffSession).where(StaffSession.digest == _digest(token)))


def _open(context: Context, user: User) -> SignedIn:
    token, csrf, now = secrets.token_urlsafe(32), secrets.token_hex(24), context.now()
    with context.db.write() as session:
        session.execute(delete(StaffSession).where(StaffSession.expires_at <= now))
        session.add(
            StaffSession(digest=_digest(token), user=user.name, csrf=csrf, expires_at=now + SESSION_LIFE)
        )
        audit(session, now, user.name, "session.opened", user.name)
    seconds = int(SESSION_LIFE.total_seconds())
    return SignedIn(token, csrf, seconds, user.name, Role(user.role), user.region)


def _counted(name: str, source: str) -> tuple[tuple[str, str], ...]:
    return (("session", source), ("session-name", name[:64]))


def _matches(user: User | None, password: str) -> bool:
    """Check a password; an unknown name takes as long as a known one."""
    known = user is not None and user.active
    try:
        _hasher.verify(user.password if user is not None and known else _nobody(), password)
    except VerificationError:
        return False
    return known


@cache
def _nobody() -> str:
    return _hasher.hash(secrets.token_urlsafe(16))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
