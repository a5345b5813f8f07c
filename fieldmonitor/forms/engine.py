"""Keeps a form's data consistent: runs the units that a change wakes, in order, and notes what changed."""

import math
from collections.abc import Callable, Iterable
from heapq import heappop, heappush
from typing import TypeAlias

from fieldmonitor.forms.definition import Definition, NodeDef
from fieldmonitor.forms.errors import BudgetError, EvaluationError
from fieldmonitor.forms.growth import Growth
from fieldmonitor.forms.instance import FormNode, Seed, grow, walk
from fieldmonitor.forms.rows import Rows
from fieldmonitor.forms.units import Edge, Unit
from fieldmonitor.forms.xpath.runtime import Context

SELECTS = frozenset({"select", "select1", "rank"})
MAX_ROWS = 20_000
"""Rows of one repeat; a count above it is a mistake in the form."""
MAX_RUNS = 3_000_000
"""Evaluations in one action; only expressions that never settle come near it."""


State: TypeAlias = tuple[str | None, bool, bool, bool, bool]


def state_of(node: FormNode) -> State:
    """Return what counts as a node's state: value, relevant, required, readonly, satisfied."""
    return node.value, node.relevant, node.required, node.readonly, node.satisfied


class Engine:
    """The data of one session and the machinery that keeps it computed."""

    def __init__(self, definition: Definition, units: list[Unit], context: Context) -> None:
        self.definition = definition
        self.context = context
        self.top: FormNode
        self.document: FormNode
        self.changed: dict[FormNode, State | None] = {}
        """Nodes that changed in this action, with their state before; None for new ones and new texts."""
        self.removed: list[FormNode] = []
        self.problems: dict[tuple[FormNode, str], EvaluationError] = {}
        self.evaluations = 0
        """Expressions evaluated since the session began."""
        self.journal: list[tuple[str, FormNode, object]] = []
        """What the action did, for undo: stored values before, rows added and removed."""
        self.on_value: Callable[[FormNode], None] | None = None
        self.on_row: Callable[[FormNode], None] | None = None
        self.on_choices: Callable[[FormNode], bool] | None = None
        self.offered: Callable[[FormNode], str] | None = None
        """Gives the part of a select's answer that is among its options now."""
        self.on_texts: Callable[[FormNode], bool] | None = None
        self.rows = Rows(self)
        self.fresh = False
        """Whether a new instance is being made."""
        self.growth = Growth()
        self._units = units
        self._pending: list[dict[FormNode, None] | None] = [None] * len(units)
        self._heap: list[int] = []
        self._whole: set[int] = set()
        self._limit = MAX_RUNS
        self._handlers: dict[str, Callable[[Unit, Iterable[FormNode]], None]] = {
            "relevant": self._run_relevant,
            "calculate": self._run_calculate,
            "readonly": self._run_readonly,
            "required": self._run_required,
            "constraint": self._run_constraint,
            "count": self._run_count,
            "itemset": self._run_itemset,
            "texts": self._run_texts,
        }

    # -- the tree

    def plant(self, seed: Seed, document: FormNode) -> None:
        """Put a whole instance in place; nothing is computed yet."""
        self.problems.clear()
        self.growth = Growth()
        self.document = document
        self.top = grow(seed)
        self.top.parent = document
        document.children = [self.top]
        document.value = None
        document.named = None
        self.context.root = document
        self.structure_changed()

    def structure_changed(self) -> None:
        """Forget found paths: rows have come or gone."""
        self.context.paths.clear()

    def instances(self, start: FormNode, keys: Iterable[str]) -> list[FormNode]:
        """Return the instances of a definition below a node."""
        nodes = [start]
        for key in keys:
            if key[0] == "@":
                nodes = [a for node in nodes for a in node.attributes if a.definition.key == key]  # type: ignore[attr-defined,misc]  # a form's attributes are FormNodes
            elif len(nodes) == 1:
                nodes = nodes[0].child_elements(key)  # type: ignore[assignment]  # a form's tree holds FormNodes
            else:
                nodes = [child for node in nodes for child in node.child_elements(key)]  # type: ignore[misc]  # same
        return nodes

    def targets(self, unit: Unit, start: FormNode, keys: tuple[str, ...]) -> list[FormNode]:
        """Return what a unit runs on below a node: a repeat's stand-ins count for its relevance and rows."""
        if unit.definition.repeat is None or not keys:
            return self.instances(start, keys)
        parents = self.instances(start, keys[:-1])
        found: list[FormNode] = []
        for parent in parents:
            if parent.ranges is not None:
                found.append(parent.ranges[keys[-1]])
            if unit.kind != "count":
                found.extend(parent.child_elements(keys[-1]))  # type: ignore[arg-type]  # same
        return found

    # -- waking and running

    def begin(self) -> None:
        """Start an action: from here on changes are collected and work is counted."""
        self.changed = {}
        self.removed = []
        self.journal = []
        self.context.refill()
        self._limit = self.evaluations + MAX_RUNS
        self.growth.begin()

    def abandon(self) -> None:
        """Put back the values of an action that could not be finished; what was computed from them stays."""
        for kind, node, before in reversed(self.journal):
            if kind == "value":
                node.stored = str(before)
                if node.value is not None and node.relevant:
                    node.value = node.stored
        self.journal = []

    def touch(self, node: FormNode) -> None:
        """Remember a node's state before it changes for the first time in this action."""
        if node not in self.changed:
            self.changed[node] = state_of(node)

    def schedule(self, unit: Unit, nodes: Iterable[FormNode]) -> None:
        """Mark a unit to run for these nodes."""
        waiting = self._pending[unit.index]
        if waiting is None:
            self._pending[unit.index] = dict.fromkeys(nodes)
            heappush(self._heap, unit.index)
        else:
            for node in nodes:
                waiting[node] = None

    def wake(self, edges: Iterable[Edge], node: FormNode) -> None:
        """Schedule every unit that reads a node."""
        for edge in edges:
            unit = edge.unit
            if edge.anchored:
                anchor = node
                for _ in range(edge.ups):
                    anchor = anchor.parent  # type: ignore[assignment]  # the anchor lies above
                self.schedule(unit, self.targets(unit, anchor, edge.down) if edge.down else (anchor,))
            elif unit.index not in self._whole:
                self._whole.add(unit.index)
                self.schedule(unit, self.targets(unit, self.document, edge.down))

    def run(self) -> None:
        """Run what is scheduled until nothing is left."""
        heap, pending = self._heap, self._pending
        try:
            while heap:
                index = heappop(heap)
                nodes = pending[index]
                pending[index] = None
                self._whole.discard(index)
                if nodes:
                    unit = self._units[index]
                    self.evaluations += len(nodes)
                    if self.evaluations > self._limit:
                        raise BudgetError("budget.unsettled", ref=unit.definition.ref)
                    self._handlers[unit.kind](unit, nodes)
        finally:
            if heap:
                heap.clear()
                self._pending = [None] * len(self._units)
                self._whole.clear()

    def _value(self, unit: Unit, node: FormNode, default: object) -> object:
        context = self.context
        context.current = node
        assert unit.run is not None
        try:
            value: object = unit.run(node, context)
        except BudgetError:
            raise
        except EvaluationError as error:
            self.problems[(node, unit.kind)] = error
            return default
        if self.problems:
            self.problems.pop((node, unit.kind), None)
        return value

    # -- what each kind of unit does

    def _run_relevant(self, unit: Unit, nodes: Iterable[FormNode]) -> None:
        for node in nodes:
            relevant = unit.constant if unit.constant is not None else bool(self._value(unit, node, True))
            if relevant != node.self_relevant:
                node.self_relevant = relevant
                above = node.parent
                effective = relevant and (above is None or above.relevant)
                if effective != node.relevant:
                    self.spread_relevance(node, effective)

    def spread_relevance(self, node: FormNode, relevant: bool) -> None:
        """Give a node and what follows from it below a new relevance."""
        stack = [(node, relevant)]
        while stack:
            current, effective = stack.pop()
            self.touch(current)
            current.relevant = effective
            definition = current.definition
            if current.value is None:
                for child in current.children:
                    reached = effective and child.self_relevant
                    if reached != child.relevant:
                        stack.append((child, reached))
                for inner in current.ranges.values() if current.ranges else ():
                    reached = effective and inner.self_relevant
                    if reached != inner.relevant:
                        stack.append((inner, reached))
            else:
                self._show(current, self.shown(current) if effective else "")
            for attribute in current.attributes:
                self._attribute_relevance(attribute, effective)  # type: ignore[arg-type]  # a form's own
            calculate = definition.units.get("calculate")
            if effective and calculate is not None:
                self.schedule(calculate, (current,))

    def _attribute_relevance(self, attribute: FormNode, relevant: bool) -> None:
        attribute.relevant = relevant and attribute.self_relevant
        calculate = attribute.definition.units.get("calculate")
        if attribute.relevant and calculate is not None:
            self.schedule(calculate, (attribute,))

    def _show(self, node: FormNode, value: str) -> None:
        if node.value != value:
            self.touch(node)
            node.value = value
            self.wake(node.definition.edges, node)
            if self.on_value is not None:
                self.on_value(node)

    def store(self, node: FormNode, value: str) -> bool:
        """Keep a value; return whether it differs from the one before."""
        if node.stored == value:
            return False
        self.journal.append(("value", node, node.stored))
        node.stored = value
        if node.relevant:
            self._show(node, self.shown(node))
        return True

    def shown(self, node: FormNode) -> str:
        """Return what a relevant node's answer counts for: options that are filtered out do not, for now."""
        body = node.definition.body
        if node.stored and body is not None and body.control in SELECTS and self.offered is not None:
            return self.offered(node)
        return node.stored

    def show_offered(self) -> None:
        """Let selects count for what they offer, once a whole instance is in place."""
        for node in walk(self.top):
            if node.value and node.relevant:
                self._show(node, self.shown(node))

    def _run_calculate(self, unit: Unit, nodes: Iterable[FormNode]) -> None:
        for node in nodes:
            if node.relevant:
                if unit.feeds and self.growth.open:
                    self.growth.wake(self, unit.feeds)
                value = self._value(unit, node, "")
                if value != node.stored:
                    self.store(node, _fitting(node.definition, str(value)))

    def _run_readonly(self, unit: Unit, nodes: Iterable[FormNode]) -> None:
        for node in nodes:
            readonly = unit.constant if unit.constant is not None else bool(self._value(unit, node, False))
            if readonly != node.self_readonly:
                node.self_readonly = readonly
                above = node.parent
                self.spread_readonly(node, readonly or (above is not None and above.readonly))

    def spread_readonly(self, node: FormNode, readonly: bool) -> None:
        """Give a node and all below it a new read-only state."""
        if readonly != node.readonly:
            self.touch(node)
            node.readonly = readonly
            for child in node.children:
                self.spread_readonly(child, readonly or child.self_readonly)
            for inner in node.ranges.values() if node.ranges else ():
                self.spread_readonly(inner, readonly or inner.self_readonly)

    def _run_required(self, unit: Unit, nodes: Iterable[FormNode]) -> None:
        for node in nodes:
            required = unit.constant if unit.constant is not None else bool(self._value(unit, node, False))
            if required != node.required:
                self.touch(node)
                node.required = required

    def _run_constraint(self, unit: Unit, nodes: Iterable[FormNode]) -> None:
        for node in nodes:
            satisfied = not node.value or bool(self._value(unit, node, True))
            if satisfied != node.satisfied:
                self.touch(node)
                node.satisfied = satisfied

    def _run_itemset(self, unit: Unit, nodes: Iterable[FormNode]) -> None:
        for node in nodes:
            if self.on_choices is not None and self.on_choices(node):
                self.changed[node] = None
            if node.stored and node.relevant:
                self._show(node, self.shown(node))

    def _run_texts(self, unit: Unit, nodes: Iterable[FormNode]) -> None:
        for node in nodes:
            if node.texts and self.on_texts is not None and self.on_texts(node):
                self.changed[node] = None

    # -- rows

    def _run_count(self, unit: Unit, nodes: Iterable[FormNode]) -> None:
        for stand_in in nodes:
            value = self._value(unit, stand_in, math.nan)
            assert isinstance(value, float)
            if value != value and not self.fresh:
                continue  # a count that is blank for the moment takes nothing away
            wanted = int(min(value, MAX_ROWS + 1)) if value > 0 else 0
            if unit.feeds:
                self.growth.limit(self, stand_in, wanted)
                continue
            if wanted > MAX_ROWS:
                raise BudgetError("repeat.too_many", ref=unit.definition.ref, count=wanted, limit=MAX_ROWS)
            self.rows.set_count(stand_in, wanted)

    def units_under(self, definition: NodeDef) -> list[Unit]:
        """Return the units of a definition and all below it."""
        found: list[Unit] = []
        stack = [definition]
        while stack:
            current = stack.pop()
            found.extend(current.units.values())
            stack.extend(current.children.values())
            stack.extend(current.attributes_bound.values())
        return found

    def forget(self, nodes: set[FormNode], definition: NodeDef) -> None:
        """Run nothing any more for nodes that are gone."""
        for unit in self.units_under(definition):
            waiting = self._pending[unit.index]
            for node in nodes.intersection(waiting or ()):
                if waiting is not None:
                    del waiting[node]


def _fitting(definition: NodeDef, value: str) -> str:
    """What a calculation gives, in the form of the node's type."""
    if definition.bind.type == "string" or not value:
        return value
    from fieldmonitor.forms.types import fit

    return fit(definition.bind.type, value)
