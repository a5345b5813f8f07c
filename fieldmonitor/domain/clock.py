"""Times as evidence: UTC, what the wall clock showed, and what is known of its error."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

LIMA_OFFSET = timedelta(hours=-5)
"""Peru keeps UTC−5 all year; shown times use it, stored times are UTC."""


def lima(utc: datetime) -> datetime:
    """Return a UTC time as Peru's wall clock shows it."""
    return utc.replace(tzinfo=None) + LIMA_OFFSET


class Clock(Protocol):
    """Where the program gets the time from."""

    def now(self) -> datetime:
        """Return the present in UTC, aware."""
        ...


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant as the laptop saw it.

    `utc_offset_minutes` is the wall clock's offset; `error_seconds` how far the laptop's clock was from
    the server's at the last contact (None: never compared).
    """

    utc: datetime
    utc_offset_minutes: int
    error_seconds: float | None = None


def moment(clock: Clock, error_seconds: float | None = None) -> Moment:
    """Return the present as evidence."""
    now = clock.now()
    offset = now.astimezone().utcoffset() or timedelta()
    return Moment(now.astimezone(UTC), int(offset.total_seconds() // 60), error_seconds)
