"""The comptroller's side: users, reviews, alerts, control actions, and the log of who did what."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, Numeric
from sqlalchemy.orm import Mapped, mapped_column

from fieldmonitor.server.models.base import Base, Code


class User(Base):
    """A person who signs in to the portal; `region` None sees every region."""

    __tablename__ = "user_account"
    name: Mapped[str] = mapped_column(Code, primary_key=True)
    role: Mapped[str] = mapped_column(Code)
    region: Mapped[str | None]
    password: Mapped[str]
    language: Mapped[str] = mapped_column(Code)
    active: Mapped[bool]
    created_at: Mapped[datetime]


class StaffSession(Base):
    """A signed-in user, as the digest of the bearer token or cookie."""

    __tablename__ = "staff_session"
    digest: Mapped[str] = mapped_column(Code, primary_key=True)
    user: Mapped[str] = mapped_column(Code, ForeignKey("user_account.name"))
    csrf: Mapped[str] = mapped_column(Code)
    expires_at: Mapped[datetime] = mapped_column(index=True)


class Review(Base):
    """What the staff decided on a report; the newest counts."""

    __tablename__ = "review"
    __table_args__ = (
        ForeignKeyConstraint(["report_id", "report_version"], ["report.id", "report.version"]),
        Index(None, "report_id", "report_version"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[str] = mapped_column(Code)
    report_version: Mapped[int]
    decision: Mapped[str] = mapped_column(Code)
    text: Mapped[str]
    comments: Mapped[str]
    by: Mapped[str] = mapped_column(Code, ForeignKey("user_account.name"))
    at: Mapped[datetime]


class Alert(Base):
    """What the comptroller tells the entity, made from a report's findings."""

    __tablename__ = "alert"
    __table_args__ = (
        ForeignKeyConstraint(["report_id", "report_version"], ["report.id", "report.version"]),
        Index(None, "report_id", "report_version"),
    )
    number: Mapped[str] = mapped_column(Code, primary_key=True)
    report_id: Mapped[str] = mapped_column(Code)
    report_version: Mapped[int]
    work_id: Mapped[str] = mapped_column(index=True)
    region: Mapped[str]
    finding_ids: Mapped[str]
    title: Mapped[str]
    text: Mapped[str]
    severity: Mapped[str] = mapped_column(Code)
    state: Mapped[str] = mapped_column(Code)
    issued_by: Mapped[str] = mapped_column(Code, ForeignKey("user_account.name"))
    issued_at: Mapped[datetime]


class ControlAction(Base):
    """A control service or remote monitoring that follows an alert."""

    __tablename__ = "control_action"
    id: Mapped[str] = mapped_column(Code, primary_key=True)
    alert_number: Mapped[str] = mapped_column(Code, ForeignKey("alert.number"), index=True)
    kind: Mapped[str] = mapped_column(Code)
    reference: Mapped[str]
    opened_on: Mapped[date]
    deadline: Mapped[date]
    state: Mapped[str] = mapped_column(Code)
    result: Mapped[str] = mapped_column(default="")
    closed_on: Mapped[date | None]
    penalty: Mapped[Decimal | None] = mapped_column(Numeric(16, 2))
    document: Mapped[str] = mapped_column(default="")
    opened_by: Mapped[str] = mapped_column(Code, ForeignKey("user_account.name"))


class AdverseSituation(Base):
    """A situación adversa of a control action, and what the entity did about it."""

    __tablename__ = "adverse_situation"
    id: Mapped[int] = mapped_column(primary_key=True)
    action_id: Mapped[str] = mapped_column(Code, ForeignKey("control_action.id"), index=True)
    text: Mapped[str]
    state: Mapped[str] = mapped_column(Code)
    corrective_action: Mapped[str]
    answered_on: Mapped[date | None]


class Audit(Base):
    """Who did or read what: rows are only ever added."""

    __tablename__ = "audit"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    who: Mapped[str] = mapped_column(Code)
    action: Mapped[str] = mapped_column(Code)
    subject: Mapped[str]
    detail: Mapped[str]
