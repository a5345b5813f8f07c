"""What a review asks, beside the question that it is about."""

from collections.abc import Iterable

from fieldmonitor.app.told import Asked
from fieldmonitor.system.formats import day
from fieldmonitor.system.translations import _
from fieldmonitor.ui.widgets.banner import Banner
from fieldmonitor.ui.widgets.buttons import Button

AskedAt = dict[str, tuple[Asked, ...]]
"""What is asked, by question; each with the day it was told."""


def asked_banner(asked: Iterable[Asked], button: Button | None = None) -> Banner:
    """Return what is asked of one answer as a banner, with the way to it where it stands elsewhere."""
    return Banner("warn", "", more=[(_lead(one), one.text) for one in asked], button=button)


def within(asked: AskedAt, part: str) -> AskedAt:
    """Return what is asked of a part and of the questions in it."""
    return {ref: said for ref, said in asked.items() if ref == part or ref.startswith(f"{part}/")}


def count(asked: AskedAt, part: str) -> int:
    """Return how many things are asked in a part."""
    return sum(map(len, within(asked, part).values()))


def _lead(one: Asked) -> str:
    if one.on is None:
        return _("La Contraloría pide:")
    return _("La Contraloría pide ({date}):").format(date=day(one.on))
