"""Staff routes: works, checklists, courses, assignments."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from fieldmonitor.domain.records import ChecklistRecord, Course, Work
from fieldmonitor.server.routes.common import InContext
from fieldmonitor.server.routes.staff_access import PREFIX, Allowed
from fieldmonitor.server.routes.staff_people import Created, Done
from fieldmonitor.server.services import course, fieldwork
from fieldmonitor.server.settings import Limits
from fieldmonitor.server.wire import answer, body_of, describes

router = APIRouter(prefix=PREFIX, tags=["staff"])

IMPORT = Limits().import_body


@dataclass(frozen=True, slots=True)
class CourseWithAnswers:
    """A course, and apart from it the right answers (question → index), which stay on the server."""

    course: Course
    answers: dict[str, int]


@dataclass(frozen=True, slots=True)
class Published:
    """Whether this version is news."""

    new: bool


@router.get("/works", **describes(list[Work]))
def list_works(
    person: Allowed,
    context: InContext,
    limit: Annotated[int, Query(ge=1, le=1000)] = 200,
    offset: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
) -> Response:
    """A page of the works of this user's region."""
    with context.db.read() as db:
        return answer(fieldwork.works(db, person, limit, offset))


@router.put("/works", **describes(fieldwork.Imported, list[Work]))
def import_works(
    person: Allowed, context: InContext, works: Annotated[list[Work], body_of(list[Work], IMPORT)]
) -> Response:
    """Take works in; a known id is brought up to date."""
    with context.db.write() as db:
        return answer(fieldwork.import_works(db, context, person, works))


@router.put("/checklists", **describes(Published, ChecklistRecord))
def publish_checklist(
    person: Allowed,
    context: InContext,
    checklist: Annotated[ChecklistRecord, body_of(ChecklistRecord, IMPORT)],
) -> Response:
    """Publish a compiled checklist; a version once out never changes."""
    with context.db.write() as db:
        return answer(Published(fieldwork.publish_checklist(db, context, person, checklist)))


@router.put("/courses", **describes(Published, CourseWithAnswers))
def publish_course(
    person: Allowed,
    context: InContext,
    new: Annotated[CourseWithAnswers, body_of(CourseWithAnswers, IMPORT)],
) -> Response:
    """Publish a course; its answers stay here."""
    with context.db.write() as db:
        return answer(Published(course.publish(db, new.course, new.answers)))


@router.get("/assignments", **describes(list[fieldwork.AssignmentLine]))
def list_assignments(
    person: Allowed, context: InContext, volunteer: Annotated[str | None, Query(max_length=64)] = None
) -> Response:
    """The assignments of this user's region, or of one volunteer."""
    with context.db.read() as db:
        return answer(fieldwork.assignments(db, person, volunteer))


@router.post("/assignments", **describes(Created, fieldwork.NewAssignment, 201))
def assign(
    person: Allowed,
    context: InContext,
    new: Annotated[fieldwork.NewAssignment, body_of(fieldwork.NewAssignment)],
) -> Response:
    """Assign a work; a conflict of interest is refused."""
    with context.db.write() as db:
        return answer(Created(fieldwork.assign(db, context, person, new)), 201)


@router.delete("/assignments/{id}", **describes(Done))
def withdraw(
    person: Allowed,
    context: InContext,
    id: Annotated[str, Path(max_length=64)],
    volunteer: Annotated[str | None, Query(max_length=64)] = None,
) -> Response:
    """Take an assignment back, from one volunteer or from all."""
    with context.db.write() as db:
        fieldwork.withdraw(db, context, person, id, volunteer)
    return answer(Done())
