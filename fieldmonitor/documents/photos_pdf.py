"""Photos on paper: each beside its words, never without its hash."""

import hashlib
import io

from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase.pdfutils import readJPEGInfo
from reportlab.platypus import Image
from reportlab.platypus.flowables import Flowable

from fieldmonitor.documents.layout import WIDTH, gap, plain_table, section, short, text
from fieldmonitor.documents.model import Photo
from fieldmonitor.system.translations import _

WIDEST, HIGHEST = 86 * mm, 62 * mm
BESIDE = 6 * mm
LONGEST_BESIDE = 700
"""A caption of more characters stands under its photo, where it may go on over the page."""


def photo_section(photos: tuple[Photo, ...]) -> list[Flowable]:
    """Return the photos, each a block that stays on one page."""
    if not photos:
        return []
    story = section(_("Fotos"), room=75)
    for photo in photos:
        story += [*_block(photo), gap(4)]
    return story


def _block(photo: Photo) -> list[Flowable]:
    caption = photo.caption or _("Sin pie de foto")
    beside = caption if len(caption) <= LONGEST_BESIDE else ""
    number = _("Foto {n}").format(n=photo.number)
    words: list[Flowable] = [text(number, "label"), *([text(beside, "strong")] if beside else []), gap(1)]
    words += [short(photo.question, 250, "small")] if photo.question else []
    words += [short(line, 150) for line in photo.facts]
    words += [short(line, 100, "alarm") for line in photo.warnings]
    words += [gap(1), text(_("SHA-256 {hash}").format(hash=photo.sha256), "hash")]
    if photo.original_sha256:
        note = _("Copia con partes cubiertas o marcadas. Original: {hash}").format(hash=photo.original_sha256)
        words.append(text(note, "hash"))
    picture = _picture(photo.picture)
    block: list[Flowable] = [
        plain_table([[picture, gap(0), words]], [WIDEST, BESIDE, WIDTH - WIDEST - BESIDE]),
    ]
    return block if beside else [*block, gap(1), text(caption, "strong")]


class _Jpeg(ImageReader):
    """A JPEG that goes into the file as it is, named by its hash.

    The library decodes each picture only to name it: with 48 photos that held more than a gigabyte.
    Raises whatever its readers of heads raise, if the bytes are no JPEG.
    """

    def __init__(self, data: bytes) -> None:
        readJPEGInfo(io.BytesIO(data))  # what the library later reads of it, and then cannot refuse
        super().__init__(io.BytesIO(data))  # reads the head alone
        vars(self).pop("jpeg_fh", None)  # the library's own, which it sets for some JPEGs only
        self._bytes = data
        self._named = hashlib.sha256(data).digest()
        self._dataA = None

    def jpeg_fh(self) -> io.BytesIO:  # type: ignore[override]  # reportlab swaps it in
        """Return the bytes to embed, also of a JPEG that holds several pictures."""
        return io.BytesIO(self._bytes)

    def getRGBData(self) -> bytes:  # noqa: N802 - reportlab's name
        return self._named


def _reader(data: bytes) -> ImageReader:
    try:
        return _Jpeg(data)
    except Exception:  # noqa: BLE001 - reportlab leaks whatever its readers raise; another kind is decoded
        return ImageReader(io.BytesIO(data))


def _picture(data: bytes | None) -> Flowable:
    """Return a picture within its bounds, or words in its place."""
    if data is None:
        return text(_("La foto ya no está en esta laptop; su huella la identifica."), "small")
    try:
        reader = _reader(data)
        width, height = reader.getSize()
    except Exception:  # noqa: BLE001 - reportlab leaks whatever its decoder raises; the report must still print
        return text(_("La foto no se puede mostrar; su huella la identifica."), "small")
    scale = min(WIDEST / width, HIGHEST / height)
    picture = Image(io.BytesIO(data), width * scale, height * scale, hAlign="LEFT")
    vars(picture)["_img"] = reader  # what it would open by itself decodes
    return picture
