"""A report's life as steps on the staff: from its signature to the outcome of a control action."""

from dataclasses import dataclass

from fieldmonitor.domain.local import Report, StoredReceipt
from fieldmonitor.domain.records import Feedback
from fieldmonitor.domain.reports import ReportState
from fieldmonitor.system.formats import day
from fieldmonitor.system.translations import _
from fieldmonitor.ui import names


@dataclass(frozen=True, slots=True)
class LifeStage:
    """A stage: its word, its date or deadline in words, and whether it was reached."""

    word: str
    when: str
    reached: bool


def state_of(told: Feedback) -> ReportState:
    """Return a feedback's state; one from a newer server counts as under review."""
    try:
        return ReportState(told.state)
    except ValueError:
        return ReportState.IN_REVIEW


def about(told: Feedback, work_name: str) -> str:
    """Return the work and the alert that feedback is about, on one line."""
    alert = _("Alerta {number}").format(number=told.alert_number) if told.alert_number else ""
    return " · ".join(part for part in (names.short_work(work_name), alert) if part)


def stages(
    report: Report | None, receipts: tuple[StoredReceipt, ...], told: Feedback | None
) -> list[LifeStage]:
    """Return the stages behind a report, the present one and what is to come."""
    found = _sent_stages(report, receipts)
    steps = told.steps if told else ()
    for step in steps:
        found.append(LifeStage(names.feedback_step(step.step), day(step.on), True))
    deadline = next((step.deadline for step in reversed(steps) if step.deadline), None)
    closed = told is not None and told.state in (
        ReportState.OUTCOME,
        ReportState.ACCEPTED,
        ReportState.RETURNED,
    )
    if deadline and not closed:
        found.append(LifeStage(_("Respuesta"), _("Plazo {date}").format(date=day(deadline)), False))
    elif not closed:
        found.extend(_to_come(len(steps)))
    return found


def current(found: list[LifeStage]) -> int:
    """Return the index of the last stage reached."""
    return max((index for index, stage in enumerate(found) if stage.reached), default=0)


def _sent_stages(report: Report | None, receipts: tuple[StoredReceipt, ...]) -> list[LifeStage]:
    complete = next((receipt for receipt in receipts if receipt.kind == "complete"), None)
    content = next((receipt for receipt in receipts if receipt.kind == "content"), None)
    signed = report.signed_at if report else None
    begun = [LifeStage(_("Borrador"), day(report.started_at), True)] if report else []
    received = complete or content
    word = _("Enviado") if complete else _("Recibido, faltan originales") if content else _("Enviado")
    return [
        *begun,
        LifeStage(_("Firmado"), day(signed), signed is not None),
        LifeStage(word, day(received.received_at) if received else "", received is not None),
    ]


def _to_come(steps: int) -> list[LifeStage]:
    if steps == 0:
        return [LifeStage(_("Revisado"), "", False), LifeStage(_("Resultado"), "", False)]
    return [LifeStage(_("Resultado"), "", False)]
