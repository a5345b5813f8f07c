"""What a file is, by its content; its name says nothing."""

from dataclasses import dataclass

JPEG, PNG, WEBP, TIFF, HEIC = "image/jpeg", "image/png", "image/webp", "image/tiff", "image/heic"
PDF, HTML, MHTML = "application/pdf", "text/html", "multipart/related"

PICTURES = frozenset({JPEG, PNG, WEBP, TIFF, HEIC})
"""What is taken as a photo."""

LOOKED_AT = 4096
"""Bytes from the start of a file that tell its kind."""


@dataclass(frozen=True, slots=True)
class _Mark:
    offset: int
    mark: bytes
    media_type: str


_MARKS = (
    _Mark(0, b"\xff\xd8\xff", JPEG),
    _Mark(0, b"\x89PNG\r\n\x1a\n", PNG),
    _Mark(8, b"WEBP", WEBP),
    _Mark(0, b"II*\x00", TIFF),
    _Mark(0, b"MM\x00*", TIFF),
    _Mark(0, b"%PDF-", PDF),
    _Mark(0, b"ID3", "audio/mpeg"),
    _Mark(0, b"\xff\xfb", "audio/mpeg"),
    _Mark(0, b"OggS", "audio/ogg"),
    _Mark(0, b"fLaC", "audio/flac"),
    _Mark(0, b"#!AMR", "audio/amr"),
    _Mark(8, b"WAVE", "audio/wav"),
    _Mark(8, b"AVI ", "video/x-msvideo"),
    _Mark(0, b"\x1aE\xdf\xa3", "video/webm"),
)

_BRANDS = {
    b"heic": HEIC, b"heix": HEIC, b"hevc": HEIC, b"heim": HEIC, b"heis": HEIC, b"mif1": HEIC, b"msf1": HEIC,
    b"M4A ": "audio/mp4", b"qt  ": "video/quicktime",
    b"3gp4": "video/3gpp", b"3gp5": "video/3gpp", b"3gp6": "video/3gpp",
}  # fmt: skip
"""ISO base media files (`ftyp`): other brands are MP4 video."""


def media_type_of(data: bytes) -> str | None:
    """Return the media type of a picture, PDF, saved page, sound or video; None for anything else."""
    if data[4:8] == b"ftyp":
        return _BRANDS.get(data[8:12], "video/mp4")
    for mark in _MARKS:
        if data[mark.offset : mark.offset + len(mark.mark)] == mark.mark:
            return mark.media_type
    return _page(data[:LOOKED_AT])


def _page(start: bytes) -> str | None:
    text = start.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if text.startswith((b"<!doctype html", b"<html")):
        return HTML
    if b"content-type: multipart/related" in text and b"mime-version:" in text:
        return MHTML
    return None
