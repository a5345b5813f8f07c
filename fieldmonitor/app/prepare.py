"""Before a visit: why this work, what is known of it, whether one may go, and whether it is safe to enter."""

from dataclasses import dataclass, replace
from datetime import datetime

from fieldmonitor.app import drafts
from fieldmonitor.app.accreditation import Standing, standing
from fieldmonitor.app.care import SpaceWarning, space_warning
from fieldmonitor.app.visits_before import POSTPONED, changes_since, last_visit
from fieldmonitor.app.wishes import Wish
from fieldmonitor.app.workspace import Workspace
from fieldmonitor.domain.errors import InputError
from fieldmonitor.domain.local import AssignmentRow, Report
from fieldmonitor.domain.records import Activity, Assignment, Feedback, Party, Work, WorkChange
from fieldmonitor.domain.reports import ReportKey
from fieldmonitor.domain.visit import VisitMark, VisitStep
from fieldmonitor.domain.work_rules import WorkWarning, warnings
from fieldmonitor.store import UnitOfWork

ASKED_ON_SITE = ("resident", "supervisor", "inspector", "contractor")
"""Whom a volunteer asks for, in this order."""


@dataclass(frozen=True, slots=True)
class Preparation:
    """What the briefing shows; `draft` is a visit that was begun already.

    `changes` are those published after the day of the last visit; `told` what became of that visit.
    """

    work: Work
    assignment: Assignment
    row: AssignmentRow
    warnings: tuple[WorkWarning, ...]
    ask_for: tuple[Party, ...]
    last_visit: Report | None
    told: Feedback | None
    changes: tuple[WorkChange, ...]
    standing: Standing
    space: SpaceWarning | None
    clock_error: float | None
    draft: ReportKey | None


def prepare(ws: Workspace, assignment_id: str) -> Preparation:
    """Return what to know before a visit."""
    with ws.store.read() as uow:
        assignment, row = uow.records.assignment(assignment_id), uow.assignments.get(assignment_id)
        if assignment is None or row is None:
            raise InputError("assignment.unknown", assignment=assignment_id)
        work = uow.records.work(assignment.work_id)
        if work is None:
            raise InputError("work.unknown", work=assignment.work_id)
        last = last_visit(uow.overview.of_work(work.id))
        told = uow.records.feedback(last.key.id) if last else None
        draft = _draft(uow, assignment_id)
        changes = changes_since(uow, work, last)
    return Preparation(
        work=work,
        assignment=assignment,
        row=row,
        warnings=warnings(work, ws.today()),
        ask_for=tuple(sorted(filter(_on_site, work.parties), key=lambda p: ASKED_ON_SITE.index(p.role))),
        last_visit=last,
        told=told,
        changes=changes,
        standing=standing(ws),
        space=space_warning(ws),
        clock_error=ws.moment().error_seconds,
        draft=draft,
    )


def begin(
    ws: Workspace,
    assignment_id: str,
    confirmed: dict[VisitStep, datetime],
    *,
    activity: Activity | None = None,
    practice: bool = False,
    wish: Wish | None = None,
) -> ReportKey:
    """Start a prepared visit; what was confirmed, and when, is kept and signed with the report.

    `wish` says why nobody goes in, and answers the checklist's question for it.

    A real visit needs the briefing read and the safety gate passed, unless the volunteer stays outside;
    otherwise InputError `visit.not_prepared`. Practice needs neither.
    """
    ready = {VisitStep.BRIEFED, VisitStep.SAFE} <= confirmed.keys() or VisitStep.OUTSIDE in confirmed
    if not practice and not ready:
        raise InputError("visit.not_prepared")
    now = ws.moment()
    marks = tuple(
        VisitMark(step, replace(now, utc=confirmed[step])) for step in VisitStep if step in confirmed
    )
    kept = () if practice else marks
    return drafts.start(ws, assignment_id, activity=activity, practice=practice, marks=kept, wish=wish)


def postpone(ws: Workspace, assignment_id: str) -> None:
    """Note that the volunteer went, or meant to go, and left the visit for another day."""
    with ws.store.write() as uow:
        uow.settings.set(f"{POSTPONED}{assignment_id}", ws.today().isoformat())


def _on_site(party: Party) -> bool:
    return party.role in ASKED_ON_SITE and party.until is None


def _draft(uow: UnitOfWork, assignment_id: str) -> ReportKey | None:
    return uow.overview.open_draft(assignment_id, None, practice=False)
