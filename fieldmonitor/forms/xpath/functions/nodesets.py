"""Node-sets: counting, positions, repeats, other instances, labels."""

import hashlib
import random
from collections.abc import Sequence
from typing import TYPE_CHECKING

from fieldmonitor.forms.errors import EvaluationError
from fieldmonitor.forms.nodes import Node, in_document_order, root_of, text_of
from fieldmonitor.forms.xpath.analysis import depends_on_item
from fieldmonitor.forms.xpath.code import Code
from fieldmonitor.forms.xpath.functions.base import MANY, Function
from fieldmonitor.forms.xpath.functions.texts import words
from fieldmonitor.forms.xpath.runtime import Context, RunNodes, RunNumber
from fieldmonitor.forms.xpath.tree import Call, Expression, Literal
from fieldmonitor.forms.xpath.values import NAN

if TYPE_CHECKING:
    from fieldmonitor.forms.xpath.compiler import Compiler


def _count(compiler: "Compiler", arguments: tuple[Expression, ...]) -> Code:
    nodes = compiler.nodes(arguments[0])
    return Code("number", lambda node, context: float(len(nodes(node, context))))


def _count_non_empty(compiler: "Compiler", arguments: tuple[Expression, ...]) -> Code:
    nodes = compiler.nodes(arguments[0])
    return Code("number", lambda node, context: float(sum(text_of(n) != "" for n in nodes(node, context))))


def _last(compiler: "Compiler", arguments: tuple[Expression, ...]) -> Code:
    return Code("number", lambda node, context: float(context.size))


def _position(compiler: "Compiler", arguments: tuple[Expression, ...]) -> Code:
    if not arguments:
        return Code("number", lambda node, context: float(context.position))
    nodes = compiler.nodes(arguments[0])

    def run(node: Node, context: Context) -> float:
        found = nodes(node, context)
        if len(found) > 1:
            raise EvaluationError("position.several", count=len(found))
        return place_of(found[0]) if found else NAN

    return Code("number", run)


def place_of(node: Node) -> float:
    """Return a node's 1-based place among the siblings of its name."""
    parent = node.parent
    if parent is None:
        return 1.0
    siblings = parent.child_elements(node.key)
    hint: int | None = getattr(node, "place", None)
    if hint is not None and 0 <= hint < len(siblings) and siblings[hint] is node:
        return hint + 1.0
    return next((float(index) for index, sibling in enumerate(siblings, 1) if sibling is node), NAN)


def _current(compiler: "Compiler", arguments: tuple[Expression, ...]) -> Code:
    return Code("nodes", lambda node, context: [context.current])


def _instance(compiler: "Compiler", arguments: tuple[Expression, ...]) -> Code:
    name = compiler.text(arguments[0])

    def run(node: Node, context: Context) -> list[Node]:
        found = context.environment.instance(name(node, context))
        return [] if found is None else [found]

    return Code("nodes", run)


def _pulldata(compiler: "Compiler", arguments: tuple[Expression, ...]) -> Code:
    name, wanted, key, value = (compiler.text(argument) for argument in arguments)

    def run(node: Node, context: Context) -> str:
        file, column = name(node, context), key(node, context)
        index = context.static.get((file, column))
        if index is None:
            index = _index_items(context, file, column)
        items = index.get(value(node, context))
        found = _column(items[0], wanted(node, context)) if items else ()
        return text_of(found[0]) if found else ""

    return Code("string", run)


def _index_items(context: Context, file: str, column: str) -> dict[str, list[Node]]:
    instance = context.environment.instance(file)
    index: dict[str, list[Node]] = {}
    roots = instance.child_elements("root") if instance is not None else []
    for item in (item for root in roots for item in root.child_elements("item")):
        for child in _column(item, column):
            index.setdefault(text_of(child), []).append(item)
    if context.environment.is_static(file):
        context.static[(file, column)] = index
    return index


def _column(item: Node, name: str) -> Sequence[Node]:
    if name.startswith("@"):
        return [attribute for attribute in item.attributes if attribute.key == name[1:]]
    return item.child_elements(name)


def _within(node: Node, ancestor: Node) -> bool:
    current: Node | None = node
    while current is not None:
        if current is ancestor:
            return True
        current = current.parent
    return False


def _depth(node: Node) -> int:
    depth = 0
    while node.parent is not None:
        depth += 1
        node = node.parent
    return depth


def _indexed_repeat(compiler: "Compiler", arguments: tuple[Expression, ...]) -> Code:
    if len(arguments) % 2 == 0:
        raise EvaluationError("function.pairs", name="indexed-repeat")
    target = compiler.nodes(arguments[0])
    pairs = [
        (compiler.nodes(repeat), compiler.number(index))
        for repeat, index in zip(arguments[1::2], arguments[2::2], strict=True)
    ]

    def run(node: Node, context: Context) -> list[Node]:
        chosen = _choose_repeat(pairs, node, context)
        if chosen is None:
            return []
        return _targets(target(node, context), chosen, context)

    return Code("nodes", run)


def _choose_repeat(pairs: Sequence[tuple[RunNodes, RunNumber]], node: Node, context: Context) -> Node | None:
    levels: list[tuple[int, list[Node], float]] = []
    for repeats, index in pairs:
        wanted = index(node, context)
        rows = repeats(node, context)
        if wanted != wanted or not rows:
            return None
        levels.append((_depth(rows[0]), rows, wanted))
    chosen: Node | None = None
    for _, rows, wanted in sorted(levels, key=lambda level: level[0]):
        if chosen is not None:
            context.spend(len(rows))
            outer = chosen
            rows = [row for row in rows if _within(row, outer)]
        if wanted % 1 or not 1 <= wanted <= len(rows):
            return None
        chosen = rows[int(wanted) - 1]
    return chosen


def _targets(targets: list[Node], chosen: Node, context: Context) -> list[Node]:
    if len(targets) > 1:
        depth = _depth(targets[0]) - _depth(chosen)
        if depth == 1:  # the usual case: a question right in the row, no need to look at all rows
            own = chosen.child_elements(targets[0].key)
            if own and targets[0].parent is not None and targets[0].parent.key == chosen.key:
                return own
    context.spend(len(targets))
    return [target for target in targets if _within(target, chosen)]


def _once(compiler: "Compiler", arguments: tuple[Expression, ...]) -> Code:
    text = compiler.text(arguments[0])
    return Code("string", lambda node, context: context.environment.seen(node) or text(node, context))


_PRIME = 2_147_483_647


def _seeded(seed: int) -> "_ParkMiller":
    return _ParkMiller(seed)


class _ParkMiller:
    """The generator that the specification names, so that a seed gives the same order everywhere."""

    def __init__(self, seed: int) -> None:
        state = abs(seed) % _PRIME * (1 if seed >= 0 else -1)
        self._state = state + _PRIME - 1 if state <= 0 else state

    def random(self) -> float:
        self._state = self._state * 16_807 % _PRIME
        return (self._state - 1) / (_PRIME - 1)


def shuffled(nodes: Sequence[Node], seed: int | None) -> list[Node]:
    """Return nodes in random order; the same order for the same seed."""
    generator = _seeded(seed) if seed is not None else random.SystemRandom()
    result: list[Node] = []
    for index, node in enumerate(nodes):
        other = int(generator.random() * (index + 1))
        if other == index:
            result.append(node)
        else:
            result.append(result[other])
            result[other] = node
    return result


def _seed_of(number: float, text: str) -> int:
    if number != number:
        if not text:
            return 0
        return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big", signed=True)
    if number in (float("inf"), float("-inf")):
        return 2**63 - 1 if number > 0 else -(2**63)
    return int(number)


def _randomize(compiler: "Compiler", arguments: tuple[Expression, ...]) -> Code:
    nodes = compiler.nodes(arguments[0])
    if len(arguments) == 1:
        return Code("nodes", lambda node, context: shuffled(nodes(node, context), None))
    seed = compiler.code(arguments[1])
    number, text = compiler.as_number(seed), compiler.as_text(seed)

    def run(node: Node, context: Context) -> list[Node]:
        return shuffled(nodes(node, context), _seed_of(number(node, context), text(node, context)))

    return Code("nodes", run)


def _named_part(part: str) -> Function:
    def read(node: Node) -> str:
        if part == "namespace-uri":
            return node.namespace
        return node.local if part == "local-name" else node.qualified

    def build(compiler: "Compiler", arguments: tuple[Expression, ...]) -> Code:
        if not arguments:
            return Code("string", lambda node, context: read(node))
        nodes = compiler.nodes(arguments[0])

        def run(node: Node, context: Context) -> str:
            found = nodes(node, context)
            return read(found[0]) if found else ""

        return Code("string", run)

    return Function(build, 0, 1, core=True)


def _id(compiler: "Compiler", arguments: tuple[Expression, ...]) -> Code:
    code = compiler.code(arguments[0])
    text = compiler.as_text(code)

    def run(node: Node, context: Context) -> list[Node]:
        value = code.run(node, context)
        texts = [text_of(n) for n in value] if isinstance(value, list) else [text(node, context)]
        wanted = {word for listed in texts for word in words(listed)}
        from fieldmonitor.forms.nodes import descendants

        return in_document_order([found for found in descendants(root_of(node)) if _own_id(found) in wanted])

    return Code("nodes", run)


def _own_id(node: Node) -> str | None:
    return next((text_of(attribute) for attribute in node.attributes if attribute.key == "id"), None)


_XML = "http://www.w3.org/XML/1998/namespace"


def _lang(compiler: "Compiler", arguments: tuple[Expression, ...]) -> Code:
    text = compiler.text(arguments[0])

    def run(node: Node, context: Context) -> bool:
        wanted = text(node, context).lower()
        current: Node | None = node
        while current is not None:
            for attribute in current.attributes:
                if attribute.local == "lang" and attribute.namespace == _XML:
                    found = text_of(attribute).lower()
                    return found == wanted or found.startswith(f"{wanted}-")
            current = current.parent
        return False

    return Code("boolean", run)


def _itext(compiler: "Compiler", arguments: tuple[Expression, ...]) -> Code:
    key = compiler.text(arguments[0])
    return Code("string", lambda node, context: context.environment.itext(key(node, context)))


def _choice_name(compiler: "Compiler", arguments: tuple[Expression, ...]) -> Code:
    value, ref = compiler.text(arguments[0]), compiler.text(arguments[1])

    def run(node: Node, context: Context) -> str:
        return context.environment.choice_name(value(node, context), ref(node, context), node)

    return Code("string", run)


def _property(compiler: "Compiler", arguments: tuple[Expression, ...]) -> Code:
    name = compiler.text(arguments[0])
    return Code("string", lambda node, context: context.environment.setting(name(node, context)))


def _version(compiler: "Compiler", arguments: tuple[Expression, ...]) -> Code:
    return Code("string", lambda node, context: context.environment.setting("version"))


def choice_name_refs(call: Call) -> str | None:
    """Return the select that a ``jr:choice-name`` call names, if it is written out."""
    if len(call.arguments) == 2 and isinstance(call.arguments[1], Literal):
        return call.arguments[1].value
    return None


FUNCTIONS = {
    "count": Function(_count, 1, 1, core=True),
    "count-non-empty": Function(_count_non_empty, 1, 1),
    "last": Function(_last, 0, 0, core=True),
    "position": Function(_position, 0, 1, core=True),
    "current": Function(_current, 0, 0, core=True),
    "instance": Function(_instance, 1, 1),
    "pulldata": Function(_pulldata, 4, 4),
    "indexed-repeat": Function(_indexed_repeat, 3, MANY),
    "once": Function(_once, 1, 1),
    "randomize": Function(_randomize, 1, 2),
    "name": _named_part("name"),
    "local-name": _named_part("local-name"),
    "namespace-uri": _named_part("namespace-uri"),
    "id": Function(_id, 1, 1, core=True),
    "lang": Function(_lang, 1, 1, core=True),
    "jr:itext": Function(_itext, 1, 1),
    "jr:choice-name": Function(_choice_name, 2, 2),
    "property": Function(_property, 1, 1),
    "version": Function(_version, 0, 0),
}

__all__ = ["FUNCTIONS", "choice_name_refs", "depends_on_item", "place_of", "shuffled"]
