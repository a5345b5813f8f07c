"""The information-access assessment as a matrix of items and portals, read from its form session.

A second view, never a second store: a cell is a question of the checklist (`fm:portal`), a row the group
that holds it (`<item>_item`), and to fill a cell is to answer that question. Everything here is pure, so
that a screen computes it again after each answer. The score's method is `WEIGHTS` and `Score`, alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from fieldmonitor.forms import NodeView, Session

PORTALS = ("infobras", "seace", "pte", "invierte")
"""The order of the columns; a portal that only a newer checklist knows comes after them."""

ITEM_ENDING = "_item"
VALUE_ENDING = "_value"
"""A group with this ending is a row; a question that adds this to a cell's name asks what the portal says."""


class Status(StrEnum):
    """How an item stands in a portal, as the checklist's answers are coded."""

    PUBLISHED = "published"
    PARTIAL = "partial"
    MISSING = "missing"
    OUTDATED = "outdated"
    CONTRADICTORY = "contradictory"
    UNVERIFIED = "unverified"
    NOT_APPLICABLE = "na"


WEIGHTS = {
    Status.PUBLISHED: Decimal("1"),
    Status.PARTIAL: Decimal("0.5"),
    Status.OUTDATED: Decimal("0.25"),
    Status.CONTRADICTORY: Decimal("0.25"),
    Status.MISSING: Decimal("0"),
}
"""What each applicable cell counts; one that does not apply, was not verified or is empty counts nowhere."""

GAPS = (Status.MISSING, Status.PARTIAL, Status.OUTDATED, Status.CONTRADICTORY)
"""What a request for information asks for."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One item in one portal; `ref` is the question to answer, `expected` the fact it is about, if any.

    `value_ref` asks what the portal says, where the checklist does and the state lets it; `value` is the
    canonical answer.
    """

    ref: str
    item: str
    portal: str
    status: Status | None
    words: str
    expected: str
    value_ref: str = ""
    value: str = ""
    value_type: str = "string"


@dataclass(frozen=True, slots=True)
class Row:
    """One item: its cells, and what is said once for all of them: the day, the reason, the page's picture.

    A `…_ref` is the question to answer; `page` the first picture's hash, more are evidence of `page_ref`.
    """

    ref: str
    item: str
    label: str
    guidance: str
    cells: tuple[Cell, ...]
    date_ref: str
    seen_on: date | None
    reason_ref: str
    reason: str
    reason_needed: bool
    page_ref: str
    page: str
    page_needed: bool

    def cell(self, portal: str) -> Cell | None:
        """Return the cell of a column; None where the checklist does not ask it."""
        return next((cell for cell in self.cells if cell.portal == portal), None)


@dataclass(frozen=True, slots=True)
class Phase:
    """A part of the work's life, with its rows."""

    ref: str
    label: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """The whole assessment; `portals` are the codes of the columns, in their order."""

    portals: tuple[str, ...]
    phases: tuple[Phase, ...]

    @property
    def rows(self) -> tuple[Row, ...]:
        return tuple(row for phase in self.phases for row in phase.rows)

    @property
    def cells(self) -> tuple[Cell, ...]:
        return tuple(cell for row in self.rows for cell in row.cells)


@dataclass(frozen=True, slots=True)
class Score:
    """How open a work's information is: `points` of the `applicable` cells (see `WEIGHTS`).

    `asked` cells are all there are; `answered` those with any status.
    """

    points: Decimal
    applicable: int
    answered: int
    asked: int
    unverified: int
    not_applicable: int

    @property
    def share(self) -> Decimal | None:
        """The score, 0 to 1; None while no applicable cell is answered."""
        return self.points / self.applicable if self.applicable else None


@dataclass(frozen=True, slots=True)
class Gap:
    """An item that a portal does not show as it should, seen on a day."""

    item: str
    label: str
    portal: str
    status: Status
    seen_on: date | None


def is_assessment(session: Session) -> bool:
    """Tell whether a checklist has cells to make a matrix of."""
    return any("fm:portal" in node.bind.extra for node in session.checklist.definition.binds.values())


def matrix(session: Session) -> Matrix:
    """Return the matrix as the answers stand now, in the session's language."""
    phases = tuple(phase for part in session.root.children if (phase := _phase(part)).rows)
    found = dict.fromkeys(cell.portal for phase in phases for row in phase.rows for cell in row.cells)
    known = [portal for portal in PORTALS if portal in found]
    return Matrix((*known, *(portal for portal in found if portal not in PORTALS)), phases)


def score(cells: tuple[Cell, ...]) -> Score:
    """Return the score of some cells: of a phase, a portal, or the whole matrix."""
    given = [cell.status for cell in cells if cell.status is not None]
    counted = [WEIGHTS[status] for status in given if status in WEIGHTS]
    return Score(
        points=sum(counted, Decimal(0)),
        applicable=len(counted),
        answered=len(given),
        asked=len(cells),
        unverified=given.count(Status.UNVERIFIED),
        not_applicable=given.count(Status.NOT_APPLICABLE),
    )


def phase_score(phase: Phase) -> Score:
    """Return the score of one phase."""
    return score(tuple(cell for row in phase.rows for cell in row.cells))


def gaps(seen: Matrix) -> tuple[Gap, ...]:
    """Return what is missing, partial, outdated or contradictory, in the matrix's order."""
    return tuple(
        Gap(row.item, row.label, cell.portal, cell.status, row.seen_on)
        for row in seen.rows
        for cell in row.cells
        if cell.status in GAPS
    )


def to_look_at(seen: Matrix) -> dict[str, tuple[Row, ...]]:
    """Return the rows each portal still has to be opened for: what to look up while there is a network."""
    open_rows = {
        portal: tuple(row for row in seen.rows if (cell := row.cell(portal)) and cell.status is None)
        for portal in seen.portals
    }
    return {portal: rows for portal, rows in open_rows.items() if rows}


def _phase(part: NodeView) -> Phase:
    return Phase(part.ref, part.label, tuple(_rows(part)))


def _rows(part: NodeView) -> Iterator[Row]:
    for group in part.walk():
        name = group.ref.rpartition("/")[2]
        if group.kind != "group" or not group.relevant or not name.endswith(ITEM_ENDING):
            continue
        row = _row(group, name.removesuffix(ITEM_ENDING))
        if row.cells:
            yield row


def _row(group: NodeView, item: str) -> Row:
    questions = {child.ref.rpartition("/")[2]: child for child in group.walk() if child.kind == "question"}
    asked = [q for q in questions.values() if "fm:portal" in q.extra and q.relevant]
    day, reason = questions.get(f"{item}_date"), questions.get(f"{item}_reason")
    page = questions.get(f"{item}_page")
    return Row(
        ref=group.ref,
        item=item,
        label=group.label,
        guidance=next((text for q in asked if (text := q.guidance or q.hint)), ""),
        cells=tuple(_cell(question, item, questions) for question in asked),
        date_ref=day.ref if day else "",
        seen_on=_date(day.value) if day else None,
        reason_ref=reason.ref if reason else "",
        reason=reason.value if reason else "",
        reason_needed=bool(reason and reason.relevant and reason.required),
        page_ref=page.ref if page else "",
        page=page.value if page else "",
        page_needed=bool(page and page.relevant and page.required),
    )


def _cell(question: NodeView, item: str, questions: dict[str, NodeView]) -> Cell:
    value = question.value
    told = questions.get(question.ref.rpartition("/")[2] + VALUE_ENDING)
    words = next((choice.label for choice in question.choices if choice.value == value), "")
    status = Status(value) if value in Status._value2member_map_ else None
    cell = Cell(
        question.ref, item, question.extra["fm:portal"], status, words, question.extra.get("fm:expected", "")
    )
    if told is None or not told.relevant:
        return cell
    return replace(cell, value_ref=told.ref, value=told.value, value_type=told.type)


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
