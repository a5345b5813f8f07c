"""Who keeps a report on its way, in words: never without saying that the comptroller's receipt is missing."""

from fieldmonitor.domain.custody import StoredCustody
from fieldmonitor.protocol.hub import CustodyRole
from fieldmonitor.system.translations import _


def custody_words(note: StoredCustody) -> str:
    """Say where a report lies, and that it has not arrived."""
    if note.role == CustodyRole.COORDINATOR:
        words = _("Entregado a {name}. Falta la constancia de la Contraloría.")
    else:
        words = _("En el centro de acopio {name}. Falta la constancia de la Contraloría.")
    return words.format(name=note.name)
