"""Words for reports, assignments, checklists and the course."""

from fieldmonitor.app.words.sentence import Sentence
from fieldmonitor.system.translations import _

_REPORT: dict[str, Sentence] = {
    "report.unknown": lambda: (_("No existe el informe {report}."), _("Revise el número con «status».")),
    "report.exists": lambda: (_("El informe {key} ya existe."), _("Ábralo desde sus informes.")),
    "report.frozen": lambda: (
        _("El informe ya está firmado y no se puede cambiar."),
        _("Para corregirlo, haga una nueva versión."),
    ),
    "report.practice": lambda: (
        _("Esta visita es de práctica: no se firma ni se envía."),
        _("Inicie la visita desde la obra asignada cuando sea de verdad."),
    ),
    "report.problems": lambda: (
        _("Hay {count} problemas antes de firmar."),
        _("Resuelva cada uno en «Revise sus respuestas»."),
    ),
    "report.reason_needed": lambda: (_("Falta el motivo de la corrección."), _("Escríbalo en una frase.")),
    "report.not_sent_yet": lambda: (
        _("El informe todavía no llegó a la Contraloría."),
        _("Espere a que se envíe; luego podrá corregirlo."),
    ),
    "finding.evidence_missing": lambda: (
        _("Faltan fotos que respalden {count} hallazgos."),
        _("Agréguelas, diga por qué no las hay, o aparte esos hallazgos."),
    ),
    "assignment.reason_needed": lambda: (
        _("Falta el motivo."),
        _("Diga por qué no puede: su coordinación lo necesita para dar la obra a otra persona."),
    ),
    "assignment.unknown": lambda: (
        _("No existe la asignación {assignment} en esta laptop."),
        _("Sincronice para traer sus asignaciones."),
    ),
    # Read by volunteers in the window and by staff at the server.
    "work.unknown": lambda: (
        _("No está la obra {work}."),
        _("En la laptop, sincronice para traerla; en el servidor, impórtela."),
    ),
    "checklist.missing": lambda: (
        _("Falta el cuestionario {checklist} en esta laptop."),
        _("Sincronice, o importe el paquete de su coordinación."),
    ),
    "accreditation.not_active": lambda: (
        _("Su acreditación no está vigente; no puede iniciar visitas."),
        _("Sus borradores y envíos siguen funcionando. Consulte a su coordinación."),
    ),
    "visit.not_prepared": lambda: (
        _("Falta confirmar las indicaciones o la seguridad de la visita."),
        _("Abra la ficha de la obra y prepare la visita."),
    ),
    "activity.not_assigned": lambda: (
        _("Esta asignación no permite ese cuestionario."),
        _("Solo una visita a obra puede pasar al cuestionario de obra paralizada."),
    ),
    "finding.not_urgent": lambda: (
        _("Solo un peligro para la vida se envía de inmediato."),
        _("Este hallazgo irá con su informe."),
    ),
    "finding.untold": lambda: (
        _("Falta decir qué peligro es y dónde está."),
        _("Respóndalo y avise de nuevo."),
    ),
    "answers.unknown_question": lambda: (
        _("La pregunta {ref} no está en este cuestionario."),
        _("Revise el archivo de respuestas."),
    ),
    "cases.malformed": lambda: (
        _("La línea {line} no es un caso."),
        _("Cada línea es un JSON con «expr», o con «form_xml» y sus pasos."),
    ),
    "answers.no_such_value": lambda: (
        _("La pregunta {ref} no acepta la respuesta «{value}»."),
        _("Use el código de una opción, un número o una fecha como 2026-11-22."),
    ),
    "answers.other_checklist": lambda: (
        _("Las respuestas son del cuestionario {got}, y esta asignación usa {expected}."),
        _("Use el archivo que corresponde."),
    ),
    "answers.malformed": lambda: (
        _("El archivo de respuestas no se puede leer: {reason}."),
        _("Revise que sea un JSON como el del manual."),
    ),
    "file.unreadable": lambda: (
        _("No se puede leer el archivo {path}."),
        _("Revise que exista y su permiso."),
    ),
}

_COURSE: dict[str, Sentence] = {
    "course.not_here": lambda: (_("El curso todavía no llegó a esta laptop."), _("Sincronice para traerlo.")),
    "course.already_passed": lambda: (_("Usted ya aprobó el curso."), ""),
    "course.unknown_question": lambda: (
        _("La prueba no tiene la pregunta {question}."),
        _("Revise los nombres con «course show --json»."),
    ),
    "course.unknown_option": lambda: (
        _("La pregunta {question} no tiene la opción {option}."),
        _("Las opciones se cuentan desde 0."),
    ),
    "course.waiting": lambda: (
        _("Su prueba anterior todavía no tiene nota."),
        _("Sincronice para recibirla."),
    ),
    "course.no_attempts_left": lambda: (
        _("Ya usó todos los intentos de la prueba."),
        _("Consulte a su coordinación."),
    ),
    "course.unanswered": lambda: (
        _("Faltan {count} preguntas por responder."),
        _("Respóndalas antes de entregar la prueba."),
    ),
    "application.requirement_not_met": lambda: (
        _("No cumple todos los requisitos: {requirements}."),
        _("Solo puede postular quien los cumple todos."),
    ),
}

VISITS = {**_REPORT, **_COURSE}
