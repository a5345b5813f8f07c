"""Compiles predicates: positions are picked, what does not depend on the item is computed once."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from fieldmonitor.forms.nodes import Node
from fieldmonitor.forms.xpath.analysis import conjuncts, depends_on_item, simple_names, uses_position
from fieldmonitor.forms.xpath.code import Code
from fieldmonitor.forms.xpath.runtime import Context, RunNumber
from fieldmonitor.forms.xpath.tree import Binary, Call, Expression, Path
from fieldmonitor.forms.xpath.values import truth

if TYPE_CHECKING:
    from fieldmonitor.forms.xpath.compiler import Compiler

Select: TypeAlias = Callable[[list[Node], Context], list[Node]]


def is_positional(compiler: "Compiler", predicate: Expression) -> bool:
    """Tell whether a predicate counts positions."""
    return uses_position(predicate) or compiler.code(predicate).kind in ("number", "any")


def compile_predicate(compiler: "Compiler", predicate: Expression) -> Select:
    """Return a function that keeps the nodes for which a predicate holds."""
    picked = _picked_position(compiler, predicate)
    if picked is not None:
        return _pick(picked)
    code = compiler.code(predicate)
    if code.kind == "number":
        return _by_position(compiler.as_number(code))
    if not depends_on_item(predicate) and code.kind != "any":
        return _all_or_none(code)
    if uses_position(predicate) or code.kind == "any":
        return _one_by_one(code)
    test = compiler.as_boolean(code)

    def select(nodes: list[Node], context: Context) -> list[Node]:
        context.spend(len(nodes))
        return [node for node in nodes if test(node, context)]

    return select


def _picked_position(compiler: "Compiler", predicate: Expression) -> RunNumber | None:
    """``[2]``, ``[last-row-number]``, ``[position() = …]`` with a number that is the same for all items."""
    wanted: Expression | None = None
    if isinstance(predicate, Binary) and predicate.operator == "=":
        position = Call("position", ())
        if predicate.left == position:
            wanted = predicate.right
        elif predicate.right == position:
            wanted = predicate.left
        if wanted is not None and compiler.code(wanted).kind not in ("number", "nodes", "string"):
            return None
        if wanted is not None and isinstance(wanted, Path) and not _single(wanted):
            return None
    elif compiler.code(predicate).kind == "number":
        wanted = predicate
    if wanted is None or depends_on_item(wanted):
        return None
    return compiler.number(wanted)


def _single(path: Path) -> bool:
    simple = simple_names(path)
    return simple is not None and not simple[1]


def _pick(number: RunNumber) -> Select:
    def select(nodes: list[Node], context: Context) -> list[Node]:
        if not nodes:
            return nodes
        wanted = number(nodes[0], context)
        if wanted != wanted or wanted < 1 or wanted > len(nodes) or wanted % 1:
            return []
        index = int(wanted)
        return nodes[index - 1 : index]

    return select


def _by_position(number: RunNumber) -> Select:
    def select(nodes: list[Node], context: Context) -> list[Node]:
        context.spend(len(nodes))
        outer = context.position, context.size
        context.size = len(nodes)
        kept: list[Node] = []
        for context.position, node in enumerate(nodes, 1):
            if number(node, context) == context.position:
                kept.append(node)
        context.position, context.size = outer
        return kept

    return select


def _all_or_none(code: Code) -> Select:
    run = code.run

    def select(nodes: list[Node], context: Context) -> list[Node]:
        return nodes if nodes and truth(run(nodes[0], context)) else []

    return select


def _one_by_one(code: Code) -> Select:
    run = code.run

    def select(nodes: list[Node], context: Context) -> list[Node]:
        context.spend(len(nodes))
        outer = context.position, context.size
        size = len(nodes)
        kept: list[Node] = []
        for position, node in enumerate(nodes, 1):
            context.position, context.size = position, size
            value = run(node, context)
            if value == position if isinstance(value, float) else truth(value):
                kept.append(node)
        context.position, context.size = outer
        return kept

    return select


@dataclass(frozen=True, slots=True)
class KeyTest:
    """A predicate taken apart: ``keys`` below the item must equal ``value``; ``rest`` must hold too."""

    keys: tuple[str, ...]
    value: Code
    rest: tuple[Expression, ...]


def split_key(compiler: "Compiler", predicate: Expression) -> KeyTest | None:
    """Find in a predicate a test ``child = value`` whose value is one text, the same for all items."""
    parts = tuple(conjuncts(predicate))
    for number, part in enumerate(parts):
        if not isinstance(part, Binary) or part.operator != "=":
            continue
        for item, value in ((part.left, part.right), (part.right, part.left)):
            keys = _item_keys(item)
            if keys is None or depends_on_item(value):
                continue
            code = compiler.code(value)
            if code.kind in ("string", "nodes"):
                rest = parts[:number] + parts[number + 1 :]
                return KeyTest(tuple(map(compiler.key_of, keys)), code, rest)
    return None


def _item_keys(expression: Expression) -> tuple[str, ...] | None:
    if not isinstance(expression, Path) or expression.absolute or expression.start is not None:
        return None
    simple = simple_names(expression)
    return simple[1] if simple is not None and simple[0] == 0 and simple[1] else None
