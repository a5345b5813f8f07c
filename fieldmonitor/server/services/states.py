"""The words of the comptroller's side, as codes: states, decisions, kinds of control."""

from enum import StrEnum


class QueueState(StrEnum):
    """Where the staff stand with a report."""

    WAITING = "waiting"
    IN_REVIEW = "in_review"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    DISMISSED = "dismissed"
    ALERT = "alert"
    CONTROL_ACTION = "control_action"
    OUTCOME = "outcome"


OPEN = (QueueState.WAITING, QueueState.IN_REVIEW)
"""Reports that still wait for a decision."""


class ReviewDecision(StrEnum):
    """What a reviewer decides: return it with comments, accept it, or set it aside with a reason."""

    ACCEPTED = "accepted"
    RETURNED = "returned"
    DISMISSED = "dismissed"


class AlertState(StrEnum):
    """An alert is open until the comptroller closes what followed from it."""

    OPEN = "open"
    CLOSED = "closed"


class ActionKind(StrEnum):
    """The control services that follow an alert, by their own names, and remote monitoring."""

    CONTROL_VISIT = "visita_de_control"
    REMOTE_MONITORING = "monitoreo_remoto"
    GUIDANCE = "orientacion_de_oficio"
    CONCURRENT = "control_concurrente"
    SUBSEQUENT = "accion_de_oficio_posterior"


class ActionState(StrEnum):
    """A control action is open until its result is recorded."""

    OPEN = "open"
    CLOSED = "closed"


class SituationState(StrEnum):
    """What the entity did about an adverse situation."""

    PENDING = "pending"
    IN_PROGRESS = "in_progress"
    CORRECTED = "corrected"
    NOT_CORRECTED = "not_corrected"
