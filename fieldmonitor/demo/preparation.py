"""What the comptroller prepares before a volunteer can do anything: accounts, content, works, a call."""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from fieldmonitor.app.workspace import Workspace
from fieldmonitor.demo.staff import Staff
from fieldmonitor.demo.works import demo_works
from fieldmonitor.demo.world import World
from fieldmonitor.domain.records import Activity, Work
from fieldmonitor.packs.checklists import read_checklists
from fieldmonitor.packs.courses import read_course
from fieldmonitor.protocol.codec import to_plain
from fieldmonitor.system.resources import resource

ANALYST = "analista07"
WORKS = 8
VISIT_WITHIN = timedelta(days=8)


@dataclass(frozen=True, slots=True)
class Prepared:
    """The staff signed in, the works imported, and the correct answers for the demo's volunteer to know."""

    staff: Staff
    password: str
    works: tuple[Work, ...]
    answers: dict[str, int]


def prepare(world: World) -> Prepared:
    """Make a staff account and publish checklists, course and works through the staff's routes."""
    password = secrets.token_urlsafe(18)
    world.add_user(ANALYST, password, "staff")
    staff = Staff(world.server.url, ANALYST, password)
    for checklist in read_checklists(resource("checklists")):
        staff.put("/checklists", checklist)
    course, key = read_course(resource("course"))
    staff.put("/courses", {"course": to_plain(course), "answers": key.answers})
    works = demo_works(WORKS, world.workspace.today())
    staff.put("/works", list(works))
    return Prepared(staff, password, works, dict(key.answers))


def open_call(staff: Staff, work: Work, ws: Workspace) -> str:
    """Open a call for the work's district and return its id."""
    created = staff.post(
        "/calls",
        {
            "title": f"Monitores ciudadanos para {work.province.title()}",
            "region": work.department,
            "districts": [work.ubigeo],
            "closes_on": (ws.today() + timedelta(days=30)).isoformat(),
        },
    )
    return str(created["id"])


def accredit(staff: Staff, volunteer: str, work: Work, ws: Workspace) -> None:
    """Accredit a volunteer who passed the course, for a year."""
    staff.post(
        f"/volunteers/{volunteer}/accreditation",
        {
            "state": "active",
            "scope": "Obras asignadas por la Contraloría",
            "valid_from": ws.today().isoformat(),
            "valid_until": (ws.today() + timedelta(days=365)).isoformat(),
        },
    )


def assign(staff: Staff, work: Work, activity: Activity, volunteer: str, ws: Workspace) -> str:
    """Assign one activity on a work and return the assignment's id."""
    created = staff.post(
        "/assignments",
        {
            "work_id": work.id,
            "activity": activity.value,
            "volunteers": [volunteer],
            "due": (ws.today() + VISIT_WITHIN).isoformat(),
            "briefing": "La obra se eligió por su monto. Mire el cartel, el personal y el avance.",
        },
    )
    return str(created["id"])
