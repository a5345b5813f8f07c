"""Turns a parse tree into closures, each made for the kinds of its operands."""

import math
from collections.abc import Callable, Mapping

from fieldmonitor.forms.errors import EvaluationError, ExpressionError
from fieldmonitor.forms.nodes import Node, in_document_order, text_of
from fieldmonitor.forms.xpath import runtime
from fieldmonitor.forms.xpath.analysis import spine
from fieldmonitor.forms.xpath.code import Code
from fieldmonitor.forms.xpath.functions import FUNCTIONS
from fieldmonitor.forms.xpath.parser import parse
from fieldmonitor.forms.xpath.paths import compile_filter, compile_path
from fieldmonitor.forms.xpath.runtime import Context, RunBoolean, RunNodes, RunNumber, RunText
from fieldmonitor.forms.xpath.tree import Binary, Call, Expression, Filter, Literal, Negation, Number, Path
from fieldmonitor.forms.xpath.values import NAN, Value, first_text, format_number, truth

_LOGIC = {"or": frozenset({"or"}), "and": frozenset({"and"})}
_ADDITIVE = frozenset({"+", "-"})
_MULTIPLICATIVE = frozenset({"*", "div", "mod"})


class Compiler:
    """Compiles the expressions of one document: it knows the dialect and what prefixes mean.

    ``transparent`` namespaces are matched by names without a prefix, as forms expect of their own.
    """

    def __init__(
        self,
        namespaces: Mapping[str, str] | None = None,
        *,
        plain: bool = False,
        transparent: frozenset[str] = frozenset(),
    ) -> None:
        self.namespaces = dict(namespaces or {})
        self.plain = plain
        self.transparent = transparent
        self.read = runtime.plain_to_number if plain else runtime.xforms_to_number
        self.invalid = "NaN" if plain else ""
        self._codes: dict[str, Code] = {}

    def compile(self, text: str) -> Code:
        """Return the code of an expression, from the cache if it was met before."""
        code = self._codes.get(text)
        if code is None:
            code = self._codes[text] = self.code(parse(text))
        return code

    def key_of(self, name: str) -> str:
        """Return the key that nodes of that name carry."""
        prefix, colon, local = name.partition(":")
        if not colon:
            return name
        namespace = self.namespace_of(prefix)
        return local if namespace in self.transparent else f"{{{namespace}}}{local}"

    def namespace_of(self, prefix: str) -> str:
        """Return the namespace of a prefix; raises ExpressionError for one that was never declared."""
        try:
            return self.namespaces[prefix]
        except KeyError:
            raise ExpressionError("xpath.prefix", prefix=prefix) from None

    # -- by kind of node in the tree

    def code(self, expression: Expression) -> Code:
        """Return the code of a parsed expression."""
        match expression:
            case Number(value):
                return Code("number", lambda node, context: value, constant=value)
            case Literal(text):
                return Code("string", lambda node, context: text, constant=text)
            case Path():
                return compile_path(self, expression)
            case Call():
                return self._call(expression)
            case Binary():
                return self._binary(expression)
            case Negation(operand):
                number = self.number(operand)
                return Code("number", lambda node, context: -number(node, context))
            case Filter():
                return compile_filter(self, expression)

    def _call(self, call: Call) -> Code:
        function = FUNCTIONS.get(call.name)
        if function is None or (self.plain and not function.core):
            return _failing("function.unknown", name=call.name)
        if not function.fewest <= len(call.arguments) <= function.most:
            return _failing("function.arguments", name=call.name, given=len(call.arguments))
        return function.build(self, call.arguments)

    def _binary(self, expression: Binary) -> Code:
        operator = expression.operator
        if operator in _LOGIC:
            return self._logic(expression)
        if operator == "|":
            return self._union(expression)
        if operator in _ADDITIVE:
            return self._arithmetic(expression, _ADDITIVE)
        if operator in _MULTIPLICATIVE:
            return self._arithmetic(expression, _MULTIPLICATIVE)
        if operator in {"=", "!="}:
            return self._equality(expression)
        return self._relation(expression)

    def _logic(self, expression: Binary) -> Code:
        first, rest = spine(expression, _LOGIC[expression.operator])
        tests = [self.boolean(operand) for operand in (first, *(operand for _, operand in rest))]
        wanted = expression.operator == "or"
        if len(tests) == 2:
            left, right = tests
            if wanted:
                return Code("boolean", lambda node, context: left(node, context) or right(node, context))
            return Code("boolean", lambda node, context: left(node, context) and right(node, context))

        def run(node: Node, context: Context) -> bool:
            for test in tests:
                if test(node, context) is wanted:
                    return wanted
            return not wanted

        return Code("boolean", run)

    def _union(self, expression: Binary) -> Code:
        first, rest = spine(expression, frozenset({"|"}))
        parts = [self.nodes(operand) for operand in (first, *(operand for _, operand in rest))]

        def run(node: Node, context: Context) -> Value:
            return in_document_order([found for part in parts for found in part(node, context)])

        return Code("nodes", run)

    def _arithmetic(self, expression: Binary, level: frozenset[str]) -> Code:
        first, rest = spine(expression, level)
        start = self.number(first)
        if len(rest) == 1:
            operator, operand = rest[0]
            return Code("number", _ARITHMETIC[operator](start, self.number(operand)))
        steps = [(_STEPS[operator], self.number(operand)) for operator, operand in rest]

        def run(node: Node, context: Context) -> float:
            total = start(node, context)
            for step, number in steps:
                total = step(total, number(node, context))
            return total + 0.0

        return Code("number", run)

    def _equality(self, expression: Binary) -> Code:
        wanted = expression.operator == "="
        left, right = self.code(expression.left), self.code(expression.right)
        if right.kind == "nodes" and left.kind != "nodes":
            left, right = right, left
        text = right.constant
        if left.kind == "nodes" and isinstance(text, str):
            return Code("boolean", _nodes_against_text(self.as_nodes(left), text, wanted))
        if left.kind == right.kind == "string":
            one, two = self.as_text(left), self.as_text(right)
            return Code("boolean", lambda node, context: (one(node, context) == two(node, context)) is wanted)
        run_left, run_right, read = left.run, right.run, self.read

        def run(node: Node, context: Context) -> bool:
            return runtime.equal(run_left(node, context), run_right(node, context), context, read, wanted)

        return Code("boolean", run)

    def _relation(self, expression: Binary) -> Code:
        left, right = self.code(expression.left), self.code(expression.right)
        operator, read = expression.operator, self.read
        compare = _COMPARE[operator]
        if "nodes" not in (left.kind, right.kind) and "any" not in (left.kind, right.kind):
            one, two = self.as_number(left), self.as_number(right)
            return Code("boolean", lambda node, context: compare(one(node, context), two(node, context)))
        if left.kind == "nodes" and right.kind == "number":
            nodes, bound = self.as_nodes(left), self.as_number(right)

            def any_node(node: Node, context: Context) -> bool:
                limit = bound(node, context)
                return any(compare(read(text_of(n), context), limit) for n in nodes(node, context))

            return Code("boolean", any_node)
        run_left, run_right = left.run, right.run

        def run(node: Node, context: Context) -> bool:
            return runtime.relate(operator, run_left(node, context), run_right(node, context), context, read)

        return Code("boolean", run)

    # -- as a wanted kind of value

    def number(self, expression: Expression) -> RunNumber:
        """Return a closure that gives the expression as a number."""
        return self.as_number(self.code(expression))

    def text(self, expression: Expression) -> RunText:
        """Return a closure that gives the expression as text."""
        return self.as_text(self.code(expression))

    def boolean(self, expression: Expression) -> RunBoolean:
        """Return a closure that gives the expression as a boolean."""
        return self.as_boolean(self.code(expression))

    def nodes(self, expression: Expression) -> RunNodes:
        """Return a closure that gives the expression as nodes; it raises EvaluationError for other values."""
        return self.as_nodes(self.code(expression))

    def as_number(self, code: Code) -> RunNumber:
        """Return code as a closure for a number."""
        run, read = code.run, self.read
        if code.kind == "number":
            return run  # type: ignore[return-value]  # the kind says so
        if code.constant is not None and not isinstance(code.constant, str):
            constant = float(code.constant) if not isinstance(code.constant, list) else NAN
            return lambda node, context: constant
        if code.kind in ("nodes", "string"):
            text = self.as_text(code)
            return lambda node, context: read(text(node, context), context)
        return lambda node, context: runtime.to_number(run(node, context), context, read)

    def as_text(self, code: Code) -> RunText:
        """Return code as a closure for text."""
        if code.text is not None:
            return code.text
        run, invalid = code.run, self.invalid
        if code.kind == "string":
            return run  # type: ignore[return-value]  # the kind says so
        if code.kind == "nodes":
            return lambda node, context: first_text(run(node, context))  # type: ignore[arg-type]  # same
        return lambda node, context: to_text(run(node, context), context, invalid)

    def as_boolean(self, code: Code) -> RunBoolean:
        """Return code as a closure for a boolean."""
        run = code.run
        if code.kind == "boolean":
            return run  # type: ignore[return-value]  # the kind says so
        if code.kind == "nodes":
            return lambda node, context: bool(run(node, context))
        return lambda node, context: truth(run(node, context))

    def as_nodes(self, code: Code) -> RunNodes:
        """Return code as a closure for nodes."""
        run = code.run
        if code.kind == "nodes":
            return run  # type: ignore[return-value]  # the kind says so

        def checked(node: Node, context: Context) -> list[Node]:
            value = run(node, context)
            if not isinstance(value, list):
                raise EvaluationError("type.nodes", found=type(value).__name__)
            return value

        return checked


def to_text(value: Value, context: Context, invalid: str) -> str:
    """Return any value as text; ``invalid`` stands for a number that is none."""
    if isinstance(value, str):
        return value
    if isinstance(value, float):
        return format_number(value, context.zone, invalid)
    if isinstance(value, bool):
        return "true" if value else "false"
    return first_text(value)


def _failing(code: str, **params: object) -> Code:
    def run(node: Node, context: Context) -> Value:
        raise EvaluationError(code, **params)

    return Code("any", run)


def _nodes_against_text(run: RunNodes, text: str, wanted: bool) -> RunBoolean:
    def test(node: Node, context: Context) -> bool:
        for found in run(node, context):
            value = found.value
            if ((value if value is not None else text_of(found)) == text) is wanted:
                return True
        return False

    return test


def _divide(left: float, right: float) -> float:
    if right:
        return left / right
    if left == 0 or left != left or right != right:
        return NAN
    return math.copysign(math.inf, left) * math.copysign(1.0, right)


def _modulo(left: float, right: float) -> float:
    if right == 0 or math.isinf(left) or left != left or right != right:
        return NAN
    return math.fmod(left, right)


_STEPS: dict[str, Callable[[float, float], float]] = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "div": _divide,
    "mod": _modulo,
}
_ARITHMETIC: dict[str, Callable[[RunNumber, RunNumber], RunNumber]] = {
    "+": lambda left, right: lambda node, context: left(node, context) + right(node, context),
    "-": lambda left, right: lambda node, context: left(node, context) - right(node, context),
    "*": lambda left, right: lambda node, context: left(node, context) * right(node, context),
    "div": lambda left, right: lambda node, context: _divide(left(node, context), right(node, context)),
    "mod": lambda left, right: lambda node, context: _modulo(left(node, context), right(node, context)),
}
_COMPARE: dict[str, Callable[[float, float], bool]] = {
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
}
