"""Rows of repeats: how they come and go, and what is computed because of it."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, cast

from fieldmonitor.forms.definition import NodeDef
from fieldmonitor.forms.instance import FormNode, Seed, grow, walk

if TYPE_CHECKING:
    from fieldmonitor.forms.engine import Engine


class Rows:
    """Adds and removes rows for one engine. A repeat is named by its stand-in."""

    def __init__(self, engine: "Engine") -> None:
        self._engine = engine

    def set_count(self, stand_in: FormNode, wanted: int) -> None:
        """Make a repeat have so many rows."""
        present = len(rows_of(stand_in))
        if wanted > present:
            self.add(stand_in, present, wanted - present)
        elif wanted < present:
            self.remove(stand_in, wanted, present - wanted)

    def add(self, stand_in: FormNode, place: int, number: int) -> list[FormNode]:
        """Make new rows before a place (0 = first)."""
        seeds = self._seeds(stand_in.definition, place, number)
        return self.insert(stand_in, place, [grow(seed) for seed in seeds])

    def _seeds(self, definition: NodeDef, place: int, number: int) -> list[Seed]:
        """Rows of a counted repeat take what the form gives at their place; others the template."""
        template = definition.template
        assert template is not None
        given = definition.rows if definition.repeat is not None and definition.repeat.count else []
        return [given[i] if i < len(given) else template for i in range(place, place + number)]

    def insert(self, stand_in: FormNode, place: int, rows: list[FormNode]) -> list[FormNode]:
        """Put rows before a place and schedule all that follows from it."""
        engine, parent, definition = self._engine, parent_of(stand_in), stand_in.definition
        at = _position_for(parent, definition, rows_of(stand_in), place)
        for row in rows:
            row.parent = parent
        parent.children = [*parent.children[:at], *rows, *parent.children[at:]]
        engine.journal.extend([("added", row, None) for row in rows])
        self._renumber(stand_in)
        for row in rows:
            self._settle(row, stand_in)
            if engine.on_row is not None:
                engine.on_row(row)
        self._schedule(rows, definition)
        engine.changed[stand_in] = None
        engine.wake(definition.row_edges, parent)
        return rows

    def _schedule(self, rows: list[FormNode], definition: NodeDef) -> None:
        engine = self._engine
        for unit in engine.units_under(definition):
            keys = unit.definition.path[definition.depth + 1 :]
            if keys:
                engine.schedule(unit, [node for row in rows for node in engine.targets(unit, row, keys)])
            elif unit.kind != "count":
                engine.schedule(unit, rows)

    def _settle(self, row: FormNode, stand_in: FormNode) -> None:
        """Give a new row the state of its repeat, and tell those who read what it holds."""
        engine = self._engine
        if not stand_in.relevant:
            engine.spread_relevance(row, False)
        if stand_in.readonly:
            engine.spread_readonly(row, True)
        for node in walk(row):
            engine.changed[node] = None
            if node.value:
                engine.wake(node.definition.edges, node)

    def _renumber(self, stand_in: FormNode) -> None:
        parent_of(stand_in).named = None
        for place, row in enumerate(rows_of(stand_in)):
            row.place = place
        self._engine.structure_changed()

    def remove(self, stand_in: FormNode, place: int, number: int) -> list[FormNode]:
        """Take rows out and schedule all that follows from it."""
        engine, parent, definition = self._engine, parent_of(stand_in), stand_in.definition
        gone = rows_of(stand_in)[place : place + number]
        dead = set(gone)
        parent.children = [child for child in parent.children if child not in dead]
        self._renumber(stand_in)
        engine.forget({node for row in gone for node in walk(row)}, definition)
        engine.removed.extend(gone)
        engine.journal.extend([("removed", row, stand_in) for row in reversed(gone)])
        for row in gone:
            self._wake_readers_of(row)
        engine.changed[stand_in] = None
        engine.wake(definition.row_edges, parent)
        return gone

    def _wake_readers_of(self, row: FormNode) -> None:
        """Those outside the row that read an answer in it."""
        for node in walk(row):
            if node.value:
                inside = node.definition.depth - row.definition.depth
                outer = [edge for edge in node.definition.edges if not edge.anchored or edge.ups > inside]
                self._engine.wake(outer, node)


def parent_of(stand_in: FormNode) -> FormNode:
    """Return the node that a repeat's rows stand in."""
    assert stand_in.parent is not None
    return stand_in.parent


def rows_of(stand_in: FormNode) -> list[FormNode]:
    """Return a repeat's rows; the caller must not change the list."""
    found = parent_of(stand_in).child_elements(stand_in.definition.key)
    return cast(list[FormNode], found)  # a form's tree holds FormNodes


def _position_for(parent: FormNode, definition: NodeDef, present: list[FormNode], place: int) -> int:
    """Where among its parent's children a row goes: beside its like, or where the form has its repeat."""
    if place < len(present):
        return parent.children.index(present[place])
    if present:
        return _index_from_end(parent.children, present[-1]) + 1
    keys = list(parent.definition.children)
    later: Iterable[str] = set(keys[keys.index(definition.key) + 1 :])
    return next((i for i, child in enumerate(parent.children) if child.key in later), len(parent.children))


def _index_from_end(children: list[FormNode], node: FormNode) -> int:
    return next(i for i in range(len(children) - 1, -1, -1) if children[i] is node)
