"""What the demo volunteer answers: a visit to a work that looks abandoned, and what its portals show.

Answers are typed text by question, as in an answers file; they suit the checklists we ship.
"""

from datetime import datetime, timedelta

from fieldmonitor.demo.signs import board_term
from fieldmonitor.domain.facts import FactKey
from fieldmonitor.domain.records import Activity, Work

Answers = dict[str, str]

LOGBOOK_REASON = "El vigilante dice que lo tiene el residente."
"""Why the works log was not shown: the demo's guide quotes it."""


def demo_answers(activity: Activity, work: Work, start: datetime) -> Answers:
    """Return the answers of a whole report that began at `start` (its own wall clock counts)."""
    if activity is Activity.SITE_VISIT:
        return visit_answers(work, start)
    if activity is Activity.STOPPED_WORK:
        return stopped_work_answers(start)
    return access_answers(start)


def visit_answers(work: Work, start: datetime) -> Answers:
    """Return the answers of a site visit: nobody works, the board is out of date, bags lie in the open."""
    amount = work.fact(FactKey.CONTRACT_AMOUNT)
    parts = {
        "arrival": {
            "arrival_time": _clock(start),
            "location": "yes",
            "danger": "no",
            "access": "yes",
            "can_photograph": "yes",
        },
        "staff": {
            "supervisor_present": "no",
            "resident_present": "no",
            "workers": "0",
            "protective_equipment": "na",
        },
        "documents": {
            "board": "yes",
            "board_term": board_term(work),
            "board_amount": amount.value if amount else "1",
            "logbook": "denied",
            "logbook_reason": LOGBOOK_REASON,
            "technical_file": "unverified",
            "technical_file_reason": "No había quien lo mostrara.",
        },
        "progress": {
            "activity": "abandoned",
            "progress_seen": "25",
            "progress_told_unverified": "OK",
            "progress_told_reason": "No estaban el residente ni el supervisor.",
            "schedule": "no",
            **_deadline(work, start),
            "delay": "unverified",
            "delay_reason": "El vigilante no lo sabe.",
        },
        "quality": {
            "matches_plan": "unverified",
            "matches_plan_reason": "Sin el expediente no se puede comparar.",
            "defects": "yes",
            "storage": "no",
            "materials_match": "unverified",
            "materials_match_reason": "Sin el expediente no se puede comparar.",
            "tests": "no",
        },
        "surroundings": {
            "signs": "yes",
            "nuisance": "access rubble",
            "neighbours": "yes",
            "neighbours_said": "Dos vecinas cuentan que nadie trabaja desde hace meses.",
        },
        "closing": {
            "full_review": "partial",
            "full_review_reason": "Faltó ver los documentos.",
            "explained": "nobody",
            "departure_time": _clock(start + timedelta(hours=1)),
        },
    }
    return _by_ref(parts)


def _deadline(work: Work, start: datetime) -> Answers:
    """Return the answer on the term, which is asked only until it has passed."""
    end = work.fact(FactKey.END_DATE)
    if end is not None and start.date().isoformat() > end.value:
        return {}
    return {"deadline": "unverified", "deadline_reason": "No había a quién preguntar."}


def stopped_work_answers(start: datetime) -> Answers:
    """Return the answers of the short checklist for a work that stands still."""
    parts = {
        "state": {
            "danger": "no",
            "can_photograph": "yes",
            "signs_of_work": "guard",
            "stopped_since": f"{start - timedelta(days=150):%Y-%m-%d}",
        },
        "reason": {
            "told_by": "guard",
            "cause": "payment",
            "suspension_document": "unverified",
            "suspension_document_reason": "El vigilante no tiene documentos.",
        },
        "risks": {"fenced": "yes", "deterioration": "no", "leftovers": "kept"},
    }
    return _by_ref(parts)


def access_answers(start: datetime) -> Answers:
    """Return the answers of an information-access assessment: most is published, progress is not."""
    seen = f"{start:%Y-%m-%d}"
    parts: dict[str, dict[str, tuple[str, ...]]] = {
        "identification": {
            "project_name": ("infobras", "published", "invierte", "published"),
            "location": ("infobras", "partial", "invierte", "published"),
            "entity": ("infobras", "published", "pte", "published"),
        },
        "preparation": {
            "budget": ("invierte", "published", "pte", "missing"),
            "design": ("seace", "published", "infobras", "partial"),
        },
        "contracting": {
            "procedure": ("seace", "published"),
            "contractor": ("seace", "published", "infobras", "published"),
            "contract_amount": ("seace", "published", "infobras", "published", "pte", "missing"),
            "contract_term": ("seace", "published", "infobras", "published"),
        },
        "execution": {
            "progress": ("infobras", "outdated"),
            "changes": ("infobras", "missing", "seace", "published"),
            "completion": ("infobras", "outdated", "pte", "missing"),
        },
    }
    answers: Answers = {}
    for part, items in parts.items():
        for item, cells in items.items():
            place = f"/data/{part}/{item}_item/{item}"
            for portal, status in zip(cells[::2], cells[1::2], strict=True):
                answers[f"{place}_{portal}"] = status
            answers[f"{place}_date"] = seen
    return answers


def _clock(at: datetime) -> str:
    """Return a time of day as forms keep it, with its offset."""
    return at.timetz().isoformat(timespec="milliseconds")


def _by_ref(parts: dict[str, dict[str, str]]) -> Answers:
    return {f"/data/{part}/{name}": value for part, items in parts.items() for name, value in items.items()}
