"""Rows of a checklist that are added as one goes: whom one met, what the works log says.

Only the last row can be taken away, so that what names a row by its number, a photo or a finding, stays true.
"""

from dataclasses import dataclass

from fieldmonitor.app.workspace import Workspace
from fieldmonitor.domain.reports import ReportKey
from fieldmonitor.forms import Changes, NodeView, Session

START_EMPTY = "start-empty"
"""The appearance of a repeat that has no row before a person adds one; elsewhere the first stands ready."""


def start_empty(session: Session) -> None:
    """Take the first, empty row out of the repeats that ask for it, in a report that begins."""
    repeats = [v for v in session.root.walk() if v.kind == "repeat" and START_EMPTY in v.appearance.split()]
    for view in repeats:
        for row in reversed(rows_of(session, view.ref)):
            session.remove_repeat(view.ref, row.index)


def rows_of(session: Session, ref: str) -> list[NodeView]:
    """Return the rows of a repeat as they stand."""
    return [row for row in session.node(ref).children if row.kind == "repeat-instance"]


def add_row(session: Session, ref: str) -> tuple[Changes, str]:
    """Add an empty row at the end; return its first question too."""
    changes = session.add_repeat(ref)
    asked = (node for node in rows_of(session, ref)[-1].walk() if node.kind == "question" and node.relevant)
    return changes, next((node.ref for node in asked), ref)


@dataclass(frozen=True, slots=True)
class Taken:
    """A row that was taken away: where it stood, and its answers by the part of their refs behind it."""

    repeat: str
    row: str
    answers: dict[str, str]


def take_last_row(session: Session, ref: str) -> tuple[Changes, Taken]:
    """Take the last row away; return what it held, so that it can be put back."""
    row = rows_of(session, ref)[-1]
    where = row.ref
    held = {
        node.ref.removeprefix(row.ref): node.stored
        for node in row.walk()
        if node.kind == "question" and node.stored
    }
    return session.remove_repeat(ref, row.index), Taken(ref, where, held)


def put_back(session: Session, taken: Taken) -> Changes:
    """Add a row again, at the end, with what it held."""
    session.add_repeat(taken.repeat)
    row = rows_of(session, taken.repeat)[-1].ref
    for name, value in taken.answers.items():
        session.answer(f"{row}{name}", value)
    return Changes(everything=True)


def let_go(ws: Workspace, key: ReportKey, row: str) -> dict[str, str]:
    """Leave the photos of a row that went without a question; return whose they were, by evidence id."""
    with ws.store.write() as uow:
        held = {
            kept.id: kept.question_ref
            for kept in uow.evidence.list(key)
            if kept.question_ref and kept.question_ref.startswith(f"{row}/")
        }
        for evidence in held:
            uow.evidence.update(evidence, question_ref=None)
    return held


def hang_again(ws: Workspace, held: dict[str, str]) -> None:
    """Give photos back to the questions of a row that was put back."""
    with ws.store.write() as uow:
        for evidence, ref in held.items():
            uow.evidence.update(evidence, question_ref=ref)
