"""Dates, amounts and sizes as they are written in Peru; no Qt, so that every screen writes them alike."""

import re
import unicodedata
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation

from fieldmonitor.domain.clock import LIMA_OFFSET
from fieldmonitor.domain.facts import Fact, FactType
from fieldmonitor.system.translations import _, current_language, ngettext

_PLACE = re.compile(r",\s+(?:en el\s+)?distrito de .+$", re.IGNORECASE)

NBSP = "\u00a0"


def lima(when: datetime) -> datetime:
    """Return a UTC time as Peru's wall clock shows it."""
    return when.replace(tzinfo=None) + LIMA_OFFSET


def day(value: date | datetime | None) -> str:
    """Return a date as 22/11/2026; a time is first brought to Peru."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = lima(value).date()
    return f"{value:%d/%m/%Y}"


def clock_time(value: datetime) -> str:
    """Return a UTC time as 10:42 in Peru."""
    return f"{lima(value):%H:%M}"


def moment(value: datetime | None) -> str:
    """Return a UTC time as 22/11/2026 10:42 in Peru."""
    return f"{day(value)} {clock_time(value)}" if value else ""


def moment_comma(value: datetime | None) -> str:
    """Return a UTC time as 22/11/2026, 10:42 in Peru, for facts under a title."""
    return f"{day(value)}, {clock_time(value)}" if value else ""


def soles(value: Decimal) -> str:
    """Return an amount as S/ 4,218,300.00."""
    return f"S/{NBSP}{value:,.2f}"


def percent(value: Decimal | float) -> str:
    """Return a percentage as 41.8 %."""
    number = f"{Decimal(value):.1f}"
    return f"{number}{NBSP}%"


def size(count: int) -> str:
    """Return a number of bytes as 14.2 MB, in decimal units as shops sell them."""
    if count < 1000:
        return f"{count}{NBSP}B"
    for unit, power in (("kB", 1), ("MB", 2)):
        if count < 1000 ** (power + 1):
            value = count / 1000**power
            return f"{value:.0f}{NBSP}{unit}" if unit == "kB" else f"{value:.1f}{NBSP}{unit}"
    return f"{count / 1000**3:.1f}{NBSP}GB"


def distance(meters: float) -> str:
    """Return a distance as 18 m or 6.2 km."""
    return f"{meters:.0f}{NBSP}m" if meters < 1000 else f"{meters / 1000:.1f}{NBSP}km"


def days_left(due: date, today: date) -> str:
    """Return how far a due date is, in words."""
    left = (due - today).days
    if left == 0:
        return _("hoy")
    if left == 1:
        return _("mañana")
    if left > 0:
        return ngettext("en {n} día", "en {n} días", left).format(n=left)
    return ngettext("venció hace {n} día", "venció hace {n} días", -left).format(n=-left)


def fact_value(fact: Fact) -> str:
    """Return a published value as a person reads it; what cannot be read stays as published."""
    return typed_value(fact.type, fact.value)


def typed_value(kind: FactType, value: str) -> str:
    """Return canonical text as a person reads it."""
    try:
        if kind is FactType.AMOUNT:
            return soles(Decimal(value))
        if kind is FactType.PERCENT:
            return percent(Decimal(value))
        if kind is FactType.DAYS:
            count = int(Decimal(value))
            return ngettext("{n} día", "{n} días", count).format(n=count)
        if kind is FactType.DATE:
            return day(date.fromisoformat(value))
    except (InvalidOperation, ValueError):
        return value
    return value


def weekday(value: date) -> str:
    """Return a date with its day of the week, as domingo 22/11/2026."""
    names = (_("lunes"), _("martes"), _("miércoles"), _("jueves"), _("viernes"), _("sábado"), _("domingo"))
    return f"{names[value.weekday()]} {day(value)}"


def month_names() -> tuple[str, ...]:
    """Return the short names of the months in the language in force."""
    if current_language() == "en":
        return ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    return ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "set", "oct", "nov", "dic")


def long_month(value: date) -> str:
    """Return a month's whole name."""
    names = (
        _("enero"),
        _("febrero"),
        _("marzo"),
        _("abril"),
        _("mayo"),
        _("junio"),
        _("julio"),
        _("agosto"),
        _("setiembre"),
        _("octubre"),
        _("noviembre"),
        _("diciembre"),
    )
    return names[value.month - 1]


def remaining(span: timedelta) -> str:
    """Return an estimate as "unos 6 minutos"."""
    minutes = max(1, round(span.total_seconds() / 60))
    if minutes < 60:
        return ngettext("alrededor de {n} minuto", "unos {n} minutos", minutes).format(n=minutes)
    hours = round(minutes / 60)
    return ngettext("alrededor de {n} hora", "unas {n} horas", hours).format(n=hours)


def short_hash(value: str) -> str:
    """Return the first twelve digits of a hash in fours, enough to compare by eye."""
    return " ".join(value[i : i + 4] for i in range(0, 12, 4))


def short_work(name: str) -> str:
    """Return a work's name without the place at its end, for where the place stands beside it or is known."""
    return _PLACE.sub("", name) or name


def breakable(words: str) -> str:
    """Return a long name that may be broken after each sixteen letters and each slash."""
    parts = [words[i : i + 16] for i in range(0, len(words), 16)]
    return "\u200b".join(parts).replace("/", "/\u200b").replace("\\", "\\\u200b")


def folded(words: str) -> str:
    """Return words as they are compared in a search: no accents, no case."""
    plain = unicodedata.normalize("NFD", words)
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).casefold()


def runasimi_note() -> str:
    """Return what is said wherever Quechua can be chosen."""
    return _("Runasimi está en preparación: los textos que faltan se ven en español.")
