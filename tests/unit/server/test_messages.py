"""Messages and evidence over real HTTP: once, whole, resumable, receipted."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
import requests
from sqlalchemy import func, select

from fieldmonitor.protocol.codec import encode
from fieldmonitor.protocol.manifests import FileRole
from fieldmonitor.protocol.messages import MessageAnswer, MessageStatus, MissingFile, ReceiptKind
from fieldmonitor.server import uploads
from fieldmonitor.server.context import Context
from fieldmonitor.server.models import FindingRow, Message, ReceiptRow, ReportRow
from fieldmonitor.server.runner import ServerHandle
from tests.unit.server.device import Device, code_of, envelope_of, file_entry, read


def test_a_report_with_files_gets_content_then_complete(device: Device, context: Context) -> None:
    small, original = os.urandom(3_000), os.urandom(300_000)
    manifest = device.report(
        file_entry(small, FileRole.SMALL, of=file_entry(original).sha256), file_entry(original)
    )
    first = device.put(manifest)
    assert first.status_code == 201
    answer = read(first, MessageAnswer)
    assert [file.size for file in answer.missing] == [3_000, 300_000]
    assert answer.receipts == ()

    sent = read(device.patch(manifest.files[0].sha256, 0, small), MissingFile)
    assert (sent.offset, sent.size) == (3_000, 3_000)
    after_small = read(device.get(manifest), MessageAnswer)
    assert [receipt.kind for receipt in device.receipts(after_small)] == [ReceiptKind.CONTENT]

    for start in range(0, 300_000, 100_000):
        done = read(
            device.patch(manifest.files[1].sha256, start, original[start : start + 100_000]), MissingFile
        )
        assert done.offset == start + 100_000
    final = read(device.put(manifest), MessageAnswer)
    assert final.status is MessageStatus.ALREADY and final.missing == ()
    content, complete = device.receipts(final)
    assert complete.kind is ReceiptKind.COMPLETE and complete.number == content.number
    assert complete.files == tuple(file.sha256 for file in manifest.files)
    assert complete.manifest_sha256 == final.manifest_sha256
    with context.blobs.open(manifest.files[1].sha256) as kept:
        assert kept.read() == original


def test_a_message_without_files_is_complete_at_once(device: Device) -> None:
    answer = read(device.put(device.report()), MessageAnswer)
    assert [receipt.kind for receipt in device.receipts(answer)] == ["content", "complete"]


def test_the_same_key_answers_three_ways(device: Device, context: Context) -> None:
    manifest = device.report()
    assert device.put(manifest).status_code == 201
    assert device.put(manifest).status_code == 208
    different = replace(manifest, answers_xml="<data/>")
    assert code_of(device.put(different)) == (409, "message.different")
    with context.db.write() as session:
        session.get_one(Message, (manifest.id, 1)).withdrawn_at = context.now()
    assert code_of(device.put(manifest)) == (410, "message.withdrawn")
    assert code_of(device.get(manifest)) == (410, "message.withdrawn")


def test_eight_senders_at_once_make_one_report(device: Device, context: Context) -> None:
    manifest = device.report()
    body = device.seal(manifest)
    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(lambda _: _put_fresh(device, manifest.id, body).status_code, range(8)))
    assert sorted(statuses) == [201] + [208] * 7
    with context.db.read() as session:
        for table in (Message, ReportRow, FindingRow):
            assert session.scalar(select(func.count()).select_from(table)) == 1
        assert session.scalar(select(func.count()).select_from(ReceiptRow)) == 2


def test_two_batches_at_once_lose_nothing(device: Device, context: Context) -> None:
    batches = [[device.report() for _ in range(20)] for _ in range(2)]
    with ThreadPoolExecutor(2) as pool:
        done = pool.map(
            lambda batch: [_put_fresh(device, m.id, device.seal(m)).status_code for m in batch], batches
        )
    assert [status for batch in done for status in batch] == [201] * 40
    with context.db.read() as session:
        held = set(session.scalars(select(ReportRow.id)))
    assert held == {manifest.id for batch in batches for manifest in batch}


def _put_fresh(device: Device, id: str, body: bytes) -> requests.Response:
    """Send on a connection of its own."""
    return requests.put(f"{device.url}/v1/messages/{id}/1", body, headers=device.auth, timeout=30)


def test_a_wrong_offset_is_told_the_right_one_and_leaves_no_gap(device: Device, context: Context) -> None:
    data = os.urandom(10_000)
    manifest = device.report(file_entry(data))
    device.put(manifest)
    sha256 = manifest.files[0].sha256
    device.patch(sha256, 0, data[:4_000])
    beyond = device.patch(sha256, 6_000, data[6_000:])
    assert code_of(beyond) == (409, "evidence.offset")
    assert beyond.headers["Upload-Offset"] == "4000"
    assert code_of(device.patch(sha256, 0, data[:4_000])) == (409, "evidence.offset")
    head = device.head(sha256)
    assert (head.headers["Upload-Offset"], head.headers["Upload-Length"]) == ("4000", "10000")
    assert read(device.patch(sha256, 4_000, data[4_000:]), MissingFile).offset == 10_000
    with context.blobs.open(sha256) as kept:
        assert kept.read() == data


def test_bytes_of_another_file_are_thrown_away(device: Device) -> None:
    data = os.urandom(1_000)
    manifest = device.report(file_entry(data))
    device.put(manifest)
    sha256 = manifest.files[0].sha256
    assert code_of(device.patch(sha256, 0, b"x" * 1_000)) == (422, "evidence.hash_mismatch")
    assert device.head(sha256).headers["Upload-Offset"] == "0"
    assert code_of(device.patch(sha256, 0, data + b"!")) == (413, "evidence.too_long")
    assert read(device.patch(sha256, 0, data), MissingFile).offset == 1_000
    assert read(device.patch(sha256, 1_000, b""), MissingFile).offset == 1_000


def test_control_without_the_check_wrong_bytes_would_pass(
    device: Device, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control of the test above: with the hash check off it must see the wrong bytes."""
    monkeypatch.setattr(uploads, "hash_and_sync", lambda path: path.name.partition(".")[0])
    manifest = device.report(file_entry(b"true" * 100))
    device.put(manifest)
    sha256 = manifest.files[0].sha256
    assert device.patch(sha256, 0, b"lie!" * 100).status_code == 200
    with context.blobs.open(sha256) as kept:
        assert kept.read() != b"true" * 100


def test_nobody_sends_what_was_not_announced(device: Device, enrol: Callable[..., Device]) -> None:
    data = os.urandom(100)
    manifest = device.report(file_entry(data))
    device.put(manifest)
    other = enrol()
    assert other.head(manifest.files[0].sha256).status_code == 404
    assert code_of(other.patch(manifest.files[0].sha256, 0, data)) == (404, "evidence.not_expected")
    assert code_of(other.get(manifest)) == (404, "message.unknown")


def test_a_file_held_already_is_not_asked_for_again(device: Device) -> None:
    data = os.urandom(500)
    first = device.report(file_entry(data))
    device.put(first)
    device.patch(first.files[0].sha256, 0, data)
    answer = read(device.put(device.report(file_entry(data))), MessageAnswer)
    assert answer.missing == () and len(answer.receipts) == 2


def test_only_the_signer_or_a_carrier_may_send(device: Device, enrol: Callable[..., Device]) -> None:
    manifest = device.report()
    body = device.seal(manifest)
    assert code_of(enrol().put(manifest, body)) == (403, "message.not_yours")
    hub = enrol(kind="hub")
    assert hub.put(manifest, body).status_code == 201
    assert device.put(manifest, body).status_code == 208


def test_an_id_stays_with_who_first_used_it(device: Device, enrol: Callable[..., Device]) -> None:
    manifest = device.report()
    device.put(manifest)
    thief = enrol()
    stolen = thief.report(id=manifest.id, version=2)
    assert code_of(thief.put(stolen)) == (403, "message.not_yours")


@pytest.mark.parametrize(
    "change",
    [
        {"version": 0},
        {"protocol": 9},
        {"device": "f" * 64},
        {"files": (replace(file_entry(b"x"), size=0),)},
        {"files": (replace(file_entry(b"x"), media_type="text/html; x"),)},
        {"files": (file_entry(b"x"), replace(file_entry(b"x"), size=7))},
        {"answers_xml": "nul \x00"},
    ],
)
def test_a_message_that_is_not_in_order_is_refused(device: Device, change: dict[str, object]) -> None:
    manifest = device.report()
    bad = replace(manifest, **change)  # type: ignore[arg-type]
    path = replace(manifest, version=max(1, bad.version))
    status, code = code_of(device.put(path, device.seal(bad)))
    assert (status, code) in {(422, "message.malformed")}


def test_a_forged_message_is_refused(device: Device, enrol: Callable[..., Device]) -> None:
    manifest = device.report()
    envelope = envelope_of(device.seal(manifest))
    other = envelope_of(device.seal(replace(manifest, answers_xml="<forged/>")))
    mixed = replace(envelope, payload=other.payload)
    assert code_of(device.put(manifest, encode(mixed))) == (422, "message.bad_signature")
    unknown = Device(device.url, volunteer=device.volunteer, token=device.token)
    assert code_of(device.put(manifest, unknown.seal(manifest))) == (422, "message.bad_signature")
    unknown.http.close()


def test_staged_bytes_survive_a_restart(server: ServerHandle, device: Device) -> None:
    data = os.urandom(50_000)
    manifest = device.report(file_entry(data))
    device.put(manifest)
    sha256 = manifest.files[0].sha256
    device.patch(sha256, 0, data[:20_000])
    port = server.port
    server.stop()
    with pytest.raises(requests.ConnectionError):
        requests.get(f"{server.url}/v1/server", timeout=2)
    server.start()
    assert server.port == port
    assert device.head(sha256).headers["Upload-Offset"] == "20000"
    assert read(device.patch(sha256, 20_000, data[20_000:]), MissingFile).offset == 50_000


def test_a_file_staged_whole_by_a_killed_server_is_finished_when_asked(
    device: Device, context: Context
) -> None:
    data = os.urandom(5_000)
    manifest = device.report(file_entry(data))
    device.put(manifest)
    name = f"{manifest.files[0].sha256}.5000"
    (context.settings.data / "staging" / name).write_bytes(data)
    answer = read(device.get(manifest), MessageAnswer)
    assert answer.missing == () and len(answer.receipts) == 2


def test_a_file_kept_without_its_commit_is_recovered(device: Device, context: Context) -> None:
    data = os.urandom(5_000)
    manifest = device.report(file_entry(data))
    device.put(manifest)
    sha256 = manifest.files[0].sha256
    folder = context.settings.data / "blobs" / sha256[:2]
    folder.mkdir()
    (folder / sha256).write_bytes(data)
    assert device.head(sha256).headers["Upload-Offset"] == "5000"
    assert len(read(device.get(manifest), MessageAnswer).receipts) == 2
