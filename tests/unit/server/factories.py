"""Made-up works, checklists and courses for the server's tests."""

from datetime import date
from typing import Any

from fieldmonitor.domain.records import (
    AccreditationState,
    Activity,
    ChecklistRecord,
    Course,
    CourseQuestion,
    Party,
    Work,
)
from fieldmonitor.server.context import Context
from fieldmonitor.server.roles import Person, Role
from fieldmonitor.server.services import fieldwork, users, volunteers
from fieldmonitor.server.services.standing import add_volunteer
from fieldmonitor.server.services.volunteers import Decision

ADMIN = Person("ana", Role.ADMIN, None)
STAFF = Person("sara", Role.STAFF, None)
PASSWORD = "una-clave-larga-de-prueba"
DUE = date(2027, 3, 31)


def a_work(id: str = "w-1", **more: Any) -> Work:
    values: dict[str, Any] = {
        "name": "I.E. N.º 1047 de Molle Grande",
        "entity": "Municipalidad Distrital de Molle Grande",
        "ubigeo": "150101",
        "department": "LIMA",
        "province": "LIMA",
        "district": "LIMA",
        "cui": "2548817",
        "parties": (Party("contractor", "Constructora Quinual S.A.C.", "20600000001"),),
        "synthetic": True,
    }
    return Work(id=id, **(values | more))


def a_checklist(id: str = "site_visit", version: str = "1", **more: Any) -> ChecklistRecord:
    values: dict[str, Any] = {
        "title": {"es": "Visita a la obra"},
        "activity": Activity.SITE_VISIT,
        "xform": "<html/>",
        "findings": {},
    }
    return ChecklistRecord(id=id, version=version, **(values | more))


def a_course(version: str = "1", questions: int = 4, **more: Any) -> tuple[Course, dict[str, int]]:
    asked = tuple(
        CourseQuestion(f"q{n}", "l1", {"es": f"¿{n}?"}, {"es": ("a", "b", "c")}) for n in range(questions)
    )
    values: dict[str, Any] = {"attempts_allowed": 2, "pass_mark": 0.7} | more
    course = Course("basico", version, {"es": "Curso"}, {}, (), asked, **values)
    return course, {question.id: 1 for question in asked}


def make_staff(context: Context) -> None:
    """Make one user of each role, all with the same password; sara works in Lima, the others everywhere."""
    with context.db.write() as session:
        for name, role in (("ana", Role.ADMIN), ("sara", Role.STAFF), ("aldo", Role.AUDITOR)):
            users.create_user(session, context, users.NewUser(name, PASSWORD, role), "test")


def accredit(context: Context, code: str) -> None:
    with context.db.write() as session:
        volunteers.decide(session, context, ADMIN, code, Decision(AccreditationState.ACTIVE, waived="prueba"))


def publish_field(context: Context, *works: Work) -> None:
    """Take works in and publish a checklist."""
    with context.db.write() as session:
        fieldwork.import_works(session, context, ADMIN, works or (a_work(),))
        fieldwork.publish_checklist(session, context, ADMIN, a_checklist())


def assign(context: Context, *codes: str, work_id: str = "w-1") -> str:
    with context.db.write() as session:
        new = fieldwork.NewAssignment(work_id, Activity.SITE_VISIT, codes, DUE)
        return fieldwork.assign(session, context, ADMIN, new)


def new_volunteer(context: Context, code: str, region: str = "LIMA") -> str:
    with context.db.write() as session:
        assert add_volunteer(session, context, code, region, None)
    return code
