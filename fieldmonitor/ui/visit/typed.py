"""What a person types, read as the checklist keeps it: numbers, dates and times; pure, no Qt."""

import re
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation

from fieldmonitor.forms import NodeView
from fieldmonitor.system.formats import day
from fieldmonitor.system.translations import _, ngettext

_DATE = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{2}|\d{4})")
_TIME = re.compile(r"(\d{1,2})[:.hH ](\d{2})")


class Unreadable(Exception):
    """What was typed is no value of its type; the message says how to write it."""


def canonical(kind: str, typed: str) -> str:
    """Return typed text as the checklist keeps it; raises Unreadable with what to do instead."""
    typed = typed.strip()
    if not typed:
        return ""
    if kind in ("int", "decimal"):
        return _number(kind, typed)
    if kind == "date":
        return _date(typed)
    return _time(typed) if kind == "time" else typed


def shown(kind: str, value: str) -> str:
    """Return a kept value as it is typed and read."""
    if kind == "date":
        try:
            return day(date.fromisoformat(value[:10]))
        except ValueError:
            return value
    if kind == "time":
        return value[:5]
    if kind == "decimal" and value.endswith(".0"):
        return value[:-2]
    return value


def unit_words(unit: str, count: int = 2) -> str:
    """Return the words of a unit, to stand after a field."""
    return {
        "days": ngettext("día calendario", "días calendario", count),
        "soles": _("soles"),
        "percent": "%",
        "people": ngettext("persona", "personas", count),
    }.get(unit, unit)


def answer_words(node: NodeView, given: str | None = None) -> str:
    """Return an answer as a person reads it: labels of choices, dates and units in words.

    `given` is an earlier answer to the same question, in place of the one that it has now.
    """
    value = node.value if given is None else given
    if not value:
        return ""
    if node.control in ("select1", "select", "rank"):
        labels = {choice.value: choice.label for choice in node.choices}
        chosen = [value] if node.control == "select1" else value.split()
        return ", ".join(labels.get(one, one) for one in chosen)
    if node.control == "trigger":
        return _("Sí")
    if node.control == "upload":
        return _("Con foto")
    words = shown(node.type, value)
    unit = node.extra.get("fm:unit", "")
    if unit == "soles":
        return f"S/\u00a0{_grouped(value)}"
    if unit:
        count = int(value) if value.isdigit() else 2
        return f"{words}\u00a0{unit_words(unit, count)}"
    return words


COMPARED = ("int", "decimal", "date")
"""Typed answers that a later visit is worth comparing with: hours and long texts are not."""


def before_words(node: NodeView, previous: dict[str, str]) -> str:
    """Return what the visit before this one answered to a question, or nothing."""
    given = previous.get(node.ref.rpartition("/")[2], "")
    chosen = node.control in ("select1", "select")
    if not given or "[" in node.ref or not (chosen or node.type in COMPARED):
        return ""
    return answer_words(node, given)


def _grouped(value: str) -> str:
    try:
        return f"{Decimal(value):,.2f}"
    except InvalidOperation:
        return value


def _number(kind: str, typed: str) -> str:
    text = typed.replace("S/", "").replace("%", "").replace("\u00a0", "").replace(" ", "")
    if "," in text and "." not in text and not re.fullmatch(r"\d{1,3}(,\d{3})+", text):
        text = text.replace(",", ".")
    text = text.replace(",", "")
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise Unreadable(_("Escriba solo números.")) from None
    if not number.is_finite() or abs(number) > Decimal(10) ** 15:
        raise Unreadable(_("Ese número es demasiado grande."))
    if kind == "int":
        if number != number.to_integral_value():
            raise Unreadable(_("Escriba un número entero, sin decimales."))
        return str(int(number))
    return format(number, "f")


def _date(typed: str) -> str:
    found = _DATE.fullmatch(typed)
    if found:
        day_, month, year = (int(part) for part in found.groups())
        try:
            return date(year + 2000 if year < 100 else year, month, day_).isoformat()
        except ValueError:
            pass
    raise Unreadable(_("Escriba la fecha como 22/11/2026."))


def _time(typed: str) -> str:
    found = _TIME.fullmatch(typed)
    if found:
        try:
            return time(int(found[1]), int(found[2])).isoformat() + ".000"
        except ValueError:
            pass
    raise Unreadable(_("Escriba la hora como 10:42."))


def now_as(kind: str, now: datetime) -> str:
    """Return the present day or time as it is typed; `now` is Peru's wall clock."""
    return day(now.date()) if kind == "date" else f"{now:%H:%M}"
