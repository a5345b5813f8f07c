"""What the volunteer is told: every step of their report's life after it arrived, in plain Spanish."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from fieldmonitor.documents.told import step_text
from fieldmonitor.domain.clock import lima
from fieldmonitor.domain.records import Feedback, FeedbackStep, QuestionComment, RecordKind
from fieldmonitor.domain.reports import ReportState
from fieldmonitor.protocol.codec import decode
from fieldmonitor.server.models import Alert, ControlAction, ReportRow, Review
from fieldmonitor.server.services import feed
from fieldmonitor.server.services.states import (
    ActionState,
    AlertState,
    QueueState,
    ReviewDecision,
)
from fieldmonitor.system.translations import current_language, set_request_language

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
    with programme_language():
        told = _tell(about, events)
    feed.put_record(session, RecordKind.FEEDBACK, about, told)
    feed.show(session, RecordKind.FEEDBACK, about, {row.volunteer for row in events.rows})


@contextmanager
def programme_language() -> Iterator[None]:
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
            yield _dated(row.opened_at, 0, "in_review", "in_review", {})
    for review in events.reviews:
        decision = ReviewDecision(review.decision)
        yield _dated(review.at, 1, _REVIEW_STEPS[decision], _REVIEW_CODES[decision], _of_review(review))
    for alert in events.alerts:
        params = {"number": alert.number, "title": alert.title}
        yield _dated(alert.issued_at, 2, "alert", "alert", params, alert.number)
    for action in events.actions:
        yield from _of_action(action)


_REVIEW_STEPS = {
    ReviewDecision.ACCEPTED: "accepted",
    ReviewDecision.RETURNED: "returned",
    ReviewDecision.DISMISSED: "reviewed",
}


_REVIEW_CODES = {
    ReviewDecision.ACCEPTED: "accepted",
    ReviewDecision.RETURNED: "returned",
    ReviewDecision.DISMISSED: "dismissed",
}


def _of_review(review: Review) -> dict[str, str]:
    if review.decision != ReviewDecision.RETURNED:
        return {"text": review.text}
    count = len(decode(review.comments, tuple[QuestionComment, ...]))
    return {"count": str(count), "text": review.text}


def _of_action(action: ControlAction) -> Iterable[Dated]:
    opened = FeedbackStep(
        action.kind,
        action.opened_on,
        "",
        action.deadline,
        action.reference or action.alert_number,
        "opened",
        {"kind": action.kind, "deadline": action.deadline.isoformat()},
    )
    yield f"{action.opened_on.isoformat()} 3", _worded(opened)
    if action.state == ActionState.CLOSED and action.closed_on is not None:
        params = {"kind": action.kind, "result": action.result}
        params |= {"penalty": str(action.penalty)} if action.penalty else {}
        step = FeedbackStep("outcome", action.closed_on, "", None, action.document or None, "outcome", params)
        yield f"{action.closed_on.isoformat()} 4", _worded(step)


def _dated(
    at: datetime, rank: int, step: str, code: str, params: dict[str, str], reference: str | None = None
) -> Dated:
    day = lima(at).date()
    made = FeedbackStep(step, day, "", None, reference, code, params)
    return f"{day.isoformat()} {rank}", _worded(made)


def _worded(step: FeedbackStep) -> FeedbackStep:
    """Write a step's sentence into it, for readers that do not know its code."""
    return replace(step, text=step_text(step))
