"""Arrows, boxes, words, and what must not be seen: burnt into a copy, never into the original.

Places are fractions of the upright picture, from its upper left corner, so that they fit any size of it.
"""

import io
import math

from PIL import Image, ImageDraw, ImageFont

from fieldmonitor.domain.errors import InputError
from fieldmonitor.media.results import HIDDEN_BLOCKS, Mark, MarkKind
from fieldmonitor.system.resources import resource

QUALITY = 90
MOST_MARKS = 200

_COLOUR, _EDGE = (214, 31, 31), (255, 255, 255)


def burn(upright: Image.Image, marks: tuple[Mark, ...]) -> bytes:
    """Return a JPEG of an upright RGB picture with marks in it, what hides first, and without EXIF."""
    if not marks or len(marks) > MOST_MARKS:
        raise InputError("mark.count", limit=MOST_MARKS)
    image = upright.copy()
    hiding = (MarkKind.BLUR, MarkKind.COVER)
    for mark in sorted(marks, key=lambda mark: mark.kind not in hiding):
        _DRAWERS[mark.kind](image, mark)
    target = io.BytesIO()
    image.save(target, "JPEG", quality=QUALITY, icc_profile=upright.info.get("icc_profile"))
    return target.getvalue()


def _box(image: Image.Image, mark: Mark) -> tuple[int, int, int, int]:
    """Return a mark's pixels, whole ones, at least one each way."""
    left, right = sorted((mark.x1 * image.width, mark.x2 * image.width))
    top, bottom = sorted((mark.y1 * image.height, mark.y2 * image.height))
    x, y = min(int(left), image.width - 1), min(int(top), image.height - 1)
    return x, y, max(x + 1, math.ceil(right)), max(y + 1, math.ceil(bottom))


def _blur(image: Image.Image, mark: Mark) -> None:
    box = _box(image, mark)
    part = image.crop(box)
    few = part.resize((min(HIDDEN_BLOCKS, part.width), min(HIDDEN_BLOCKS, part.height)), Image.Resampling.BOX)
    image.paste(few.resize(part.size, Image.Resampling.BICUBIC), box)


def _cover(image: Image.Image, mark: Mark) -> None:
    image.paste((0, 0, 0), _box(image, mark))


def _outline(image: Image.Image, mark: Mark) -> None:
    draw, (left, top, right, bottom) = ImageDraw.Draw(image), _box(image, mark)
    width = _stroke(image)
    draw.rectangle((left, top, right - 1, bottom - 1), outline=_EDGE, width=width * 2)
    inset = width // 2
    draw.rectangle(
        (
            left + inset,
            top + inset,
            max(left + inset, right - 1 - inset),
            max(top + inset, bottom - 1 - inset),
        ),
        outline=_COLOUR,
        width=width,
    )


def _arrow(image: Image.Image, mark: Mark) -> None:
    draw, width = ImageDraw.Draw(image), _stroke(image)
    start = (mark.x1 * image.width, mark.y1 * image.height)
    tip = (mark.x2 * image.width, mark.y2 * image.height)
    angle = math.atan2(tip[1] - start[1], tip[0] - start[0])
    head = width * 6
    wings = [
        (tip[0] - head * math.cos(angle + turn), tip[1] - head * math.sin(angle + turn))
        for turn in (0.5, -0.5)
    ]
    for colour, stroke in ((_EDGE, width * 2), (_COLOUR, width)):
        draw.line((start, tip), fill=colour, width=stroke)
        for wing in wings:
            draw.line((wing, tip), fill=colour, width=stroke)


def _words(image: Image.Image, mark: Mark) -> None:
    font = ImageFont.truetype(resource("font", "PublicSans-Bold.ttf"), max(14, image.height // 30))
    place = (mark.x1 * image.width, mark.y1 * image.height)
    ImageDraw.Draw(image).text(
        place, mark.text, font=font, fill=_COLOUR, stroke_width=max(2, _stroke(image)), stroke_fill=_EDGE
    )


def _stroke(image: Image.Image) -> int:
    return max(2, max(image.size) // 300)


_DRAWERS = {
    MarkKind.BLUR: _blur,
    MarkKind.COVER: _cover,
    MarkKind.BOX: _outline,
    MarkKind.ARROW: _arrow,
    MarkKind.TEXT: _words,
}
