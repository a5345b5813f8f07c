"""A picture from outside: what it is, what it says of itself, and the copies made of it.

Pure functions over bytes. Strangers' files are given to them in a child process only (`media.guard`).
"""

import hashlib
import io
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib import import_module

# The decoders that `Image.open` may use are loaded by name: it would else load every one there is.
from PIL import (  # noqa: F401
    Image,
    ImageOps,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

from fieldmonitor.domain.errors import InputError
from fieldmonitor.media.exif import read_exif
from fieldmonitor.media.kinds import HEIC, PICTURES, media_type_of
from fieldmonitor.media.marks import burn
from fieldmonitor.media.results import (
    LARGEST_BYTES,
    LARGEST_PIXELS,
    NOTHING,
    Inspection,
    Mark,
    PreparedPicture,
)

SMALL_SIDE, SMALL_BYTES = 1600, 330_000
THUMBNAIL_SIDE = 320

_FORMATS = ("JPEG", "PNG", "TIFF", "WEBP")
_QUALITIES = (74, 60, 46, 36)
_LARGEST_PROFILE = 4096
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""EXIF orientation → what brings the picture upright."""


def inspect(data: bytes) -> Inspection:
    """Return what a file is and says of itself; what cannot be taken gets a problem, never an exception."""
    digest = hashlib.sha256(data).hexdigest()
    media_type = media_type_of(data)
    facts, orientation, size = NOTHING, 1, None
    try:
        with _opened(data) as image:
            exif = read_exif(data, image)
            facts, orientation, size = exif.facts, exif.orientation, image.size
            upright = _upright_within(image, THUMBNAIL_SIDE, orientation)
        hashed, problem = _hash(upright), None
    except InputError as error:
        hashed, problem = None, error.code
        if media_type == HEIC:
            facts = read_exif(data, None).facts
    width, height = _as_seen(size, orientation) if size else (None, None)
    return Inspection(digest, len(data), media_type, width, height, orientation, facts, hashed, problem)


def prepare(data: bytes) -> PreparedPicture:
    """Read a picture once and return all that is kept beside it.

    Raises InputError: `photo.empty`, `photo.not_a_picture`, `photo.too_large`, `photo.heic`,
    `photo.damaged`, `photo.too_demanding`.
    """
    with _opened(data) as image:
        exif = read_exif(data, image)
        width, height = _as_seen(image.size, exif.orientation)
        upright = _upright_within(image, SMALL_SIDE, exif.orientation)
    thumbnail = _within(upright, THUMBNAIL_SIDE)
    return PreparedPicture(
        media_type=media_type_of(data) or "",
        width=width,
        height=height,
        facts=exif.facts,
        small=_jpeg(upright, SMALL_BYTES),
        thumbnail=_jpeg(thumbnail, SMALL_BYTES),
        difference_hash=_hash(thumbnail),
    )


def marked_copy(data: bytes, marks: tuple[Mark, ...]) -> bytes:
    """Return a full-size JPEG, upright and without EXIF, with marks burnt in; same errors as `prepare`."""
    with _opened(data) as image:
        exif = read_exif(data, image)
        upright = _upright_within(image, max(image.size), exif.orientation)
    return burn(upright, marks)


def small_copy(data: bytes) -> bytes:
    """Return a JPEG of at most 1600 pixels a side and about 300 kB, upright, without EXIF."""
    return prepare(data).small


def thumbnail(data: bytes) -> bytes:
    """Return a JPEG of at most 320 pixels a side, upright, without EXIF."""
    return prepare(data).thumbnail


def difference_hash(data: bytes) -> int:
    """Return 64 bits that stay nearly the same when a picture is scaled or compressed again."""
    return prepare(data).difference_hash


def bits_apart(one: int, other: int) -> int:
    """Return in how many of their 64 bits two difference hashes differ."""
    return (one ^ other).bit_count()


@contextmanager
def _opened(data: bytes) -> Iterator[Image.Image]:
    """Open a picture within bounds; everything a broken one raises becomes an InputError."""
    _require_sane(data)
    Image.MAX_IMAGE_PIXELS = None  # our own bound stands in `_require_pixels`, with words for a person
    try:
        with Image.open(io.BytesIO(data), formats=_formats(data)) as image:
            if image.width * image.height > LARGEST_PIXELS:
                raise InputError("photo.too_large", limit=LARGEST_PIXELS, unit="pixels")
            yield image
    except InputError:
        raise
    except MemoryError as error:
        raise InputError("photo.too_demanding") from error
    except Exception as error:  # decoders raise what they stumble over: OSError, struct.error, IndexError …
        raise InputError("photo.damaged") from error


def _formats(data: bytes) -> tuple[str, ...]:
    return ("HEIF",) if media_type_of(data) == HEIC else _FORMATS


def _require_sane(data: bytes) -> None:
    if not data:
        raise InputError("photo.empty")
    media_type = media_type_of(data)
    if media_type not in PICTURES:
        raise InputError("photo.not_a_picture", found=media_type or "")
    if len(data) > LARGEST_BYTES:
        raise InputError("photo.too_large", limit=LARGEST_BYTES, unit="bytes")
    if media_type == HEIC and not _reads_heic():
        raise InputError("photo.heic")


@cache
def _reads_heic() -> bool:
    """Tell whether the decoder for HEIC is installed: it brings a GPL library and is an extra for that."""
    try:
        import_module("pillow_heif").register_heif_opener()
    except ImportError:
        return False
    return True


def _as_seen(size: tuple[int, int], orientation: int) -> tuple[int, int]:
    return (size[1], size[0]) if orientation >= 5 else size


def _upright_within(image: Image.Image, side: int, orientation: int) -> Image.Image:
    """Decode a picture at no more than twice the size that is wanted, scale it, and turn it upright."""
    image.draft("RGB", _scaled(image.size, side))
    scaled = _within(_flat(image), side)
    turn = _TURNS.get(orientation)
    return scaled.transpose(turn) if turn is not None else scaled


def _within(image: Image.Image, side: int) -> Image.Image:
    if max(image.size) <= side:
        return image
    # Decoding has halved most pictures already; for the rest of the way this filter is sharp and cheap.
    return image.resize(_scaled(image.size, side), Image.Resampling.HAMMING, reducing_gap=1.01)


def _scaled(size: tuple[int, int], side: int) -> tuple[int, int]:
    longest = max(*size, side)
    return max(1, round(size[0] * side / longest)), max(1, round(size[1] * side / longest))


def _flat(image: Image.Image) -> Image.Image:
    """Return a picture as RGB, what is transparent in white."""
    profile = image.info.get("icc_profile")
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        clear = image.convert("RGBA")
        flat = Image.new("RGB", image.size, "white")
        flat.paste(clear, mask=clear.getchannel("A"))
        return flat
    if image.mode.startswith("I"):  # 16 bits a pixel, of which the eye needs the upper eight
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    flat = image.convert("RGB") if image.mode != "RGB" else image
    flat.load()
    keep = image.mode == "RGB" and isinstance(profile, bytes) and len(profile) <= _LARGEST_PROFILE
    flat.info = {"icc_profile": profile} if keep else {}
    return flat


def _jpeg(image: Image.Image, largest: int) -> bytes:
    """Return a picture as JPEG, coarser until it is small enough; the coarsest is taken as it is."""
    encoded = b""
    for quality in _QUALITIES:
        target = io.BytesIO()
        image.save(target, "JPEG", quality=quality, icc_profile=image.info.get("icc_profile"))
        encoded = target.getvalue()
        if len(encoded) <= largest:
            break
    return encoded


def _hash(image: Image.Image) -> int:
    """Compare neighbours in a row of a 9 × 8 grey picture, one bit each."""
    grey = image.convert("L").resize((9, 8), Image.Resampling.BOX)
    pixels = grey.tobytes()
    bits = 0
    for row in range(8):
        for column in range(8):
            here = row * 9 + column
            bits = bits << 1 | (pixels[here] < pixels[here + 1])
    return bits
