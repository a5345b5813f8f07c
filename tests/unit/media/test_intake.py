"""Pictures come in: kinds by content, upright copies without EXIF, and a reason for each refusal."""

import io
from collections.abc import Callable
from importlib.util import find_spec

import pytest
from PIL import Image

from fieldmonitor.domain.errors import InputError
from fieldmonitor.media import intake
from tests.unit.media.pictures import drawing, encoded, photo

NO_HEIC = "photo.damaged" if find_spec("pillow_heif") else "photo.heic"


def _open(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def test_a_photo_says_when_where_and_what() -> None:
    found = intake.prepare(photo())
    assert (found.facts.taken_at, found.facts.device) == ("2024-11-22T10:42:00", "Motorola moto g")
    assert found.facts.latitude == pytest.approx(-14.4787, abs=1e-5)
    assert found.facts.longitude == pytest.approx(-70.1033, abs=1e-5)
    assert found.facts.sources is not None
    assert found.facts.sources["taken_at"] == "EXIF DateTimeOriginal"
    assert (found.media_type, found.width, found.height) == ("image/jpeg", 400, 300)


def test_the_small_copy_is_small_upright_and_silent() -> None:
    data = photo(drawing(4000, 3000), orientation=6, software="X")
    found = intake.prepare(data)
    small = _open(found.small)
    assert (found.width, found.height) == (3000, 4000)
    assert small.size == (1200, 1600) and len(found.small) < 360_000
    assert not small.getexif() and b"Motorola" not in found.small and b"Exif" not in found.small
    assert max(_open(found.thumbnail).size) == intake.THUMBNAIL_SIDE


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_comes_out_the_same(orientation: int) -> None:
    upright = drawing(64, 48)
    undo = {
        1: None, 2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM, 5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE, 8: Image.Transpose.ROTATE_270,
    }[orientation]  # fmt: skip
    stored = upright if undo is None else upright.transpose(undo)
    found = intake.prepare(photo(stored, orientation=orientation))
    assert (found.width, found.height) == (64, 48)
    red, green, blue = _open(found.small).getpixel((4, 4))  # type: ignore[misc]
    assert red > 200 and green < 60 and blue < 60
    assert intake.bits_apart(found.difference_hash, intake.prepare(photo(upright)).difference_hash) <= 2


@pytest.mark.parametrize(
    ("kind", "media_type", "modes"),
    [
        ("JPEG", "image/jpeg", "RGB L 1 CMYK"),
        ("PNG", "image/png", "RGB L RGBA LA P 1 I;16"),
        ("WEBP", "image/webp", "RGB L RGBA"),
        ("TIFF", "image/tiff", "RGB L RGBA P 1 CMYK I;16 F"),
    ],
)
def test_kinds_and_modes(kind: str, media_type: str, modes: str) -> None:
    for mode in modes.split():
        image = drawing().convert("L").convert("I;16") if mode == "I;16" else drawing().convert(mode)
        found = intake.prepare(encoded(image, kind))
        assert found.media_type == media_type
        assert _open(found.small).mode == "RGB"


def test_a_picture_compressed_again_is_near_and_another_is_far() -> None:
    first = intake.difference_hash(photo(drawing(seed=1)))
    again = intake.difference_hash(encoded(drawing(seed=1).resize((200, 150)), quality=40))
    other = intake.difference_hash(photo(drawing(seed=5)))
    assert intake.bits_apart(first, again) < 5 <= intake.bits_apart(first, other)


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda data: b"", "photo.empty"),
        (lambda data: b"hello, I am no picture", "photo.not_a_picture"),
        (lambda data: b"%PDF-1.7 ...", "photo.not_a_picture"),
        (lambda data: data[: len(data) // 2], "photo.damaged"),
        (lambda data: data[:3], "photo.damaged"),
        (lambda data: data[:3] + bytes(500), "photo.damaged"),
        (lambda data: b"\0\0\0\x18ftypheic" + bytes(40), NO_HEIC),
        (lambda data: data + bytes(intake.LARGEST_BYTES), "photo.too_large"),
    ],
)
def test_refusals_have_reasons(spoil: Callable[[bytes], bytes], code: str) -> None:
    data = spoil(photo())
    with pytest.raises(InputError) as caught:
        intake.prepare(data)
    assert caught.value.code == code
    assert intake.inspect(data).problem == code


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = encoded(Image.new("1", (12_000, 11_000)), "PNG")
    assert len(bomb) < 1_000_000
    found = intake.inspect(bomb)
    assert found.problem == "photo.too_large"


@pytest.mark.parametrize("taken", ["0000:00:00 00:00:00", "2026:13:45 10:00:00", "ayer", ""])
def test_a_date_that_is_none_is_left_out(taken: str) -> None:
    assert intake.prepare(photo(taken=taken)).facts.taken_at is None
