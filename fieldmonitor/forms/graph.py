"""What an expression depends on, read from its parse tree by walking the definition instead of the data.

Every node reached is kept with its *anchor*: the deepest definition whose instance the reader and the read
node surely share. ``../x`` in a row shares the row; ``/data/rows/x`` shares only the document. From this
follows which instances must be computed again when a value changes: those under the same anchor.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from fieldmonitor.forms.definition import NodeDef
from fieldmonitor.forms.xpath.analysis import operands
from fieldmonitor.forms.xpath.tree import Binary, Call, Expression, Filter, Literal, Negation, Path, Step


class Spot(NamedTuple):
    """A definition reached, and the anchor; None stands for the document."""

    node: NodeDef | None
    anchor: NodeDef | None


class Read(NamedTuple):
    """One dependency. ``selective``: reached by a predicate or sibling axis, so perhaps another row."""

    node: NodeDef
    anchor: NodeDef | None
    selective: bool


class References:
    """Collects what one expression reads."""

    def __init__(self, top: NodeDef, owner: NodeDef, key_of: Callable[[str], str], primary_id: str) -> None:
        self._top = top
        self._owner = owner
        self._key_of = key_of
        self._primary_id = primary_id
        self.values: dict[Read, None] = {}
        self.rows: dict[Read, None] = {}
        """Repeats whose number or order of rows matters."""
        self.uses_language = False
        self.uses_clock = False
        self._selective = 0

    def collect(self, expression: Expression) -> None:
        """Add everything that an expression of the owner reads."""
        self._visit(expression, [Spot(self._owner, self._owner)])

    # -- expressions

    def _visit(self, expression: Expression, context: list[Spot]) -> None:
        """Visit an expression whose value is used; its node-sets are read."""
        match expression:
            case Binary():
                for operand in operands(expression):
                    self._visit(operand, context)
            case Negation(operand):
                self._visit(operand, context)
            case Call():
                self._call(expression, context)
            case Path() | Filter():
                self._read(self._spots(expression, context))
            case _:
                pass

    def _call(self, call: Call, context: list[Spot]) -> None:
        if call.name in ("jr:itext", "jr:choice-name"):
            self.uses_language = True
        if call.name in ("now", "today", "random", "uuid"):
            self.uses_clock = True
        self._selective += call.name == "indexed-repeat"
        if not call.arguments and call.name in _IMPLICIT:
            self._read(context)
        for argument in call.arguments:
            self._visit(argument, context)
        self._selective -= call.name == "indexed-repeat"
        if call.name == "once":
            self._read([])

    def _spots(self, expression: Expression, context: list[Spot]) -> list[Spot]:
        """Return the definitions that an expression's node-set may hold; foreign instances give none."""
        match expression:
            case Path(absolute, start, steps):
                spots = self._start(absolute, start, context)
                before = self._selective
                for step in steps:
                    spots = self._step(spots, step)
                read = spots
                if self._selective != before:
                    self._read(read)  # while still marked as selective
                    read = []
                self._selective = before
                return read
            case Filter(operand, predicates):
                spots = self._spots(operand, context)
                for predicate in predicates:
                    self._visit(predicate, spots)
                return spots
            case Binary("|", left, right):
                return [*self._spots(left, context), *self._spots(right, context)]
            case Call("current", ()):
                return [Spot(self._owner, self._owner)]
            case Call("instance", (Literal(name),)) if name == self._primary_id and name:
                return [Spot(None, None)]
            case _:
                self._visit(expression, context)
                return []

    def _start(self, absolute: bool, start: Expression | None, context: list[Spot]) -> list[Spot]:
        if absolute:
            return [Spot(None, None)]
        return context if start is None else self._spots(start, context)

    def _step(self, spots: list[Spot], step: Step) -> list[Spot]:
        if step.axis == "child" and step.test[-1] not in "*)":
            found = self._named_children(spots, self._key_of(step.test))
        else:
            passing = (o for spot in spots for o in self._axis(spot, step.axis) if self._passes(o, step))
            found = list(dict.fromkeys(passing))
        if step.axis.endswith("-sibling"):
            self._selective += 1
        for predicate in step.predicates:
            self._visit(predicate, found)
        if step.predicates:
            self._selective += 1
        return found

    def _named_children(self, spots: list[Spot], key: str) -> list[Spot]:
        found: list[Spot] = []
        for node, anchor in spots:
            child = node.children.get(key) if node is not None else self._top
            if child is not None and child.key == key:
                found.append(Spot(child, anchor))
        return found

    def _passes(self, spot: Spot, step: Step) -> bool:
        if step.test == "node()":
            return True
        if spot.node is None or step.test.endswith(")"):
            return False
        if step.axis == "attribute":
            return step.test == "*" or spot.node.key == f"@{self._key_of(step.test)}"
        return step.test.endswith("*") or spot.node.key == self._key_of(step.test)

    # -- axes over definitions

    def _axis(self, spot: Spot, axis: str) -> Iterable[Spot]:
        match axis:
            case "self":
                return (spot,)
            case "child":
                return self._children(spot)
            case "attribute":
                node = spot.node
                return [Spot(a, spot.anchor) for a in node.attributes_bound.values()] if node else ()
            case "parent":
                return (_up(spot),) if spot.node is not None else ()
            case "descendant":
                return self._below(spot)
            case "descendant-or-self":
                return (spot, *self._below(spot))
            case "ancestor":
                return _above(spot)
            case "ancestor-or-self":
                return (spot, *_above(spot))
            case "following-sibling" | "preceding-sibling":
                return self._children(_up(spot)) if spot.node is not None else ()
            case _:
                return [Spot(node, None) for node in self._top.walk()]

    def _children(self, spot: Spot) -> list[Spot]:
        if spot.node is None:
            return [Spot(self._top, spot.anchor)]
        return [Spot(child, spot.anchor) for child in spot.node.children.values()]

    def _below(self, spot: Spot) -> list[Spot]:
        if spot.node is None:
            return [Spot(node, spot.anchor) for node in self._top.walk()]
        return [Spot(node, spot.anchor) for node in spot.node.walk()][1:]

    # -- results

    def _read(self, spots: Iterable[Spot]) -> None:
        selective = self._selective > 0
        for spot in spots:
            if spot.node is None:
                continue
            anchor_depth = -1 if spot.anchor is None else spot.anchor.depth
            if spot.node.leaf:
                self.values[Read(spot.node, spot.anchor, selective)] = None
            for node in (spot.node, *spot.node.ancestors()):
                if node.repeat is not None and (node.depth > anchor_depth or node is spot.node):
                    anchor = node.parent if anchor_depth >= node.depth else spot.anchor
                    self.rows[Read(node, anchor, selective)] = None


_IMPLICIT = frozenset(
    ["string", "number", "name", "local-name", "namespace-uri", "normalize-space", "string-length"]
)


def _up(spot: Spot) -> Spot:
    assert spot.node is not None
    parent = spot.node.parent
    return Spot(parent, parent if spot.anchor is spot.node else spot.anchor)


def _above(spot: Spot) -> Iterator[Spot]:
    while spot.node is not None and spot.node.parent is not None:
        spot = _up(spot)
        yield spot
