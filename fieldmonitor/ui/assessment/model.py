"""The matrix as a table of lines: a head for each phase, a line for each item, a column for each portal."""

from dataclasses import dataclass

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from fieldmonitor.app import names
from fieldmonitor.app.assessment import Cell, Matrix, Phase, Row, phase_score, score
from fieldmonitor.app.assessment_words import score_words
from fieldmonitor.system.formats import day
from fieldmonitor.system.translations import _
from fieldmonitor.ui.assessment.words import cell_sign, spoken_cell

_Index = QModelIndex | QPersistentModelIndex

CELL_ROLE = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table: a phase's head, or an item of it."""

    phase: Phase
    row: Row | None = None


class MatrixModel(QAbstractTableModel):
    """Lines over a frozen matrix; an answer touches its own row and the heads that count it."""

    def __init__(self) -> None:
        super().__init__()
        self._matrix = Matrix((), ())
        self._lines: list[Line] = []
        self._noticed: frozenset[str] = frozenset()
        self._asked: frozenset[str] = frozenset()

    def show_matrix(self, seen: Matrix, noticed: frozenset[str], asked: frozenset[str] = frozenset()) -> None:
        """Take over the matrix as it stands; hints are about the `noticed` cells, a review about `asked`."""
        lines = [
            line for phase in seen.phases for line in (Line(phase), *(Line(phase, r) for r in phase.rows))
        ]
        if _shape(lines) != _shape(self._lines) or seen.portals != self._matrix.portals:
            self.beginResetModel()
            self._matrix, self._lines, self._noticed, self._asked = seen, lines, noticed, asked
            self.endResetModel()
            return
        changed = (self._noticed ^ noticed) | (self._asked ^ asked)
        pairs = zip(self._lines, lines, strict=True)
        touched = [i for i, (old, new) in enumerate(pairs) if old != new or _about(new, changed)]
        self._matrix, self._lines, self._noticed, self._asked = seen, lines, noticed, asked
        last = self.columnCount() - 1
        for line in touched:
            self.dataChanged.emit(self.index(line, 0), self.index(line, last))
            self.headerDataChanged.emit(Qt.Orientation.Vertical, line, line)
        if touched:
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, last)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._matrix.portals)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        cell = self.cell_at(index)
        if role == CELL_ROLE:
            return cell
        if cell is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return cell_sign(cell.status).word
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            row = self._lines[index.row()].row
            return spoken_cell(
                cell,
                row.label if row else "",
                noticed=cell.ref in self._noticed,
                asked=cell.ref in self._asked,
            )
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        if orientation == Qt.Orientation.Horizontal:
            return ". ".join(self.portal_words(section))
        line = self._lines[section]
        return line.row.label if line.row else f"{line.phase.label}. {self.phase_words(line.phase)}"

    def flags(self, index: _Index) -> Qt.ItemFlag:
        if self.cell_at(index) is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def cell_at(self, index: _Index) -> Cell | None:
        """Return the cell of a place, or None where the checklist asks nothing."""
        row = self._lines[index.row()].row if index.isValid() else None
        return row.cell(self._matrix.portals[index.column()]) if row is not None else None

    def index_of(self, ref: str) -> QModelIndex:
        """Return where a cell stands; an invalid index for none."""
        for position, line in enumerate(self._lines):
            for column, portal in enumerate(self._matrix.portals if line.row else ()):
                cell = line.row.cell(portal) if line.row else None
                if cell is not None and cell.ref == ref:
                    return self.index(position, column)
        return QModelIndex()

    def first(self) -> QModelIndex:
        """Return the first cell that is still to be looked at, or the first of all."""
        cells = self._matrix.cells
        wanted = next((cell for cell in cells if cell.status is None), cells[0] if cells else None)
        return self.index_of(wanted.ref) if wanted else QModelIndex()

    def line_at(self, position: int) -> Line:
        """Return a line."""
        return self._lines[position]

    def mark_of(self, cell: Cell) -> str:
        """Return the icon of what a cell is marked with: a review asks about it, a hint does, or none."""
        if cell.ref in self._asked:
            return "message-square"
        return "info" if cell.ref in self._noticed else ""

    def portal_words(self, section: int) -> tuple[str, str]:
        """Return a portal's name and the score of its column."""
        portal = self._matrix.portals[section]
        cells = tuple(cell for cell in self._matrix.cells if cell.portal == portal)
        return names.portal(portal), _score_words(cells)

    @staticmethod
    def phase_words(phase: Phase) -> str:
        """Return a phase's score and how much of it was looked at."""
        found = phase_score(phase)
        seen = _("{n} de {total} miradas").format(n=found.answered, total=found.asked)
        return f"{score_words(found)} · {seen}" if found.share is not None else seen

    @staticmethod
    def seen_words(row: Row) -> str:
        """Return when a row was looked at."""
        return _("Visto el {date}").format(date=day(row.seen_on)) if row.seen_on else ""


def _shape(lines: list[Line]) -> list[tuple[str, tuple[str, ...]]]:
    return [
        (line.row.ref, tuple(c.ref for c in line.row.cells)) if line.row else (line.phase.ref, ())
        for line in lines
    ]


def _about(line: Line, refs: frozenset[str]) -> bool:
    return line.row is not None and any(cell.ref in refs for cell in line.row.cells)


def _score_words(cells: tuple[Cell, ...]) -> str:
    found = score(cells)
    return score_words(found) if found.share is not None else _("Sin puntaje")
