"""Works, checklists, and who is to visit what."""

import unicodedata
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from fieldmonitor.domain.records import (
    AccreditationState,
    Activity,
    Assignment,
    ChecklistRecord,
    RecordKind,
    Work,
    WorkAlert,
)
from fieldmonitor.protocol.codec import decode, digest, encode
from fieldmonitor.server.context import Context
from fieldmonitor.server.models import (
    AssignmentRow,
    AssignmentVolunteer,
    ChecklistVersion,
    RecordRow,
    ReportRow,
    WorkRow,
)
from fieldmonitor.server.problems import Refusal
from fieldmonitor.server.roles import Person
from fieldmonitor.server.services import feed
from fieldmonitor.server.services.rows import audit, check_key
from fieldmonitor.server.services.volunteers import find, interests

WITHDRAWN = "withdrawn"
GIVEN = "given"


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import of works changed."""

    new: int
    changed: int
    same: int


@dataclass(frozen=True, slots=True)
class NewAssignment:
    """An assignment to make; without `checklist_id`, the checklist published for the activity."""

    work_id: str
    activity: Activity
    volunteers: tuple[str, ...]
    due: date
    checklist_id: str | None = None
    briefing: str = ""


@dataclass(frozen=True, slots=True)
class AssignmentLine:
    """An assignment with how each volunteer answered, and why some declined."""

    assignment: Assignment
    answers: dict[str, str]
    withdrawn: bool
    reasons: dict[str, str] = field(default_factory=dict)


def import_works(session: Session, context: Context, person: Person, works: Iterable[Work]) -> Imported:
    """Take works in; those who have one assigned get its new facts. The last of a double id wins.

    Documents whose copies staff attached and open alerts stay with their work: no register knows of them.
    """
    new = changed = same = 0
    for work in {work.id: work for work in works}.values():
        person.require_region(work.department)
        check_key(work.id, work.department, *([work.cui] if work.cui else []))
        before = find_work(session, work.id)
        if before is not None:  # else a work is taken from another region by naming one's own
            person.require_region(before.department)
        if not put_work(session, context, _with_copies(work, before)):
            same += 1
        elif before is None:
            new += 1
        else:
            changed += 1
    audit(session, context.now(), person.name, "works.imported", str(new + changed))
    return Imported(new, changed, same)


def put_work(session: Session, context: Context, work: Work) -> bool:
    """Store a work and send it to all who see it; False if nothing of it changed."""
    body = encode(work).decode()
    row = session.get(WorkRow, work.id)
    if row is not None and row.body == body:
        return False
    if row is None:
        row = WorkRow(id=work.id)
        session.add(row)
    _fill(row, work, body, context)
    session.flush()
    feed.put_record(session, RecordKind.WORK, work.id, work)
    feed.changed(session, RecordKind.WORK, work.id)
    return True


def works(session: Session, person: Person, limit: int = 200, offset: int = 0) -> list[Work]:
    """Return a page of the works of a person's region."""
    wanted = select(WorkRow.body).order_by(WorkRow.id).limit(limit).offset(offset)
    if person.region is not None:
        wanted = wanted.where(WorkRow.region == person.region)
    return [decode(body, Work) for body in session.scalars(wanted)]


def find_work(session: Session, id: str) -> Work | None:
    """Return a work, or None."""
    row = session.get(WorkRow, id)
    return decode(row.body, Work) if row else None


def publish_checklist(session: Session, context: Context, person: Person, checklist: ChecklistRecord) -> bool:
    """Publish a checklist; a version once out never changes. False if it is out already."""
    check_key(checklist.id, checklist.version)
    body = encode(checklist).decode()
    known = session.get(ChecklistVersion, (checklist.id, checklist.version))
    if known is not None and known.body != body:
        raise Refusal("checklist.version_taken", checklist=checklist.id, version=checklist.version)
    if known is None:
        session.add(
            ChecklistVersion(
                id=checklist.id,
                version=checklist.version,
                sha256=digest(checklist.xform.encode()),
                body=body,
                published_at=context.now(),
            )
        )
    if not feed.put_record(session, RecordKind.CHECKLIST, checklist.id, checklist):
        return False
    feed.changed(session, RecordKind.CHECKLIST, checklist.id)
    audit(session, context.now(), person.name, "checklist.published", checklist.id, checklist.version)
    return True


def checklist_of(session: Session, id: str, version: str) -> ChecklistRecord | None:
    """Return a published checklist as it was answered."""
    row = session.get(ChecklistVersion, (id, version))
    return decode(row.body, ChecklistRecord) if row else None


def assign(session: Session, context: Context, person: Person, new: NewAssignment) -> str:
    """Give a work to volunteers, after checking their standing and interests; returns the id."""
    work = find_work(session, new.work_id)
    if work is None:
        raise Refusal("work.unknown", work=new.work_id)
    person.require_region(work.department)
    if not new.volunteers:
        raise Refusal("volunteer.unknown", volunteer="")
    for code in new.volunteers:
        _check_volunteer(session, context, person, code, work)
    assignment = Assignment(
        id=str(uuid.uuid4()),
        work_id=work.id,
        activity=new.activity,
        checklist_id=_checklist_id(session, new),
        due=new.due,
        volunteers=tuple(dict.fromkeys(new.volunteers)),
        briefing=new.briefing,
        visit_number=_visits(session, work.id, new.activity) + 1,
    )
    _store(session, context, assignment)
    feed.show(session, RecordKind.WORK, work.id, assignment.volunteers)
    for checklist in {assignment.checklist_id, *_short_forms(session, new.activity)}:
        feed.show(session, RecordKind.CHECKLIST, checklist, assignment.volunteers)
    feed.show(session, RecordKind.ASSIGNMENT, assignment.id, assignment.volunteers)
    audit(session, context.now(), person.name, "assignment.created", assignment.id, work.id)
    return assignment.id


def withdraw(
    session: Session, context: Context, person: Person, id: str, volunteer: str | None = None
) -> None:
    """Take an assignment back, from one volunteer or from all; so goes a work they need no longer."""
    row = session.get(AssignmentRow, id, with_for_update=True)
    if row is None:
        raise Refusal("assignment.unknown", assignment=id)
    work = session.get_one(WorkRow, row.work_id)
    person.require_region(work.region)
    parts = [part for part in _parts(session, id) if part.state != WITHDRAWN]
    leaving = [part for part in parts if volunteer in (None, part.volunteer)]
    if not leaving:
        raise Refusal("assignment.withdrawn", assignment=id)
    for part in leaving:
        part.state = WITHDRAWN
    staying = tuple(part.volunteer for part in parts if part not in leaving)
    if not staying:
        row.withdrawn_at = context.now()
    session.flush()
    gone = [part.volunteer for part in leaving]
    if staying:
        feed.put_record(session, RecordKind.ASSIGNMENT, id, _assignment(row, staying))
    feed.take(session, RecordKind.ASSIGNMENT, id, gone)
    feed.show(session, RecordKind.ASSIGNMENT, id, staying)
    for code in gone:
        if not _still_needs(session, code, row.work_id):
            feed.take(session, RecordKind.WORK, row.work_id, [code])
    audit(session, context.now(), person.name, "assignment.withdrawn", id, ", ".join(gone))


def assignments(session: Session, person: Person, volunteer: str | None = None) -> list[AssignmentLine]:
    """Return the assignments of a person's region, the next due first."""
    wanted = select(AssignmentRow).join(WorkRow, WorkRow.id == AssignmentRow.work_id)
    if person.region is not None:
        wanted = wanted.where(WorkRow.region == person.region)
    if volunteer is not None:
        part = select(AssignmentVolunteer.assignment_id).where(AssignmentVolunteer.volunteer == volunteer)
        wanted = wanted.where(AssignmentRow.id.in_(part))
    rows = session.scalars(wanted.order_by(AssignmentRow.due, AssignmentRow.id)).all()
    parts: dict[str, dict[str, str]] = {}
    reasons: dict[str, dict[str, str]] = {}
    for one in session.scalars(select(AssignmentVolunteer).order_by(AssignmentVolunteer.volunteer)):
        parts.setdefault(one.assignment_id, {})[one.volunteer] = one.state
        if one.reason:
            reasons.setdefault(one.assignment_id, {})[one.volunteer] = one.reason
    return [
        AssignmentLine(
            _assignment(row, tuple(parts[row.id])),
            parts[row.id],
            row.withdrawn_at is not None,
            reasons.get(row.id, {}),
        )
        for row in rows
    ]


def tell_alerts(session: Session, context: Context, work_id: str, alerts: tuple[WorkAlert, ...]) -> None:
    """Name a work's open alerts in its record, for all who are to visit it."""
    work = find_work(session, work_id)
    if work is not None:
        put_work(session, context, replace(work, alerts=alerts))


def _with_copies(work: Work, before: Work | None) -> Work:
    if before is None:
        return work
    named = {document.sha256 for document in work.documents}
    kept = (document for document in before.documents if document.sha256 and document.sha256 not in named)
    return replace(work, documents=(*work.documents, *kept), alerts=before.alerts)


def _fill(row: WorkRow, work: Work, body: str, context: Context) -> None:
    row.name, row.entity, row.ubigeo, row.cui = work.name, work.entity, work.ubigeo, work.cui
    row.region, row.province, row.district = work.department, work.province, work.district
    row.body, row.updated_at = body, context.now()


def _check_volunteer(session: Session, context: Context, person: Person, code: str, work: Work) -> None:
    volunteer = find(session, person, code)
    if volunteer.state != AccreditationState.ACTIVE:
        raise Refusal("assignment.volunteer_not_active", volunteer=code, state=volunteer.state)
    declared = {_folded(name): name for name in interests(session, context, code)}
    for name in (work.entity, *(party.name for party in work.parties), *_rucs(work)):
        if _folded(name) in declared:
            raise Refusal("assignment.conflict_of_interest", volunteer=code, name=name)


def _rucs(work: Work) -> list[str]:
    return [party.ruc for party in work.parties if party.ruc]


def _folded(name: str) -> str:
    """Return a name as compared: without accents, case, dots and doubled spaces."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    letters = "".join(mark for mark in plain if not unicodedata.combining(mark))
    return " ".join(letters.replace(".", "").replace(",", " ").split())


def _checklist_id(session: Session, new: NewAssignment) -> str:
    if new.checklist_id is not None:
        if session.get(RecordRow, (RecordKind.CHECKLIST, new.checklist_id)) is None:
            raise Refusal("checklist.unknown", checklist=new.checklist_id)
        return new.checklist_id
    newest = _newest_checklist(session, new.activity)
    if newest is None:
        raise Refusal("checklist.unknown", checklist=new.activity.value)
    return newest


def _short_forms(session: Session, activity: Activity) -> tuple[str, ...]:
    """Return what a visitor may need instead: the short checklist, where the work stands still."""
    short = _newest_checklist(session, Activity.STOPPED_WORK) if activity is Activity.SITE_VISIT else None
    return (short,) if short else ()


def _newest_checklist(session: Session, activity: Activity) -> str | None:
    rows = session.scalars(
        select(ChecklistVersion).order_by(ChecklistVersion.published_at.desc(), ChecklistVersion.id)
    )
    return next((row.id for row in rows if decode(row.body, ChecklistRecord).activity is activity), None)


def _visits(session: Session, work_id: str, activity: Activity) -> int:
    done = select(func.count()).where(
        ReportRow.work_id == work_id,
        ReportRow.activity == activity,
        ReportRow.urgent.is_(False),
        ReportRow.superseded.is_(False),
    )
    return session.scalar(done) or 0


def _store(session: Session, context: Context, assignment: Assignment) -> None:
    session.add(
        AssignmentRow(
            id=assignment.id,
            work_id=assignment.work_id,
            activity=assignment.activity,
            checklist_id=assignment.checklist_id,
            due=assignment.due,
            briefing=assignment.briefing,
            visit_number=assignment.visit_number,
            created_at=context.now(),
        )
    )
    session.flush()
    session.add_all(
        AssignmentVolunteer(assignment_id=assignment.id, volunteer=code, state=GIVEN, reason="")
        for code in assignment.volunteers
    )
    session.flush()
    feed.put_record(session, RecordKind.ASSIGNMENT, assignment.id, assignment)


def _assignment(row: AssignmentRow, volunteers: tuple[str, ...]) -> Assignment:
    return Assignment(
        id=row.id,
        work_id=row.work_id,
        activity=Activity(row.activity),
        checklist_id=row.checklist_id,
        due=row.due,
        volunteers=volunteers,
        briefing=row.briefing,
        visit_number=row.visit_number,
    )


def _parts(session: Session, id: str) -> list[AssignmentVolunteer]:
    wanted = select(AssignmentVolunteer).where(AssignmentVolunteer.assignment_id == id)
    return list(session.scalars(wanted.order_by(AssignmentVolunteer.volunteer)))


def _still_needs(session: Session, volunteer: str, work_id: str) -> bool:
    other = (
        select(AssignmentRow.id)
        .join(AssignmentVolunteer, AssignmentVolunteer.assignment_id == AssignmentRow.id)
        .where(
            AssignmentRow.work_id == work_id,
            AssignmentVolunteer.volunteer == volunteer,
            AssignmentVolunteer.state != WITHDRAWN,
        )
    )
    return session.scalar(other.limit(1)) is not None
