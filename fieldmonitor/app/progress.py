"""How far a report is: one way of counting for home, lists, index and review."""

from dataclasses import dataclass

from fieldmonitor.forms import Session


@dataclass(frozen=True, slots=True)
class Progress:
    """`answered` of `questions` required answers that are asked now; part `part` of `parts`, from 1 on."""

    answered: int
    questions: int
    part: int
    parts: int


def progress(session: Session) -> Progress:
    """Return how far a checklist is; the part is the one where the person stands, else the first."""
    groups = [group for group in session.groups() if group.relevant]
    stood = session.position or ""
    at = (n for n, g in enumerate(groups, 1) if stood == g.ref or stood.startswith(f"{g.ref}/"))
    return Progress(
        answered=sum(group.required_answered for group in groups),
        questions=sum(group.required for group in groups),
        part=next(at, min(1, len(groups))),
        parts=len(groups),
    )
