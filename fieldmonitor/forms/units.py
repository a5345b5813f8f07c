"""The units of computation of a form, their order, and what wakes each of them.

A unit is one expression of one definition; a session runs it for each instance of the definition. Units are
ranked so that what is read is computed first; a cycle that has no such order is refused, with its path.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from fieldmonitor.forms.definition import BodyNode, Definition, NodeDef, Output, Template, TextRef
from fieldmonitor.forms.errors import CycleError
from fieldmonitor.forms.graph import Read, References
from fieldmonitor.forms.xpath.compiler import Compiler
from fieldmonitor.forms.xpath.parser import parse
from fieldmonitor.forms.xpath.runtime import Context
from fieldmonitor.forms.xpath.values import truth

UnitKind: TypeAlias = Literal[
    "relevant", "count", "calculate", "itemset", "readonly", "required", "constraint", "texts"
]
_BIND_KINDS: tuple[UnitKind, ...] = ("relevant", "calculate", "readonly", "required", "constraint")


@dataclass(slots=True, eq=False)
class Unit:
    """One computation of a definition. ``expression`` is empty where several texts are meant."""

    kind: UnitKind
    definition: NodeDef
    expression: str
    values: tuple[Read, ...] = ()
    rows: tuple[Read, ...] = ()
    uses_language: bool = False
    rank: int = 0
    index: int = 0
    run: Callable[[Any, Context], Any] | None = None
    constant: bool | None = None
    after: set["Unit"] = field(default_factory=set)
    better_after: set["Unit"] = field(default_factory=set)
    """Units that should run before where that is possible: a count of rows may depend on the rows."""
    feeds: list["Unit"] = field(default_factory=list)
    """Counts that read this unit's result and whose rows this unit reads: they grow row by row."""

    def __repr__(self) -> str:
        return f"<{self.kind} {self.definition.ref}>"


@dataclass(frozen=True, slots=True, eq=False)
class Edge:
    """From a node read to the unit that reads it: go ``ups`` levels up to the anchor, then ``down``."""

    unit: Unit
    ups: int
    down: tuple[str, ...]
    anchored: bool
    """Whether the anchor lies below the document, so that only some instances of the unit are meant."""


def build_units(definition: Definition, compiler: Compiler) -> list[Unit]:
    """Return all units in order of rank; definitions learn of their units and edges."""
    units = list(_collect(definition))
    for unit in units:
        unit.definition.units[unit.kind] = unit
        _analyse(unit, definition, compiler)
    for unit in units:
        _connect(unit)
    _rank(units)
    for unit in units:
        if unit.kind == "count":
            _find_feeders(unit)
    units.sort(key=lambda unit: (unit.rank, unit.definition.number))
    for index, unit in enumerate(units):
        unit.index = index
        _compile(unit, compiler)
    return units


# -- which units there are


def _collect(definition: Definition) -> Iterator[Unit]:
    for node in list(definition.binds.values()):
        for kind in _BIND_KINDS:
            expression = getattr(node.bind, kind)
            if expression is not None:
                yield Unit(kind, node, expression)
        if node.repeat is not None and node.repeat.count is not None:
            yield Unit("count", node, node.repeat.count)
        body = node.body
        if body is not None and body.itemset is not None:
            yield Unit("itemset", node, body.itemset.nodeset)
        if body is not None and any(_expressions_of(text, definition) for text in texts_of(node)):
            yield Unit("texts", node, "")


def texts_of(node: NodeDef) -> Iterator[TextRef]:
    """Yield every text that a node shows: label, hint, messages, labels of written-out choices."""
    body = node.body
    if body is not None:
        yield from filter(None, (body.label, body.hint))
        yield from (item.label for item in body.items if item.label is not None)
    yield from filter(None, (node.bind.constraint_message, node.bind.required_message))


def _expressions_of(text: TextRef, definition: Definition) -> list[str]:
    found = _outputs(text.inline)
    if text.itext_expression is not None:
        found.append(text.itext_expression)
    if text.itext is not None:
        for texts in definition.translations.values():
            for template in texts.get(text.itext, {}).values():
                found.extend(_outputs(template))
    return found


def _outputs(template: Template | None) -> list[str]:
    if template is None or isinstance(template, str):
        return []
    return [part.expression for part in template if isinstance(part, Output)]


# -- what they read


def _analyse(unit: Unit, definition: Definition, compiler: Compiler) -> None:
    references = References(definition.root, unit.definition, compiler.key_of, definition.primary_id)
    for expression in _read_by(unit, definition):
        references.collect(parse(expression))
    if unit.kind == "constraint":  # an answer is tried again whenever it changes, whatever the test reads
        references.values[Read(unit.definition, unit.definition, False)] = None
    unit.values = tuple(references.values)
    unit.rows = tuple(references.rows)
    unit.uses_language = references.uses_language


def _read_by(unit: Unit, definition: Definition) -> Iterable[str]:
    if unit.kind == "texts":
        return [e for text in texts_of(unit.definition) for e in _expressions_of(text, definition)]
    body = unit.definition.body
    if unit.kind == "itemset" and body is not None and body.itemset is not None:
        return _itemset_reads(body)
    return [unit.expression]


def _itemset_reads(body: BodyNode) -> list[str]:
    itemset = body.itemset
    assert itemset is not None
    found = [itemset.nodeset]
    if not itemset.nodeset.lstrip().startswith(("instance(", "randomize(instance(")):
        parts = filter(None, (itemset.value, itemset.label, itemset.label_itext))
        found.extend(f"({itemset.nodeset})/{part}" for part in parts)
    return found


# -- who wakes whom


def _connect(unit: Unit) -> None:
    target = unit.definition
    for read in unit.values:
        read.node.edges.append(_edge(unit, read.node, read.anchor))
        unit.after.update(_strong(unit, read))
    for read in unit.rows:
        parent = read.node.parent
        if parent is not None:
            read.node.row_edges.append(_edge(unit, parent, read.anchor))
        count = read.node.units.get("count")
        if count is not None and count is not unit and not _other_row(unit, read):
            unit.better_after.add(count)
    for above in target.ancestors():
        if "relevant" in above.units:
            unit.after.add(above.units["relevant"])
        if "count" in above.units and above.units["count"] is not unit:
            unit.better_after.add(above.units["count"])
    own = target.units.get("relevant")
    if own is not None and unit is not own:
        unit.after.add(own)


def _edge(unit: Unit, node: NodeDef, anchor: NodeDef | None) -> Edge:
    path = unit.definition.path
    if anchor is None:
        return Edge(unit, 0, path, anchored=False)
    return Edge(unit, node.depth - anchor.depth, path[anchor.depth + 1 :], anchored=True)


def _strong(unit: Unit, read: Read) -> Iterator[Unit]:
    """The units that must run before: those that set the value read, unless it may be another row's."""
    if _other_row(unit, read) or (
        unit.kind in ("constraint", "texts", "itemset") and read.node is unit.definition
    ):
        return
    for kind in ("calculate", "itemset", "relevant"):
        found = read.node.units.get(kind)
        if found is not None:
            yield found
    for above in read.node.ancestors():
        found = above.units.get("relevant")
        if found is not None:
            yield found


def _other_row(unit: Unit, read: Read) -> bool:
    """Whether a selective read between rows of one repeat may well mean another row than the reader's."""
    if not read.selective:
        return False
    depth = -1 if read.anchor is None else read.anchor.depth
    shared = _deepest_shared_repeat(unit.definition, read.node)
    return shared is not None and depth < shared.depth


def _deepest_shared_repeat(one: NodeDef, other: NodeDef) -> NodeDef | None:
    mine = {node for node in (one, *one.ancestors()) if node.repeat is not None}
    return next((node for node in (other, *other.ancestors()) if node in mine), None)


# -- the order


def _rank(units: list[Unit]) -> None:
    state: dict[Unit, int] = {}  # 1: on the path, 2: done
    for unit in units:
        if unit not in state:
            _rank_from(unit, state)


def _rank_from(first: Unit, state: dict[Unit, int]) -> None:
    path: list[tuple[Unit, bool, Iterator[tuple[Unit, bool]]]] = [(first, True, _before(first))]
    state[first] = 1
    while path:
        unit, _, rest = path[-1]
        following, strong = next(rest, (None, True))
        if following is None:
            path.pop()
            state[unit] = 2
            done = [before.rank + 1 for before, _ in _before(unit) if state.get(before) == 2]
            unit.rank = max(done, default=0)
        elif following not in state:
            state[following] = 1
            path.append((following, strong, _before(following)))
        elif state[following] == 1:
            start = next(index for index, entry in enumerate(path) if entry[0] is following)
            if strong and all(entry[1] for entry in path[start + 1 :]):
                _refuse([entry[0] for entry in path[start:]])


def _before(unit: Unit) -> Iterator[tuple[Unit, bool]]:
    yield from ((other, True) for other in unit.after)
    yield from ((other, False) for other in unit.better_after if other not in unit.after)


def _find_feeders(count: Unit) -> None:
    """Find what makes a count depend on its own rows, as in "one more until the last is marked as last"."""
    seen: set[Unit] = set()
    stack = list(count.after)
    fed = False
    while stack:
        unit = stack.pop()
        if unit not in seen:
            seen.add(unit)
            fed = fed or count in unit.better_after
            stack.extend(unit.after)
    if fed:
        for unit in (count, *seen):
            unit.feeds.append(count)


def _refuse(cycle: list[Unit]) -> None:
    refs = [unit.definition.ref for unit in cycle]
    distinct = [ref for index, ref in enumerate(refs) if index == 0 or ref != refs[index - 1]]
    if len(distinct) > 1 and distinct[0] == distinct[-1]:
        distinct.pop()
    raise CycleError("form.cycle", path=[*distinct, distinct[0]], kinds=[unit.kind for unit in cycle])


# -- their closures


def _compile(unit: Unit, compiler: Compiler) -> None:
    match unit.kind:
        case "calculate":
            unit.run = compiler.as_text(compiler.compile(unit.expression))
        case "count":
            unit.run = compiler.as_number(compiler.compile(unit.expression))
        case "itemset":
            unit.run = compiler.as_nodes(compiler.compile(unit.expression))
        case "texts":
            pass
        case _:
            code = compiler.compile(unit.expression)
            unit.run = compiler.as_boolean(code)
            if code.constant is not None and not isinstance(code.constant, list):
                unit.constant = truth(code.constant)
