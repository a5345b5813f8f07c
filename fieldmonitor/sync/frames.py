"""Frames as a stream of bytes: the body of a batch, the inside of a bundle."""

from collections.abc import Callable, Sequence

from fieldmonitor.protocol.frames import Frame, head
from fieldmonitor.sync.carrier import Readable


class FrameStream:
    """Reads heads and bytes of frames in a row; each body is opened when its turn comes, and closed after.

    `current` is the index of the frame being read: the one to blame when its body cannot be.
    """

    def __init__(
        self,
        frames: Sequence[Frame],
        open_body: Callable[[int], Readable],
        watch: Callable[[int, int], None] = lambda _index, _sent: None,
    ) -> None:
        self.frames = tuple(frames)
        self.length = sum(len(head(frame)) + frame.size for frame in frames)
        self.current = -1
        self._open = open_body
        self._watch = watch
        self._body: Readable | None = None
        self._head = b""
        self._left = 0

    def read(self, size: int, /) -> bytes:
        """Return exactly `size` bytes, fewer only at the end; raises what reading a body raises."""
        parts = []
        while size and (part := self._next(size)):
            parts.append(part)
            size -= len(part)
        return b"".join(parts)

    def close(self) -> None:
        """Close the body that is open."""
        close = getattr(self._body, "close", None)
        if close is not None:
            close()
        self._body = None

    def _next(self, size: int) -> bytes:
        if not self._head and not self._left and not self._advance():
            return b""
        if self._head:
            part, self._head = self._head[:size], self._head[size:]
            return part
        return self._body_part(size)

    def _advance(self) -> bool:
        self.close()
        if self.current + 1 == len(self.frames):
            return False
        self.current += 1
        frame = self.frames[self.current]
        self._head, self._left = head(frame), frame.size
        if frame.size:
            self._body = self._open(self.current)
        return True

    def _body_part(self, size: int) -> bytes:
        assert self._body is not None
        part = self._body.read(min(size, self._left))
        if not part:
            raise EOFError(self.frames[self.current].id)
        self._left -= len(part)
        self._watch(self.current, self.frames[self.current].size - self._left)
        return part
