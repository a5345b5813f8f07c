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
    "receipt.none": lambda: (
        _("Este envío todavía no tiene constancia."),
        _("Sincronice, o llévelo en una memoria USB."),
    ),
    "page.address": lambda: (
        _("«{address}» no es la dirección de una página."),
        _("Cópiela del navegador: empieza con https://."),
    ),
    "pdf.damaged": lambda: (
        _("Este PDF está dañado y no se puede mostrar."),
        _("Guarde una copia y ábrala con otro programa, o pida el archivo otra vez."),
    ),
    "pdf.locked": lambda: (
        _("Este PDF tiene contraseña y no se puede mostrar aquí."),
        _("Pida una copia sin contraseña."),
    ),
    "pdf.too_long": lambda: (
        _("Este PDF tiene más de {limit} páginas."),
        _("Guarde una copia y ábrala con otro programa."),
    ),
    "pdf.too_large": lambda: (
        _("Este PDF pesa más de {limit} bytes."),
        _("Guarde una copia y ábrala con otro programa."),
    ),
    "pdf.too_demanding": lambda: (
        _("Este PDF tarda demasiado en mostrarse."),
        _("Guarde una copia y ábrala con otro programa."),
    ),
    "pdf.no_page": lambda: (
        _("Este PDF no tiene la página {page}."),
        _("Elija otra página."),
    ),
    "credential.no_text": lambda: (
        _("«{name}» no contiene el texto de una credencial."),
        _("Abra el archivo de texto, o pegue lo que leyó el celular."),
    ),
    "credential.none": lambda: (
        _("Todavía no tiene una credencial firmada por la Contraloría."),
        _("Apruebe el curso y sincronice para recibirla."),
    ),
}
