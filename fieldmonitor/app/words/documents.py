"""Words for documents that cannot be made."""

from fieldmonitor.app.words.sentence import Sentence
from fieldmonitor.system.translations import _

DOCUMENTS: dict[str, Sentence] = {
    "document.no_acta": lambda: (
        _("Una veeduría en línea no tiene acta: no se visitó ninguna obra."),
        _("Haga el informe en PDF."),
    ),
    "document.no_letter": lambda: (
        _("La solicitud de información sale de una veeduría en línea, no de una visita."),
        _("Abra la veeduría de esta obra."),
    ),
    "letter.nothing_missing": lambda: (
        _("No hay nada que pedir: todo lo que miró está publicado."),
        _("Si falta mirar algún portal, complételo en la matriz."),
    ),
    "credential.none": lambda: (
        _("Todavía no tiene una credencial firmada por la Contraloría."),
        _("Apruebe el curso y sincronice para recibirla."),
    ),
}
