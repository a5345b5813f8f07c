"""Reads strangers' pictures in a child process: a bad one costs that process, never the program."""

import contextlib
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import IO, Self, TypeVar

from fieldmonitor.domain.errors import EnvironmentFault, InputError, TrustError
from fieldmonitor.media import wire
from fieldmonitor.media.results import LARGEST_BYTES, Inspection, Mark, PageImage, PageSize, PreparedPicture
from fieldmonitor.protocol.codec import decode, encode

T = TypeVar("T")

FILE_SECONDS = 8.0
START_SECONDS = 30.0
PIPE_BYTES = 1024 * 1024
"""A photo crosses in a few strides instead of a hundred; what an ordinary user may have on Linux."""

FROZEN_ARGUMENT = "--picture-reader"
"""How a frozen program is told to be the child: there is no Python to run a module with."""

_PASSED_ON = ("PATH", "SYSTEMROOT", "TEMP", "TMP", "LANG", "LC_ALL", "LD_LIBRARY_PATH")


class PictureGuard:
    """One child, started when the first picture comes and used again; callers take turns."""

    def __init__(self, file_seconds: float = FILE_SECONDS) -> None:
        self._file_seconds = file_seconds
        self._turn = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def prepare(self, data: bytes) -> PreparedPicture:
        """Return what is kept beside a picture.

        Raises InputError: those of `intake.prepare`, and `photo.timeout`, `photo.too_demanding`.
        """
        _require_bearable(data)
        return self._ask(wire.Request(wire.PREPARE), data, _read_prepared)

    def mark(self, data: bytes, marks: tuple[Mark, ...]) -> tuple[bytes, PreparedPicture]:
        """Return a full-size copy with marks burnt in, and what is kept beside it; errors as `prepare`."""
        _require_bearable(data)
        return self._ask(wire.Request(wire.MARK, marks), data, _read_marked)

    def inspect(self, data: bytes) -> Inspection:
        """Return what a file is and says of itself; raises `photo.timeout`, `photo.too_demanding`."""
        _require_bearable(data)
        return self._ask(wire.Request(wire.INSPECT), data, _read_inspection)

    def pdf_pages(self, data: bytes) -> tuple[PageSize, ...]:
        """Return the size of each page of a PDF; raises InputError `pdf.…` where it cannot be read."""
        return self._ask_of_document(wire.Request(wire.PAGES), data, _read_pages)

    def pdf_page(self, data: bytes, index: int, width: int) -> PageImage:
        """Draw a page of a PDF `width` pixels wide; raises InputError `pdf.…` where it cannot be drawn."""
        return self._ask_of_document(wire.Request(wire.PAGE, page=index, width=width), data, _read_page)

    def close(self) -> None:
        """End the child for good: whoever comes late would start one that nobody ends."""
        with self._turn:
            self._closed = True
            self._end()

    def _ask(self, request: wire.Request, data: bytes, read: Callable[[IO[bytes]], T]) -> T:
        with self._turn:
            child = self._child or self._start()
            assert child.stdin is not None and child.stdout is not None
            with _Deadline(child, self._file_seconds) as deadline:
                try:
                    wire.write_frame(child.stdin, encode(request))
                    wire.write_frame(child.stdin, data)
                    return read(child.stdout)
                except (OSError, EOFError, TrustError) as error:
                    self._end()
                    code = "photo.timeout" if deadline.passed else "photo.too_demanding"
                    raise InputError(code) from error

    def _ask_of_document(self, request: wire.Request, data: bytes, read: Callable[[IO[bytes]], T]) -> T:
        if len(data) > LARGEST_BYTES:
            raise InputError("pdf.too_large", limit=LARGEST_BYTES, unit="bytes")
        try:
            return self._ask(request, data, read)
        except InputError as error:
            if error.code in ("photo.timeout", "photo.too_demanding"):
                raise InputError("pdf.too_demanding") from error
            raise

    def _start(self) -> "subprocess.Popen[bytes]":
        if self._closed:
            raise EnvironmentFault("photo.no_reader")
        try:
            child = subprocess.Popen(
                _command(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=_environment(),
                pipesize=PIPE_BYTES if sys.platform == "linux" else -1,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError as error:
            raise EnvironmentFault("photo.no_reader") from error
        self._child = child
        assert child.stdout is not None
        with _Deadline(child, START_SECONDS):
            try:
                said = wire.read_frame(child.stdout)
            except (OSError, EOFError):
                said = b""
        if said != wire.READY:
            self._end()
            raise EnvironmentFault("photo.no_reader")
        return child

    def _end(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        child.kill()
        for stream in (child.stdin, child.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):  # what was not sent cannot be any more
                    stream.close()
        child.wait()


class _Deadline:
    """Kills a child that takes too long; whoever reads from it then sees the end of its words."""

    def __init__(self, child: "subprocess.Popen[bytes]", seconds: float) -> None:
        self.passed = False
        self._child = child
        self._timer = threading.Timer(seconds, self._pass)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()

    def _pass(self) -> None:
        self.passed = True
        self._child.kill()


def _require_bearable(data: bytes) -> None:
    if len(data) > LARGEST_BYTES:
        raise InputError("photo.too_large", limit=LARGEST_BYTES, unit="bytes")


def _read_prepared(answers: IO[bytes]) -> PreparedPicture:
    head = _read_answer(answers).prepared
    if head is None:
        raise EOFError("an answer to another question")
    small, thumbnail = wire.read_frame(answers), wire.read_frame(answers)
    return PreparedPicture(
        head.media_type, head.width, head.height, head.facts, small, thumbnail, head.difference_hash
    )


def _read_marked(answers: IO[bytes]) -> tuple[bytes, PreparedPicture]:
    picture = _read_prepared(answers)
    return wire.read_frame(answers), picture


def _read_inspection(answers: IO[bytes]) -> Inspection:
    found = _read_answer(answers).inspection
    if found is None:
        raise EOFError("an answer to another question")
    return found


def _read_pages(answers: IO[bytes]) -> tuple[PageSize, ...]:
    found = _read_answer(answers).pages
    if found is None:
        raise EOFError("an answer to another question")
    return found


def _read_page(answers: IO[bytes]) -> PageImage:
    head = _read_answer(answers).page
    if head is None:
        raise EOFError("an answer to another question")
    pixels = wire.read_frame(answers)
    if (
        min(head.width, head.height) < 1
        or head.stride < 4 * head.width
        or (len(pixels) < head.stride * head.height)
    ):
        raise EOFError("fewer pixels than were announced")
    return PageImage(head.width, head.height, head.stride, pixels, head.words)


def _read_answer(answers: IO[bytes]) -> wire.Answer:
    answer = decode(wire.read_frame(answers), wire.Answer)
    if answer.problem is not None:
        raise InputError(answer.problem, **answer.params or {})
    return answer


def _command() -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable, FROZEN_ARGUMENT]
    return [sys.executable, "-P", "-m", "fieldmonitor.media.worker"]


def _environment() -> dict[str, str]:
    """Pass on the least: nothing of the user's session, which a taken-over child could use."""
    kept = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    root = Path(__file__).resolve().parent.parent.parent
    return kept if getattr(sys, "frozen", False) else kept | {"PYTHONPATH": str(root)}
