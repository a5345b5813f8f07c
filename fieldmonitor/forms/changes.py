"""What the session tells a screen: changes, problems, progress."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fieldmonitor.forms.engine import Engine, state_of
from fieldmonitor.forms.instance import FormNode, ref_of, walk

if TYPE_CHECKING:
    from fieldmonitor.forms.views import NodeView


@dataclass(frozen=True, slots=True)
class Changes:
    """The refs whose state differs from before, and the rows that came and went.

    ``refs`` name every changed node that is still there, new ones too. ``removed`` holds the refs that rows
    had before they went; rows behind them have moved up by then. ``everything``: paint the whole form again.
    """

    refs: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    everything: bool = False

    def __bool__(self) -> bool:
        return bool(self.refs or self.added or self.removed or self.everything)

    def __contains__(self, ref: object) -> bool:
        return ref in self.refs


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a form is not final yet. ``condition``: required, constraint, or error in the form itself."""

    ref: str
    label: str
    message: str
    group: str
    condition: str


@dataclass(frozen=True, slots=True)
class GroupState:
    """Progress in a top-level group: relevant questions, those answered, required ones, those answered."""

    ref: str
    label: str
    relevant: bool
    questions: int
    answered: int
    required: int
    required_answered: int
    problems: int


def changes_of(engine: Engine, view_of: "Callable[[FormNode], NodeView]") -> Changes:
    """Return what the action under way has changed."""
    removed = tuple(ref_of(row) for row in engine.removed)
    nodes = [node for node, before in engine.changed.items() if before is None or state_of(node) != before]
    if engine.removed:
        gone = {node for row in engine.removed if not _attached(engine, row) for node in walk(row)}
        nodes = [node for node in nodes if node not in gone and _attached(engine, node)]
    added = tuple(ref_of(row) for kind, row, _ in engine.journal if kind == "added" and row in engine.changed)
    return Changes(tuple(ref_of(node) for node in nodes), added, removed)


def _attached(engine: Engine, node: FormNode) -> bool:
    current: FormNode | None = node
    while current is not None and current is not engine.document:
        parent = current.parent
        if parent is None:
            return False
        if current.definition.repeat is not None and current.place >= 0:
            rows = parent.child_elements(current.definition.key)
            if current.place >= len(rows) or rows[current.place] is not current:
                return False
        current = parent
    return True
