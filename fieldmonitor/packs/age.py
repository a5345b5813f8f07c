"""What is to be said of a pack's age: two notices, and neither is a lock."""

from datetime import datetime, timedelta

EXPIRED, CLOCK = "pack.expired", "pack.clock"
CLOCK_SLACK = timedelta(days=1)


def notices(built_at: datetime, expires: datetime, now: datetime) -> tuple[str, ...]:
    """Return what is to be said of a pack's age; a clock before the pack was made cannot be right."""
    if now < built_at - CLOCK_SLACK:
        return (CLOCK,)
    return (EXPIRED,) if now >= expires else ()
