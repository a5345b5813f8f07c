"""Words for the comptroller's side: the server, the staff's commands, registers."""

from fieldmonitor.app.words.sentence import Sentence
from fieldmonitor.system.translations import _

_SERVER: dict[str, Sentence] = {
    "server.not_installed": lambda: (
        _("El servidor no está instalado (falta {missing})."),
        _("Instale el programa con la opción [server]."),
    ),
    "server.not_started": lambda: (
        _("El servidor no pudo empezar."),
        _("Revise el puerto y la carpeta de datos."),
    ),
    "server.key_unreadable": lambda: (
        _("No se puede leer la clave del servidor."),
        _("Restaure la carpeta de datos desde una copia."),
    ),
    "server.storage": lambda: (
        _("El servidor no pudo guardar los archivos."),
        _("Revise el espacio en disco del servidor."),
    ),
    "database.newer": lambda: (
        _("La base de datos es de una versión más nueva."),
        _("Actualice el servidor; no se tocó nada."),
    ),
    "form.incomplete": lambda: (_("Faltan datos."), _("Complete los campos y envíe otra vez.")),
    "request.malformed": lambda: (_("El pedido no se puede leer."), _("Revise sus datos.")),
    "request.media_type": lambda: (_("El pedido es de otra clase."), _("Actualice el programa.")),
    "request.too_large": lambda: (_("El pedido es demasiado grande."), _("Divídalo en partes.")),
}

_STAFF: dict[str, Sentence] = {
    "call.unknown": lambda: (_("No existe esa convocatoria."), _("Revise el código con la lista.")),
    "call.closed": lambda: (_("La convocatoria ya cerró."), _("Espere la próxima.")),
    "volunteer.unknown": lambda: (_("No existe ese monitor."), _("Revise el código con la lista.")),
    "course.answers_incomplete": lambda: (
        _("Faltan respuestas correctas para el curso."),
        _("Complete answers.json y publique otra vez."),
    ),
    "course.version_taken": lambda: (
        _("Esa versión del curso ya se publicó con otras respuestas."),
        _("Cambie la versión."),
    ),
    "course.other_answers": lambda: (
        _("Las respuestas no son de la versión {version} del curso."),
        _("Publique answers.json junto con su course.json."),
    ),
    "checklist.no_id": lambda: (
        _("El cuestionario no tiene identificador."),
        _("Escriba form_id en la hoja settings."),
    ),
    "checklist.other_id": lambda: (
        _("El cuestionario se llama {got} y se esperaba {expected}."),
        _("Revise form_id en la hoja settings."),
    ),
    "checklist.texts_missing": lambda: (
        _("Faltan los textos de estos códigos: {codes}."),
        _("Agréguelos a findings.json o norms.json."),
    ),
    "log.no_such_leaf": lambda: (_("El registro no tiene esa constancia."), _("Revise el número.")),
    "log.no_such_size": lambda: (_("El registro no llega a ese tamaño."), _("Revise el número.")),
    "register.damaged": lambda: (_("El libro de obras está dañado."), _("Descárguelo otra vez.")),
    "register.no_header": lambda: (
        _("No se encontró la fila de títulos del libro de obras."),
        _("Revise que sea el libro de INFOBRAS."),
    ),
    "register.not_a_workbook": lambda: (
        _("El archivo no es un libro de Excel."),
        _("A veces se descarga una página de error: descárguelo otra vez."),
    ),
}

SERVER = {**_SERVER, **_STAFF}
