"""An open assessment: cells answer the checklist's own questions, kept pages are its evidence."""

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

from fieldmonitor.app import assessment, assessment_pages, photo_edits
from fieldmonitor.app.assessment import Cell, Matrix, Row
from fieldmonitor.app.assessment_hints import Hint, hints, published_in
from fieldmonitor.app.drafts import Draft
from fieldmonitor.app.ports import TaskRunner
from fieldmonitor.app.told import Asked, asked_of
from fieldmonitor.app.workspace import Workspace
from fieldmonitor.domain.clock import lima
from fieldmonitor.domain.facts import Fact
from fieldmonitor.domain.local import Evidence
from fieldmonitor.domain.reports import ReportKey
from fieldmonitor.forms import Choice
from fieldmonitor.ui.visit.asked import AskedAt, within
from fieldmonitor.ui.visit.presenter import VisitPresenter, VisitView

Kept = tuple[Evidence, ...]
Read = tuple[Kept, dict[str, str], AskedAt]


class AssessmentPresenter(VisitPresenter):
    """A visit's presenter that knows rows and cells; `kept` are the pages that were kept as evidence."""

    def __init__(
        self, ws: Workspace, runner: TaskRunner, view: VisitView, key: ReportKey, known: dict[str, Draft]
    ) -> None:
        super().__init__(ws, runner, view, key, known)
        self._matrix: Matrix | None = None
        self.kept: Kept = ()
        self.addresses: dict[str, str] = {}

    @property
    def matrix(self) -> Matrix:
        """The matrix as the answers stand."""
        if self._matrix is None:
            self._matrix = assessment.matrix(self.draft.session)
        return self._matrix

    def today(self) -> date:
        """Return the day in Peru."""
        return lima(self.ws.clock.now()).date()

    def hints(self) -> tuple[Hint, ...]:
        """Return what the program noticed and the answers do not yet agree with."""
        return tuple(hint for hint in hints(self.matrix, self.draft.work, self.today()) if not hint.agreed)

    def cell_of(self, ref: str) -> Cell | None:
        """Return the cell of a question, or the first of the row that a question belongs to."""
        cells = self.matrix.cells
        exact = next((cell for cell in cells if cell.ref == ref), None)
        row = next((row for row in self.matrix.rows if ref.startswith(f"{row.ref}/")), None)
        return exact or (row.cells[0] if row is not None else None)

    def row_of(self, cell: Cell) -> Row:
        """Return the row that a cell stands in."""
        return next(row for row in self.matrix.rows if row.item == cell.item)

    def choices(self, cell: Cell) -> tuple[Choice, ...]:
        """Return the states that a cell may have, in the checklist's words."""
        return tuple(self.draft.session.node(cell.ref).choices)

    def published(self, cell: Cell) -> Fact | None:
        """Return what this laptop's copy of the portal says of a cell's fact."""
        return published_in(self.draft.work, cell)

    def kept_for(self, row: Row) -> Kept:
        """Return the pages kept for a row."""
        return tuple(found for found in self.kept if row.page_ref and found.question_ref == row.page_ref)

    def asked_at(self, cell: Cell) -> tuple[Asked, ...]:
        """Return what a review asks of a cell, or of its row where no cell of it is named."""
        row = self.row_of(cell)
        cells = {one.ref for one in row.cells}
        about = (
            said for ref, said in within(self.asked, row.ref).items() if ref == cell.ref or ref not in cells
        )
        return tuple(one for said in about for one in said)

    def asked_elsewhere(self) -> AskedAt:
        """Return what a review asks that stands in no row, as of the remarks at the end."""
        rows = tuple(f"{row.ref}/" for row in self.matrix.rows)
        whole = {row.ref for row in self.matrix.rows}
        return {
            ref: said for ref, said in self.asked.items() if ref not in whole and not ref.startswith(rows)
        }

    def others(self) -> list[str]:
        """Return the questions that are no part of the matrix, as the remarks at its end."""
        rows = tuple(f"{row.ref}/" for row in self.matrix.rows)
        nodes = self.draft.session.root.walk()
        return [n.ref for n in nodes if n.kind == "question" and n.relevant and not n.ref.startswith(rows)]

    def answer(self, ref: str, value: str) -> None:
        """Take an answer; the matrix is read again when it is next asked for."""
        self._matrix = None
        super().answer(ref, value)
        self._matrix = None

    # -- kept pages --------------------------------------------------------------------------------

    def load_shots(self) -> None:
        """Read which pages were kept, and open none; and what a review asks."""
        ws, key, draft = self.ws, self.key, self.draft

        def read() -> Read:
            known = assessment_pages.addresses(ws, draft.report, draft.work)
            return assessment_pages.kept_pages(ws, key), known, asked_of(ws, key)

        self.ask(read, self._take_pages)

    def keep_files(self, cell: Cell, paths: list[Path], address: str, done: Callable[[], object]) -> None:
        """Keep files as evidence of a cell's row."""
        ref = self.row_of(cell).page_ref
        for path in paths:
            self._keep(
                partial(
                    assessment_pages.keep_page,
                    self.ws,
                    self.key,
                    path,
                    page_ref=ref,
                    portal=cell.portal,
                    address=address,
                ),
                done,
            )

    def keep_pasted(
        self, cell: Cell, data: bytes, name: str, address: str, done: Callable[[], object]
    ) -> None:
        """Keep a pasted picture as evidence of a cell's row."""
        ref = self.row_of(cell).page_ref
        self._keep(
            lambda: assessment_pages.keep_shot(
                self.ws, self.key, data, name=name, page_ref=ref, portal=cell.portal, address=address
            ),
            done,
        )

    def drop(self, kept: Evidence) -> None:
        """Put a kept page into the trash."""
        self.ask(lambda: photo_edits.trash(self.ws, kept.id), lambda _done: self.load_shots())

    def bring_back(self, kept: Evidence) -> None:
        """Bring a page back from the trash."""
        self.ask(lambda: photo_edits.restore(self.ws, kept.id), lambda _done: self.load_shots())

    def _keep(self, task: Callable[[], Evidence], done: Callable[[], object]) -> None:
        def kept(_evidence: Evidence) -> None:
            if not self.closed:
                done()
                self.load_shots()

        self.runner.background(task, kept, self.show_trouble)

    def _take_pages(self, read: Read) -> None:
        self.kept, self.addresses, self.asked = read
        self.evidence = self.kept
        self.shots_known = True
        self._match_answers()
        self._matrix = None
        self._screen.show_shots()
