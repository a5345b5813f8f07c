"""Files of reports as a browser may have them: pictures shown, anything else only saved."""

from starlette.responses import Response, StreamingResponse

from fieldmonitor.protocol.manifests import FileEntry
from fieldmonitor.server.blobs import blocks
from fieldmonitor.server.context import Context
from fieldmonitor.server.problems import Refusal

PICTURES: dict[str, tuple[bytes, ...]] = {
    "image/jpeg": (b"\xff\xd8\xff",),
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/webp": (b"RIFF",),
}
"""What is shown in a page, and how its bytes begin: a claimed type alone opens nothing."""


CONFINED = "sandbox; default-src 'none'"


def send_opened(data: bytes, sha256: str) -> Response:
    """Return what was sealed, to this one visit: no cache between here and the page may keep it."""
    kind = next((kind for kind, heads in PICTURES.items() if data.startswith(heads)), None)
    headers = {
        "Cache-Control": "no-store",
        "Content-Security-Policy": CONFINED,
        "Content-Disposition": _disposition(kind is not None, sha256),
    }
    return Response(data, 200, headers, media_type=kind or "application/octet-stream")


def send_file(context: Context, entry: FileEntry) -> Response:
    """Return a kept file: a picture as such, anything else as a download without a type."""
    try:
        file = context.blobs.open(entry.sha256)
    except KeyError:
        raise Refusal("file.unknown", file=entry.sha256) from None
    head = file.read(16)
    file.seek(0)
    picture = head.startswith(PICTURES.get(entry.media_type, ()))
    headers = {
        "Content-Length": str(entry.size),
        "Cache-Control": "private, max-age=86400, immutable",
        "Content-Security-Policy": CONFINED,
        "Content-Disposition": _disposition(picture, entry.sha256),
    }
    media_type = entry.media_type if picture else "application/octet-stream"
    return StreamingResponse(blocks(file), 200, headers, media_type=media_type)


def _disposition(picture: bool, sha256: str) -> str:
    return "inline" if picture else f'attachment; filename="{sha256[:16]}.bin"'
