"""The values of XPath and how they turn into each other.

A value is a float, str, bool or a list of nodes. Two dialects differ: ``plain`` is XPath 1.0;
``xforms`` reads ISO dates as numbers and writes a number that is none as empty text.
"""

import re
from datetime import tzinfo
from decimal import Decimal
from typing import TypeAlias

from fieldmonitor.forms.nodes import Node, text_of
from fieldmonitor.forms.xpath import dates
from fieldmonitor.forms.xpath.dates import DateTime, DayNumber

Value: TypeAlias = float | str | bool | list[Node]

NAN = float("nan")
_NUMBER = re.compile(r"[ \t\r\n]*-?(?:\d+(?:\.\d*)?|\.\d+)[ \t\r\n]*\Z")
WHITESPACE = " \t\r\n"


def plain_number(text: str) -> float:
    """Return the number that a text spells, NaN if it spells none."""
    if text.isdecimal() and text.isascii():
        return float(text)
    if _NUMBER.match(text):
        return float(text)
    return NAN


def number_or_date(text: str, zone: tzinfo) -> float:
    """Return the number or the date (as days) that a text spells, NaN if neither."""
    if text.isdecimal() and text.isascii():
        return float(text)
    if _NUMBER.match(text):
        return float(text)
    moment = dates.parse(text, zone)
    return NAN if moment is None else moment


def format_number(number: float, zone: tzinfo, invalid: str) -> str:
    """Return a number as text: no exponent, no trailing zeros; ``invalid`` for NaN."""
    if number != number:  # NaN
        return invalid if type(number) is not DateTime else "Invalid Date"
    kind = type(number)
    if kind is DateTime:
        return dates.to_text(number, zone)
    if kind is DayNumber:
        return str(int(number // 1))
    if number in (float("inf"), float("-inf")):
        return "Infinity" if number > 0 else "-Infinity"
    if number == int(number):
        return str(int(number))
    text = repr(number)
    return format(Decimal(text), "f") if "e" in text else text


def first_text(nodes: list[Node]) -> str:
    """Return the string value of the first node, empty for none."""
    return text_of(nodes[0]) if nodes else ""


def truth(value: Value) -> bool:
    """Return a value as a boolean."""
    if isinstance(value, float):
        return value == value and value != 0
    return bool(value)
