"""A server killed in mid-upload: what it was given is there, and the rest is asked for."""

import os
import socket
import sys
import time
from pathlib import Path

import pytest

from fieldmonitor.protocol.messages import CHUNK_TYPE, MessageAnswer, MissingFile
from fieldmonitor.server import ServerSettings
from fieldmonitor.server.context import open_context
from tests.fakes.command import Commands, Running
from tests.unit.server.conftest import new_code
from tests.unit.server.device import Device, file_entry, read

SIZE = 400_000


def start(commands: Commands, data: Path, port: int = 0) -> tuple[Running, int]:
    """Start a server as a process of its own; return it and its port once it answers."""
    server = commands.start("server", "--data", data, "--port", port)
    address = next(word for word in server.said.readline().split() if word.startswith("http://"))
    return server, int(address.rpartition(":")[2])


def half_a_patch(
    device: Device, port: int, sha256: str, offset: int, data: bytes, sent: int
) -> socket.socket:
    """Begin a PATCH of all the rest, send a part of its body, and leave the connection open."""
    connection = socket.create_connection(("127.0.0.1", port), 10)
    head = (
        f"PATCH /v1/evidence/{sha256} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {device.token}\r\n"
        f"Upload-Offset: {offset}\r\nContent-Type: {CHUNK_TYPE}\r\nContent-Length: {len(data)}\r\n\r\n"
    )
    connection.sendall(head.encode() + data[:sent])
    return connection


def staged(data: Path, sha256: str) -> int:
    path = data / "staging" / f"{sha256}.{SIZE}"
    return path.stat().st_size if path.exists() else 0


def wait_until_staged(data: Path, sha256: str, wanted: int) -> None:
    deadline = time.monotonic() + 20
    while staged(data, sha256) < wanted:
        assert time.monotonic() < deadline, (staged(data, sha256), wanted)
        os.sched_yield()


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL on Windows")
def test_killed_in_mid_patch_it_goes_on_where_it_was(commands: Commands, data: Path) -> None:
    server, port = start(commands, data)
    context = open_context(ServerSettings(data))
    code = new_code(context)
    device = Device(f"http://127.0.0.1:{port}")
    assert device.enrol(code).status_code == 201
    device.sign_in()
    picture = os.urandom(SIZE)
    manifest = device.report(file_entry(picture))
    sha256 = manifest.files[0].sha256
    device.put(manifest)
    sent = 0
    for wanted in (90_000, 250_001):
        with half_a_patch(device, port, sha256, sent, picture[sent:], wanted - sent):
            wait_until_staged(data, sha256, wanted)
            server.kill()
        server, port = start(commands, data, port)
        sent = int(device.head(sha256).headers["Upload-Offset"])
        assert sent == wanted, "every byte given before the kill is there, and none else"
    assert read(device.patch(sha256, sent, picture[sent:]), MissingFile).offset == SIZE
    assert len(read(device.get(manifest), MessageAnswer).receipts) == 2
    with context.blobs.open(sha256) as kept:
        assert kept.read() == picture
    server.kill()
    context.db.close()
    device.http.close()


def test_a_new_request_takes_over_from_a_dead_one(device: Device, data: Path) -> None:
    """The old connection is open and silent, as after a link that went down: nobody waits for it."""
    picture = os.urandom(SIZE)
    manifest = device.report(file_entry(picture))
    sha256 = manifest.files[0].sha256
    device.put(manifest)
    port = int(device.url.rpartition(":")[2])
    with half_a_patch(device, port, sha256, 0, picture, 100_000) as dead:
        wait_until_staged(data, sha256, 100_000)
        assert device.head(sha256).headers["Upload-Offset"] == "100000"
        assert read(device.patch(sha256, 100_000, picture[100_000:]), MissingFile).offset == SIZE
        dead.sendall(picture[100_000:200_000])  # it wakes up too late
        answer = dead.recv(4096)
        assert b" 409 " in answer.split(b"\r\n")[0]
        assert b"upload-offset: 400000" in answer.lower()
    assert read(device.get(manifest), MessageAnswer).missing == ()


def test_what_came_before_a_disconnection_stays(device: Device, data: Path) -> None:
    picture = os.urandom(SIZE)
    manifest = device.report(file_entry(picture))
    sha256 = manifest.files[0].sha256
    device.put(manifest)
    port = int(device.url.rpartition(":")[2])
    with half_a_patch(device, port, sha256, 0, picture, 77_777):
        wait_until_staged(data, sha256, 77_777)
    assert device.head(sha256).headers["Upload-Offset"] == "77777"
