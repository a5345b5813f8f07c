"""Sealed originals of covered photos: who may open them, what is written down, and what is refused."""

import hashlib
import io
from collections.abc import Callable
from dataclasses import replace

import pytest
import requests
from sqlalchemy import select

from fieldmonitor.protocol.manifests import FileEntry, FileRole, ReportManifest
from fieldmonitor.server import ServerSettings
from fieldmonitor.server.context import Context
from fieldmonitor.server.keys import rotate
from fieldmonitor.server.models import Audit
from fieldmonitor.server.roles import Role
from fieldmonitor.server.runner import ServerHandle
from fieldmonitor.server.services import users
from fieldmonitor.server.services.users import NewUser, create_user
from fieldmonitor.trust.bundles import seal_bundle
from fieldmonitor.trust.keys import SigningKey
from tests.unit.server.device import Device, code_of, file_entry
from tests.unit.server.factories import PASSWORD, publish_field

TIMEOUT = (5, 30)
COVERED = b"\xff\xd8\xff\xe0" + b"covered" * 50
ORIGINAL = b"\xff\xd8\xff\xe0" + b"whose face this is" * 500


def sealed_to(key: bytes, clear: bytes) -> bytes:
    target = io.BytesIO()
    seal_bundle(io.BytesIO(clear), target, [key])
    return target.getvalue()


def seal_of(sealed: bytes, of: bytes) -> FileEntry:
    entry = file_entry(sealed, FileRole.SEALED, of=hashlib.sha256(of).hexdigest())
    return replace(entry, media_type="application/age")


def send(device: Device, sealed: bytes, of: bytes = ORIGINAL) -> tuple[ReportManifest, str]:
    """Send a report with a covered photo and its sealed original; return the seal's hash too."""
    covered = file_entry(COVERED, of=hashlib.sha256(of).hexdigest())
    entry = seal_of(sealed, of)
    manifest = device.report(covered, entry)
    assert device.put(manifest).status_code == 201
    for file, data in ((covered, COVERED), (entry, sealed)):
        assert device.patch(file.sha256, 0, data).status_code == 200
    return manifest, entry.sha256


def token(context: Context, role: Role = Role.STAFF, region: str | None = "LIMA") -> str:
    name = f"{role}-{region}"
    with context.db.write() as session:
        create_user(session, context, NewUser(name, PASSWORD, role, region), "test")
    return users.sign_in(context, name, PASSWORD, "test").token


def fetch(url: str, bearer: str, manifest: ReportManifest, sha256: str) -> requests.Response:
    path = f"{url}/v1/staff/reports/{manifest.id}/{manifest.version}/originals/{sha256}"
    return requests.get(path, headers={"Authorization": f"Bearer {bearer}"}, timeout=TIMEOUT)


def trail(context: Context) -> list[tuple[str, str, str, str]]:
    wanted = select(Audit).where(Audit.action.startswith("original.")).order_by(Audit.id)
    with context.db.read() as session:
        return [(row.who, row.action, row.subject, row.detail) for row in session.scalars(wanted)]


@pytest.fixture
def device(context: Context, enrol: Callable[..., Device]) -> Device:
    publish_field(context)
    return enrol()


@pytest.mark.parametrize("role", [Role.STAFF, Role.ADMIN])
def test_the_regions_staff_open_it_and_that_is_written_down(
    server: ServerHandle, context: Context, device: Device, role: Role
) -> None:
    manifest, sha256 = send(device, sealed_to(device.server_key, ORIGINAL))
    answer = fetch(server.url, token(context, role), manifest, sha256)
    assert answer.status_code == 200 and answer.content == ORIGINAL
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Disposition"] == "inline"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert trail(context) == [(f"{role}-LIMA", "original.opened", f"{manifest.id}/1", sha256)]


def test_no_clear_byte_is_on_the_servers_disk(server: ServerHandle, context: Context, device: Device) -> None:
    manifest, sha256 = send(device, sealed_to(device.server_key, ORIGINAL))
    assert fetch(server.url, token(context), manifest, sha256).content == ORIGINAL
    kept = [path.read_bytes() for path in context.settings.data.rglob("*") if path.is_file()]
    assert any(COVERED in data for data in kept) and not any(b"whose face" in data for data in kept)


@pytest.mark.parametrize(
    ("role", "region"),
    [
        (Role.COORDINATOR, "LIMA"),
        (Role.AUDITOR, None),
        (Role.STAFF, "CUSCO"),
        (Role.ADMIN, "CUSCO"),
    ],
)
def test_others_are_refused_and_get_nothing(
    server: ServerHandle, context: Context, device: Device, role: Role, region: str | None
) -> None:
    manifest, sha256 = send(device, sealed_to(device.server_key, ORIGINAL))
    answer = fetch(server.url, token(context, role, region), manifest, sha256)
    assert code_of(answer) == (403, "access.denied") and trail(context) == []


def test_a_seal_to_an_earlier_key_opens_after_rotations(
    server: ServerHandle, context: Context, device: Device
) -> None:
    manifest, sha256 = send(device, sealed_to(device.server_key, ORIGINAL))
    bearer, data = token(context), context.settings.data
    server.stop()
    for _ in range(2):
        rotate(data, context.now())
    with ServerHandle(ServerSettings(data)) as renewed:
        assert renewed.context is not None and renewed.context.key.public != device.server_key
        assert fetch(renewed.url, bearer, manifest, sha256).content == ORIGINAL


def cut(sealed: bytes) -> bytes:
    return sealed[:-20]


def changed(sealed: bytes) -> bytes:
    return sealed[:-1] + bytes([sealed[-1] ^ 1])


@pytest.mark.parametrize("spoil", [cut, changed])
def test_a_broken_seal_says_so_and_gives_no_part(
    server: ServerHandle, context: Context, device: Device, spoil: Callable[[bytes], bytes]
) -> None:
    manifest, sha256 = send(device, spoil(sealed_to(device.server_key, ORIGINAL)))
    answer = fetch(server.url, token(context), manifest, sha256)
    assert code_of(answer) == (409, "original.seal_broken") and b"whose face" not in answer.content
    assert trail(context) == [("staff-LIMA", "original.unreadable", f"{manifest.id}/1", sha256)]


def test_what_is_not_the_original_that_was_signed_is_refused(
    server: ServerHandle, context: Context, device: Device
) -> None:
    manifest, sha256 = send(device, sealed_to(device.server_key, b"\xff\xd8\xffanother"))
    answer = fetch(server.url, token(context), manifest, sha256)
    assert code_of(answer) == (409, "original.seal_broken")


def test_a_seal_for_another_reader_says_so(server: ServerHandle, context: Context, device: Device) -> None:
    manifest, sha256 = send(device, sealed_to(SigningKey.generate().public, ORIGINAL))
    answer = fetch(server.url, token(context), manifest, sha256)
    assert code_of(answer) == (409, "original.not_for_us")


def test_what_is_no_picture_is_only_saved(server: ServerHandle, context: Context, device: Device) -> None:
    page = b"<html><script>alert(1)</script>"
    manifest, sha256 = send(device, sealed_to(device.server_key, page), page)
    answer = fetch(server.url, token(context), manifest, sha256)
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_what_is_not_sealed_or_not_here_is_unknown(
    server: ServerHandle, context: Context, device: Device
) -> None:
    manifest, _sha256 = send(device, sealed_to(device.server_key, ORIGINAL))
    bearer, covered = token(context), manifest.files[0].sha256
    for sha256 in (covered, "0" * 64):
        assert code_of(fetch(server.url, bearer, manifest, sha256)) == (404, "file.unknown")
    entry = seal_of(sealed_to(device.server_key, ORIGINAL), ORIGINAL)
    coming = device.report(entry)
    assert device.put(coming).status_code == 201
    assert code_of(fetch(server.url, bearer, coming, entry.sha256)) == (404, "file.unknown")
    assert trail(context) == []
