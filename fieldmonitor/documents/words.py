"""Small words that several documents share."""

from datetime import date, datetime

from fieldmonitor.documents.model import Person, WorkHead
from fieldmonitor.domain.clock import LIMA_OFFSET
from fieldmonitor.system.translations import _


def day(value: date) -> str:
    """Return a day as 22/11/2026."""
    return f"{value:%d/%m/%Y}"


def moment(value: datetime) -> str:
    """Return a UTC time as 22/11/2026, 10:42 in Peru."""
    return f"{value.replace(tzinfo=None) + LIMA_OFFSET:%d/%m/%Y, %H:%M}"


def work_pairs(work: WorkHead) -> list[tuple[str, str]]:
    """Return a work's facts as labels and values."""
    return [
        (_("Obra"), work.name),
        (_("Entidad"), work.entity),
        (_("Lugar"), work.place),
        (_("CUI"), work.cui),
        (_("Código INFOBRAS"), work.infobras_code),
    ]


def person(who: Person) -> str:
    """Return a person as one line."""
    return ", ".join(part for part in (who.name, who.document) if part)


def synthetic_note() -> str:
    """Return what is said of works that are made up."""
    return _("Obra de demostración: los datos son de muestra y no son reales.")
