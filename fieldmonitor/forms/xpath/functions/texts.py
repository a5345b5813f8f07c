"""Text, choice lists, patterns and hashes."""

import base64
import binascii
import hashlib
import secrets
import uuid
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

from fieldmonitor.forms.errors import EvaluationError
from fieldmonitor.forms.nodes import Node, text_of
from fieldmonitor.forms.xpath.code import Code
from fieldmonitor.forms.xpath.functions.base import MANY, Function, scalar
from fieldmonitor.forms.xpath.runtime import Context, RunText
from fieldmonitor.forms.xpath.tree import Expression
from fieldmonitor.forms.xpath.values import WHITESPACE

if TYPE_CHECKING:
    from fieldmonitor.forms.xpath.compiler import Compiler


def words(text: str) -> list[str]:
    """Return the values of a space-separated list."""
    return [word for word in _spaces(text).split(" ") if word]


def _spaces(text: str) -> str:
    return text.translate(_TO_SPACE)


_TO_SPACE = {ord(space): " " for space in WHITESPACE}


def _normalize(text: str) -> str:
    return " ".join(words(text))


def _substring_before(text: str, needle: str) -> str:
    found = text.find(needle)
    return text[:found] if found > 0 else ""


def _substring_after(text: str, needle: str) -> str:
    found = text.find(needle)
    return text[found + len(needle) :] if found >= 0 else ""


def _round_half_up(number: float) -> float:
    return number if number != number or abs(number) == float("inf") else float((number + 0.5) // 1)


def _substring(text: str, start: float, length: float | None = None) -> str:
    first = _round_half_up(start)
    end = float("inf") if length is None else first + _round_half_up(length)
    if first != first or end != end:
        return ""
    begin = max(first, 1.0)
    stop = min(end, len(text) + 1.0)
    return text[int(begin) - 1 : int(stop) - 1] if begin < stop else ""


def _substr(text: str, start: float, end: float | None = None) -> str:
    length = len(text)
    if start != start or (end is not None and end != end):
        return ""

    def place(position: float) -> int:
        bounded = max(min(position, length), -length)
        whole = int(bounded)
        return max(0, length + whole) if whole < 0 else whole

    first, last = place(start), length if end is None else place(end)
    return text[first:last] if first <= last else ""


def _translate(text: str, old: str, new: str) -> str:
    table: dict[int, str | None] = {}
    for index, character in enumerate(old):
        table.setdefault(ord(character), new[index] if index < len(new) else None)
    return text.translate(table)


def _selected(listed: str, value: str) -> bool:
    return value.strip(WHITESPACE) in words(listed)


def _selected_at(listed: str, index: float) -> str:
    values = words(listed)
    return values[int(index)] if 0 <= index < len(values) else ""


class _Pattern(Protocol):
    def search(self, text: str) -> object: ...


@lru_cache(maxsize=512)
def compile_pattern(pattern: str) -> _Pattern:
    """Return a pattern that runs in linear time; raises EvaluationError for what RE2 refuses."""
    import re2  # a native library: loaded when the first pattern is met

    options = re2.Options()
    options.log_errors = False
    options.max_mem = 8 << 20
    try:
        compiled: _Pattern = re2.compile(pattern, options)
    except re2.error as error:
        raise EvaluationError("regex.refused", pattern=pattern, reason=str(error)) from None
    return compiled


def _regex(text: str, pattern: str) -> bool:
    return compile_pattern(pattern).search(text) is not None


_ALGORITHMS = {"MD5": "md5", "SHA-1": "sha1", "SHA-256": "sha256", "SHA-384": "sha384", "SHA-512": "sha512"}


def _digest(text: str, algorithm: str, encoding: str = "base64") -> str:
    name = _ALGORITHMS.get(algorithm)
    if name is None or encoding not in ("base64", "hex"):
        raise EvaluationError("digest.unknown", algorithm=algorithm, encoding=encoding)
    digest = hashlib.new(name, text.encode(), usedforsecurity=False)
    return digest.hexdigest() if encoding == "hex" else base64.b64encode(digest.digest()).decode()


def _base64_decode(text: str) -> str:
    try:
        return base64.b64decode(text.strip(), validate=True).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return ""


def _uuid(length: float | None = None) -> str:
    if length is None:
        return str(uuid.uuid4())
    if length != length or length > 100_000:
        raise EvaluationError("uuid.length", given=length)
    return "".join(secrets.choice("0123456789abcdef") for _ in range(int(length)))


def _boolean_from_string(text: str) -> bool:
    return text in ("1", "true")


def spread(compiler: "Compiler", expression: Expression) -> "_Spread":
    """Return a closure for the texts of an argument: one per node of a node-set, else one."""
    code = compiler.code(expression)
    if code.kind in ("nodes", "any"):
        run, as_text = code.run, compiler.as_text(code)

        def several(node: Node, context: Context) -> list[str]:
            value = run(node, context)
            return [text_of(n) for n in value] if isinstance(value, list) else [as_text(node, context)]

        return several
    text = compiler.as_text(code)
    return lambda node, context: [text(node, context)]


class _Spread(Protocol):
    def __call__(self, node: Node, context: Context, /) -> list[str]: ...


def _concat(compiler: "Compiler", arguments: tuple[Expression, ...]) -> Code:
    if compiler.plain:
        texts: list[RunText] = [compiler.text(argument) for argument in arguments]
        return Code("string", lambda node, context: "".join([text(node, context) for text in texts]))
    parts = [spread(compiler, argument) for argument in arguments]

    def run(node: Node, context: Context) -> str:
        return "".join([text for part in parts for text in part(node, context)])

    return Code("string", run)


def _join(compiler: "Compiler", arguments: tuple[Expression, ...]) -> Code:
    glue = compiler.text(arguments[0])
    parts = [spread(compiler, argument) for argument in arguments[1:]]

    def run(node: Node, context: Context) -> str:
        return glue(node, context).join([text for part in parts for text in part(node, context)])

    return Code("string", run)


def _coalesce(compiler: "Compiler", arguments: tuple[Expression, ...]) -> Code:
    texts = [compiler.text(argument) for argument in arguments]
    if len(texts) == 2:
        one, two = texts
        return Code("string", lambda node, context: one(node, context) or two(node, context))

    def run(node: Node, context: Context) -> str:
        return next((found for text in texts if (found := text(node, context))), "")

    return Code("string", run)


def _of_context(compiler: "Compiler", arguments: tuple[Expression, ...]) -> RunText:
    return compiler.text(arguments[0]) if arguments else lambda node, context: text_of(node)


def _string(compiler: "Compiler", arguments: tuple[Expression, ...]) -> Code:
    if not arguments:
        return Code("string", lambda node, context: text_of(node))
    code = compiler.code(arguments[0])
    text = compiler.as_text(code)
    if code.kind != "number":
        return Code("string", text)
    number = compiler.as_number(code)

    def run(node: Node, context: Context) -> str:
        value = number(node, context)
        return "NaN" if value != value else text(node, context)

    return Code("string", run)


def _string_length(compiler: "Compiler", arguments: tuple[Expression, ...]) -> Code:
    text = _of_context(compiler, arguments)
    return Code("number", lambda node, context: float(len(text(node, context))))


def _normalize_space(compiler: "Compiler", arguments: tuple[Expression, ...]) -> Code:
    text = _of_context(compiler, arguments)
    return Code("string", lambda node, context: _normalize(text(node, context)))


FUNCTIONS = {
    "string": Function(_string, 0, 1, core=True),
    "string-length": Function(_string_length, 0, 1, core=True),
    "normalize-space": Function(_normalize_space, 0, 1, core=True),
    "concat": Function(_concat, 0, MANY, core=True),
    "join": Function(_join, 1, MANY),
    "coalesce": Function(_coalesce, 1, MANY),
    "contains": scalar("boolean", "ss", lambda text, part: part in text, core=True),
    "starts-with": scalar("boolean", "ss", str.startswith, core=True),
    "ends-with": scalar("boolean", "ss", str.endswith),
    "substring": scalar("string", "sn?n", _substring, core=True),
    "substring-before": scalar("string", "ss", _substring_before, core=True),
    "substring-after": scalar("string", "ss", _substring_after, core=True),
    "substr": scalar("string", "sn?n", _substr),
    "translate": scalar("string", "sss", _translate, core=True),
    "selected": scalar("boolean", "ss", _selected),
    "selected-at": scalar("string", "sn", _selected_at),
    "count-selected": scalar("number", "s", lambda text: float(len(words(text)))),
    "regex": scalar("boolean", "ss", _regex),
    "digest": scalar("string", "ss?s", _digest),
    "base64-decode": scalar("string", "s", _base64_decode),
    "uuid": scalar("string", "?n", _uuid),
    "boolean-from-string": scalar("boolean", "s", _boolean_from_string),
    "upper-case": scalar("string", "s", str.upper),
    "lower-case": scalar("string", "s", str.lower),
}
