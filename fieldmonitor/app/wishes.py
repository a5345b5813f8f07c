"""Why somebody does not go in, said before the visit begins: it answers the checklist's own question."""

from enum import StrEnum

from fieldmonitor.forms import Session


class Wish(StrEnum):
    """What a volunteer has seen at the gate; the checklist then asks only what can still be answered."""

    REFUSED = "refused"
    CLOSED = "closed"
    NOT_FOUND = "not_found"


ANSWERS = {
    Wish.REFUSED: ("access", "denied"),
    Wish.CLOSED: ("access", "closed"),
    Wish.NOT_FOUND: ("location", "no"),
}
"""The question of the shipped checklists that a wish answers, by its name, and the answer."""


def grant(session: Session, wish: Wish) -> str:
    """Answer the question and return it; \"\" where the checklist has no such question or answer."""
    name, value = ANSWERS[wish]
    for view in session.root.walk():
        if view.kind == "question" and view.ref.rpartition("/")[2] == name and view.relevant:
            if value not in (choice.value for choice in view.choices):
                return ""
            session.answer(view.ref, value)
            return view.ref
    return ""
