"""Dates and times."""

from typing import TYPE_CHECKING

from fieldmonitor.forms.errors import EvaluationError
from fieldmonitor.forms.nodes import Node
from fieldmonitor.forms.xpath import dates
from fieldmonitor.forms.xpath.code import Code
from fieldmonitor.forms.xpath.dates import DateTime
from fieldmonitor.forms.xpath.functions.base import Function
from fieldmonitor.forms.xpath.runtime import Context
from fieldmonitor.forms.xpath.tree import Expression
from fieldmonitor.forms.xpath.values import NAN, Value, first_text

if TYPE_CHECKING:
    from fieldmonitor.forms.xpath.compiler import Compiler


def _today(compiler: "Compiler", arguments: tuple[Expression, ...]) -> Code:
    def run(node: Node, context: Context) -> float:
        return dates.today(context.environment.now().astimezone(context.zone))

    return Code("number", run)


def _now(compiler: "Compiler", arguments: tuple[Expression, ...]) -> Code:
    return Code("number", lambda node, context: dates.from_datetime(context.environment.now()))


def _date(compiler: "Compiler", arguments: tuple[Expression, ...]) -> Code:
    code = compiler.code(arguments[0])

    def run(node: Node, context: Context) -> Value:
        value = code.run(node, context)
        if isinstance(value, float):
            return DateTime(value)
        text = first_text(value) if isinstance(value, list) else value
        if text == "":
            return ""
        moment = dates.parse_loosely(text, context.zone) if isinstance(text, str) else None
        if moment is None:
            raise EvaluationError("date.invalid", text=str(text))
        return moment

    return Code("any", run)


def _decimal_date_time(compiler: "Compiler", arguments: tuple[Expression, ...]) -> Code:
    code = compiler.code(arguments[0])

    def run(node: Node, context: Context) -> float:
        value = code.run(node, context)
        if isinstance(value, float) and not isinstance(value, bool):
            return float(value)
        if isinstance(value, bool):
            return NAN
        moment = dates.parse(first_text(value) if isinstance(value, list) else value, context.zone)
        return NAN if moment is None else float(moment)

    return Code("number", run)


def _decimal_time(compiler: "Compiler", arguments: tuple[Expression, ...]) -> Code:
    text = compiler.text(arguments[0])
    return Code("number", lambda node, context: dates.decimal_time(text(node, context), context.zone))


def _format(compiler: "Compiler", arguments: tuple[Expression, ...]) -> Code:
    value, pattern = compiler.text(arguments[0]), compiler.text(arguments[1])

    def run(node: Node, context: Context) -> str:
        days = dates.parse(value(node, context), context.zone)
        moment = dates.to_datetime(days, context.zone) if days is not None else None
        return "" if moment is None else dates.format_moment(moment, pattern(node, context))

    return Code("string", run)


FUNCTIONS = {
    "today": Function(_today, 0, 0),
    "now": Function(_now, 0, 0),
    "date": Function(_date, 1, 1),
    "date-time": Function(_date, 1, 1),
    "decimal-date-time": Function(_decimal_date_time, 1, 1),
    "decimal-time": Function(_decimal_time, 1, 1),
    "format-date": Function(_format, 2, 2),
    "format-date-time": Function(_format, 2, 2),
}
