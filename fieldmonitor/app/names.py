"""The programme's words for what stands in documents: reports, published facts, gravity, photo flags."""

from fieldmonitor.domain.facts import FactKey
from fieldmonitor.domain.records import Activity
from fieldmonitor.domain.reports import Severity
from fieldmonitor.domain.visit import VisitStep
from fieldmonitor.system.translations import _


def report_title(kind: Activity) -> str:
    """Return what a report of an activity is called."""
    return {
        Activity.SITE_VISIT: _("Informe de visita"),
        Activity.STOPPED_WORK: _("Informe de obra paralizada"),
        Activity.INFORMATION_ACCESS: _("Informe de veeduría en línea"),
    }[kind]


def severity(kind: Severity) -> str:
    """Return the word for a finding's gravity."""
    return {
        Severity.LOW: _("Leve"),
        Severity.MEDIUM: _("Media"),
        Severity.HIGH: _("Grave"),
        Severity.DANGER: _("Peligro para personas"),
    }[kind]


def fact(key: FactKey) -> str:
    """Return what a published value is about."""
    return {
        FactKey.PUBLIC_STATE: _("Estado publicado"),
        FactKey.CONTRACT_AMOUNT: _("Monto del contrato"),
        FactKey.UPDATED_COST: _("Costo actualizado"),
        FactKey.ADDITIONS: _("Adicionales"),
        FactKey.DEDUCTIONS: _("Deductivos"),
        FactKey.CONTRACT_TERM: _("Plazo vigente"),
        FactKey.START_DATE: _("Inicio de obra"),
        FactKey.END_DATE: _("Fin previsto"),
        FactKey.REAL_END_DATE: _("Fin real"),
        FactKey.PHYSICAL_PROGRESS: _("Avance físico real"),
        FactKey.PROGRAMMED_PROGRESS: _("Avance físico programado"),
        FactKey.FINANCIAL_PROGRESS: _("Avance financiero"),
        FactKey.LAST_PROGRESS_DATE: _("Último avance registrado"),
        FactKey.STOPPAGE: _("Paralización"),
        FactKey.STOPPAGE_CAUSE: _("Causa de la paralización"),
        FactKey.CONTRACT_NUMBER: _("Número de contrato"),
        FactKey.EXECUTION_MODE: _("Modalidad de ejecución"),
        FactKey.CONTRACTOR: _("Contratista"),
        FactKey.SUPERVISOR: _("Supervisor"),
        FactKey.RESIDENT: _("Residente de obra"),
    }[key]


def photo_flag(flag: str) -> str:
    """Return a photo flag's word; one from a newer version is shown as it came."""
    return {
        "far_from_site": _("Lejos de la obra"),
        "no_location": _("Sin ubicación"),
        "impossible_location": _("Ubicación imposible"),
        "no_time": _("Sin hora"),
        "impossible_time": _("Hora imposible"),
        "before_visit": _("Anterior a la visita"),
        "after_visit": _("Posterior a la visita"),
        "edited": _("Editada con un programa"),
        "reused": _("Foto parecida"),
        "same_file": _("Foto repetida"),
    }.get(flag, flag.replace("_", " "))


def portal(code: str) -> str:
    """Return a portal's short name, as a column's head has it."""
    return {"infobras": "INFOBRAS", "seace": "SEACE", "pte": "PTE", "invierte": "Invierte.pe"}.get(
        code, code.upper()
    )


def portal_in_full(code: str) -> str:
    """Return a portal's name as an entity knows it, for letters."""
    return _("Portal de Transparencia Estándar") if code == "pte" else portal(code)


def visit_step(step: VisitStep) -> str:
    """Return a step around a visit in words that a time follows."""
    return {
        VisitStep.ARRIVED: _("Llegada"),
        VisitStep.LEFT: _("Salida"),
        VisitStep.BRIEFED: _("Indicaciones leídas"),
        VisitStep.SAFE: _("Seguridad confirmada"),
        VisitStep.OUTSIDE: _("Sin entrar a la obra"),
    }[step]
