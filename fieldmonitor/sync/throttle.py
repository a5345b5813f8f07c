"""A file read no faster than allowed, so that sending leaves room on a thin link."""

from collections.abc import Callable

from fieldmonitor.sync.carrier import Readable

_SLICE = 0.25


class Throttle:
    """Wraps a readable file; `bytes_per_second` None reads on at once."""

    def __init__(
        self,
        source: Readable,
        bytes_per_second: int | None,
        monotonic: Callable[[], float],
        stopped: Callable[[], bool],
        rest: Callable[[float], object],
    ) -> None:
        self._source = source
        self._rate = bytes_per_second
        self._monotonic = monotonic
        self._stopped = stopped
        self._rest = rest
        self._began: float | None = None
        self._given = 0

    def read(self, size: int, /) -> bytes:
        """Return the next bytes, once their time has come."""
        if self._rate:
            self._wait(self._rate)
        data = self._source.read(size)
        self._given += len(data)
        return data

    def _wait(self, rate: int) -> None:
        if self._began is None:
            self._began = self._monotonic()
        due = self._began + self._given / rate
        while not self._stopped() and (left := due - self._monotonic()) > 0:
            self._rest(min(left, _SLICE))
