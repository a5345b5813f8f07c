"""The road by hand: out on a stick, in at the comptroller's, the receipts back on the stick."""

import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select

from fieldmonitor.domain.errors import EnvironmentFault, FieldMonitorError, InputError, Offline, TrustError
from fieldmonitor.domain.outbox import OutboxState
from fieldmonitor.domain.reports import ReportState
from fieldmonitor.protocol.bundles import ACK_TYPE, BundleAck
from fieldmonitor.protocol.codec import decode, encode
from fieldmonitor.protocol.envelope import RECEIPT_TYPE, Envelope
from fieldmonitor.protocol.messages import Receipt
from fieldmonitor.server.models import Device, Message
from fieldmonitor.server.runner import ServerHandle
from fieldmonitor.server.services.bundles import import_bundle
from fieldmonitor.server.services.enrolment import CodeRequest, issue_code
from fieldmonitor.sync.bundle.export import Exported, export_bundle
from fieldmonitor.sync.bundle.reading import bundles_in, take_acknowledgements, verify_bundle
from fieldmonitor.sync.bundle.relay import relay_bundle
from fieldmonitor.sync.files import StoredFiles
from fieldmonitor.trust.envelopes import seal, unseal
from fieldmonitor.trust.keys import SigningKey, from_text
from tests.fakes.fault_proxy import FaultProxy, Faults
from tests.fakes.real_laptop import RealLaptop

CANARY = "Canario García Ñahui, DNI 40302010"


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def export(laptop: RealLaptop, stick: Path, **options: object) -> Exported:
    files = StoredFiles(laptop.store, laptop.blobs)
    return export_bundle(laptop.store, files, laptop.enrolment, stick, laptop.clock.now(), **options)  # type: ignore[arg-type]


def take_in(server: ServerHandle, path: Path) -> BundleAck:
    assert server.context is not None
    return import_bundle(server.context, path)


def come_back(laptop: RealLaptop, stick: Path) -> int:
    return take_acknowledgements(laptop.store, laptop.enrolment, stick, laptop.clock.now()).complete


def held(server: ServerHandle, sha256: str) -> bytes:
    assert server.context is not None
    with server.context.blobs.open(sha256) as file:
        return file.read()


def test_out_in_and_back(server: ServerHandle, laptop: RealLaptop, stick: Path) -> None:
    reports = [laptop.record(photos=2), laptop.record(photos=0)]
    exported = export(laptop, stick)
    assert verify_bundle(exported.index, writer=laptop.enrolment.device_key.public).parts == 1
    ack = take_in(server, exported.index)
    assert len(ack.messages) == 2 and ack.refused == ()
    assert come_back(laptop, stick) == 2
    for signed in reports:
        assert laptop.state(signed) is ReportState.COMPLETE
        assert {sha: held(server, sha) for sha in signed.files} == signed.files
    with laptop.store.read() as unit:
        assert {item.state for item in unit.outbox.items()} == {OutboxState.DONE}


def test_writing_a_bundle_clears_nothing(laptop: RealLaptop, stick: Path) -> None:
    signed = laptop.record(photos=1)
    export(laptop, stick)
    assert laptop.state(signed) is ReportState.QUEUED
    with laptop.store.read() as unit:
        assert {item.state for item in unit.outbox.items()} == {OutboxState.WAITING}


def test_stick_and_network_at_once_end_in_one_report(
    server: ServerHandle, laptop: RealLaptop, stick: Path
) -> None:
    signed = laptop.record(photos=2, original=400_000)
    exported = export(laptop, stick)
    laptop.sync(steps=6)
    take_in(server, exported.index)
    take_in(server, exported.index)
    result = laptop.sync("drained")
    assert laptop.state(signed) is ReportState.COMPLETE
    assert result.pending == 0
    assert come_back(laptop, stick) == 0
    assert server.context is not None
    with server.context.db.read() as session:
        assert len(session.scalars(select(Message)).all()) == 1


def test_any_laptop_may_carry_receipts_home(
    server: ServerHandle, new_laptop: Callable[..., RealLaptop], stick: Path
) -> None:
    mine, other = new_laptop(), new_laptop()
    signed = mine.record(photos=1)
    take_in(server, export(mine, stick).index)
    assert come_back(other, stick) == 0
    assert come_back(mine, stick) == 1
    assert mine.state(signed) is ReportState.COMPLETE


def test_comptroller_and_coordinator_can_open_it_and_nobody_else(
    server: ServerHandle, laptop: RealLaptop, stick: Path
) -> None:
    laptop.record(photos=1)
    coordinator, stranger = SigningKey.generate(), SigningKey.generate()
    exported = export(laptop, stick, coordinator=coordinator.public)
    assert server.context is not None
    for reader in (coordinator, server.context.key):
        found = verify_bundle(exported.index, reader)
        assert (found.messages, found.files) == (1, 2)
    for closed in (stranger, laptop.enrolment.device_key):
        with pytest.raises(TrustError, match=r"bundle\.not_for_us"):
            verify_bundle(exported.index, closed)


def test_a_lost_stick_says_nothing(laptop: RealLaptop, stick: Path) -> None:
    signed = laptop.record(photos=1, answers=f"<data><q>{CANARY}</q></data>")
    export(laptop, stick)
    everything = b"".join(path.read_bytes() for path in stick.iterdir())
    names = " ".join(path.name for path in stick.iterdir())
    for secret in (CANARY.encode(), CANARY.encode("utf-16-le"), *(d[:24] for d in signed.files.values())):
        assert secret not in everything
    assert signed.message.id not in names
    assert signed.message.id.encode() not in everything
    assert not any(sha.encode() in everything for sha in signed.files)


def test_parts_fit_small_file_systems(server: ServerHandle, laptop: RealLaptop, stick: Path) -> None:
    signed = laptop.record(photos=1)
    exported = export(laptop, stick, part_limit=50_000)
    found = verify_bundle(exported.index)
    assert found.parts == -(-found.size // 50_000) > 3
    take_in(server, exported.index)
    assert come_back(laptop, stick) == 1
    assert laptop.state(signed) is ReportState.COMPLETE


def test_a_missing_part_is_named(server: ServerHandle, laptop: RealLaptop, stick: Path) -> None:
    laptop.record(photos=1)
    exported = export(laptop, stick, part_limit=50_000)
    sorted(stick.glob("*.002"))[0].unlink()
    with pytest.raises(EnvironmentFault, match=r"bundle\.incomplete"):
        take_in(server, exported.index)


def test_altered_bundles_are_found(server: ServerHandle, laptop: RealLaptop, stick: Path) -> None:
    """Any byte of the index or a part, changed, cut or swapped: nothing of it is taken in."""
    laptop.record(photos=1, small=500, original=2_000)
    exported = export(laptop, stick)
    rng, accepted = Random(4), 0
    for _ in range(120):
        path = rng.choice(sorted(stick.iterdir()))
        good = path.read_bytes()
        spoilt = bytearray(good)
        if rng.random() < 0.2:
            del spoilt[rng.randrange(len(spoilt)) :]
        else:
            spoilt[rng.randrange(len(spoilt))] ^= 1 << rng.randrange(8)
        path.write_bytes(spoilt)
        try:
            take_in(server, exported.index)
            accepted += 1
        except FieldMonitorError:
            pass
        path.write_bytes(good)
    assert accepted == 0
    assert len(take_in(server, exported.index).messages) == 1


def test_a_forged_acknowledgement_clears_nothing(
    server: ServerHandle, laptop: RealLaptop, stick: Path
) -> None:
    signed = laptop.record(photos=1)
    take_in(server, export(laptop, stick).index)
    (path,) = stick.glob("*.ack.json")
    assert server.context is not None
    forger = SigningKey.generate()
    true = unseal(decode(path.read_bytes(), Envelope), ACK_TYPE, server.context.key.public, BundleAck)
    (answer,) = true.messages
    receipts = tuple(
        seal(decode(from_text(receipt.payload), Receipt), RECEIPT_TYPE, forger) for receipt in answer.receipts
    )
    forged = replace(true, messages=(replace(answer, receipts=receipts),))
    path.write_bytes(encode(seal(forged, ACK_TYPE, forger)))
    assert come_back(laptop, stick) == 0
    assert laptop.state(signed) is ReportState.QUEUED


@pytest.fixture
def coordinator(server: ServerHandle, new_laptop: Callable[..., RealLaptop]) -> RealLaptop:
    assert server.context is not None
    machine = new_laptop(enrolled=False)
    with server.context.db.write() as session:
        wanted = CodeRequest(region="LIMA", kind="coordinator")
        code = issue_code(session, server.context, wanted).code
    machine.enrol(code)
    return machine


def test_a_coordinator_with_a_network_carries_it_on(
    server: ServerHandle, laptop: RealLaptop, coordinator: RealLaptop, stick: Path
) -> None:
    signed = laptop.record(photos=2, original=300_000)
    key = coordinator.enrolment.device_key
    exported = export(laptop, stick, coordinator=key.public)
    laptop.sync(steps=5)
    ack = relay_bundle(exported.index, key, coordinator.carrier)
    assert ack.refused == ()
    assert {sha: held(server, sha) for sha in signed.files} == signed.files
    assert come_back(laptop, stick) == 1
    assert laptop.state(signed) is ReportState.COMPLETE


def test_a_relay_broken_off_goes_on_where_it_was(
    server: ServerHandle, laptop: RealLaptop, coordinator: RealLaptop, stick: Path
) -> None:
    signed = laptop.record(photos=2, original=300_000)
    key = coordinator.enrolment.device_key
    exported = export(laptop, stick, coordinator=key.public)
    with FaultProxy(server.port, Faults(cut_request=0.4), 3) as proxy:
        coordinator.through(proxy.url)
        for _ in range(60):
            with suppress(Offline):
                relay_bundle(exported.index, key, coordinator.carrier)
                break
    assert come_back(laptop, stick) == 1
    assert laptop.state(signed) is ReportState.COMPLETE


def test_a_volunteer_cannot_carry_for_others(
    laptop: RealLaptop, new_laptop: Callable[..., RealLaptop], stick: Path
) -> None:
    laptop.record(photos=0)
    other = new_laptop()
    key = other.enrolment.device_key
    exported = export(laptop, stick, coordinator=key.public)
    ack = relay_bundle(exported.index, key, other.carrier)
    assert [refused.problem.code for refused in ack.refused] == ["message.not_yours"]


def test_a_revoked_laptops_bundle_is_taken_and_kept_apart(
    server: ServerHandle, laptop: RealLaptop, stick: Path
) -> None:
    laptop.record(photos=1)
    exported = export(laptop, stick)
    assert server.context is not None
    with server.context.db.write() as session:
        session.get_one(Device, laptop.enrolment.device).revoked_at = laptop.clock.now()
    assert len(take_in(server, exported.index).messages) == 1
    with server.context.db.read() as session:
        assert session.scalars(select(Message.quarantine)).all() == ["device.revoked"]
    assert come_back(laptop, stick) == 1


def test_small_copies_alone_earn_the_content_receipt(
    server: ServerHandle, laptop: RealLaptop, stick: Path
) -> None:
    signed = laptop.record(photos=2)
    take_in(server, export(laptop, stick, originals=False).index)
    assert come_back(laptop, stick) == 0
    assert laptop.state(signed) is ReportState.CONTENT_RECEIVED


def test_progress_ends_at_the_total(laptop: RealLaptop, stick: Path) -> None:
    signed = laptop.record(photos=1)
    told: list[tuple[int, int]] = []
    export(laptop, stick, progress=lambda done, total: told.append((done, total)))
    total = len(signed.message.envelope) + sum(len(data) for data in signed.files.values())
    assert told[-1] == (total, total)
    assert told == sorted(told)


def test_with_nothing_waiting_nothing_is_written(laptop: RealLaptop, stick: Path) -> None:
    with pytest.raises(InputError, match=r"bundle\.nothing_waits"):
        export(laptop, stick)
    assert list(stick.iterdir()) == []


@pytest.fixture
def tiny_stick(tmp_path: Path) -> Iterator[Path]:
    """A memory stick of one megabyte and a half."""
    folder = tmp_path / "tiny"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=1536k", "tmpfs", str(folder)]
    if not hasattr(os, "geteuid") or os.geteuid() != 0 or subprocess.run(command, check=False).returncode:
        pytest.skip("a small file system can be mounted only by root on Linux")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_stick_is_told_before_and_left_clean(laptop: RealLaptop, tiny_stick: Path) -> None:
    laptop.record(photos=2, original=900_000)
    with pytest.raises(EnvironmentFault, match=r"bundle\.no_space"):
        export(laptop, tiny_stick)
    assert list(tiny_stick.iterdir()) == []


def test_a_stick_that_fills_up_meanwhile_is_left_clean(
    laptop: RealLaptop, tiny_stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    laptop.record(photos=2, original=900_000)
    monkeypatch.setattr("fieldmonitor.sync.bundle.export._require_space", lambda _folder, _need: None)
    with pytest.raises(EnvironmentFault, match=r"disk\.full"):
        export(laptop, tiny_stick)
    assert list(tiny_stick.iterdir()) == []
    assert bundles_in(tiny_stick) == []
