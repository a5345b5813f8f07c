"""Pictures drawn for tests, with whatever they should say of themselves."""

import io
from typing import Any

from PIL import Image, ImageDraw

MAKE, MODEL, ORIENTATION, SOFTWARE = 0x010F, 0x0110, 0x0112, 0x0131
EXIF_IFD, GPS_IFD, TAKEN = 0x8769, 0x8825, 0x9003


def drawing(width: int = 400, height: int = 300, seed: int = 1) -> Image.Image:
    """Draw something with edges, different for each seed, and with a red upper left corner."""
    image = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    draw = ImageDraw.Draw(image)
    for step in range(6):
        x = (seed * 37 + step * 61) % width
        y = (seed * 53 + step * 43) % height
        draw.rectangle(
            (x, y, x + width // 5, y + height // 6), fill=(step * 40, 255 - step * 40, seed * 29 % 255)
        )
    draw.rectangle((0, 0, width // 4, height // 4), fill=(255, 0, 0))
    return image


def encoded(image: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    """Return a picture as a file."""
    target = io.BytesIO()
    image.save(target, kind, **options)
    return target.getvalue()


def photo(
    image: Image.Image | None = None,
    *,
    taken: str | None = "2024:11:22 10:42:00",
    place: tuple[float, float] | None = (-14.4787, -70.1033),
    orientation: int = 1,
    software: str | None = None,
    quality: int = 85,
) -> bytes:
    """Return a JPEG as a phone would write it."""
    exif = Image.Exif()
    exif[MAKE], exif[MODEL], exif[ORIENTATION] = "Motorola", "moto g", orientation
    if software:
        exif[SOFTWARE] = software
    if taken:
        exif.get_ifd(EXIF_IFD)[TAKEN] = taken
    if place:
        exif.get_ifd(GPS_IFD).update(_gps(*place))
    return encoded(image or drawing(), exif=exif, quality=quality)


def _gps(latitude: float, longitude: float) -> dict[int, Any]:
    return {
        1: "S" if latitude < 0 else "N",
        2: _sexagesimal(abs(latitude)),
        3: "W" if longitude < 0 else "E",
        4: _sexagesimal(abs(longitude)),
    }


def _sexagesimal(degrees: float) -> tuple[float, float, float]:
    whole, rest = divmod(degrees * 60, 60)
    minutes, fraction = divmod(rest, 1)
    return (float(whole), float(minutes), round(fraction * 60, 4))
