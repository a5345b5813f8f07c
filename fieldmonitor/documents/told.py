"""What the comptroller tells a volunteer of each step, made from a code and its values.

The server writes it down in Spanish; a laptop that knows the code says it in its own language. What staff
wrote themselves stays as they wrote it.
"""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

from fieldmonitor.domain.records import FeedbackStep, Notice
from fieldmonitor.system.formats import day, soles
from fieldmonitor.system.translations import _, ngettext

Params = Mapping[str, str]


def step_text(step: FeedbackStep) -> str:
    """Return a step's sentence in the language in force; one without a known code as it was written."""
    make = _SENTENCES.get(step.code)
    try:
        return make(step.params) if make is not None else step.text
    except (KeyError, ValueError):
        return step.text


def notice_words(notice: Notice) -> tuple[str, str]:
    """Return a notice's title and text in the language in force; one without a known code as it came."""
    text = _grade_text(notice.code)
    return (_("Resultado de su prueba"), text) if text else (notice.title, notice.text)


def _grade_text(code: str) -> str:
    return {
        "grade.passed": _("Aprobó la prueba. La Contraloría decidirá su acreditación."),
        "grade.failed": _("No alcanzó la nota. Repase las lecciones y vuelva a intentarlo."),
        "grade.ungraded": _("Este intento no se califica: ya usó todos sus intentos o el curso cambió."),
    }.get(code, "")


def action_word(kind: str) -> str:
    """Return what a control action is called; one from a newer server is shown as it came."""
    return {
        "visita_de_control": _("Visita de control"),
        "monitoreo_remoto": _("Monitoreo remoto"),
        "orientacion_de_oficio": _("Orientación de oficio"),
        "control_concurrente": _("Control concurrente"),
        "accion_de_oficio_posterior": _("Acción de oficio posterior"),
    }.get(kind, kind.replace("_", " "))


def _in_review(_params: Params) -> str:
    return _("Un analista de la Contraloría está leyendo su informe.")


def _returned(params: Params) -> str:
    count = int(params["count"])
    asked = ngettext(
        "Le pedimos corregir {count} respuesta y enviar una nueva versión.",
        "Le pedimos corregir {count} respuestas y enviar una nueva versión.",
        count,
    ).format(count=count)
    return f"{asked} {params.get('text', '')}".strip()


def _accepted(params: Params) -> str:
    thanks = _("Su informe fue aceptado. Gracias por su visita.")
    return f"{thanks} {params.get('text', '')}".strip()


def _dismissed(params: Params) -> str:
    return _("Revisamos su informe y no daremos otro paso. Motivo: {reason}").format(reason=params["text"])


def _alert(params: Params) -> str:
    said = _("La Contraloría emitió la alerta {number} a la entidad: {title}")
    return said.format(number=params["number"], title=params["title"])


def _opened(params: Params) -> str:
    return _("Se abrió un servicio de control: {name}. Plazo: {deadline}.").format(
        name=action_word(params["kind"]).lower(), deadline=day(date.fromisoformat(params["deadline"]))
    )


def _outcome(params: Params) -> str:
    said = _("Resultado de {name}: {result}")
    result = said.format(name=action_word(params["kind"]).lower(), result=params["result"])
    if params.get("penalty"):
        amount = soles(_number(params["penalty"]))
        result += " " + _("Penalidad para el contratista: {amount}.").format(amount=amount)
    return result


def _number(words: str) -> Decimal:
    try:
        return Decimal(words)
    except InvalidOperation as error:
        raise ValueError(words) from error


_SENTENCES: dict[str, Callable[[Params], str]] = {
    "in_review": _in_review,
    "returned": _returned,
    "accepted": _accepted,
    "dismissed": _dismissed,
    "alert": _alert,
    "opened": _opened,
    "outcome": _outcome,
}
