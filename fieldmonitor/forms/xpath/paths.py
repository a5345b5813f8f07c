"""Compiles location paths; the common shapes get closures of their own."""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from fieldmonitor.forms.nodes import Node, in_document_order, text_of
from fieldmonitor.forms.xpath.analysis import simple_names
from fieldmonitor.forms.xpath.axes import AXES, FLAT, REVERSE, Axis, Test, node_test
from fieldmonitor.forms.xpath.code import Code
from fieldmonitor.forms.xpath.predicates import Select, compile_predicate, is_positional, split_key
from fieldmonitor.forms.xpath.runtime import Context, RunNodes
from fieldmonitor.forms.xpath.tree import Call, Expression, Filter, Literal, Path, Step
from fieldmonitor.forms.xpath.values import Value, first_text

if TYPE_CHECKING:
    from fieldmonitor.forms.xpath.compiler import Compiler

StepRun: TypeAlias = Callable[[list[Node], Context], list[Node]]


def compile_path(compiler: "Compiler", path: Path) -> Code:
    """Return the code of a location path."""
    simple = simple_names(path)
    if simple is not None:
        code = _simple(compiler, path, *simple)
        if code is not None:
            return code
    indexed = _indexed(compiler, path)
    if indexed is not None:
        return indexed
    prefix, steps = _common_prefix(compiler, path)
    return Code("nodes", _chain(prefix, steps))


def compile_filter(compiler: "Compiler", expression: Filter) -> Code:
    """Return the code of an expression with predicates, such as ``(//a)[1]``."""
    nodes = compiler.nodes(expression.operand)
    selects = [compile_predicate(compiler, predicate) for predicate in expression.predicates]

    def run(node: Node, context: Context) -> Value:
        found = nodes(node, context)
        for select in selects:
            found = select(found, context)
        return found

    return Code("nodes", run)


def _simple(compiler: "Compiler", path: Path, ups: int, names: tuple[str, ...]) -> Code | None:
    keys = tuple(map(compiler.key_of, names))
    if path.absolute:
        return _absolute(keys) if not ups else None
    if path.start is None:
        return _relative(ups, keys)
    name = _instance_name(path.start)
    if name is not None and not ups:
        return Code("nodes", _instance_path(name, keys))
    if path.start == Call("current", ()):
        from_node = _relative(ups, keys)
        run, text = from_node.run, from_node.text
        assert text is not None
        return Code(
            "nodes",
            lambda node, context: run(context.current, context),
            lambda node, context: text(context.current, context),
        )
    return None


def _instance_name(start: Expression | None) -> str | None:
    match start:
        case Call("instance", (Literal(name),)):
            return name
    return None


def follow(nodes: list[Node], keys: tuple[str, ...]) -> list[Node]:
    """Go down from nodes by child names."""
    for key in keys:
        if len(nodes) == 1:
            nodes = nodes[0].child_elements(key)
        else:
            nodes = [child for node in nodes for child in node.child_elements(key)]
        if not nodes:
            return nodes
    return nodes


def _absolute(keys: tuple[str, ...]) -> Code:
    def run(node: Node, context: Context) -> list[Node]:
        found = context.paths.get(keys)
        if found is None:
            found = context.paths[keys] = follow([context.root], keys)
        return found

    def text(node: Node, context: Context) -> str:
        found = context.paths.get(keys)
        if found is None:
            found = context.paths[keys] = follow([context.root], keys)
        if not found:
            return ""
        value = found[0].value
        return value if value is not None else text_of(found[0])

    return Code("nodes", run, text)


def _instance_path(name: str, keys: tuple[str, ...]) -> RunNodes:
    cache_key = (name, keys)

    def run(node: Node, context: Context) -> list[Node]:
        found = context.paths.get(cache_key)
        if found is None:
            start = context.environment.instance(name)
            found = context.paths[cache_key] = [] if start is None else follow([start], keys)
        return found

    return run


def _relative(ups: int, keys: tuple[str, ...]) -> Code:
    if not keys:
        return _ancestor(ups)
    if ups == 1 and len(keys) == 1:
        return _sibling(keys[0])

    def run(node: Node, context: Context) -> list[Node]:
        start: Node | None = node
        for _ in range(ups):
            if start is None:
                return []
            start = start.parent
        return [] if start is None else follow([start], keys)

    return Code("nodes", run, lambda node, context: first_text(run(node, context)))


def _ancestor(ups: int) -> Code:
    def run(node: Node, context: Context) -> list[Node]:
        start: Node | None = node
        for _ in range(ups):
            if start is None:
                return []
            start = start.parent
        return [] if start is None else [start]

    if ups == 0:
        return Code("nodes", lambda node, context: [node], lambda node, context: text_of(node))
    return Code("nodes", run, lambda node, context: first_text(run(node, context)))


def _sibling(key: str) -> Code:
    def run(node: Node, context: Context) -> list[Node]:
        parent = node.parent
        return parent.child_elements(key) if parent is not None else []

    def text(node: Node, context: Context) -> str:
        parent = node.parent
        found = parent.child_elements(key) if parent is not None else None
        if not found:
            return ""
        value = found[0].value
        return value if value is not None else text_of(found[0])

    return Code("nodes", run, text)


def _chain(start: RunNodes, steps: list[StepRun]) -> RunNodes:
    if len(steps) == 1:
        only = steps[0]
        return lambda node, context: only(start(node, context), context)

    def run(node: Node, context: Context) -> list[Node]:
        nodes = start(node, context)
        for step in steps:
            if not nodes:
                return nodes
            nodes = step(nodes, context)
        return nodes

    return run


def _common_prefix(compiler: "Compiler", path: Path) -> tuple[RunNodes, list[StepRun]]:
    """Take the leading steps that have no predicates as one simple path, then compile the rest."""
    count = 0
    while count < len(path.steps) and simple_names(path._replace(steps=path.steps[: count + 1])) is not None:
        count += 1
    start: RunNodes | None = None
    if count:
        head = path._replace(steps=path.steps[:count])
        simple = simple_names(head)
        code = _simple(compiler, head, *simple) if simple is not None else None
        if code is None:
            count = 0
        else:
            start = compiler.as_nodes(code)
    if start is None:
        start = _start(compiler, path)
    return start, _steps(compiler, path.steps[count:], flat=path.start is None or count > 0)


def _start(compiler: "Compiler", path: Path) -> RunNodes:
    if path.absolute:
        return lambda node, context: [context.root]
    if path.start is None:
        return lambda node, context: [node]
    return compiler.nodes(path.start)


def _steps(compiler: "Compiler", steps: tuple[Step, ...], flat: bool) -> list[StepRun]:
    compiled: list[StepRun] = []
    index = 0
    while index < len(steps):
        step = steps[index]
        following = steps[index + 1] if index + 1 < len(steps) else None
        if _can_merge(compiler, step, following) and following is not None:
            step = Step("descendant", following.test, following.predicates)
            index += 1
        compiled.append(_step(compiler, step, flat))
        flat = flat and step.axis in FLAT
        index += 1
    return compiled


def _can_merge(compiler: "Compiler", step: Step, following: Step | None) -> bool:
    """``//a`` walks the descendants once, unless a predicate counts positions among siblings."""
    return (
        step == Step("descendant-or-self", "node()")
        and following is not None
        and following.axis == "child"
        and not any(is_positional(compiler, predicate) for predicate in following.predicates)
    )


def _step(compiler: "Compiler", step: Step, flat: bool) -> StepRun:
    axis = AXES.get(step.axis)
    assert axis is not None, step.axis
    test = node_test(step.test, step.axis, compiler.key_of, compiler.namespace_of)
    selects = [compile_predicate(compiler, predicate) for predicate in step.predicates]
    positional = any(is_positional(compiler, predicate) for predicate in step.predicates)
    by_name = step.axis == "child" and "(" not in step.test and "*" not in step.test
    gather = _by_name(compiler.key_of(step.test)) if by_name else _by_axis(axis, test)
    sort = not (flat and step.axis in FLAT)
    reverse = step.axis in REVERSE
    return _step_run(gather, selects, positional or reverse, sort)


def _by_name(key: str) -> Callable[[Node, Context], list[Node]]:
    return lambda node, context: node.child_elements(key)


def _by_axis(axis: Axis, test: Test | None) -> Callable[[Node, Context], list[Node]]:
    def gather(node: Node, context: Context) -> list[Node]:
        found = list(axis(node)) if test is None else [other for other in axis(node) if test(other)]
        context.spend(len(found) + 1)
        return found

    return gather


def _step_run(
    gather: Callable[[Node, Context], list[Node]], selects: list[Select], apart: bool, sort: bool
) -> StepRun:
    """``apart``: predicates see the nodes of one context node at a time, since they count positions."""

    def run(nodes: list[Node], context: Context) -> list[Node]:
        if len(nodes) == 1:
            found = gather(nodes[0], context)
            for select in selects:
                found = select(found, context)
        elif apart:
            found = []
            for node in nodes:
                some = gather(node, context)
                for select in selects:
                    some = select(some, context)
                found.extend(some)
        else:
            found = [other for node in nodes for other in gather(node, context)]
            for select in selects:
                found = select(found, context)
        return in_document_order(found) if sort and len(found) > 1 else found

    return run


def _indexed(compiler: "Compiler", path: Path) -> Code | None:
    """``instance('x')/root/item[key = value]/…``: look the items up instead of trying each."""
    name = _instance_name(path.start)
    if name is None:
        return None
    at = next((i for i, step in enumerate(path.steps) if step.predicates), None)
    if at is None:
        return None
    bare = (*path.steps[:at], path.steps[at]._replace(predicates=()))
    simple = simple_names(path._replace(steps=bare))
    split = split_key(compiler, path.steps[at].predicates[0])
    if simple is None or simple[0] or split is None:
        return None
    items = _instance_path(name, tuple(map(compiler.key_of, simple[1])))
    lookup = _lookup(items, name, (simple[1], split.keys), split.keys, split.value)
    selects = [compile_predicate(compiler, part) for part in (*split.rest, *path.steps[at].predicates[1:])]
    if any(is_positional(compiler, part) for part in split.rest):
        return None

    def filtered(node: Node, context: Context) -> list[Node]:
        found = lookup(node, context)
        for select in selects:
            found = select(found, context)
        return found

    rest = _steps(compiler, path.steps[at + 1 :], flat=True)
    return Code("nodes", _chain(filtered, rest) if rest else filtered)


def _lookup(items: RunNodes, name: str, index_key: object, keys: tuple[str, ...], value: Code) -> RunNodes:
    full_key = (name, index_key)
    run_value = value.run

    def build(node: Node, context: Context) -> dict[str, list[Node]]:
        index: dict[str, list[Node]] = {}
        for item in items(node, context):
            for text in dict.fromkeys(text_of(child) for child in follow([item], keys)):
                index.setdefault(text, []).append(item)
        if context.environment.is_static(name):
            context.static[full_key] = index
        return index

    def run(node: Node, context: Context) -> list[Node]:
        index = context.static.get(full_key)
        if index is None:
            index = build(node, context)
        wanted = run_value(node, context)
        if isinstance(wanted, str):
            return index.get(wanted, [])
        assert isinstance(wanted, list)
        texts = {text_of(found) for found in wanted}
        if len(texts) == 1:
            return index.get(texts.pop(), [])
        return in_document_order([item for text in texts for item in index.get(text, ())])

    return run
