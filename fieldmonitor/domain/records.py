"""Records that come down to a laptop: works, assignments, accreditations, courses, feedback.

All are frozen and made of plain values, so that the feed, a pack and the store carry the same bytes.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from fieldmonitor.domain.activity import Activity as Activity
from fieldmonitor.domain.facts import Fact, FactKey


class RecordKind(StrEnum):
    """Everything that comes down is one of these."""

    WORK = "work"
    ASSIGNMENT = "assignment"
    CHECKLIST = "checklist"
    COURSE = "course"
    FEEDBACK = "feedback"
    ACCREDITATION = "accreditation"
    REVOCATION = "revocation"
    CHECKPOINT = "checkpoint"
    NOTICE = "notice"
    SERVER_KEYS = "server_keys"


@dataclass(frozen=True, slots=True)
class Party:
    """A company or person with a role in a work: contractor, supervisor, resident; who says so, and when."""

    role: str
    name: str
    ruc: str | None = None
    since: date | None = None
    until: date | None = None
    source: str | None = None
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class ProgressPoint:
    """Progress published for one month, in percent; None where the source has no entry."""

    month: date
    programmed: Decimal | None
    real: Decimal | None
    financial: Decimal | None = None


@dataclass(frozen=True, slots=True)
class WorkChange:
    """A change the entity published: an addendum, a stoppage, an additional; in Spanish, as published."""

    on: date
    text: str
    source: str


@dataclass(frozen=True, slots=True)
class DocumentLink:
    """A published document; `sha256` and `size` (bytes) are set when the comptroller holds a copy of it."""

    title: str
    url: str | None = None
    sha256: str | None = None
    media_type: str | None = None
    as_of: date | None = None
    source: str | None = None
    size: int | None = None


@dataclass(frozen=True, slots=True)
class WorkAlert:
    """An alert that the comptroller issued on a work and has not closed, whoever's report it came from."""

    number: str
    title: str
    issued_on: date


@dataclass(frozen=True, slots=True)
class Work:
    """A public work as the official sources describe it; places are keyed by INEI ubigeo.

    `source` and `as_of` say where its codes, names, place and monthly progress come from; a fact, a party
    and a document name their own.
    """

    id: str
    name: str
    entity: str
    ubigeo: str
    department: str
    province: str
    district: str
    infobras_code: str | None = None
    cui: str | None = None
    snip: str | None = None
    sector: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    facts: tuple[Fact, ...] = ()
    parties: tuple[Party, ...] = ()
    progress: tuple[ProgressPoint, ...] = ()
    changes: tuple[WorkChange, ...] = ()
    documents: tuple[DocumentLink, ...] = ()
    synthetic: bool = False
    source: str | None = None
    as_of: date | None = None
    alerts: tuple[WorkAlert, ...] = ()

    def fact(self, key: FactKey) -> Fact | None:
        """Return the newest fact of a key."""
        return max(self.all_facts(key), key=lambda fact: fact.as_of, default=None)

    def all_facts(self, key: FactKey) -> tuple[Fact, ...]:
        """Return what each source says of a key, in the order given."""
        return tuple(fact for fact in self.facts if fact.key == key)


@dataclass(frozen=True, slots=True)
class Assignment:
    """One activity on one work, given to one volunteer or a group until a day."""

    id: str
    work_id: str
    activity: Activity
    checklist_id: str
    due: date
    volunteers: tuple[str, ...]
    briefing: str = ""
    visit_number: int = 1


@dataclass(frozen=True, slots=True)
class ChecklistRecord:
    """A compiled checklist: `xform` is XML text; `findings` and `norms` are what its codes stand for.

    `portals` are the addresses to look at by portal; `{cui}` and `{code}` in them stand for the work's own.
    """

    id: str
    version: str
    title: dict[str, str]
    activity: Activity
    xform: str
    findings: dict[str, "FindingTemplate"]
    norms: dict[str, dict[str, str]] = field(default_factory=dict)
    portals: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FindingTemplate:
    """The words of a finding code by language; `condition` may name {answer} and {expected}."""

    severity: str
    criterion: dict[str, str]
    condition: dict[str, str]
    effect: dict[str, str]


class AccreditationState(StrEnum):
    """Where a volunteer stands; only ACTIVE opens new visits."""

    APPLICANT = "applicant"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    EXPIRED = "expired"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class Accreditation:
    """A volunteer's standing, with the comptroller's signed credential once accredited."""

    volunteer: str
    state: AccreditationState
    scope: str
    valid_from: date | None = None
    valid_until: date | None = None
    course_passed_on: date | None = None
    credential: str | None = None


class RevokedSubject(StrEnum):
    """What can be revoked: a laptop's key, or the credential shown at a site's gate."""

    DEVICE = "device"
    CREDENTIAL = "credential"


@dataclass(frozen=True, slots=True)
class Revocation:
    """A laptop or credential that counts no more; `revoked` is false where it counts again."""

    subject: RevokedSubject
    id: str
    on: date
    revoked: bool = True


def revocation_id(subject: RevokedSubject, id: str) -> str:
    """Return the id of the record on a laptop or credential."""
    return f"{subject}:{id}"


@dataclass(frozen=True, slots=True)
class LessonCheck:
    """A question beside a lesson, for the learner alone: `right` is an option's number, `why` its reason."""

    id: str
    text: dict[str, str]
    options: dict[str, tuple[str, ...]]
    right: int
    why: dict[str, str]


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson of the course: Markdown and its pictures (name → base64), by language."""

    id: str
    module: str
    title: dict[str, str]
    markdown: dict[str, str]
    pictures: dict[str, str]
    checks: tuple[LessonCheck, ...] = ()


@dataclass(frozen=True, slots=True)
class CourseQuestion:
    """A test question without its answer, which stays with the server."""

    id: str
    lesson: str
    text: dict[str, str]
    options: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Course:
    """The training course as a laptop gets it: a test asks `asked` of its questions, or all where it is 0."""

    id: str
    version: str
    title: dict[str, str]
    modules: dict[str, dict[str, str]]
    lessons: tuple[Lesson, ...]
    questions: tuple[CourseQuestion, ...]
    attempts_allowed: int
    pass_mark: float
    asked: int = 0


@dataclass(frozen=True, slots=True)
class FeedbackStep:
    """A step in a report's life after it arrived: reviewed, alert, control action, answer, outcome.

    `text` is its sentence in Spanish; `code` and `params` let a laptop make it in another language.
    """

    step: str
    on: date
    text: str = ""
    deadline: date | None = None
    reference: str | None = None
    code: str = ""
    params: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class QuestionComment:
    """A reviewer's comment on one question of a returned report."""

    ref: str
    text: str


@dataclass(frozen=True, slots=True)
class Feedback:
    """What became of a report, in plain words; one record per report, newer versions replace it."""

    report_id: str
    report_version: int
    state: str
    title: str
    summary: str
    steps: tuple[FeedbackStep, ...]
    comments: tuple[QuestionComment, ...] = ()
    alert_number: str | None = None
    alert_open: bool = False


@dataclass(frozen=True, slots=True)
class CourseResult:
    """The graded result of a course attempt, sent down as part of a notice."""

    attempt_id: str
    passed: bool
    score: float
    attempts_left: int


@dataclass(frozen=True, slots=True)
class Notice:
    """A message from the programme to this volunteer; with a `code` a laptop makes its words itself."""

    title: str
    text: str
    at: datetime
    course_result: CourseResult | None = None
    code: str = ""
