"""Work that takes long: it tells how far it is, and learns that a person wants it ended."""

from collections.abc import Callable

from fieldmonitor.domain.errors import Cancelled


def _untold(_done: int, _total: int) -> None:
    return None


def _never() -> bool:
    return False


class LongWork:
    """Counts amounts, mostly bytes, of one work; safe to hand to another thread, used by that one only.

    `told` hears (done, total) after every piece; `stopped` is asked before the next one.
    """

    def __init__(
        self, told: Callable[[int, int], object] = _untold, stopped: Callable[[], bool] = _never
    ) -> None:
        self._told, self._stopped = told, stopped
        self._done = self._total = 0

    def expects(self, amount: int) -> None:
        """Add to what is to be done in all."""
        self._total += amount

    def did(self, amount: int) -> None:
        """Tell of a piece that is done; raises Cancelled where no further one is wanted."""
        self._done += amount
        self._told(min(self._done, self._total), self._total)
        self.check()

    def tell(self, done: int, total: int) -> None:
        """Tell how far a work is that counts by itself."""
        self._told(done, total)

    def stands(self, done: int, total: int) -> None:
        """Tell how far a work is that counts by itself, and raise as `did` does."""
        self._told(done, total)
        self.check()

    def stopped(self) -> bool:
        """Tell whether a person wants the work ended, for work that ends by itself."""
        return self._stopped()

    def check(self) -> None:
        """Raise Cancelled where a person wants the work ended."""
        if self._stopped():
            raise Cancelled("work.cancelled")
