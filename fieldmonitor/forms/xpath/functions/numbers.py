"""Numbers, logic and counting."""

import math
import secrets
from collections.abc import Callable
from typing import TYPE_CHECKING

from fieldmonitor.forms.errors import EvaluationError
from fieldmonitor.forms.nodes import Node, text_of
from fieldmonitor.forms.xpath import dates
from fieldmonitor.forms.xpath.code import Code
from fieldmonitor.forms.xpath.functions.base import MANY, Function, scalar
from fieldmonitor.forms.xpath.runtime import Context, to_number
from fieldmonitor.forms.xpath.tree import Expression
from fieldmonitor.forms.xpath.values import NAN, Value, truth

if TYPE_CHECKING:
    from fieldmonitor.forms.xpath.compiler import Compiler


def _safe(function: Callable[..., float]) -> Callable[..., float]:
    """NaN in or out of the function's domain is NaN, as in other engines; only overflow is infinite."""

    def guarded(*numbers: float) -> float:
        if any(number != number for number in numbers):
            return NAN
        try:
            result = function(*numbers)
        except ValueError:
            return NAN
        except OverflowError:
            return math.inf
        return float(result) if isinstance(result, (int, float)) else NAN

    return guarded


def _logarithm(function: Callable[[float], float]) -> Callable[[float], float]:
    return lambda number: -math.inf if number == 0 else function(number)


def _power(base: float, exponent: float) -> float:
    if base == 0 and exponent < 0:
        return math.inf
    result = base**exponent
    return NAN if isinstance(result, complex) else result


def _whole(rounding: Callable[[float], int]) -> Callable[[float], float]:
    return lambda number: number if number != number or math.isinf(number) else float(rounding(number))


def _round_plain(number: float) -> float:
    return number if number != number or math.isinf(number) else float(math.floor(number + 0.5))


def _round(number: float, digits: float = 0.0) -> float:
    if number != number or digits != digits or math.isinf(number):
        return NAN if digits != digits else number
    if abs(digits) > 300:
        return number if digits > 0 else 0.0
    factor = 10.0 ** math.trunc(digits)
    shifted = abs(number) * factor
    if math.isinf(shifted):
        return number
    return math.copysign(math.floor(shifted + 0.5) / factor, number)


def _build_round(compiler: "Compiler", arguments: tuple[Expression, ...]) -> Code:
    number = compiler.number(arguments[0])
    if compiler.plain:
        return Code("number", lambda node, context: _round_plain(number(node, context)))
    if len(arguments) == 1:
        return Code("number", lambda node, context: _round(number(node, context)))
    digits = compiler.number(arguments[1])
    return Code("number", lambda node, context: _round(number(node, context), digits(node, context)))


def _numbers(
    compiler: "Compiler", arguments: tuple[Expression, ...]
) -> Callable[[Node, Context], list[float]]:
    codes = [compiler.code(argument) for argument in arguments]
    read = compiler.read

    def run(node: Node, context: Context) -> list[float]:
        found: list[float] = []
        for code in codes:
            value = code.run(node, context)
            if isinstance(value, list):
                found.extend([read(text_of(n), context) for n in value])
            else:
                found.append(to_number(value, context, read))
        return found

    return run


def _extreme(choose: Callable[[list[float]], float]) -> Function:
    def build(compiler: "Compiler", arguments: tuple[Expression, ...]) -> Code:
        numbers = _numbers(compiler, arguments)

        def run(node: Node, context: Context) -> float:
            found = numbers(node, context)
            if not found or any(number != number for number in found):
                return NAN
            return choose(found)

        return Code("number", run)

    return Function(build, 1, MANY)


def _sum(compiler: "Compiler", arguments: tuple[Expression, ...]) -> Code:
    nodes, read = compiler.nodes(arguments[0]), compiler.read

    def run(node: Node, context: Context) -> float:
        total = 0.0
        for found in nodes(node, context):
            total += read(text_of(found), context)
        return total

    return Code("number", run)


def _number(compiler: "Compiler", arguments: tuple[Expression, ...]) -> Code:
    if not arguments:
        read = compiler.read
        return Code("number", lambda node, context: _day_number(read(text_of(node), context)))
    code = compiler.code(arguments[0])
    number = compiler.as_number(code)
    if compiler.plain or code.kind in ("number", "boolean"):
        return Code("number", number)
    return Code("number", lambda node, context: _day_number(number(node, context)))


def _day_number(number: float) -> float:
    return dates.DayNumber(number) if type(number) is dates.DateTime else number


def _if(compiler: "Compiler", arguments: tuple[Expression, ...]) -> Code:
    test = compiler.boolean(arguments[0])
    yes, no = compiler.code(arguments[1]), compiler.code(arguments[2])
    run_yes, run_no = yes.run, no.run
    text_yes, text_no = compiler.as_text(yes), compiler.as_text(no)

    def run(node: Node, context: Context) -> Value:
        return run_yes(node, context) if test(node, context) else run_no(node, context)

    def text(node: Node, context: Context) -> str:
        return text_yes(node, context) if test(node, context) else text_no(node, context)

    return Code(yes.kind if yes.kind == no.kind else "any", run, text)


def _not(compiler: "Compiler", arguments: tuple[Expression, ...]) -> Code:
    test = compiler.boolean(arguments[0])
    return Code("boolean", lambda node, context: not test(node, context))


def _boolean(compiler: "Compiler", arguments: tuple[Expression, ...]) -> Code:
    return Code("boolean", compiler.boolean(arguments[0]))


def _constant(value: bool) -> Function:
    code = Code("boolean", lambda node, context: value, constant=value)
    return Function(lambda compiler, arguments: code, 0, 0, core=True)


def _truths(compiler: "Compiler", expression: Expression) -> Callable[[Node, Context], list[bool]]:
    code = compiler.code(expression)

    def run(node: Node, context: Context) -> list[bool]:
        value = code.run(node, context)
        if isinstance(value, list):
            return [bool(text_of(n).strip()) for n in value]
        return [truth(value)]

    return run


def _within(satisfied: float, fewest: float, most: float) -> bool:
    return satisfied >= fewest and (most == -1 or satisfied <= most)


def _checklist(compiler: "Compiler", arguments: tuple[Expression, ...]) -> Code:
    fewest, most = compiler.number(arguments[0]), compiler.number(arguments[1])
    tests = [_truths(compiler, argument) for argument in arguments[2:]]

    def run(node: Node, context: Context) -> bool:
        satisfied = sum(sum(test(node, context)) for test in tests)
        return _within(satisfied, fewest(node, context), most(node, context))

    return Code("boolean", run)


def _weighted_checklist(compiler: "Compiler", arguments: tuple[Expression, ...]) -> Code:
    if len(arguments) % 2:
        raise EvaluationError("function.pairs", name="weighted-checklist")
    fewest, most = compiler.number(arguments[0]), compiler.number(arguments[1])
    tests = [_truths(compiler, argument) for argument in arguments[2::2]]
    weights = [_numbers(compiler, (argument,)) for argument in arguments[3::2]]

    def run(node: Node, context: Context) -> bool:
        satisfied = 0.0
        for test, weight in zip(tests, weights, strict=True):
            pairs = zip(test(node, context), weight(node, context), strict=False)
            satisfied += sum(amount for held, amount in pairs if held)
        return _within(satisfied, fewest(node, context), most(node, context))

    return Code("boolean", run)


def _random() -> float:
    return secrets.randbelow(2**53) / 2**53


def _math(signature: str, function: Callable[..., float], *, core: bool = False) -> Function:
    return scalar("number", signature, _safe(function), core=core)


def _floor_like(rounding: Callable[[float], int]) -> Function:
    return scalar("number", "n", _whole(rounding), core=True)


FUNCTIONS = {
    "number": Function(_number, 0, 1, core=True),
    "boolean": Function(_boolean, 1, 1, core=True),
    "not": Function(_not, 1, 1, core=True),
    "true": _constant(True),
    "false": _constant(False),
    "if": Function(_if, 3, 3),
    "sum": Function(_sum, 1, 1, core=True),
    "floor": _floor_like(math.floor),
    "ceiling": _floor_like(math.ceil),
    "int": scalar("number", "n", _whole(math.trunc)),
    "round": Function(_build_round, 1, 2, core=True),
    "abs": _math("n", abs),
    "pow": _math("nn", _power),
    "sqrt": _math("n", math.sqrt),
    "exp": _math("n", math.exp),
    "exp10": _math("n", lambda number: 10.0**number),
    "log": _math("n", _logarithm(math.log)),
    "log10": _math("n", _logarithm(math.log10)),
    "sin": _math("n", math.sin),
    "cos": _math("n", math.cos),
    "tan": _math("n", math.tan),
    "asin": _math("n", math.asin),
    "acos": _math("n", math.acos),
    "atan": _math("n", math.atan),
    "atan2": _math("nn", math.atan2),
    "pi": scalar("number", "", lambda: math.pi),
    "random": scalar("number", "", _random),
    "max": _extreme(max),
    "min": _extreme(min),
    "checklist": Function(_checklist, 2, MANY),
    "weighted-checklist": Function(_weighted_checklist, 2, MANY),
}
