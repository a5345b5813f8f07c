"""The programme's words for states, activities, steps and kinds; with the icon and tone that go with them."""

from dataclasses import dataclass
from functools import lru_cache

from fieldmonitor.app.names import fact as fact
from fieldmonitor.app.names import report_title as report_title
from fieldmonitor.app.names import severity as severity_word
from fieldmonitor.app.names import visit_step
from fieldmonitor.domain.records import AccreditationState, Activity
from fieldmonitor.domain.reports import ReportState, Severity
from fieldmonitor.domain.visit import VisitMark
from fieldmonitor.system.formats import clock_time
from fieldmonitor.system.translations import _, current_language
from fieldmonitor.ui.wording import short_work as short_work


@dataclass(frozen=True, slots=True)
class Sign:
    """A state as it is shown: word, icon and tone together, never one alone."""

    word: str
    icon: str
    tone: str = "text"


def report_state(state: ReportState) -> Sign:
    """Return how a report's state is shown."""
    return _report_states(current_language())[state]


@lru_cache(maxsize=4)
def _report_states(_language: str) -> dict[ReportState, Sign]:
    """Return the signs of all states in the language in force; long lists ask for one at every row."""
    return {
        ReportState.DRAFT: Sign(_("Borrador"), "circle-dot"),
        ReportState.SIGNED: Sign(_("Firmado"), "lock"),
        ReportState.QUEUED: Sign(_("Por enviar"), "clock"),
        ReportState.SENDING: Sign(_("Enviando"), "upload"),
        ReportState.CONTENT_RECEIVED: Sign(_("Recibido, faltan originales"), "upload"),
        ReportState.COMPLETE: Sign(_("Enviado"), "circle-check", "ok"),
        ReportState.IN_REVIEW: Sign(_("En revisión"), "eye"),
        ReportState.ACCEPTED: Sign(_("Aceptado"), "circle-check", "ok"),
        ReportState.RETURNED: Sign(_("Devuelto para corregir"), "undo-2", "warn"),
        ReportState.ALERT: Sign(_("Alerta emitida"), "bell"),
        ReportState.CONTROL_ACTION: Sign(_("En servicio de control"), "shield-check"),
        ReportState.OUTCOME: Sign(_("Con resultado"), "badge-check", "ok"),
        ReportState.WITHDRAWN: Sign(_("Retirado"), "circle-x"),
    }


def activity(kind: Activity) -> str:
    """Return an activity's name."""
    return {
        Activity.SITE_VISIT: _("Visita a obra"),
        Activity.STOPPED_WORK: _("Visita a obra paralizada"),
        Activity.INFORMATION_ACCESS: _("Veeduría en línea"),
    }[kind]


def severity(kind: Severity) -> Sign:
    """Return how a finding's gravity is shown."""
    word = severity_word(kind)
    return {
        Severity.LOW: Sign(word, "info"),
        Severity.MEDIUM: Sign(word, "triangle-alert"),
        Severity.HIGH: Sign(word, "triangle-alert", "warn"),
        Severity.DANGER: Sign(word, "octagon-alert", "error"),
    }[kind]


def accreditation(state: AccreditationState) -> Sign:
    """Return how a volunteer's standing is shown."""
    return {
        AccreditationState.APPLICANT: Sign(_("Postulante"), "clock"),
        AccreditationState.ACTIVE: Sign(_("Vigente"), "badge-check", "ok"),
        AccreditationState.SUSPENDED: Sign(_("Suspendida"), "circle-pause", "warn"),
        AccreditationState.EXPIRED: Sign(_("Vencida"), "history", "warn"),
        AccreditationState.REVOKED: Sign(_("Retirada"), "circle-x", "error"),
    }[state]


def feedback_step(code: str) -> str:
    """Return a step's word in a report's life; a step from a newer server is shown as it came."""
    return {
        "sent": _("Enviado"),
        "received": _("Recibido"),
        "in_review": _("En revisión"),
        "reviewed": _("Revisado"),
        "accepted": _("Aceptado"),
        "returned": _("Devuelto"),
        "alert": _("Alerta"),
        "control_action": _("Servicio de control"),
        "visita_de_control": _("Visita de control"),
        "monitoreo_remoto": _("Monitoreo remoto"),
        "orientacion_de_oficio": _("Orientación de oficio"),
        "control_concurrente": _("Control concurrente"),
        "accion_de_oficio_posterior": _("Acción de oficio posterior"),
        "answer": _("Respuesta"),
        "outcome": _("Resultado"),
        "corrected": _("Corregido"),
        "closed": _("Cerrado"),
    }.get(code, code.replace("_", " ").capitalize())


def party_role(code: str) -> str:
    """Return the word for a company's or person's role in a work."""
    return {
        "contractor": _("Contratista"),
        "supervisor": _("Supervisor"),
        "resident": _("Residente de obra"),
        "inspector": _("Inspector"),
        "entity": _("Entidad"),
    }.get(code, code.capitalize())


def receipt_kind(code: str) -> str:
    """Return the word for a receipt's kind."""
    return {
        "content": _("Constancia de contenido"),
        "complete": _("Constancia completa"),
        "custody": _("Constancia de entrega en mano"),
    }.get(code, code)


def visit_mark(mark: VisitMark) -> str:
    """Return a step around a visit with its time."""
    return _("{what} {time}").format(what=visit_step(mark.step), time=clock_time(mark.at.utc))
