"""What parent and child say to each other: frames of bytes with a length before them, JSON in the first.

No pickle: a picture that takes the child over must not reach the parent.
"""

from dataclasses import dataclass
from typing import IO

from fieldmonitor.media.results import LARGEST_BYTES, Inspection, Mark, PageImage, PageSize, PreparedPicture
from fieldmonitor.protocol.manifests import PhotoFacts

READY = b"ready"
PREPARE, INSPECT, MARK = "prepare", "inspect", "mark"
PAGES, PAGE = "pages", "page"
LARGEST_FRAME = LARGEST_BYTES + 1024


@dataclass(frozen=True, slots=True)
class PreparedHead:
    """A PreparedPicture without its two copies, which follow in frames of their own."""

    media_type: str
    width: int
    height: int
    facts: PhotoFacts
    difference_hash: int


@dataclass(frozen=True, slots=True)
class PageHead:
    """A PageImage without its pixels, which follow in a frame of their own."""

    width: int
    height: int
    stride: int
    words: str


@dataclass(frozen=True, slots=True)
class Request:
    """What the child is to do with the bytes in the next frame."""

    task: str
    marks: tuple[Mark, ...] = ()
    page: int = 0
    width: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """The child's answer; `problem` is an InputError's code, with its values in `params`."""

    prepared: PreparedHead | None = None
    inspection: Inspection | None = None
    pages: tuple[PageSize, ...] | None = None
    page: PageHead | None = None
    problem: str | None = None
    params: dict[str, str | int] | None = None


def head_of(picture: PreparedPicture) -> PreparedHead:
    """Return all of a prepared picture but its copies."""
    return PreparedHead(
        picture.media_type, picture.width, picture.height, picture.facts, picture.difference_hash
    )


def head_of_page(image: PageImage) -> PageHead:
    """Return all of a drawn page but its pixels."""
    return PageHead(image.width, image.height, image.stride, image.words)


def write_frame(stream: IO[bytes], data: bytes) -> None:
    """Write one frame."""
    stream.write(len(data).to_bytes(4, "big"))
    stream.write(data)
    stream.flush()


def read_frame(stream: IO[bytes]) -> bytes:
    """Read one frame; raise EOFError where the other side is gone or talks nonsense."""
    size = int.from_bytes(_read_exactly(stream, 4), "big")
    if size > LARGEST_FRAME:
        raise EOFError(f"a frame of {size} bytes")
    return _read_exactly(stream, size)


def _read_exactly(stream: IO[bytes], size: int) -> bytes:
    data = stream.read(size)
    if len(data) != size:
        raise EOFError("the other side is gone")
    return data
