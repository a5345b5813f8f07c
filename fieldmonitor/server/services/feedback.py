"""What the volunteer is told: every step of their report's life after it arrived, in plain Spanish."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from fieldmonitor.domain.clock import LIMA_OFFSET
from fieldmonitor.domain.records import Feedback, FeedbackStep, QuestionComment, RecordKind
from fieldmonitor.domain.reports import ReportState
from fieldmonitor.protocol.codec import decode
from fieldmonitor.server.models import Alert, ControlAction, ReportRow, Review
from fieldmonitor.server.services import feed
from fieldmonitor.server.services.states import (
    ActionKind,
    ActionState,
    AlertState,
    QueueState,
    ReviewDecision,
)
from fieldmonitor.system.translations import _, current_language, ngettext, set_request_language

STATES = {
    QueueState.WAITING: ReportState.COMPLETE,
    QueueState.IN_REVIEW: ReportState.IN_REVIEW,
    QueueState.ACCEPTED: ReportState.ACCEPTED,
    QueueState.DISMISSED: ReportState.ACCEPTED,
    QueueState.RETURNED: ReportState.RETURNED,
    QueueState.ALERT: ReportState.ALERT,
    QueueState.CONTROL_ACTION: ReportState.CONTROL_ACTION,
    QueueState.OUTCOME: ReportState.OUTCOME,
}
"""Where the staff stand → the state the volunteer's report is in; the order is that of progress."""

_PROGRESS = {state: rank for rank, state in enumerate(STATES)}


@dataclass(frozen=True, slots=True)
class _Events:
    """What happened to one report: all rows that its story is told from."""

    rows: tuple[ReportRow, ...]
    reviews: tuple[Review, ...]
    alerts: tuple[Alert, ...]
    actions: tuple[ControlAction, ...]


def send(session: Session, about: str) -> None:
    """Tell the volunteer how their report stands now."""
    events = _events(session, about)
    with _programme_language():
        told = _tell(about, events)
    feed.put_record(session, RecordKind.FEEDBACK, about, told)
    feed.show(session, RecordKind.FEEDBACK, about, {row.volunteer for row in events.rows})


@contextmanager
def _programme_language() -> Iterator[None]:
    """Words kept for a volunteer are Spanish, whatever language the member of staff works in."""
    before = current_language()
    set_request_language("es")
    try:
        yield
    finally:
        set_request_language(before)


def _events(session: Session, about: str) -> _Events:
    rows = session.scalars(
        select(ReportRow).where(ReportRow.about == about).order_by(ReportRow.version)
    ).all()
    keys = [(row.id, row.version) for row in rows]
    reviews = select(Review).where(tuple_(Review.report_id, Review.report_version).in_(keys))
    alerts = select(Alert).where(tuple_(Alert.report_id, Alert.report_version).in_(keys))
    found = tuple(session.scalars(alerts.order_by(Alert.issued_at)))
    actions = select(ControlAction).where(ControlAction.alert_number.in_([alert.number for alert in found]))
    return _Events(
        rows=tuple(rows),
        reviews=tuple(session.scalars(reviews.order_by(Review.id))),
        alerts=found,
        actions=tuple(session.scalars(actions.order_by(ControlAction.opened_on, ControlAction.id))),
    )


def _tell(about: str, events: _Events) -> Feedback:
    reports = [row for row in events.rows if not row.urgent] or list(events.rows)
    current = [row for row in events.rows if not row.superseded] or reports
    state = max((QueueState(row.state) for row in current), key=_PROGRESS.__getitem__)
    steps = sorted(_steps(events), key=lambda step: step[0])
    alert = events.alerts[-1] if events.alerts else None
    last = events.reviews[-1] if events.reviews else None
    comments = decode(last.comments, tuple[QuestionComment, ...]) if last else ()
    return Feedback(
        report_id=about,
        report_version=max(row.version for row in reports),
        state=STATES[state],
        title=alert.title if alert else reports[-1].title,
        summary=steps[-1][1].text if steps else "",
        steps=tuple(step for _at, step in steps),
        comments=comments if state is QueueState.RETURNED else (),
        alert_number=alert.number if alert else None,
        alert_open=any(one.state == AlertState.OPEN for one in events.alerts),
    )


Dated = tuple[str, FeedbackStep]
"""A step with the text that orders it: its day, and its rank among those of one day."""


def _steps(events: _Events) -> Iterable[Dated]:
    for row in events.rows:
        if row.opened_at is not None:
            text = _("Un analista de la Contraloría está leyendo su informe.")
            yield _dated(row.opened_at, 0, "in_review", text)
    for review in events.reviews:
        yield _dated(review.at, 1, _REVIEW_STEPS[ReviewDecision(review.decision)], _of_review(review))
    for alert in events.alerts:
        text = _("La Contraloría emitió la alerta {number} a la entidad: {title}").format(
            number=alert.number, title=alert.title
        )
        yield _dated(alert.issued_at, 2, "alert", text, alert.number)
    for action in events.actions:
        yield from _of_action(action)


_REVIEW_STEPS = {
    ReviewDecision.ACCEPTED: "accepted",
    ReviewDecision.RETURNED: "returned",
    ReviewDecision.DISMISSED: "reviewed",
}


def _of_review(review: Review) -> str:
    if review.decision == ReviewDecision.RETURNED:
        count = len(decode(review.comments, tuple[QuestionComment, ...]))
        asked = ngettext(
            "Le pedimos corregir {count} respuesta y enviar una nueva versión.",
            "Le pedimos corregir {count} respuestas y enviar una nueva versión.",
            count,
        ).format(count=count)
        return f"{asked} {review.text}".strip()
    if review.decision == ReviewDecision.ACCEPTED:
        thanks = _("Su informe fue aceptado. Gracias por su visita.")
        return f"{thanks} {review.text}".strip()
    return _("Revisamos su informe y no daremos otro paso. Motivo: {reason}").format(reason=review.text)


def action_name(kind: ActionKind) -> str:
    """Return what a control action is called."""
    return {
        ActionKind.CONTROL_VISIT: _("Visita de control"),
        ActionKind.REMOTE_MONITORING: _("Monitoreo remoto"),
        ActionKind.GUIDANCE: _("Orientación de oficio"),
        ActionKind.CONCURRENT: _("Control concurrente"),
        ActionKind.SUBSEQUENT: _("Acción de oficio posterior"),
    }[kind]


def soles(amount: Decimal) -> str:
    """Return an amount in soles as Peru writes it."""
    return f"S/ {amount:,.2f}"


def _of_action(action: ControlAction) -> Iterable[Dated]:
    name = action_name(ActionKind(action.kind))
    text = _("Se abrió un servicio de control: {name}. Plazo: {deadline}.").format(
        name=name.lower(), deadline=f"{action.deadline:%d/%m/%Y}"
    )
    opened = FeedbackStep(
        action.kind, action.opened_on, text, action.deadline, action.reference or action.alert_number
    )
    yield f"{action.opened_on.isoformat()} 3", opened
    if action.state == ActionState.CLOSED and action.closed_on is not None:
        result = _("Resultado de {name}: {result}").format(name=name.lower(), result=action.result)
        if action.penalty:
            result += " " + _("Penalidad para el contratista: {amount}.").format(amount=soles(action.penalty))
        step = FeedbackStep("outcome", action.closed_on, result, None, action.document or None)
        yield f"{action.closed_on.isoformat()} 4", step


def _dated(at: datetime, rank: int, step: str, text: str, reference: str | None = None) -> Dated:
    day = (at + LIMA_OFFSET).date()
    return f"{day.isoformat()} {rank}", FeedbackStep(step, day, text, None, reference)
