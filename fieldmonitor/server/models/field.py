"""Works, assignments, checklists, and what came of the visits: reports and findings."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from fieldmonitor.server.models.base import Base, Code


class WorkRow(Base):
    """A public work: its record in full, and the columns that lists and rules ask for."""

    __tablename__ = "work"
    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    entity: Mapped[str]
    region: Mapped[str] = mapped_column(index=True)
    province: Mapped[str]
    district: Mapped[str]
    ubigeo: Mapped[str] = mapped_column(Code)
    cui: Mapped[str | None] = mapped_column(index=True)
    body: Mapped[str]
    updated_at: Mapped[datetime]


class ChecklistVersion(Base):
    """Every checklist ever published: a report cites one by the hash of its XForm."""

    __tablename__ = "checklist_version"
    id: Mapped[str] = mapped_column(Code, primary_key=True)
    version: Mapped[str] = mapped_column(Code, primary_key=True)
    sha256: Mapped[str] = mapped_column(Code, index=True)
    body: Mapped[str]
    published_at: Mapped[datetime]


class AssignmentRow(Base):
    """One activity on one work, to be done until a day."""

    __tablename__ = "assignment"
    id: Mapped[str] = mapped_column(Code, primary_key=True)
    work_id: Mapped[str] = mapped_column(ForeignKey("work.id"), index=True)
    activity: Mapped[str] = mapped_column(Code)
    checklist_id: Mapped[str] = mapped_column(Code)
    due: Mapped[date]
    briefing: Mapped[str]
    visit_number: Mapped[int]
    created_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class AssignmentVolunteer(Base):
    """A volunteer's part in an assignment: given, accepted, declined or withdrawn."""

    __tablename__ = "assignment_volunteer"
    assignment_id: Mapped[str] = mapped_column(Code, ForeignKey("assignment.id"), primary_key=True)
    volunteer: Mapped[str] = mapped_column(Code, ForeignKey("volunteer.code"), primary_key=True, index=True)
    state: Mapped[str] = mapped_column(Code)
    reason: Mapped[str] = mapped_column(default="")


class ReportRow(Base):
    """A report or an urgent finding, as the staff's queue sees it; its content stays in the message.

    `about` is the report's id: an urgent finding's own id differs from that of the report it belongs to.
    """

    __tablename__ = "report"
    __table_args__ = (
        ForeignKeyConstraint(["id", "version"], ["message.id", "message.version"]),
        Index(None, "state", "severity", "received_at"),
    )
    id: Mapped[str] = mapped_column(Code, primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    about: Mapped[str] = mapped_column(Code, index=True)
    urgent: Mapped[bool]
    number: Mapped[str] = mapped_column(Code)
    activity: Mapped[str] = mapped_column(Code)
    work_id: Mapped[str] = mapped_column(index=True)
    assignment_id: Mapped[str] = mapped_column(Code)
    volunteer: Mapped[str] = mapped_column(Code, index=True)
    region: Mapped[str] = mapped_column(index=True)
    state: Mapped[str] = mapped_column(Code)
    severity: Mapped[int]
    title: Mapped[str]
    visited_at: Mapped[datetime]
    received_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    quarantined: Mapped[bool] = mapped_column(default=False)
    superseded: Mapped[bool] = mapped_column(default=False)


class FindingRow(Base):
    """A finding of a message: what is not as it should be."""

    __tablename__ = "finding"
    __table_args__ = (
        ForeignKeyConstraint(["message_id", "message_version"], ["message.id", "message.version"]),
    )
    message_id: Mapped[str] = mapped_column(Code, primary_key=True)
    message_version: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str]
    question_ref: Mapped[str]
    severity: Mapped[str] = mapped_column(Code)
    criterion: Mapped[str]
    condition: Mapped[str]
    effect: Mapped[str]
    evidence: Mapped[str]
    confirmed: Mapped[bool]
