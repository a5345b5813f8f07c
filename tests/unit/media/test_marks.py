"""Marks are burnt into a copy: what is hidden is gone, what points is seen, the original stays."""

import io

import pytest
from PIL import Image, ImageChops, ImageStat

from fieldmonitor.domain.errors import InputError
from fieldmonitor.media import intake
from fieldmonitor.media.guard import PictureGuard
from fieldmonitor.media.marks import MOST_MARKS
from fieldmonitor.media.results import Mark, MarkKind
from tests.unit.media.pictures import drawing, encoded, photo

HERE = (0.5, 0.5, 0.75, 0.75)


def _open(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("RGB")


def _marked(kind: MarkKind, data: bytes, text: str = "") -> Image.Image:
    return _open(intake.marked_copy(data, (Mark(kind, *HERE, text),)))


@pytest.mark.parametrize("kind", list(MarkKind))
def test_a_mark_changes_its_place_and_no_other(kind: MarkKind) -> None:
    data = photo(drawing(800, 600))
    before, after = _open(data), _marked(kind, data, "Zanja sin señal")
    assert after.size == before.size
    changed = ImageChops.difference(before, after).convert("L").point(lambda value: 255 * (value > 40))
    box = changed.getbbox()
    assert box is not None
    left, top, right, bottom = box
    reach = 800 if kind is MarkKind.TEXT else 625  # words may run on to the edge
    assert left >= 375 and top >= 275 and right <= reach and bottom <= 475


def test_what_is_hidden_cannot_be_told_apart_any_more() -> None:
    """Two different plates under the same blur look the same but for their mean colour; covered, exactly."""
    plates = []
    for shift in (0, 1):
        image = drawing(800, 600)
        for x in range(400, 600):
            if (x + shift) % 2:
                image.paste((0, 0, 0), (x, 300, x + 1, 450))
        plates.append(encoded(image, "PNG"))
    raw = ImageStat.Stat(ImageChops.difference(_open(plates[0]), _open(plates[1])).crop((410, 310, 590, 440)))
    blurred = [_marked(MarkKind.BLUR, plate).crop((410, 310, 590, 440)) for plate in plates]
    covered = [_marked(MarkKind.COVER, plate).crop((410, 310, 590, 440)) for plate in plates]
    assert max(raw.mean) > 50
    assert max(ImageStat.Stat(ImageChops.difference(*blurred)).mean) < 5
    assert ImageStat.Stat(covered[0]).extrema == [(0, 0)] * 3


def test_places_are_of_the_upright_picture() -> None:
    turned = photo(drawing(800, 600).transpose(Image.Transpose.ROTATE_90), orientation=6)
    marked = _open(intake.marked_copy(turned, (Mark(MarkKind.COVER, 0, 0, 0.2, 0.2),)))
    assert marked.size == (800, 600) and max(marked.getpixel((20, 20))) < 10  # type: ignore[arg-type]


def test_the_copy_says_nothing_of_the_camera() -> None:
    copy = intake.marked_copy(photo(), (Mark(MarkKind.BOX, *HERE),))
    assert not _open(copy).getexif() and b"Motorola" not in copy


def test_the_child_burns_and_prepares_in_one_go() -> None:
    data, marks = photo(), (Mark(MarkKind.BLUR, *HERE), Mark(MarkKind.TEXT, *HERE, "aquí"))
    with PictureGuard() as guard:
        copy, picture = guard.mark(data, marks)
        assert copy == intake.marked_copy(data, marks) and picture == intake.prepare(copy)
        with pytest.raises(InputError, match=r"photo\.damaged"):
            guard.mark(data[:1000], marks)
        with pytest.raises(InputError, match=r"mark\.count"):
            guard.mark(data, ())


@pytest.mark.parametrize("place", [-0.1, 1.1, float("nan"), float("inf")])
def test_marks_outside_the_picture_are_refused(place: float) -> None:
    with pytest.raises(InputError, match=r"mark\.outside"):
        Mark(MarkKind.BOX, 0, 0, place, 1)


def test_bounds_on_marks() -> None:
    with pytest.raises(InputError, match=r"mark\.text_too_long"):
        Mark(MarkKind.TEXT, 0, 0, 1, 1, "x" * 201)
    with pytest.raises(InputError, match=r"mark\.count"):
        intake.marked_copy(photo(), (Mark(MarkKind.BOX, *HERE),) * (MOST_MARKS + 1))
    tiny = encoded(drawing(3, 3), "PNG")
    for kind in MarkKind:
        for corners in ((1, 1, 1, 1), (0, 0, 0, 0), (0.9, 0.1, 0.2, 0.8)):
            assert intake.marked_copy(tiny, (Mark(kind, *corners, "x"),))
