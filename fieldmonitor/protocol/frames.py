"""Requests in a row: what PUT, PATCH and GET would have sent, one after another in one body or file.

A frame is a line of JSON (a `Frame`) and then `size` bytes. A batch over HTTP and a bundle on a stick are
the same frames; whoever takes them in replays them in order.
"""

from dataclasses import dataclass
from enum import StrEnum

from fieldmonitor.domain.errors import TrustError
from fieldmonitor.protocol.codec import decode, encode
from fieldmonitor.protocol.messages import MessageAnswer, MissingFile, Problem

BATCH_TYPE = "application/vnd.fieldmonitor.batch"
"""The media type of a body made of frames."""

LONGEST_HEAD = 512
MOST_FRAMES = 1000
_LARGEST_VERSION = 2**31 - 1
_LARGEST_OFFSET = 2**53


class Method(StrEnum):
    """What a frame stands for."""

    PUT = "put"
    PATCH = "patch"
    GET = "get"


@dataclass(frozen=True, slots=True)
class Frame:
    """PUT: a message's `id`, its version as `number`, its envelope in `size` bytes. PATCH: a file's hash
    as `id`, the offset as `number`, its bytes. GET: a message's id and version, and no bytes.
    """

    method: Method
    id: str
    number: int
    size: int = 0


@dataclass(frozen=True, slots=True)
class FrameAnswer:
    """What the same request alone would have been answered: its status, and one of the three."""

    status: int
    message: MessageAnswer | None = None
    file: MissingFile | None = None
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class BatchAnswer:
    """One answer for each frame, in their order."""

    frames: tuple[FrameAnswer, ...]


def head(frame: Frame) -> bytes:
    """Return the line that stands before a frame's bytes."""
    return encode(frame) + b"\n"


def read_head(line: bytes) -> Frame:
    """Read a frame's line; TrustError for anything else."""
    frame = decode(line, Frame)
    largest = _LARGEST_OFFSET if frame.method is Method.PATCH else _LARGEST_VERSION
    sane = 0 <= frame.number <= largest and 0 <= frame.size <= _LARGEST_OFFSET
    if not sane or (frame.method is Method.GET and frame.size):
        raise TrustError("protocol.malformed", kind="Frame", reason="number or size")
    return frame
