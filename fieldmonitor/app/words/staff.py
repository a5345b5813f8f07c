"""Words for what the staff's and coordinators' commands may be told."""

from fieldmonitor.app.words.sentence import Sentence
from fieldmonitor.system.translations import _

_PEOPLE: dict[str, Sentence] = {
    "access.denied": lambda: (_("Su cuenta no puede hacer esto."), _("Pídalo a quien administra.")),
    "session.wrong": lambda: (_("La cuenta o la contraseña no es correcta."), _("Revíselas.")),
    "session.too_many_tries": lambda: (
        _("Demasiados intentos fallidos."),
        _("Espere {minutes} minutos e intente otra vez."),
    ),
    "session.expired": lambda: (_("Su sesión terminó."), _("Ingrese otra vez.")),
    "user.exists": lambda: (_("Ya existe la cuenta {name}."), _("Elija otro nombre.")),
    "user.weak_password": lambda: (
        _("La contraseña es corta."),
        _("Use al menos {length} caracteres; una frase sirve."),
    ),
    "identity.unknown": lambda: (_("No se sabe quién es ese monitor."), _("Registre su identidad.")),
    "identity.document_taken": lambda: (
        _("Ese documento ya es de otro monitor."),
        _("Revise el número; una persona tiene un solo código."),
    ),
    "accreditation.course_missing": lambda: (
        _("{volunteer} todavía no aprobó el curso."),
        _("Espere su prueba, o diga por qué no la necesita."),
    ),
    "accreditation.requirement_not_sworn": lambda: (
        _("No juró estos requisitos: {requirements}."),
        _("No se puede acreditar; converse con el postulante."),
    ),
    "accreditation.no_such_change": lambda: (
        _("No se puede pasar de «{before}» a «{after}»."),
        _("Revise su estado con la lista de monitores."),
    ),
}

_FIELD: dict[str, Sentence] = {
    "document.unknown": lambda: (
        _("El servidor no tiene ese documento para esta laptop."),
        _("Sincronice: quizá la obra ya no es suya, o se quitó el documento."),
    ),
    "document.other": lambda: (
        _("Lo que llegó no es el documento que la ficha nombra."),
        _("No se guardó nada. Intente otra vez; si se repite, avise a su coordinación."),
    ),
    "document.not_a_pdf": lambda: (
        _("{path} no es un PDF."),
        _("Guárdelo como PDF: es lo que las laptops pueden mostrar."),
    ),
    "document.too_large": lambda: (
        _("{path} pesa más de {limit} MB."),
        _("Divídalo, o guárdelo con imágenes más pequeñas."),
    ),
    "document.too_many": lambda: (
        _("La obra ya tiene {limit} documentos."),
        _("Quite los que no sirven en la visita."),
    ),
    "document.not_of_work": lambda: (
        _("La obra {work} no tiene ese documento."),
        _("Use la huella que se mostró al agregarlo."),
    ),
    "document.words": lambda: (
        _("El título y la fuente van de 1 a {limit} letras."),
        _("Escríbalos más cortos."),
    ),
    "document.future": lambda: (
        _("El documento no puede ser del {day}: ese día no ha llegado."),
        _("Indique el día en que se publicó."),
    ),
    "checklist.unknown": lambda: (
        _("No hay un cuestionario publicado para «{checklist}»."),
        _("Publíquelo antes."),
    ),
    "checklist.version_taken": lambda: (
        _("La versión {version} de {checklist} ya se publicó y no cambia."),
        _("Suba la versión en la hoja settings."),
    ),
    "assignment.unknown": lambda: (_("No existe esa asignación."), _("Revísela con la lista.")),
    "assignment.withdrawn": lambda: (_("Esa asignación ya se retiró."), ""),
    "assignment.conflict_of_interest": lambda: (
        _("{volunteer} declaró un interés en {name}."),
        _("Asigne la obra a otra persona."),
    ),
    "assignment.volunteer_not_active": lambda: (
        _("{volunteer} no tiene una acreditación vigente."),
        _("Acredítelo antes de asignarle obras."),
    ),
}

_CONTROL: dict[str, Sentence] = {
    "report.unknown": lambda: (_("No existe el informe {report}."), _("Revise el número con la lista.")),
    "file.unknown": lambda: (_("No se tiene ese archivo."), _("Quizá todavía no llega completo.")),
    "original.not_for_us": lambda: (
        _("El original está sellado para otra clave."),
        _("Revise que el servidor tenga todas sus claves anteriores."),
    ),
    "original.seal_broken": lambda: (
        _("El sello del original está roto: no se puede abrir."),
        _("Pida al monitor que lo envíe otra vez."),
    ),
    "review.comments_missing": lambda: (
        _("Falta decir por qué."),
        _("Escriba el motivo, o un comentario por pregunta si lo devuelve."),
    ),
    "alert.unknown": lambda: (_("No existe la alerta {alert}."), _("Revise el número con la lista.")),
    "alert.closed": lambda: (_("La alerta {alert} ya se cerró."), _("Emita una nueva si hace falta.")),
    "alert.without_evidence": lambda: (
        _("El informe {report} no tiene hallazgos confirmados que la sustenten."),
        _("Elija hallazgos confirmados por el monitor."),
    ),
    "action.unknown": lambda: (_("No existe ese servicio de control."), _("Revíselo con la lista.")),
    "action.closed": lambda: (_("Ese servicio de control ya tiene resultado."), ""),
    "action.result_missing": lambda: (_("Falta el resultado."), _("Escríbalo en palabras sencillas.")),
    "action.deadline_passed": lambda: (_("El plazo {deadline} ya pasó."), _("Ponga un día por venir.")),
    "amount.unreadable": lambda: (_("No se entiende el monto «{amount}»."), _("Escríbalo así: 1234.50.")),
}

_MACHINE: dict[str, Sentence] = {
    "server.data_in_use": lambda: (
        _("Otro servidor usa la carpeta {path}."),
        _("Ciérrelo, o elija otra carpeta."),
    ),
    "server.port_in_use": lambda: (_("El puerto {port} está ocupado."), _("Elija otro con --port.")),
    "server.s3_missing": lambda: (_("Falta el paquete para usar S3."), _("Instale boto3 en el servidor.")),
}

STAFF = {**_PEOPLE, **_FIELD, **_CONTROL, **_MACHINE}
