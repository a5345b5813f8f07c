"""Photos of made-up works with real EXIF: what a volunteer's camera would have written."""

import io
import math
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from PIL import Image
from PIL.TiffImagePlugin import IFDRational

from fieldmonitor.demo.canvas import Canvas
from fieldmonitor.demo.scenes import SCENES, Scene
from fieldmonitor.domain.records import Work

MAKE, MODEL = "Field Monitor", "Demo 12 MP"
METRES_PER_DEGREE = 111_320
PROGRESS_PHOTO = "/data/progress/progress_photo"
NOT_PUBLISHED = frozenset({"partial", "missing", "outdated", "contradictory"})
"""States of an item, in the information-access checklist, that need a picture of the page."""
VISIT = (
    (Scene.FRONT, "/data/arrival/front_photo", "Frontis de la obra", 0, 12, 1),
    (Scene.BOARD, "/data/documents/board_photo", "Cartel de obra", 7, 18, 6),
    (Scene.GATE, "/data/progress/activity_photo", "Portón cerrado", 12, None, 1),
    (Scene.REBAR, PROGRESS_PHOTO, "Acero de la losa", 14, 25, 3),
    (Scene.TRUCK, PROGRESS_PHOTO, "Camión en la vía", 15, 340, 1),
    (Scene.CRACK, "/data/quality/defects_photo", "Grieta en el muro", 16, 31, 8),
    (Scene.CEMENT, "/data/quality/storage_photo", "Cemento a la intemperie", 17, 28, 1),
)
"""Photos of a visit: scene, question, caption, minutes from its start, metres from the work, EXIF turn."""

_STORED_TURN = {
    3: Image.Transpose.ROTATE_180,
    6: Image.Transpose.ROTATE_90,
    8: Image.Transpose.ROTATE_270,
}
"""How the pixels lie in the file when the camera was held turned, by EXIF orientation."""


@dataclass(frozen=True, slots=True)
class DemoPhoto:
    """A photo file as it lies on a memory card, the photo question it answers, and its caption."""

    name: str
    scene: Scene
    ref: str
    caption: str
    taken_at: datetime
    data: bytes


def draw_photo(
    scene: Scene,
    work: Work,
    taken_at: datetime,
    latitude: float | None,
    longitude: float | None,
    *,
    direction: float | None = None,
    orientation: int = 1,
    seed: int = 0,
) -> bytes:
    """Return a JPEG of 1600 × 1200 (upright), the same bytes for the same arguments.

    `taken_at` is aware; its own wall clock and offset go into the file. Without coordinates the file has
    no GPS block. `orientation` is 1, 3, 6 or 8.
    """
    exif = _exif(taken_at, orientation)
    if latitude is not None and longitude is not None:
        exif.get_ifd(0x8825).update(_gps(taken_at, latitude, longitude, direction))
    facts = exif.tobytes()
    bare = _drawn(scene, work, orientation, seed)
    head = 4 + int.from_bytes(bare[4:6])  # the file's mark and its first segment
    return bare[:head] + b"\xff\xe1" + (len(facts) + 2).to_bytes(2) + facts + bare[head:]


@lru_cache(64)
def _drawn(scene: Scene, work: Work, orientation: int, seed: int) -> bytes:
    """Return the JPEG without its facts; they change from visit to visit, the scene of a work does not."""
    canvas = Canvas(f"{work.id}:{scene}:{seed}")
    SCENES[scene](canvas, work)
    picture = canvas.photograph() if scene is not Scene.PAGE else canvas.image
    turn = _STORED_TURN.get(orientation)
    if turn is not None:
        picture = picture.transpose(turn)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=84)
    return out.getvalue()


def visit_photos(work: Work, start: datetime) -> tuple[DemoPhoto, ...]:
    """Return the eight photos of a visit: one without place, one 340 m away, one twice."""
    photos = [
        _taken(work, scene, ref, caption, start + timedelta(minutes=minutes), distance, orientation)
        for scene, ref, caption, minutes, distance, orientation in VISIT
    ]
    again = replace(photos[0], name=photos[0].name.replace(".jpg", "_1.jpg"), ref=PROGRESS_PHOTO, caption="")
    return (*photos, again)


def stopped_work_photos(work: Work, start: datetime) -> tuple[DemoPhoto, ...]:
    """Return the photo that the short checklist for a stopped work asks for."""
    return (_taken(work, Scene.GATE, "/data/state/front_photo", "Portón cerrado", start, 15, 1),)


def page_photos(work: Work, start: datetime, answers: dict[str, str]) -> tuple[DemoPhoto, ...]:
    """Return a picture of the portal's page for every item that is not as it should be."""
    wrong = [ref.rsplit("_", 1)[0] for ref, value in answers.items() if value in NOT_PUBLISHED]
    return tuple(
        _taken(work, Scene.PAGE, f"{item}_page", "Página del portal", start + timedelta(minutes=n), None, 1)
        for n, item in enumerate(dict.fromkeys(wrong))
    )


def point_at(work: Work, metres: float, bearing: float) -> tuple[float, float]:
    """Return latitude and longitude of a point at a distance from a work that has a place."""
    if work.latitude is None or work.longitude is None:
        raise ValueError(f"the work {work.id} has no place")
    north, east = metres * math.cos(math.radians(bearing)), metres * math.sin(math.radians(bearing))
    latitude = work.latitude + north / METRES_PER_DEGREE
    return latitude, work.longitude + east / (METRES_PER_DEGREE * math.cos(math.radians(work.latitude)))


def _taken(
    work: Work,
    scene: Scene,
    ref: str,
    caption: str,
    at: datetime,
    distance: float | None,
    orientation: int,
) -> DemoPhoto:
    bearing = 40.0 + 67 * list(Scene).index(scene)
    latitude, longitude = (None, None) if distance is None else point_at(work, distance, bearing)
    data = draw_photo(
        scene,
        work,
        at,
        latitude,
        longitude,
        direction=(bearing + 180) % 360,
        orientation=orientation,
    )
    return DemoPhoto(f"IMG_{at:%Y%m%d_%H%M%S}.jpg", scene, ref, caption, at, data)


def _exif(taken_at: datetime, orientation: int) -> Image.Exif:
    exif = Image.Exif()
    clock = taken_at.strftime("%Y:%m:%d %H:%M:%S")
    offset = taken_at.strftime("%z")
    exif[0x010F], exif[0x0110] = MAKE, MODEL
    exif[0x0112] = orientation
    exif[0x0132] = clock
    block = exif.get_ifd(0x8769)
    block[0x9003] = block[0x9004] = clock
    block[0x9010] = block[0x9011] = block[0x9012] = f"{offset[:3]}:{offset[3:5]}"
    return exif


def _gps(taken_at: datetime, latitude: float, longitude: float, direction: float | None) -> dict[int, object]:
    utc = taken_at.astimezone(UTC)
    block: dict[int, object] = {
        0: b"\x02\x03\x00\x00",
        1: "S" if latitude < 0 else "N",
        2: _sexagesimal(latitude),
        3: "W" if longitude < 0 else "E",
        4: _sexagesimal(longitude),
        7: (IFDRational(utc.hour), IFDRational(utc.minute), IFDRational(utc.second)),
        18: "WGS-84",
        29: utc.strftime("%Y:%m:%d"),
        31: IFDRational(6),
    }
    if direction is not None:
        block |= {16: "T", 17: IFDRational(round(direction * 100), 100)}
    return block


def _sexagesimal(degrees: float) -> tuple[IFDRational, IFDRational, IFDRational]:
    """Return degrees, minutes and ten-thousandths of a second, about 3 mm on the ground."""
    units = round(abs(degrees) * 3600 * 10_000)
    minutes, seconds = divmod(units, 60 * 10_000)
    return IFDRational(minutes // 60), IFDRational(minutes % 60), IFDRational(seconds, 10_000)
