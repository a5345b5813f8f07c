"""What is sent, in small blocks: so that a stall shows at once, and a stop takes hold at once."""

from collections.abc import Callable, Iterator

from fieldmonitor.sync.carrier import Readable

BLOCK = 8 * 1024


class Stopped(Exception):
    """A person, or a more urgent message, broke the sending off."""


class SourceBroken(Exception):
    """The local file could not be read to its end; nothing is the link's fault."""


class Body:
    """A request's body of known length; `alive` is told of every block before it leaves, and of the end."""

    def __init__(
        self,
        source: Readable,
        length: int,
        alive: Callable[[bool], None],
        watch: Callable[[int], None] = lambda _: None,
        stop: Callable[[], bool] = lambda: False,
    ) -> None:
        self._source = source
        self._length = length
        self._alive = alive
        self._watch = watch
        self._stop = stop
        self._sent = 0

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[bytes]:
        while block := self.read(BLOCK):
            yield block

    def read(self, _size: int = BLOCK) -> bytes:
        """Return the next block: never more than BLOCK bytes, whatever is asked for."""
        if self._stop():
            raise Stopped
        wanted = min(BLOCK, self._length - self._sent)
        if wanted == 0:
            self._alive(True)
            return b""
        try:
            block = self._source.read(wanted)
        except Exception as error:
            raise SourceBroken from error
        if len(block) != wanted:
            raise SourceBroken
        self._alive(False)
        self._watch(self._sent)
        self._sent += len(block)
        return block
