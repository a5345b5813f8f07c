"""A clock that tests move: wall time may jump, monotonic time only passes."""

from datetime import UTC, datetime, timedelta

START = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)


class SimClock:
    """Wall and monotonic time of a simulated laptop."""

    def __init__(self, start: datetime = START) -> None:
        self._wall = start
        self._mono = 1000.0

    def now(self) -> datetime:
        return self._wall

    def monotonic(self) -> float:
        return self._mono

    def pass_time(self, seconds: float) -> None:
        self._wall += timedelta(seconds=seconds)
        self._mono += seconds

    def jump(self, by: timedelta) -> None:
        """Set the wall clock wrong, as an empty battery or a hand does."""
        self._wall += by


class LaptopClock(SimClock):
    """A laptop's clock: time passes as everywhere, but its wall time may be set wrong."""

    def __init__(self, true: SimClock) -> None:
        self._true = true
        self._skew = timedelta()

    def now(self) -> datetime:
        return self._true.now() + self._skew

    def monotonic(self) -> float:
        return self._true.monotonic()

    def pass_time(self, seconds: float) -> None:
        self._true.pass_time(seconds)

    def jump(self, by: timedelta) -> None:
        self._skew += by
