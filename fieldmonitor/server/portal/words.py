"""The portal's words for codes: states, severities, refusals."""

from datetime import date, datetime

from fieldmonitor.documents.told import action_word
from fieldmonitor.domain.clock import lima
from fieldmonitor.domain.facts import FactKey
from fieldmonitor.domain.records import AccreditationState, Activity
from fieldmonitor.server.services.states import ActionKind, AlertState, SituationState
from fieldmonitor.system.formats import clock_time, day
from fieldmonitor.system.translations import _


def severity(rank: int) -> tuple[str, str, str]:
    """Return a severity's word, icon and tone; its rank is the queue's."""
    return {
        4: (_("Peligro para personas"), "octagon-alert", "error"),
        3: (_("Grave"), "triangle-alert", "warning"),
        2: (_("Media"), "circle-dot", "plain"),
        1: (_("Leve"), "circle", "plain"),
    }.get(rank, (_("Sin hallazgos"), "circle-check", "ok"))


def alert_state(state: AlertState) -> str:
    return {AlertState.OPEN: _("Abierta"), AlertState.CLOSED: _("Cerrada")}[state]


def situation_state(state: SituationState) -> str:
    return {
        SituationState.PENDING: _("Pendiente"),
        SituationState.IN_PROGRESS: _("En proceso"),
        SituationState.CORRECTED: _("Corregida"),
        SituationState.NOT_CORRECTED: _("No corregida"),
    }[state]


def accreditation(state: AccreditationState) -> str:
    return {
        AccreditationState.APPLICANT: _("Postulante"),
        AccreditationState.ACTIVE: _("Vigente"),
        AccreditationState.SUSPENDED: _("Suspendida"),
        AccreditationState.EXPIRED: _("Vencida"),
        AccreditationState.REVOKED: _("Revocada"),
    }[state]


def activity(kind: Activity) -> str:
    return {
        Activity.SITE_VISIT: _("visita"),
        Activity.STOPPED_WORK: _("visita a obra paralizada"),
        Activity.INFORMATION_ACCESS: _("veeduría en línea"),
    }[kind]


def kind_of_action(kind: ActionKind) -> str:
    return action_word(kind.value)


def fact_name(key: FactKey) -> str:
    return {
        FactKey.PUBLIC_STATE: _("Estado"),
        FactKey.CONTRACT_AMOUNT: _("Monto del contrato"),
        FactKey.UPDATED_COST: _("Costo actualizado"),
        FactKey.CONTRACT_TERM: _("Plazo"),
        FactKey.START_DATE: _("Inicio"),
        FactKey.END_DATE: _("Fin previsto"),
        FactKey.REAL_END_DATE: _("Fin real"),
        FactKey.PHYSICAL_PROGRESS: _("Avance físico"),
        FactKey.PROGRAMMED_PROGRESS: _("Avance programado"),
        FactKey.FINANCIAL_PROGRESS: _("Avance financiero"),
        FactKey.LAST_PROGRESS_DATE: _("Último avance"),
        FactKey.CONTRACTOR: _("Contratista"),
        FactKey.SUPERVISOR: _("Supervisor"),
        FactKey.RESIDENT: _("Residente"),
    }.get(key, key.value.replace("_", " ").capitalize())


def instant(value: datetime, today: date) -> str:
    """Return a moment in Lima: its hour if it is today, its day otherwise."""
    if lima(value).date() == today:
        return _("hoy, {time}").format(time=clock_time(value))
    return day(value)


def refusal(code: str, params: dict[str, object]) -> str:
    """Return what a refusal says on a page."""
    sentences = {
        "session.wrong": _("La cuenta o la contraseña no es correcta."),
        "session.too_many_tries": _("Demasiados intentos fallidos. Espere {minutes} minutos."),
        "access.denied": _("Su cuenta no puede hacer esto. Pídalo a quien administra."),
        "report.unknown": _("Ese informe no existe o es de otra región."),
        "review.comments_missing": _("Falta decir por qué: escriba el motivo o un comentario."),
        "alert.without_evidence": _("Elija al menos un hallazgo confirmado por el monitor."),
        "alert.unknown": _("Esa alerta no existe o es de otra región."),
        "alert.closed": _("La alerta ya se cerró."),
        "action.closed": _("Ese servicio de control ya tiene resultado."),
        "action.deadline_passed": _("El plazo ya pasó. Ponga un día por venir."),
        "action.result_missing": _("Falta el resultado. Escríbalo en palabras sencillas."),
        "file.unknown": _("No se tiene ese archivo. Quizá todavía no llega completo."),
        "original.not_for_us": _(
            "El original está sellado para otra clave y no se puede abrir. "
            "Avise a quien administra: quizá falta una clave anterior del servidor."
        ),
        "original.seal_broken": _(
            "El sello del original está roto: no se puede abrir. Pida al monitor que lo envíe otra vez."
        ),
        "form.incomplete": _("Faltan datos. Complete los campos y envíe otra vez."),
        "accreditation.course_missing": _("Todavía no aprobó el curso."),
        "accreditation.requirement_not_sworn": _("No juró todos los requisitos."),
        "accreditation.no_such_change": _("Ese cambio no es posible desde su estado actual."),
        "volunteer.unknown": _("Ese monitor no existe o es de otra región."),
    }
    sentence = sentences.get(code, _("No se pudo hacer. Vuelva e intente otra vez."))
    for name, value in params.items():
        sentence = sentence.replace("{" + name + "}", str(value))
    return sentence
