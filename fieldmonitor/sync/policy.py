"""What a person allows the exchange to do: originals now or later, how fast, at which hours."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from fieldmonitor.domain.clock import lima
from fieldmonitor.domain.outbox import Lane
from fieldmonitor.sync.ports import Settings


@dataclass(frozen=True, slots=True)
class Policy:
    """Limits for sending. `metered` holds originals back; so do hours outside `from_hour`–`to_hour`.

    Hours are Lima's, and may pass midnight; equal hours mean all day. `bytes_per_second` caps evidence.
    """

    metered: bool = False
    bytes_per_second: int | None = None
    from_hour: time = time(0)
    to_hour: time = time(0)

    def allows(self, lane: Lane, now: datetime) -> bool:
        """Tell whether something of this lane may leave now; only originals are ever held back."""
        return lane < Lane.ORIGINAL or (not self.metered and self._in_hours(now))

    def _in_hours(self, now: datetime) -> bool:
        if self.from_hour == self.to_hour:
            return True
        wall = lima(now).time()
        if self.from_hour < self.to_hour:
            return self.from_hour <= wall < self.to_hour
        return wall >= self.from_hour or wall < self.to_hour


METERED, RATE, HOURS, PROXY = "sync.metered", "sync.bytes_per_second", "sync.hours", "sync.proxy"


def kept_policy(settings: Settings) -> Policy:
    """Return the limits that a person chose, or none."""
    rate, hours = settings.get(RATE) or "", (settings.get(HOURS) or "").split("-")
    try:
        begin, end = (time.fromisoformat(hour) for hour in hours)
    except ValueError:
        begin = end = time(0)
    return Policy(
        settings.get(METERED) == "1", int(rate) if rate.isdigit() and int(rate) else None, begin, end
    )


def kept_proxy(settings: Settings) -> str | None:
    """Return the proxy's address that a person gave; None: what the system says."""
    return settings.get(PROXY) or None


def keep_policy(settings: Settings, policy: Policy, proxy: str = "") -> None:
    """Keep the limits that a person chose."""
    settings.set(PROXY, proxy)
    settings.set(METERED, "1" if policy.metered else "")
    settings.set(RATE, str(policy.bytes_per_second or ""))
    hours = f"{policy.from_hour:%H:%M}-{policy.to_hour:%H:%M}"
    settings.set(HOURS, "" if policy.from_hour == policy.to_hour else hours)


LONGEST_SLEEP = timedelta(minutes=30)
"""How long the exchange waits at most before it looks again."""
