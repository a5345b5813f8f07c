"""Small words that several documents share."""

from fieldmonitor.documents.model import Person, WorkHead
from fieldmonitor.system.translations import _


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
