"""Pages of a PDF, drawn in the child: sizes, pixels, words, and documents that mean harm."""

import random
from collections.abc import Iterator

import pytest

from fieldmonitor.domain.errors import InputError
from fieldmonitor.media.guard import PictureGuard
from fieldmonitor.media.results import LARGEST_BYTES, WIDEST_PAGE
from tests.unit.documents.pages import many_pages

SEED = 20261122
MUTANTS = 60


@pytest.fixture(scope="module")
def guard() -> Iterator[PictureGuard]:
    with PictureGuard() as opened:
        yield opened


def test_pages_have_their_size_and_words(guard: PictureGuard) -> None:
    data = many_pages(3)
    sizes = guard.pdf_pages(data)
    assert len(sizes) == 3 and round(sizes[0].height / sizes[0].width, 2) == 1.41
    page = guard.pdf_page(data, 1, 500)
    assert page.words.strip() == "Page 2"
    assert page.width == 500 and len(page.pixels) >= page.stride * page.height
    assert min(page.pixels) < 60 and max(page.pixels) > 250, "there is ink on the paper"


def test_a_page_is_never_wider_than_is_sane(guard: PictureGuard) -> None:
    assert guard.pdf_page(many_pages(1), 0, 90_000).width <= WIDEST_PAGE + 1


@pytest.mark.parametrize("data", [b"", b"not a pdf", b"%PDF-1.7\n%%EOF"])
def test_what_is_no_pdf_is_refused(guard: PictureGuard, data: bytes) -> None:
    with pytest.raises(InputError, match=r"pdf\.damaged"):
        guard.pdf_pages(data)


def test_a_page_that_is_not_there_and_a_file_too_large(guard: PictureGuard) -> None:
    with pytest.raises(InputError, match=r"pdf\.no_page"):
        guard.pdf_page(many_pages(1), 1, 100)
    with pytest.raises(InputError, match=r"pdf\.too_large"):
        guard.pdf_pages(bytes(LARGEST_BYTES + 1))


def test_more_pages_than_anybody_reads_are_refused(guard: PictureGuard) -> None:
    with pytest.raises(InputError, match=r"pdf\.too_long"):
        guard.pdf_pages(many_pages(2001))


def test_mutants_end_in_a_page_or_a_refusal(guard: PictureGuard) -> None:
    chance, good = random.Random(SEED), many_pages(2)
    for _round in range(MUTANTS):
        bad = bytearray(good)
        for _flip in range(chance.randint(1, 30)):
            bad[chance.randrange(len(bad))] = chance.randrange(256)
        try:
            sizes = guard.pdf_pages(bytes(bad))
            drawn = [guard.pdf_page(bytes(bad), index, 200) for index in range(min(2, len(sizes)))]
        except InputError as error:
            assert error.code.startswith("pdf.")
        else:
            assert all(page.width <= 201 for page in drawn)
    assert guard.pdf_page(good, 0, 200).words.strip() == "Page 1"
