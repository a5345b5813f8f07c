"""What a picture's file says of when, where and by what it was taken, and where each value stood.

Two readers look: exifread first, Pillow where it finds nothing or stumbles. Values are kept as found.
"""

import io
import logging
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import exifread
from PIL import Image

from fieldmonitor.media.kinds import HEIC, media_type_of
from fieldmonitor.protocol.manifests import PhotoFacts

logging.getLogger("exifread").setLevel(logging.CRITICAL)  # it warns of every oddity in a stranger's file

_SUB_IFDS = {"EXIF": 0x8769, "GPS": 0x8825}
_PILLOW_TAGS = {
    "Image Make": 0x010F,
    "Image Model": 0x0110,
    "Image Orientation": 0x0112,
    "Image Software": 0x0131,
    "EXIF DateTimeOriginal": 0x9003,
    "EXIF DateTimeDigitized": 0x9004,
    "EXIF OffsetTimeOriginal": 0x9011,
    "EXIF OffsetTimeDigitized": 0x9012,
    "GPS GPSLatitudeRef": 1,
    "GPS GPSLatitude": 2,
    "GPS GPSLongitudeRef": 3,
    "GPS GPSLongitude": 4,
    "GPS GPSImgDirection": 17,
    "GPS GPSHPositioningError": 31,
}
_EXIFREAD_NAMES = {"GPS GPSHPositioningError": "GPS Tag 0x001F"}
"""Where exifread knows no name."""

_XMP_TIME = re.compile(
    rb"(?:exif:DateTimeOriginal|xmp:CreateDate|photoshop:DateCreated)"
    rb"(?:=['\"]|>)\s{0,3}(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d{1,9})?([+-]\d\d:\d\d|Z)?"
)

Tags = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Exif:
    """The facts of a picture, how it must be turned (EXIF orientation, 1 to 8), and what wrote it."""

    facts: PhotoFacts
    orientation: int = 1


def read_exif(data: bytes, image: Image.Image | None) -> Exif:
    """Return what a picture says of itself; what is missing, odd or unreadable stays None."""
    tags = _by_pillow(image) if image is not None else {}
    tags |= _by_exifread(data)
    sources: dict[str, str] = {}
    found: dict[str, Any] = {}
    for name, read in _READERS.items():
        value, source = read(tags)
        if value is not None:
            found[name], sources[name] = value, source
    if "taken_at" not in found and image is not None:
        taken = _xmp_time(image)
        if taken:
            found["taken_at"], sources["taken_at"] = taken, "XMP"
    # What decodes HEIC turns the picture upright itself.
    orientation = 1 if media_type_of(data) == HEIC else _orientation(tags)
    return Exif(PhotoFacts(**found, sources=sources or None), orientation)


def _by_exifread(data: bytes) -> Tags:
    try:
        tags = exifread.process_file(io.BytesIO(data), details=False)
    except Exception:  # noqa: BLE001 - it leaks whatever a broken file makes it stumble over
        return {}
    held = {name: _EXIFREAD_NAMES.get(name, name) for name in _PILLOW_TAGS}
    return {name: _plain(tags[theirs]) for name, theirs in held.items() if theirs in tags}


def _plain(tag: Any) -> Any:
    """Return a tag's number, list of numbers or text."""
    values = tag.values
    if isinstance(values, list):
        values = [_number(value) for value in values]
        return values[0] if len(values) == 1 else values
    return values


def _by_pillow(image: Image.Image) -> Tags:
    try:
        exif = image.getexif()
        groups = {"Image": exif} | {name: exif.get_ifd(number) for name, number in _SUB_IFDS.items()}
    except Exception:  # noqa: BLE001 - as above: a broken file may raise anything
        return {}
    found: Tags = {}
    for name, number in _PILLOW_TAGS.items():
        value = groups[name.partition(" ")[0]].get(number)
        if isinstance(value, tuple):
            found[name] = [_number(part) for part in value]
        elif value is not None:
            found[name] = value if isinstance(value, str | bytes) else _number(value)
    return found


def _number(value: Any) -> float | None:
    try:
        number = float(value)
    except (TypeError, ValueError, ZeroDivisionError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def _text(value: Any) -> str:
    if isinstance(value, bytes):
        value = value.decode("ascii", "replace")
    if not isinstance(value, str):
        return ""
    printable = "".join(letter for letter in value.partition("\0")[0] if letter.isprintable())
    return printable.strip()[:200]


def _taken_at(tags: Tags) -> tuple[str | None, str]:
    for name, offset in (
        ("DateTimeOriginal", "OffsetTimeOriginal"),
        ("DateTimeDigitized", "OffsetTimeDigitized"),
    ):
        text = _text(tags.get(f"EXIF {name}"))
        try:
            moment = datetime.strptime(text[:19], "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007 - cameras know no zone
        except ValueError:
            continue
        zone = _text(tags.get(f"EXIF {offset}"))
        zone = zone if re.fullmatch(r"[+-]\d\d:\d\d|Z", zone) else ""
        return moment.isoformat() + zone, f"EXIF {name}"
    return None, ""


def _xmp_time(image: Image.Image) -> str | None:
    packet = image.info.get("xmp")
    found = _XMP_TIME.search(packet[:200_000]) if isinstance(packet, bytes) else None
    if found is None:
        return None
    try:
        moment = datetime.fromisoformat(found[1].decode())
    except ValueError:
        return None
    return moment.isoformat() + (found[2] or b"").decode()


def _coordinate(name: str, negative: str) -> Callable[[Tags], tuple[float | None, str]]:
    def read(tags: Tags) -> tuple[float | None, str]:
        parts = tags.get(f"GPS {name}")
        if not isinstance(parts, list) or len(parts) != 3 or any(part is None for part in parts):
            return None, ""
        degrees, minutes, seconds = parts
        value = degrees + minutes / 60 + seconds / 3600
        sign = -1 if _text(tags.get(f"GPS {name}Ref")).upper().startswith(negative) else 1
        return round(sign * value, 7), f"GPS {name}"

    return read


def _measure(name: str) -> Callable[[Tags], tuple[float | None, str]]:
    def read(tags: Tags) -> tuple[float | None, str]:
        value = tags.get(f"GPS {name}")
        return (round(value, 2), f"GPS {name}") if isinstance(value, float) and value >= 0 else (None, "")

    return read


def _device(tags: Tags) -> tuple[str | None, str]:
    make, model = _text(tags.get("Image Make")), _text(tags.get("Image Model"))
    words = model if make and model.lower().startswith(make.lower()) else f"{make} {model}".strip()
    return words or None, "EXIF Make, Model"


def _software(tags: Tags) -> tuple[str | None, str]:
    return _text(tags.get("Image Software")) or None, "EXIF Software"


def _orientation(tags: Tags) -> int:
    value = tags.get("Image Orientation")
    return int(value) if isinstance(value, float) and value in range(1, 9) else 1


_READERS: dict[str, Callable[[Tags], tuple[Any, str]]] = {
    "taken_at": _taken_at,
    "latitude": _coordinate("GPSLatitude", "S"),
    "longitude": _coordinate("GPSLongitude", "W"),
    "accuracy_m": _measure("GPSHPositioningError"),
    "direction_deg": _measure("GPSImgDirection"),
    "device": _device,
    "software": _software,
}
