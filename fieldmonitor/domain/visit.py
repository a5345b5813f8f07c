"""What a person did around a visit, and when: facts beside the answers, never a judgement."""

from dataclasses import dataclass
from enum import StrEnum

from fieldmonitor.domain.clock import Moment


class VisitStep(StrEnum):
    """The steps around a visit, in their usual order.

    BRIEFED: the briefing was read. SAFE: every condition of the safety gate holds. OUTSIDE: the volunteer
    will not go in. ARRIVED and LEFT: at the site, as the laptop's clock had it.
    """

    BRIEFED = "briefed"
    SAFE = "safe"
    OUTSIDE = "outside"
    ARRIVED = "arrived"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class VisitMark:
    """A step that was taken, at the time the laptop showed."""

    step: VisitStep
    at: Moment
