"""The value types of the specification: what a typed text becomes when it is kept.

As in the reference engines, text that is no value of its type becomes empty.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation

from fieldmonitor.forms.xpath.functions.places import parse_point

_NUMBER = re.compile(r"\s*[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d{1,3})?\s*\Z", re.ASCII)
_DATE = re.compile(r"(\d{4}-\d\d-\d\d)(?:T\d\d(?::\d\d(?::\d\d(?:\.\d+)?)?)?)?\Z", re.ASCII)
_OFFSET = r"(?:Z|[-+](?:0\d|1[0-4]):[0-5]\d)?"
_DATE_TIME = re.compile(rf"(\d{{4}}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d+)?{_OFFSET}\Z", re.ASCII)
_TIME = re.compile(rf"(\d\d:\d\d:\d\d)(?:\.\d+)?{_OFFSET}\Z", re.ASCII)
_INT_RANGE = range(-(2**31), 2**31)


def fit(type_name: str, text: str) -> str:
    """Return a text as its type keeps it, empty if it is no value of that type."""
    fitting = _FITTING.get(type_name)
    return fitting(text) if fitting is not None and text else text


def within(bounds: Mapping[str, str], text: str) -> str:
    """Return a range's answer, empty if it lies outside ``start`` and ``end``."""
    value, start, end = (_number(part) for part in (text, bounds.get("start", ""), bounds.get("end", "")))
    if value is None:
        return ""
    below = start is not None and value < start
    above = end is not None and value > end
    return "" if below or above else text


def _number(text: str) -> Decimal | None:
    if not _NUMBER.match(text):
        return None
    try:
        return Decimal(text.strip())
    except InvalidOperation:
        return None


def _int(text: str) -> str:
    number = _number(text)
    if number is None:
        return ""
    whole = int(number)
    return str(whole) if whole in _INT_RANGE else ""


def _decimal(text: str) -> str:
    number = _number(text)
    return "" if number is None else decimal_text(number)


def decimal_text(number: Decimal) -> str:
    """Return a decimal without exponent and with at least one digit after the point."""
    text = format(number, "f")
    if "." not in text:
        return f"{text}.0"
    text = text.rstrip("0")
    return f"{text}0" if text.endswith(".") else text


def _date(text: str) -> str:
    match = _DATE.match(text)
    return match.group(1) if match and _is_iso(date.fromisoformat, match.group(1)) else ""


def _date_time(text: str) -> str:
    match = _DATE_TIME.match(text)
    return text if match and _is_iso(datetime.fromisoformat, match.group(1)) else ""


def _time(text: str) -> str:
    match = _TIME.match(text)
    return text if match and _is_iso(time.fromisoformat, match.group(1)) else ""


def _is_iso(read: Callable[[str], object], text: str) -> bool:
    try:
        read(text)
    except ValueError:
        return False
    return True


def _geopoint(text: str) -> str:
    parts = text.split()
    numbers = [_number(part) for part in parts]
    if parse_point(text) is None or any(number is None for number in numbers):
        return ""
    kept = [decimal_text(number) for number in numbers if number is not None]
    kept += ["0.0"] * (4 - len(kept))
    return " ".join(kept)


def _points(text: str, fewest: int, closed: bool) -> str:
    parts = [part.strip() for part in text.strip().rstrip("; ").split(";")]
    points = [_geopoint(part) for part in parts]
    if len(points) < fewest or not all(points) or (closed and points[0] != points[-1]):
        return ""
    return ";".join(points)


_FITTING: dict[str, Callable[[str], str]] = {
    "int": _int,
    "decimal": _decimal,
    "date": _date,
    "dateTime": _date_time,
    "time": _time,
    "geopoint": _geopoint,
    "geotrace": lambda text: _points(text, 2, closed=False),
    "geoshape": lambda text: _points(text, 3, closed=True),
}
