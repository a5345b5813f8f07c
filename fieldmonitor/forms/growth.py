"""Counts that depend on their own rows: "one more row until the last is marked as last".

Some settle in one action ("until the total is reached"); they may take many rounds. Others never would, since
they wait for an answer in the new row: those grow by one row, and again when what they depend on is computed
the next time.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from fieldmonitor.forms.instance import FormNode

if TYPE_CHECKING:
    from fieldmonitor.forms.engine import Engine
    from fieldmonitor.forms.units import Unit

MAX_ROUNDS = 60


class Growth:
    """Keeps self-feeding repeats of one session in bounds."""

    def __init__(self) -> None:
        self._rounds: dict[FormNode, tuple[int, int]] = {}
        """Per repeat: rounds in this action, and the rows to fall back to."""
        self._closed: set[FormNode] = set()
        self.open: dict[FormNode, None] = {}
        """Repeats that wait for an answer before they grow again."""

    def begin(self) -> None:
        """Start an action."""
        if self._rounds or self._closed:
            self._rounds.clear()
            self._closed.clear()

    def wake(self, engine: "Engine", counts: Iterable["Unit"]) -> None:
        """What a waiting repeat depends on is computed: look at its count again."""
        for count in counts:
            waiting = [node for node in self.open if node.definition is count.definition]
            if waiting and not self._closed.issuperset(waiting):
                engine.schedule(count, waiting)

    def limit(self, engine: "Engine", stand_in: FormNode, wanted: int) -> None:
        """Set a count that may feed on its own rows."""
        parent = stand_in.parent
        assert parent is not None
        present = len(parent.child_elements(stand_in.definition.key))
        if stand_in in self._closed:
            return
        if wanted <= present:
            self.open.pop(stand_in, None)
            engine.rows.set_count(stand_in, wanted)
            return
        if stand_in in self.open:
            self._closed.add(stand_in)
            engine.rows.set_count(stand_in, present + 1)
            return
        rounds, fallback = self._rounds.get(stand_in, (0, wanted))
        self._rounds[stand_in] = (rounds + 1, fallback)
        if rounds < MAX_ROUNDS:
            engine.rows.set_count(stand_in, wanted)
            return
        self.open[stand_in] = None
        self._closed.add(stand_in)
        engine.rows.set_count(stand_in, fallback)
