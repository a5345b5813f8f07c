"""How a function of the library is declared."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from fieldmonitor.forms.nodes import Node
from fieldmonitor.forms.xpath.code import Code, Kind
from fieldmonitor.forms.xpath.runtime import Context, Run
from fieldmonitor.forms.xpath.tree import Expression

if TYPE_CHECKING:
    from fieldmonitor.forms.xpath.compiler import Compiler

Build: TypeAlias = Callable[["Compiler", tuple[Expression, ...]], Code]
MANY = 1000


@dataclass(frozen=True, slots=True)
class Function:
    """A function: how it compiles, how many arguments it takes, and whether plain XPath 1.0 has it."""

    build: Build
    fewest: int
    most: int
    core: bool = False


def scalar(kind: Kind, signature: str, function: Callable[..., Any], *, core: bool = False) -> Function:
    """Declare a function of plain values. Signature: s, n, b per argument, then ``?`` for optional ones."""
    required, _, optional = signature.partition("?")
    letters = required + optional

    def build(compiler: "Compiler", arguments: tuple[Expression, ...]) -> Code:
        makers: dict[str, Callable[[Expression], Any]] = {
            "s": compiler.text,
            "n": compiler.number,
            "b": compiler.boolean,
        }
        runs: list[Run] = [
            makers[letter](argument) for letter, argument in zip(letters, arguments, strict=False)
        ]
        return Code(kind, _apply(function, runs))

    return Function(build, len(required), len(letters), core)


def _apply(function: Callable[..., Any], runs: list[Run]) -> Run:
    match runs:
        case []:
            return lambda node, context: function()
        case [one]:
            return lambda node, context: function(one(node, context))
        case [one, two]:
            return lambda node, context: function(one(node, context), two(node, context))

    def run(node: Node, context: Context) -> Any:
        return function(*(part(node, context) for part in runs))

    return run
