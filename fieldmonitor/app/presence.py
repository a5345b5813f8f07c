"""The presence log of a visit: when one arrived and left, by the laptop's clock and what is known of it.

Whom one met, and whether one was let in, the checklist asks; this only adds the times, and puts them into
the checklist's own questions for them, so that there are no two truths.
"""

from datetime import datetime

from fieldmonitor.app.drafts import Draft
from fieldmonitor.app.workspace import Workspace
from fieldmonitor.domain.clock import lima
from fieldmonitor.domain.reports import ReportKey
from fieldmonitor.domain.visit import VisitMark, VisitStep

TIME_QUESTIONS = {VisitStep.ARRIVED: "arrival_time", VisitStep.LEFT: "departure_time"}
"""The questions of the shipped checklists that ask for these times."""


def marks(ws: Workspace, key: ReportKey) -> tuple[VisitMark, ...]:
    """Return what is known of a report's visit, in order."""
    with ws.store.read() as uow:
        return uow.visit_marks.list(key)


def note(ws: Workspace, key: ReportKey, step: VisitStep) -> VisitMark:
    """Keep that someone arrived or left, now."""
    mark = VisitMark(step, ws.moment())
    with ws.store.write() as uow:
        uow.visit_marks.add(key, mark)
    return mark


def take_back(ws: Workspace, key: ReportKey, step: VisitStep) -> None:
    """Undo the last mark: it was pressed by mistake."""
    with ws.store.write() as uow:
        uow.visit_marks.take_back(key, step)


def at_site(held: tuple[VisitMark, ...]) -> bool:
    """Tell whether one has arrived and not left since."""
    steps = [mark.step for mark in held if mark.step in TIME_QUESTIONS]
    return bool(steps) and steps[-1] is VisitStep.ARRIVED


def time_question(draft: Draft, step: VisitStep, held: tuple[VisitMark, ...] = ()) -> str | None:
    """Return the question that a step's time answers, where the checklist asks it; `held`: marks before it.

    The last departure is the visit's end, whatever was answered before. An arrival answers where nothing is.
    """
    name = TIME_QUESTIONS[step]
    for view in draft.session.root.walk():
        if view.kind == "question" and view.ref.rpartition("/")[2] == name:
            first = step is VisitStep.ARRIVED and not any(mark.step is step for mark in held)
            tells = first or step is VisitStep.LEFT or not view.value
            return view.ref if view.relevant and tells else None
    return None


def time_answer(at: datetime) -> str:
    """Return a time as a checklist's answer: Peru's wall clock, to the minute, with its offset."""
    return f"{lima(at):%H:%M}:00.000-05:00"
