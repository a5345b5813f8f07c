"""Looking at a PDF as its reader does: words, ink, fonts, properties."""

import io
import re
from functools import cache

import pypdfium2 as pdfium
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

SCALE = 2.0
WHITE = 250


@cache
def texts(pdf: bytes) -> tuple[str, ...]:
    """Return each page's words, with single spaces."""
    document = pdfium.PdfDocument(pdf)
    try:
        return tuple(" ".join(page.get_textpage().get_text_range().split()) for page in document)
    finally:
        document.close()


def whole(pdf: bytes) -> str:
    """Return all words; hyphenless, so that a hash broken over two lines is found by `squeezed`."""
    return " ".join(texts(pdf))


def squeezed(words: str) -> str:
    """Return words without any space: what wraps in a table stays comparable."""
    return "".join(words.split())


def pictures(pdf: bytes) -> list[Image.Image]:
    """Return each page as a grey picture, SCALE pixels per point."""
    document = pdfium.PdfDocument(pdf)
    try:
        return [page.render(scale=SCALE).to_pil().convert("L") for page in document]
    finally:
        document.close()


def ink_outside(page: Image.Image, margin: float) -> bool:
    """Tell whether anything is drawn within `margin` points of a page's left, right, top or bottom edge."""
    width, height = page.size
    edge = round(margin * SCALE)
    strips = (
        (0, 0, edge, height),
        (width - edge, 0, width, height),
        (0, 0, width, edge),
        (0, height - edge, width, height),
    )
    return any(page.crop(strip).getextrema()[0] < WHITE for strip in strips)


def properties(pdf: bytes) -> dict[str, str]:
    """Return title, author and the like; empty ones are left out."""
    document = pdfium.PdfDocument(pdf)
    try:
        return {name: value for name, value in document.get_metadata_dict().items() if value}
    finally:
        document.close()


def language(pdf: bytes) -> str:
    """Return the language that the file declares."""
    found = re.search(rb"/Lang \((\w+)\)", pdf)
    return found[1].decode() if found else ""


def font_names(pdf: bytes) -> set[str]:
    """Return the fonts that the file names."""
    return {name.decode() for name in re.findall(rb"/BaseFont\s*/([\w+-]+)", pdf)}


def embedded(pdf: bytes) -> bool:
    """Tell whether every font that is described is carried too."""
    described = len(re.findall(rb"/Type\s*/FontDescriptor", pdf))
    return 0 < described == len(re.findall(rb"/FontFile2", pdf))


def outline(pdf: bytes) -> list[str]:
    """Return the titles of the outline."""
    document = pdfium.PdfDocument(pdf)
    try:
        return [entry.get_title() for entry in document.get_toc()]
    finally:
        document.close()


def many_pages(count: int) -> bytes:
    """Return a document of so many numbered pages."""
    file = io.BytesIO()
    drawing = Canvas(file, invariant=True)
    for number in range(1, count + 1):
        drawing.drawString(72, 700, f"Page {number}")
        drawing.showPage()
    drawing.save()
    return file.getvalue()
