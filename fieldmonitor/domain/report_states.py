"""The states of a report, from the first answer to the outcome; home counts by them, so they stand alone."""

from enum import StrEnum


class ReportState(StrEnum):
    """From the first answer to the outcome; the order is the life line."""

    DRAFT = "draft"
    SIGNED = "signed"
    QUEUED = "queued"
    SENDING = "sending"
    CONTENT_RECEIVED = "content_received"
    COMPLETE = "complete"
    IN_REVIEW = "in_review"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    ALERT = "alert"
    CONTROL_ACTION = "control_action"
    OUTCOME = "outcome"
    WITHDRAWN = "withdrawn"


PENDING = frozenset(
    {ReportState.SIGNED, ReportState.QUEUED, ReportState.SENDING, ReportState.CONTENT_RECEIVED}
)
"""Signed, and not yet proven complete at the comptroller."""

SENT = frozenset(
    {
        ReportState.COMPLETE,
        ReportState.IN_REVIEW,
        ReportState.ACCEPTED,
        ReportState.RETURNED,
        ReportState.ALERT,
        ReportState.CONTROL_ACTION,
        ReportState.OUTCOME,
    }
)
"""Proven complete by a verified receipt."""

_ORDER = {state: rank for rank, state in enumerate(ReportState)}


def later(current: ReportState, proposed: ReportState) -> ReportState:
    """Return the state a report is in when it hears of another: news never moves it back.

    Messages travel by several roads and arrive in any order; a late "queued" must not hide "complete".
    The staff's own states (in review onwards) may change in any order among themselves.
    """
    if ReportState.WITHDRAWN in (current, proposed):
        return ReportState.WITHDRAWN
    staff = _ORDER[ReportState.IN_REVIEW]
    if _ORDER[current] >= staff and _ORDER[proposed] >= staff:
        return proposed
    return proposed if _ORDER[proposed] > _ORDER[current] else current
