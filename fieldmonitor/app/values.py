"""Values as a person in Peru reads them: soles, days, percent, dates."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation

from fieldmonitor.domain.facts import FACT_TYPES, FactKey, FactType
from fieldmonitor.system.translations import _, ngettext

NBSP = "\u00a0"


def soles(amount: Decimal) -> str:
    """Return an amount as in Peru: S/ 4,218,300.00."""
    return f"S/{NBSP}{amount:,.2f}"


def day(value: date) -> str:
    """Return a day as 22/11/2026."""
    return value.strftime("%d/%m/%Y")


def shown_fact(value: str, key: FactKey) -> str:
    """Return a published value in words; what cannot be read stays as it was published."""
    try:
        return _SHOWN[FACT_TYPES.get(key, FactType.TEXT)](value)
    except (InvalidOperation, ValueError):
        return value


def _days(value: str) -> str:
    count = int(Decimal(value))
    return ngettext("{n} día", "{n} días", count).format(n=count)


def _percent(value: str) -> str:
    return _("{n} %").format(n=f"{Decimal(value):f}").replace(" ", NBSP)


_SHOWN: dict[FactType, Callable[[str], str]] = {
    FactType.TEXT: lambda value: value,
    FactType.AMOUNT: lambda value: soles(Decimal(value)),
    FactType.DAYS: _days,
    FactType.PERCENT: _percent,
    FactType.DATE: lambda value: day(date.fromisoformat(value)),
}
