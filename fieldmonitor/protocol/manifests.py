"""What a device signs and sends up. Every manifest has an id and a version, made on the device."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from fieldmonitor.domain.clock import Moment
from fieldmonitor.domain.records import Activity
from fieldmonitor.domain.reports import Finding
from fieldmonitor.domain.visit import VisitMark
from fieldmonitor.protocol.envelope import (
    APPLICATION_TYPE,
    ASSIGNMENT_REPLY_TYPE,
    COURSE_ATTEMPT_TYPE,
    REPORT_TYPE,
    URGENT_TYPE,
)


class FileRole(StrEnum):
    """What a file is to its report; SMALL copies travel before ORIGINALs.

    A SEALED file is the untouched original of a covered picture, encrypted by its sender to the
    comptroller's key; its `of` is the clear original's hash.
    """

    SMALL = "small"
    ORIGINAL = "original"
    DOCUMENT = "document"
    SEALED = "sealed"


@dataclass(frozen=True, slots=True)
class ChecklistRef:
    """The exact checklist that was answered: `sha256` of its XForm text."""

    id: str
    version: str
    sha256: str


@dataclass(frozen=True, slots=True)
class PhotoFacts:
    """What a picture says of itself, each value as found; corrections are stated, never applied to it."""

    taken_at: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    accuracy_m: float | None = None
    direction_deg: float | None = None
    device: str | None = None
    clock_offset_s: float | None = None
    distance_m: float | None = None
    flags: tuple[str, ...] = ()
    sources: dict[str, str] | None = None
    software: str | None = None


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One file of a report, named by its hash; `of` is the original's hash for a copy of it."""

    sha256: str
    size: int
    media_type: str
    role: FileRole
    question_ref: str | None = None
    caption: str = ""
    of: str | None = None
    facts: PhotoFacts | None = None


@dataclass(frozen=True, slots=True)
class ReportManifest:
    """A report as signed: its answers, and the hash and size of every file.

    `visit` tells when the visit was prepared, begun and left; empty where no visit was made.
    """

    TYPE: ClassVar[str] = REPORT_TYPE
    id: str
    version: int
    protocol: int
    activity: Activity
    assignment_id: str
    work_id: str
    volunteer: str
    device: str
    checklist: ChecklistRef
    answers_xml: str
    findings: tuple[Finding, ...]
    files: tuple[FileEntry, ...]
    started_at: Moment
    signed_at: Moment
    replaces: str | None = None
    reason: str = ""
    urgent: tuple[str, ...] = ()
    dropped_answers: int = 0
    visit: tuple[VisitMark, ...] = ()


@dataclass(frozen=True, slots=True)
class UrgentFinding:
    """A danger to life, sent at once and alone; the report cites its id later."""

    TYPE: ClassVar[str] = URGENT_TYPE
    id: str
    version: int
    protocol: int
    report_id: str
    work_id: str
    volunteer: str
    device: str
    finding: Finding
    signed_at: Moment
    files: tuple[FileEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class Application:
    """An applicant's answer to a call: sworn requirements (code → confirmed) and domicile."""

    TYPE: ClassVar[str] = APPLICATION_TYPE
    id: str
    version: int
    protocol: int
    call_id: str
    device: str
    ubigeo: str
    sworn: dict[str, bool]
    signed_at: Moment
    files: tuple[FileEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class CourseAttempt:
    """A finished test: question id → index of the chosen option. The server grades it."""

    TYPE: ClassVar[str] = COURSE_ATTEMPT_TYPE
    id: str
    version: int
    protocol: int
    course_id: str
    course_version: str
    device: str
    answers: dict[str, int]
    signed_at: Moment
    files: tuple[FileEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class AssignmentReply:
    """A volunteer accepts or declines an assignment, with a reason for declining."""

    TYPE: ClassVar[str] = ASSIGNMENT_REPLY_TYPE
    id: str
    version: int
    protocol: int
    assignment_id: str
    device: str
    accepted: bool
    signed_at: Moment
    reason: str = ""
    files: tuple[FileEntry, ...] = ()


Manifest = ReportManifest | UrgentFinding | Application | CourseAttempt | AssignmentReply

MANIFESTS: dict[str, type[Manifest]] = {
    kind.TYPE: kind for kind in (ReportManifest, UrgentFinding, Application, CourseAttempt, AssignmentReply)
}
"""Payload type → manifest class."""
