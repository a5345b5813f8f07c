"""Volunteers, their devices and how they sign in; identities stand apart from everything else."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from fieldmonitor.server.models.base import Base, Code


class Call(Base):
    """A call for volunteers: where, until when, and what they must swear to."""

    __tablename__ = "call"
    id: Mapped[str] = mapped_column(Code, primary_key=True)
    title: Mapped[str]
    region: Mapped[str]
    districts: Mapped[str]
    requirements: Mapped[str]
    closes_on: Mapped[date]
    created_at: Mapped[datetime]


class Volunteer(Base):
    """A volunteer as the programme's records know them: by a code, never by name."""

    __tablename__ = "volunteer"
    code: Mapped[str] = mapped_column(Code, primary_key=True)
    region: Mapped[str]
    call_id: Mapped[str | None] = mapped_column(Code, ForeignKey("call.id"))
    state: Mapped[str] = mapped_column(Code, index=True)
    scope: Mapped[str] = mapped_column(default="")
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]
    course_passed_on: Mapped[date | None]
    credential: Mapped[str | None]
    credential_number: Mapped[str | None] = mapped_column(Code, unique=True)
    accredited_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class Identity(Base):
    """Who a volunteer is, sealed under a key of its own; deleting the row forgets the person."""

    __tablename__ = "identity"
    volunteer: Mapped[str] = mapped_column(Code, ForeignKey("volunteer.code"), primary_key=True)
    document_digest: Mapped[str] = mapped_column(Code, unique=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    updated_at: Mapped[datetime]


class EnrolmentCode(Base):
    """A one-time code, as its digest; `used_by` is the device that spent it."""

    __tablename__ = "enrolment_code"
    digest: Mapped[str] = mapped_column(Code, primary_key=True)
    call_id: Mapped[str | None] = mapped_column(Code, ForeignKey("call.id"))
    volunteer: Mapped[str | None] = mapped_column(Code, ForeignKey("volunteer.code"))
    region: Mapped[str]
    kind: Mapped[str] = mapped_column(Code)
    expires_at: Mapped[datetime]
    used_by: Mapped[str | None] = mapped_column(Code)
    used_at: Mapped[datetime | None]


class Attempt(Base):
    """A failed guess at a code or password, kept as long as it counts against its source."""

    __tablename__ = "attempt"
    __table_args__ = (Index(None, "what", "source", "at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    what: Mapped[str] = mapped_column(Code)
    source: Mapped[str]
    at: Mapped[datetime]


class Device(Base):
    """A laptop's public key. `kind` hub or coordinator may carry others' messages.

    `revoked_at`: what it sends is quarantined, and nothing goes down to it; `blocked`: it gets no token.
    """

    __tablename__ = "device"
    id: Mapped[str] = mapped_column(Code, primary_key=True)
    volunteer: Mapped[str] = mapped_column(Code, ForeignKey("volunteer.code"), index=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    name: Mapped[str]
    kind: Mapped[str] = mapped_column(Code)
    enrolled_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    blocked: Mapped[bool] = mapped_column(default=False)


class Nonce(Base):
    """Something a device was given to sign, as its digest; good once."""

    __tablename__ = "nonce"
    digest: Mapped[str] = mapped_column(Code, primary_key=True)
    device: Mapped[str] = mapped_column(Code, ForeignKey("device.id"))
    expires_at: Mapped[datetime] = mapped_column(index=True)


class Token(Base):
    """A device's bearer token, as its digest."""

    __tablename__ = "token"
    digest: Mapped[str] = mapped_column(Code, primary_key=True)
    device: Mapped[str] = mapped_column(Code, ForeignKey("device.id"))
    expires_at: Mapped[datetime] = mapped_column(index=True)


class Application(Base):
    """An applicant's sworn answers to a call; the message itself stays as signed."""

    __tablename__ = "application"
    message_id: Mapped[str] = mapped_column(Code, primary_key=True)
    message_version: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[str] = mapped_column(Code)
    volunteer: Mapped[str] = mapped_column(Code, ForeignKey("volunteer.code"), index=True)
    ubigeo: Mapped[str] = mapped_column(Code)
    sworn: Mapped[str]
    received_at: Mapped[datetime]


class CourseKey(Base):
    """The right answer of a test question: it never leaves the server."""

    __tablename__ = "course_key"
    course_id: Mapped[str] = mapped_column(Code, primary_key=True)
    course_version: Mapped[str] = mapped_column(Code, primary_key=True)
    question: Mapped[str] = mapped_column(Code, primary_key=True)
    answer: Mapped[int]


class CourseAttempt(Base):
    """A graded test. `ordinal` counts a volunteer's attempts: two at once cannot take the same one."""

    __tablename__ = "course_attempt"
    volunteer: Mapped[str] = mapped_column(Code, ForeignKey("volunteer.code"), primary_key=True)
    course_id: Mapped[str] = mapped_column(Code, primary_key=True)
    ordinal: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[str] = mapped_column(Code, unique=True)
    course_version: Mapped[str] = mapped_column(Code)
    score: Mapped[float]
    passed: Mapped[bool]
    graded: Mapped[bool]
    at: Mapped[datetime]
