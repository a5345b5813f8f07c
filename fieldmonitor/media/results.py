"""What reading a picture or a page gives, and what is to be marked on it: plain values, without any decoder.

The program keeps to these; the decoders are loaded in the child process only.
"""

import math
from dataclasses import dataclass
from enum import StrEnum

from fieldmonitor.domain.errors import InputError
from fieldmonitor.protocol.manifests import PhotoFacts

LARGEST_BYTES = 64 * 1024 * 1024
LARGEST_PIXELS = 120_000_000
LONGEST_TEXT = 200
MOST_PAGES = 2000
WIDEST_PAGE = 3000
"""The pixels across that a page of a document is drawn with at most: A4 at 350 points to the inch."""
HIDDEN_BLOCKS = 6
"""A hidden part keeps at most so many grey values across: no face, no plate, no letter comes back."""
NOTHING = PhotoFacts()


@dataclass(frozen=True, slots=True)
class Inspection:
    """What was found in a file. `problem` is the code of why it cannot be taken as a photo, if so.

    `width` and `height` are in pixels as the picture is seen, upright; `orientation` is EXIF's, 1 to 8.
    """

    sha256: str
    size: int
    media_type: str | None
    width: int | None = None
    height: int | None = None
    orientation: int = 1
    facts: PhotoFacts = NOTHING
    difference_hash: int | None = None
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class PreparedPicture:
    """A picture that was taken in: its facts, and two upright JPEG copies without any of them."""

    media_type: str
    width: int
    height: int
    facts: PhotoFacts
    small: bytes
    thumbnail: bytes
    difference_hash: int


@dataclass(frozen=True, slots=True)
class PageSize:
    """A page's size in points, a 72nd of an inch."""

    width: float
    height: float


@dataclass(frozen=True, slots=True)
class PageImage:
    """A drawn page: rows of red, green, blue and an unused byte, `stride` bytes apart; and its words."""

    width: int
    height: int
    stride: int
    pixels: bytes
    words: str


class MarkKind(StrEnum):
    """BLUR and COVER hide; the others point at something."""

    BLUR = "blur"
    COVER = "cover"
    BOX = "box"
    ARROW = "arrow"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark between two points; an arrow points at the second, a text begins at the first."""

    kind: MarkKind
    x1: float
    y1: float
    x2: float
    y2: float
    text: str = ""

    def __post_init__(self) -> None:
        places = (self.x1, self.y1, self.x2, self.y2)
        if not all(math.isfinite(place) and 0 <= place <= 1 for place in places):
            raise InputError("mark.outside")
        if len(self.text) > LONGEST_TEXT:
            raise InputError("mark.text_too_long", limit=LONGEST_TEXT)
