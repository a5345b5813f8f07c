"""Pages of a PDF as pixels and words; run in the child process, for a document may come from anywhere."""

import contextlib
from collections.abc import Iterator

import pypdfium2  # type: ignore[import-untyped]  # ships no types; what is taken from it is annotated here

from fieldmonitor.domain.errors import InputError
from fieldmonitor.media.results import MOST_PAGES, WIDEST_PAGE, PageImage, PageSize

LONGEST_PAGE = 4
"""A page is drawn at most this many times as high as the widest page is wide."""
LONGEST_WORDS = 20_000


def page_sizes(data: bytes) -> tuple[PageSize, ...]:
    """Return the size of each page; raises InputError `pdf.damaged`, `pdf.locked` or `pdf.too_long`."""
    with _opened(data) as document:
        if len(document) > MOST_PAGES:
            raise InputError("pdf.too_long", limit=MOST_PAGES)
        sizes = [document.get_page_size(index) for index in range(len(document))]
    return tuple(PageSize(max(1.0, width), max(1.0, height)) for width, height in sizes)


def draw_page(data: bytes, index: int, width: int) -> PageImage:
    """Draw one page `width` pixels wide, at most WIDEST_PAGE, with its words for those who cannot see it.

    Raises InputError as `page_sizes`, and `pdf.no_page`.
    """
    with _opened(data) as document:
        if not 0 <= index < len(document):
            raise InputError("pdf.no_page", page=index + 1)
        page = document[index]
        wide, high = page.get_size()
        scale = max(1, min(width, WIDEST_PAGE)) / max(wide, 1.0)
        scale = min(scale, WIDEST_PAGE * LONGEST_PAGE / max(high, 1.0))
        drawn = page.render(scale=scale, rev_byteorder=True, prefer_bgrx=True)
        words = page.get_textpage().get_text_bounded()[:LONGEST_WORDS]
        pixels = bytes(drawn.buffer)
        return PageImage(drawn.width, drawn.height, drawn.stride, pixels, words.replace("\r", ""))


@contextlib.contextmanager
def _opened(data: bytes) -> Iterator[pypdfium2.PdfDocument]:
    try:
        document = pypdfium2.PdfDocument(data)
        try:
            yield document
        finally:
            document.close()
    except pypdfium2.PdfiumError as error:
        code = "pdf.locked" if getattr(error, "err_code", None) == 4 else "pdf.damaged"
        raise InputError(code) from error
