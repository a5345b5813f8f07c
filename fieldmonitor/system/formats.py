"""Dates, amounts and sizes as they are written in Peru, in the language in force; alike for every reader.

The window's first frame says a time, and no amount: what amounts need is imported where they are written.
"""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from fieldmonitor.domain.clock import lima
from fieldmonitor.system.translations import _, current_language, ngettext

if TYPE_CHECKING:
    from decimal import Decimal

    from fieldmonitor.domain.facts import Fact, FactKey, FactType

NBSP = "\u00a0"


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


def remaining(span: timedelta) -> str:
    """Return an estimate as "unos 6 minutos"."""
    minutes = max(1, round(span.total_seconds() / 60))
    if minutes < 60:
        return ngettext("alrededor de {n} minuto", "unos {n} minutos", minutes).format(n=minutes)
    hours = round(minutes / 60)
    return ngettext("alrededor de {n} hora", "unas {n} horas", hours).format(n=hours)


def soles(value: "Decimal") -> str:
    """Return an amount in soles as S/ 4,218,300.00."""
    return f"S/{NBSP}{value:,.2f}"


def percent(value: "Decimal | float") -> str:
    """Return a percentage as 41.8 %."""
    from decimal import Decimal

    number = f"{Decimal(value):.1f}"
    return f"{number}{NBSP}%"


def size(count: float) -> str:
    """Return a number of bytes as 340 kB, 14.2 MB or 3.1 GB, in decimal units as shops sell them."""
    if count < 1000**2:
        return f"{max(1, round(count / 1000)) if count else 0}{NBSP}kB"
    if count < 1000**3:
        return f"{count / 1000**2:.1f}{NBSP}MB"
    return f"{count / 1000**3:.1f}{NBSP}GB"


def distance(meters: float) -> str:
    """Return a distance as 18 m, 6.2 km or 10 834 km; from ten kilometres on without decimals."""
    if meters < 1000:
        return f"{meters:.0f}{NBSP}m"
    if meters < 9950:
        return f"{meters / 1000:.1f}{NBSP}km"
    return f"{meters / 1000:,.0f}{NBSP}km".replace(",", NBSP)


def fact_value(fact: "Fact") -> str:
    """Return a published value as a person reads it."""
    return typed_value(fact.type, fact.value)


def shown_fact(value: str, key: "FactKey") -> str:
    """Return what is published about something as a person reads it."""
    from fieldmonitor.domain.facts import FACT_TYPES, FactType

    return typed_value(FACT_TYPES.get(key, FactType.TEXT), value)


def typed_value(kind: "FactType", value: str) -> str:
    """Return canonical text as a person reads it, unrounded; what cannot be read stays as it is."""
    from decimal import Decimal, InvalidOperation

    from fieldmonitor.domain.facts import FactType

    try:
        if kind is FactType.AMOUNT:
            return soles(Decimal(value))
        if kind is FactType.PERCENT:
            return f"{Decimal(value):f}{NBSP}%"
        if kind is FactType.DAYS:
            count = int(Decimal(value))
            return ngettext("{n} día", "{n} días", count).format(n=count)
        if kind is FactType.DATE:
            return day(date.fromisoformat(value))
    except (InvalidOperation, ValueError):
        return value
    return value
