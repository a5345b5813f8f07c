"""What an expression sees while it runs: the tree, the clock, the language, other instances."""

from collections.abc import Callable
from datetime import UTC, datetime, tzinfo
from time import thread_time
from typing import TypeAlias

from fieldmonitor.forms.errors import BudgetError, EvaluationError
from fieldmonitor.forms.nodes import Node, text_of
from fieldmonitor.forms.xpath.values import NAN, Value, number_or_date, plain_number, truth

BUDGET = 1.5
"""Seconds of this thread's own time that one action may spend in predicates and deep axes."""
_STRIDE = 5_000
"""Nodes between two looks at the clock."""


class Environment:
    """The world around the tree; a session overrides what it offers."""

    def now(self) -> datetime:
        """Return the current moment, aware of its zone."""
        return datetime.now(UTC)

    def instance(self, name: str) -> Node | None:
        """Return the node that stands for ``instance(name)``; its child is the instance's root element."""
        return None

    def is_static(self, name: str) -> bool:
        """Tell whether an instance never changes, so that what is found in it may be kept."""
        return False

    def itext(self, key: str) -> str:
        """Return a translated text of the form."""
        raise EvaluationError("itext.unknown", id=key)

    def choice_name(self, value: str, ref: str, node: Node) -> str:
        """Return the label of a choice of the select that ``ref`` names."""
        raise EvaluationError("choice_name.unknown", ref=ref)

    def setting(self, name: str) -> str:
        """Return a named property of the device or the form (``version``, ``deviceid`` and their like)."""
        return ""

    def seen(self, node: Node) -> str:
        """Return the value that ``once`` must keep."""
        return text_of(node)


class Context:
    """The moving part of an evaluation; one per session, changed in place for speed."""

    __slots__ = (
        "_deadline",
        "_left",
        "current",
        "environment",
        "paths",
        "position",
        "root",
        "size",
        "static",
        "zone",
    )

    def __init__(self, root: Node, environment: Environment, zone: tzinfo) -> None:
        self.root = root
        self.current = root
        self.position = 1
        self.size = 1
        self.environment = environment
        self.zone = zone
        self._left = _STRIDE
        self._deadline = thread_time() + BUDGET
        self.paths: dict[object, list[Node]] = {}
        self.static: dict[object, dict[str, list[Node]]] = {}

    def spend(self, amount: int) -> None:
        """Count nodes visited; raises :class:`BudgetError` when an action has had its time."""
        self._left -= amount
        if self._left < 0:
            self._left = _STRIDE
            if thread_time() > self._deadline:
                raise BudgetError("budget.exceeded", seconds=BUDGET)

    def refill(self) -> None:
        """Begin an action with its whole budget."""
        self._left = _STRIDE
        self._deadline = thread_time() + BUDGET


Run: TypeAlias = Callable[[Node, Context], Value]
RunText: TypeAlias = Callable[[Node, Context], str]
RunNumber: TypeAlias = Callable[[Node, Context], float]
RunBoolean: TypeAlias = Callable[[Node, Context], bool]
RunNodes: TypeAlias = Callable[[Node, Context], list[Node]]
ToNumber: TypeAlias = Callable[[str, Context], float]


def plain_to_number(text: str, context: Context) -> float:
    """Read a text as XPath 1.0 does."""
    return plain_number(text)


def xforms_to_number(text: str, context: Context) -> float:
    """Read a text as a number or a date."""
    return number_or_date(text, context.zone)


def to_number(value: Value, context: Context, read: ToNumber) -> float:
    """Return any value as a number."""
    if isinstance(value, float):
        return value
    if isinstance(value, str):
        return read(value, context)
    if isinstance(value, bool):
        return 1.0 if value else 0.0
    return read(text_of(value[0]), context) if value else NAN


_RELATIONS: dict[str, Callable[[float, float], bool]] = {
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
}


def relate(operator: str, left: Value, right: Value, context: Context, read: ToNumber) -> bool:
    """Compare with <, <=, > or >=; a node-set compares if any of its nodes does."""
    compare = _RELATIONS[operator]
    lefts = [read(text_of(n), context) for n in left] if isinstance(left, list) else None
    rights = [read(text_of(n), context) for n in right] if isinstance(right, list) else None
    if lefts is None and rights is None:
        return compare(to_number(left, context, read), to_number(right, context, read))
    if lefts is None:
        lefts = [to_number(left, context, read)]
    if rights is None:
        rights = [to_number(right, context, read)]
    return any(compare(a, b) for a in lefts for b in rights)


def equal(left: Value, right: Value, context: Context, read: ToNumber, wanted: bool = True) -> bool:
    """Compare with = (``wanted``) or != as XPath defines it for every pair of types."""
    if isinstance(left, bool) or isinstance(right, bool):
        return (truth(left) == truth(right)) is wanted
    if isinstance(left, list):
        if isinstance(right, list):
            return _nodes_with_nodes(left, right, wanted)
        return _nodes_with_scalar(left, right, context, read, wanted)
    if isinstance(right, list):
        return _nodes_with_scalar(right, left, context, read, wanted)
    if isinstance(left, float) or isinstance(right, float):
        return (to_number(left, context, read) == to_number(right, context, read)) is wanted
    return (left == right) is wanted


def _nodes_with_nodes(left: list[Node], right: list[Node], wanted: bool) -> bool:
    if not left or not right:
        return False
    texts = {text_of(node) for node in right}
    if wanted:
        return any(text_of(node) in texts for node in left)
    return len(texts) > 1 or any(text_of(node) not in texts for node in left)


def _nodes_with_scalar(
    nodes: list[Node], value: float | str, context: Context, read: ToNumber, wanted: bool
) -> bool:
    if isinstance(value, str):
        return any((text_of(node) == value) is wanted for node in nodes)
    return any((read(text_of(node), context) == value) is wanted for node in nodes)
