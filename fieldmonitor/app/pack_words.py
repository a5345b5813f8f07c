"""What is said of a pack's age: a warning, never a lock."""

from datetime import datetime

from fieldmonitor.packs.age import CLOCK, EXPIRED
from fieldmonitor.system.formats import day
from fieldmonitor.system.translations import _


def notice_words(notice: str, expires: datetime) -> str:
    """Return a notice as sentences; one of a newer version shows its code."""
    return {
        EXPIRED: _(
            "El paquete venció el {day}, o el reloj de esta laptop está mal. "
            "Puede seguir trabajando; pida uno nuevo a su coordinación."
        ).format(day=day(expires)),
        CLOCK: _(
            "El reloj de esta laptop está atrasado: el paquete se firmó después. "
            "Puede seguir trabajando; corrija la fecha."
        ),
    }.get(notice, notice)
