"""The parse tree of an expression: plain named tuples."""

from typing import NamedTuple, TypeAlias


class Number(NamedTuple):
    """A number literal."""

    value: float


class Literal(NamedTuple):
    """A string literal."""

    value: str


class Binary(NamedTuple):
    """An operator with two operands: or, and, =, !=, <, <=, >, >=, +, -, *, div, mod, |."""

    operator: str
    left: "Expression"
    right: "Expression"


class Negation(NamedTuple):
    """Unary minus."""

    operand: "Expression"


class Call(NamedTuple):
    """A function call; ``name`` keeps its prefix."""

    name: str
    arguments: tuple["Expression", ...]


class Step(NamedTuple):
    """One step of a path. ``test`` is ``name``, ``p:name``, ``*``, ``p:*`` or ``node()`` and its like."""

    axis: str
    test: str
    predicates: tuple["Expression", ...] = ()


class Path(NamedTuple):
    """A location path: from the root, from the context node, or from the nodes of ``start``."""

    absolute: bool
    start: "Expression | None"
    steps: tuple[Step, ...]


class Filter(NamedTuple):
    """An expression with predicates behind it."""

    operand: "Expression"
    predicates: tuple["Expression", ...]


Expression: TypeAlias = Number | Literal | Binary | Negation | Call | Path | Filter
