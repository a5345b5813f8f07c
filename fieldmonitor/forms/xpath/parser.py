"""Reads an XPath 1.0 expression: a scanner that knows what may come next, and recursive descent."""

import re
from functools import lru_cache

from fieldmonitor.forms.errors import ExpressionError
from fieldmonitor.forms.xpath.tree import (
    Binary,
    Call,
    Expression,
    Filter,
    Literal,
    Negation,
    Number,
    Path,
    Step,
)

MAX_LENGTH = 100_000
MAX_DEPTH = 80

_NAME = r"[^\W\d][\w.\-\u00b7]*"
_OPERAND = re.compile(
    rf"""\s*(?:
    (?P<number>\d+(?:\.\d*)?|\.\d+)
    |(?P<string>"[^"]*"|'[^']*')
    |(?P<name>{_NAME}(?::(?!:)(?:{_NAME}|\*))?)
    |(?P<symbol>//|\.\.|::|[/.@()\[\],*\-$])
    )""",
    re.VERBOSE,
)
# After an operand only an operator can stand, so "1div1" and "a -b" read as the specification wants.
_OPERATOR = re.compile(r"\s*(?P<symbol>!=|<=|>=|//|::|[/|+\-=<>*()\[\],]|or|and|div|mod)")
_SPACE = re.compile(r"\s*")
_OPERAND_ENDS = frozenset({")", "]", ".", ".."})

AXES = frozenset(
    [
        "ancestor",
        "ancestor-or-self",
        "attribute",
        "child",
        "descendant",
        "descendant-or-self",
        "following",
        "following-sibling",
        "namespace",
        "parent",
        "preceding",
        "preceding-sibling",
        "self",
    ]
)
_NODE_TYPES = frozenset({"node", "text", "comment", "processing-instruction"})

_Token = tuple[str, str, int]  # kind: number, string, name, symbol, operator, end


def _scan(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    position, length = 0, len(text)
    after_operand = False
    while True:
        match = (_OPERATOR if after_operand else _OPERAND).match(text, position)
        if match is None and after_operand:
            match = _OPERAND.match(text, position)  # a function's "(" or a mistake: the parser will tell
        if match is None:
            break
        kind = str(match.lastgroup)
        value = match.group(kind)
        start = match.start(kind)
        if kind == "name" and value in AXES and text.startswith("::", _skip(text, match.end())):
            kind = "axis"
        if kind == "symbol" and after_operand and value not in {"/", "//", "(", ")", "[", "]", ",", "::"}:
            kind = "operator"
        tokens.append((kind, value, start))
        position = match.end()
        after_operand = kind in {"number", "string", "name"} or (
            kind == "symbol" and (value in _OPERAND_ENDS or (value == "*" and not after_operand))
        )
    if _skip(text, position) < length:
        at = _skip(text, position)
        raise ExpressionError("xpath.unexpected", expression=text, position=at, found=text[at : at + 12])
    tokens.append(("end", "", length))
    return tokens


def _skip(text: str, position: int) -> int:
    match = _SPACE.match(text, position)
    return match.end() if match else position


class _Parser:
    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = _scan(text)
        self._at = 0
        self._depth = 0

    def parse(self) -> Expression:
        expression = self._expression()
        if self._tokens[self._at][0] != "end":
            raise self._unexpected()
        return expression

    def _unexpected(self) -> ExpressionError:
        kind, value, position = self._tokens[self._at]
        code = "xpath.incomplete" if kind == "end" else "xpath.unexpected"
        return ExpressionError(code, expression=self._text, position=position, found=value)

    def _next_is(self, kind: str, value: str) -> bool:
        token = self._tokens[self._at]
        return token[0] == kind and token[1] == value

    def _take(self, kind: str, value: str) -> bool:
        if self._next_is(kind, value):
            self._at += 1
            return True
        return False

    def _expect(self, value: str) -> None:
        if not self._take("symbol", value):
            raise self._unexpected()

    def _expression(self, weakest: int = 0) -> Expression:
        """Read operands joined by operators that bind at least as tightly as ``weakest``."""
        left = self._unary()
        joined = 0
        while True:
            kind, operator, position = self._tokens[self._at]
            binding = _BINDING.get(operator, -1) if kind == "operator" else -1
            if binding < weakest:
                return left
            self._at += 1
            left = Binary(operator, left, self._expression(binding + 1))
            joined += operator in _COMPARISONS
            if joined > MAX_DEPTH:  # chains of comparisons nest; those of other operators are unrolled
                raise ExpressionError("xpath.too_deep", expression=self._text[:200], position=position)

    def _nested(self) -> Expression:
        """Read an expression inside parentheses, brackets or a call."""
        self._depth += 1
        if self._depth > MAX_DEPTH:
            position = self._tokens[self._at][2]
            raise ExpressionError("xpath.too_deep", expression=self._text[:200], position=position)
        result = self._expression()
        self._depth -= 1
        return result

    def _unary(self) -> Expression:
        signs = 0
        while self._take("symbol", "-"):
            signs += 1
        operand = self._path()
        while self._take("operator", "|"):
            operand = Binary("|", operand, self._path())
        # Two signs cancel only after the operand became a number, so both are kept for a non-number.
        for _ in range(min(signs, 2 - signs % 2)):
            operand = Negation(operand)
        return operand

    def _path(self) -> Expression:
        kind, value, _ = self._tokens[self._at]
        if kind == "symbol" and value in {"/", "//"}:
            self._at += 1
            steps = [Step("descendant-or-self", "node()")] if value == "//" else []
            if value == "//" or self._starts_step():
                steps.extend(self._steps())
            return Path(True, None, tuple(steps))
        if self._starts_primary():
            return self._filter()
        return Path(False, None, tuple(self._steps()))

    def _filter(self) -> Expression:
        operand = self._primary()
        predicates = self._predicates()
        if predicates:
            operand = Filter(operand, predicates)
        kind, value, _ = self._tokens[self._at]
        if kind == "symbol" and value in {"/", "//"}:
            self._at += 1
            steps = [Step("descendant-or-self", "node()")] if value == "//" else []
            steps.extend(self._steps())
            return Path(False, operand, tuple(steps))
        return operand

    def _starts_primary(self) -> bool:
        kind, value, _ = self._tokens[self._at]
        if kind in {"number", "string"}:
            return True
        if kind == "symbol":
            return value == "("
        following = self._tokens[self._at + 1] if kind == "name" else ("", "", 0)
        return following[:2] == ("symbol", "(") and value not in _NODE_TYPES

    def _starts_step(self) -> bool:
        kind, value, _ = self._tokens[self._at]
        return kind in {"name", "axis"} or (kind == "symbol" and value in {".", "..", "@", "*"})

    def _primary(self) -> Expression:
        kind, value, _ = self._tokens[self._at]
        self._at += 1
        if kind == "number":
            return Number(float(value))
        if kind == "string":
            return Literal(value[1:-1])
        if kind == "symbol":
            inner = self._nested()
            self._expect(")")
            return inner
        self._expect("(")
        arguments: list[Expression] = []
        if not self._take("symbol", ")"):
            arguments.append(self._nested())
            while self._take("symbol", ","):
                arguments.append(self._nested())
            self._expect(")")
        return Call(value, tuple(arguments))

    def _predicates(self) -> tuple[Expression, ...]:
        if not self._next_is("symbol", "["):
            return ()
        found: list[Expression] = []
        while self._take("symbol", "["):
            found.append(self._nested())
            self._expect("]")
        return tuple(found)

    def _steps(self) -> list[Step]:
        steps = [self._step()]
        while True:
            if self._take("symbol", "//"):
                steps.append(Step("descendant-or-self", "node()"))
            elif not self._take("symbol", "/"):
                return steps
            steps.append(self._step())

    def _step(self) -> Step:
        kind, value, _ = self._tokens[self._at]
        if kind == "symbol" and value == ".":
            self._at += 1
            return Step("self", "node()", self._predicates())
        if kind == "symbol" and value == "..":
            self._at += 1
            return Step("parent", "node()", self._predicates())
        axis = "child"
        if kind == "axis":
            axis = value
            self._at += 1
            if not self._take("symbol", "::"):
                raise self._unexpected()
        elif self._take("symbol", "@"):
            axis = "attribute"
        return Step(axis, self._node_test(), self._predicates())

    def _node_test(self) -> str:
        kind, value, _ = self._tokens[self._at]
        if kind == "symbol" and value == "*":
            self._at += 1
            return "*"
        if kind not in {"name", "axis"}:
            raise self._unexpected()
        self._at += 1
        if value in _NODE_TYPES and self._take("symbol", "("):
            target = ""
            if value == "processing-instruction" and self._tokens[self._at][0] == "string":
                target = self._tokens[self._at][1][1:-1]
                self._at += 1
            self._expect(")")
            return f"{value}({target})"
        return value


_LEVELS = (("or",), ("and",), ("=", "!="), ("<", "<=", ">", ">="), ("+", "-"), ("*", "div", "mod"))
_BINDING = {operator: level for level, operators in enumerate(_LEVELS) for operator in operators}
_COMPARISONS = frozenset({"=", "!=", "<", "<=", ">", ">="})


@lru_cache(maxsize=4096)
def parse(text: str) -> Expression:
    """Return the tree of an expression; raises :class:`ExpressionError` with the position of the mistake."""
    if len(text) > MAX_LENGTH:
        raise ExpressionError("xpath.too_long", expression=text[:80], position=MAX_LENGTH)
    return _Parser(text).parse()
