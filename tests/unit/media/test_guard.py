"""The child that reads strangers' pictures: bounded, replaceable, and never believed blindly."""

import io
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from fieldmonitor.domain.errors import EnvironmentFault, InputError
from fieldmonitor.media import guard as guard_module
from fieldmonitor.media import inspect_files, intake, wire
from fieldmonitor.media.guard import PictureGuard
from tests.unit.media.pictures import photo


@pytest.fixture
def guard() -> Iterator[PictureGuard]:
    with PictureGuard() as opened:
        yield opened


def _instead(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    """Let the child be another program, which first says that it is ready."""
    ready = (
        "import sys, os, time; from fieldmonitor.media import wire\n"
        "out = sys.stdout.buffer; wire.write_frame(out, wire.READY)\n"
        "read = lambda: (wire.read_frame(sys.stdin.buffer), wire.read_frame(sys.stdin.buffer))\n"
    )
    command = [sys.executable, "-c", ready + program]
    monkeypatch.setattr(guard_module, "_command", lambda: command)


def test_the_child_says_what_the_function_says(guard: PictureGuard) -> None:
    data = photo()
    assert guard.prepare(data) == intake.prepare(data)
    assert guard.inspect(data) == intake.inspect(data)


def test_a_refusal_keeps_its_code_and_the_child(guard: PictureGuard) -> None:
    guard.prepare(photo())
    child = guard._child
    with pytest.raises(InputError, match=r"photo\.damaged"):
        guard.prepare(photo()[:2000])
    with pytest.raises(InputError) as caught:
        guard.prepare(bytes(intake.LARGEST_BYTES + 1))
    assert caught.value.params["limit"] == intake.LARGEST_BYTES
    assert guard._child is child


def test_a_child_that_dies_is_replaced(guard: PictureGuard) -> None:
    guard.prepare(photo())
    assert guard._child is not None
    guard._child.kill()
    guard._child.wait()
    with pytest.raises(InputError, match=r"photo\.too_demanding"):
        guard.prepare(photo())
    assert guard.prepare(photo()).width == 400


def test_a_child_that_hangs_is_ended_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    _instead(monkeypatch, "read(); sys.stdin.buffer.read()")
    with PictureGuard(file_seconds=0.3) as guard, pytest.raises(InputError, match=r"photo\.timeout"):
        guard.prepare(photo())
    assert guard._child is None


@pytest.mark.parametrize(
    "words",
    [
        "out.write(b'\\xff\\xff\\xff\\xff')",  # a frame of 4 GiB
        "wire.write_frame(out, b'not JSON')",
        "wire.write_frame(out, b'{\"inspection\": null}')",
        "out.write(b'\\0\\0\\0\\x09half')",
    ],
)
def test_nonsense_from_the_child_is_not_believed(words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    _instead(monkeypatch, f"read(); {words}; out.flush(); os._exit(0)")
    with PictureGuard() as guard, pytest.raises(InputError, match=r"photo\.too_demanding"):
        guard.prepare(photo())


def test_who_comes_after_the_end_starts_no_child() -> None:
    with PictureGuard() as guard:
        guard.prepare(photo())
    with pytest.raises(EnvironmentFault, match=r"photo\.no_reader"):
        guard.prepare(photo())
    assert guard._child is None


def test_no_child_is_a_fault_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for command in (["/no/such/program"], [sys.executable, "-c", "print('hello, who is there?')"]):
        monkeypatch.setattr(guard_module, "_command", lambda command=command: command)
        with PictureGuard() as guard, pytest.raises(EnvironmentFault, match=r"photo\.no_reader"):
            guard.prepare(photo())


@pytest.mark.skipif(os.name == "nt", reason="the bounds tested are POSIX")
@pytest.mark.parametrize(
    ("deed", "raised"),
    [
        ("bytearray(3 * 2**30)", "MemoryError"),
        ("f = open('leak.jpg', 'wb', buffering=0); f.write(b'x')", "OSError"),
    ],
)
def test_the_childs_bounds_hold(deed: str, raised: str, tmp_path: Path) -> None:
    program = (
        "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "from fieldmonitor.media import worker; worker.confine(worker.MEMORY, 60)\n"
        f"try:\n    {deed}\nexcept {raised} as error:\n    print('held')"
    )
    said = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert said.stdout == "held\n"


def test_frames_end_where_the_other_side_does() -> None:
    stream = io.BytesIO()
    wire.write_frame(stream, b"one")
    stream.seek(0)
    assert wire.read_frame(stream) == b"one"
    with pytest.raises(EOFError):
        wire.read_frame(stream)


def test_inspecting_files_never_fails(tmp_path: Path) -> None:
    (tmp_path / "good.jpg").write_bytes(photo())
    (tmp_path / "notes.jpg").write_text("no picture")
    (tmp_path / "empty.jpg").touch()
    (tmp_path / "contract.pdf").write_bytes(b"%PDF-1.7 contract")
    names = ["good.jpg", "notes.jpg", "empty.jpg", "missing.jpg", ".", "contract.pdf"]
    rows = inspect_files([tmp_path / name for name in names])
    assert [row.get("problem") for row in rows] == [
        None, "photo.not_a_picture", "photo.empty", "file.unreadable", "file.unreadable", None,
    ]  # fmt: skip
    assert rows[0]["ok"] and rows[0]["device"] == "Motorola moto g"
    assert (rows[5]["media_type"], rows[5]["size"]) == ("application/pdf", 17)
    assert len(str(rows[0]["sha256"])) == 64 and rows[0]["flags"] == []
