"""What a person did around a visit, and when: facts beside the answers, never a judgement."""

from dataclasses import dataclass
from enum import StrEnum

from fieldmonitor.domain.clock import Moment


class VisitStep(StrEnum):
    """The steps around a visit, in their usual order."""

    BRIEFED = "briefed"
    SAFE = "safe"
    ARRIVED = "arrived"
    REFUSED = "refused"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class VisitMark:
    """A step that was taken, at the time the laptop showed."""

    step: VisitStep
    at: Moment
