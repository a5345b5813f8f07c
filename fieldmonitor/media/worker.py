"""The child that reads strangers' pictures and documents: bounded, without a disk to write to, expendable."""

import os
import sys
from typing import BinaryIO

from fieldmonitor.domain.errors import InputError
from fieldmonitor.media import wire
from fieldmonitor.media.intake import inspect, marked_copy, prepare
from fieldmonitor.protocol.codec import decode, encode
from fieldmonitor.system.limits import confine

MEMORY = 1536 * 1024 * 1024
PROCESSOR_SECONDS = 3600


def main() -> None:
    """Answer requests on the standard streams until the parent closes them."""
    requests, answers = _own_streams()
    confine(MEMORY, PROCESSOR_SECONDS)
    wire.write_frame(answers, wire.READY)
    while True:
        try:
            request = decode(wire.read_frame(requests), wire.Request)
            data = wire.read_frame(requests)
        except EOFError:
            return
        for frame in _answer(request, data):
            wire.write_frame(answers, frame)


def _answer(request: wire.Request, data: bytes) -> list[bytes]:
    try:
        if request.task == wire.INSPECT:
            return [encode(wire.Answer(inspection=inspect(data)))]
        if request.task in (wire.PAGES, wire.PAGE):
            return _document(request, data)
        marked = [marked_copy(data, request.marks)] if request.task == wire.MARK else []
        picture = prepare(marked[0] if marked else data)
        head = encode(wire.Answer(prepared=wire.head_of(picture)))
        return [head, picture.small, picture.thumbnail, *marked]
    except InputError as error:
        params = {name: value for name, value in error.params.items() if isinstance(value, str | int)}
        return [encode(wire.Answer(problem=error.code, params=params))]


def _document(request: wire.Request, data: bytes) -> list[bytes]:
    from fieldmonitor.media.pdf_pages import draw_page, page_sizes  # slow import: only who opens a PDF waits

    if request.task == wire.PAGES:
        return [encode(wire.Answer(pages=page_sizes(data)))]
    drawn = draw_page(data, request.page, request.width)
    return [encode(wire.Answer(page=wire.head_of_page(drawn))), drawn.pixels]


def _own_streams() -> tuple[BinaryIO, BinaryIO]:
    """Take the standard streams for the conversation; what a library prints goes to standard error."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return sys.stdin.buffer, answers


if __name__ == "__main__":
    main()
