"""A coordinator takes sticks into custody: signed for, passed on sealed, answered; nothing cleared before."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from fieldmonitor.domain.errors import EnvironmentFault, Offline, Refused, TrustError
from fieldmonitor.domain.outbox import OutboxState
from fieldmonitor.domain.reports import ReportState
from fieldmonitor.protocol.codec import decode, encode
from fieldmonitor.protocol.envelope import Envelope
from fieldmonitor.protocol.hub import CARD_TYPE, CUSTODY_TYPE, CarrierCard, CustodyNote, CustodyPaper
from fieldmonitor.protocol.messages import TOKEN_CONTEXT
from fieldmonitor.server.models import Device
from fieldmonitor.server.runner import ServerHandle
from fieldmonitor.server.services.enrolment import CodeRequest, DeviceKind, issue_code
from fieldmonitor.sync.bundle.custody import (
    Collected,
    carry_on,
    collect,
    coordinator_on,
    take_answers,
    take_notes,
)
from fieldmonitor.sync.bundle.export import Exported, export_bundle
from fieldmonitor.sync.bundle.reading import verify_bundle
from fieldmonitor.sync.files import StoredFiles
from fieldmonitor.sync.http.session import HttpSession, Timeouts
from fieldmonitor.sync.hub.carrier import BundleCarrier
from fieldmonitor.sync.hub.forwarding import Forwarded
from fieldmonitor.trust.envelopes import seal
from fieldmonitor.trust.keys import SigningKey, from_text, to_text
from tests.fakes.real_laptop import RealLaptop


class Coordinator:
    """A coordinator's laptop: its key, its card, and what it has collected."""

    def __init__(self, laptop: RealLaptop, folder: Path) -> None:
        self.laptop, self.folder = laptop, folder
        folder.mkdir()
        self.key = laptop.enrolment.device_key
        with self.road() as road:
            road.sign_in(self.key).required()
            self.card = road.card().required()

    def road(self) -> "closing[BundleCarrier]":
        session = HttpSession(self.laptop.url, timeouts=Timeouts(2.0, 8.0))
        return closing(BundleCarrier(session, TOKEN_CONTEXT))

    def take(self, stick: Path) -> Collected:
        return collect(stick, self.folder, self.key, self.card, self.laptop.clock.now())

    def pass_on(self) -> Forwarded:
        with self.road() as road:
            return carry_on(road, self.key, self.folder)


@pytest.fixture
def coordinator(server: ServerHandle, new_laptop: Callable[..., RealLaptop], tmp_path: Path) -> Coordinator:
    assert server.context is not None
    laptop = new_laptop(enrolled=False)
    with server.context.db.write() as session:
        wanted = CodeRequest(region="LIMA", kind=DeviceKind.COORDINATOR)
        code = issue_code(session, server.context, wanted).code
    laptop.enrol(code)
    return Coordinator(laptop, tmp_path / "collected")


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def export(laptop: RealLaptop, stick: Path) -> Exported:
    files, known = StoredFiles(laptop.store, laptop.blobs), laptop.enrolment
    key = coordinator_on(stick, known)
    return export_bundle(laptop.store, files, known, stick, laptop.clock.now(), coordinator=key)


def home(laptop: RealLaptop, stick: Path) -> tuple[int, int]:
    now = laptop.clock.now()
    notes = take_notes(laptop.store, laptop.enrolment, stick, now)
    return notes, take_answers(laptop.store, laptop.enrolment, stick, now).complete


def holders(laptop: RealLaptop) -> list[str]:
    with laptop.store.read() as unit:
        return [note.role for note in unit.custody.list()]


def test_taken_signed_for_passed_on_and_answered(
    server: ServerHandle, laptop: RealLaptop, coordinator: Coordinator, stick: Path
) -> None:
    signed = laptop.record(photos=2)
    export(laptop, stick)
    server.stop()
    taken = coordinator.take(stick)
    assert (taken.bundles, taken.answers) == (1, 0)
    assert home(laptop, stick) == (1, 0)
    assert holders(laptop) == ["coordinator"]
    assert laptop.state(signed) is ReportState.QUEUED, "custody clears nothing"
    with laptop.store.read() as unit:
        assert {item.state for item in unit.outbox.items()} == {OutboxState.WAITING}
    with pytest.raises(Offline):
        coordinator.pass_on()
    server.start()
    assert coordinator.pass_on() == Forwarded(answered=1)
    assert coordinator.pass_on() == Forwarded()
    again = coordinator.take(stick)
    assert (again.bundles, again.known, again.answers) == (0, 1, 1)
    assert home(laptop, stick) == (0, 1)
    assert laptop.state(signed) is ReportState.COMPLETE


def test_what_is_written_to_a_coordinators_stick_is_sealed_to_the_coordinator_too(
    laptop: RealLaptop, coordinator: Coordinator, stick: Path, tmp_path: Path
) -> None:
    laptop.record(photos=1)
    before = export(laptop, stick)
    with pytest.raises(TrustError, match=r"bundle\.not_for_us"):
        verify_bundle(before.index, coordinator.key)
    coordinator.take(stick)
    assert verify_bundle(export(laptop, stick).index, coordinator.key).messages == 1


def test_a_strangers_card_or_note_is_left(laptop: RealLaptop, coordinator: Coordinator, stick: Path) -> None:
    laptop.record(photos=0)
    export(laptop, stick)
    coordinator.take(stick)
    (path,) = stick.glob("*.custody.json")
    good = decode(path.read_bytes(), CustodyPaper)
    card = decode(from_text(good.card.payload), CarrierCard)
    note = decode(from_text(good.note.payload), CustodyNote)
    forger = SigningKey.generate()
    own = seal(replace(card, device_key=to_text(forger.public)), CARD_TYPE, forger)
    for paper in (
        CustodyPaper(seal(note, CUSTODY_TYPE, forger), good.card),
        CustodyPaper(seal(note, CUSTODY_TYPE, forger), own),
        CustodyPaper(seal(replace(note, bundle="b" * 64), CUSTODY_TYPE, coordinator.key), good.card),
    ):
        path.write_bytes(encode(paper))
        assert home(laptop, stick)[0] == 0
    (stick / "coordinacion.card.json").write_bytes(encode(own))
    assert coordinator_on(stick, laptop.enrolment) is None
    other = replace(laptop.enrolment, region="CUSCO")
    (stick / "coordinacion.card.json").write_bytes(encode(coordinator.card))
    assert coordinator_on(stick, other) is None
    assert coordinator_on(stick, laptop.enrolment) == coordinator.key.public
    path.write_bytes(encode(good))
    assert home(laptop, stick)[0] == 1
    assert home(laptop, stick)[0] == 0, "once is enough"


def test_a_damaged_or_short_bundle_is_not_signed_for(
    laptop: RealLaptop, coordinator: Coordinator, stick: Path
) -> None:
    laptop.record(photos=1)
    written = export(laptop, stick)
    (part,) = stick.glob("*.001")
    data = bytearray(part.read_bytes())
    data[100] ^= 1
    part.write_bytes(data)
    with pytest.raises(TrustError, match=r"bundle\.damaged"):
        coordinator.take(stick)
    part.unlink()
    with pytest.raises(EnvironmentFault, match=r"bundle\.incomplete"):
        coordinator.take(stick)
    assert not list(stick.glob("*.custody.json")) and written.index.exists()
    assert not list(coordinator.folder.iterdir())


def test_only_a_coordinators_laptop_has_a_card(
    server: ServerHandle, laptop: RealLaptop, coordinator: Coordinator
) -> None:
    with coordinator.road() as road:
        road.sign_in(laptop.enrolment.device_key).required()
        with pytest.raises(Refused, match=r"access\.denied"):
            road.card().required()
    assert server.context is not None
    with server.context.db.write() as session:
        session.get_one(Device, coordinator.key.id).revoked_at = laptop.clock.now()
    with coordinator.road() as road:
        road.sign_in(coordinator.key).required()
        with pytest.raises(Refused, match=r"device\.revoked"):
            road.card().required()


def test_another_laptops_answer_is_left(
    laptop: RealLaptop, new_laptop: Callable[..., RealLaptop], coordinator: Coordinator, stick: Path
) -> None:
    other = new_laptop()
    for one in (laptop, other):
        one.record(photos=0)
        export(one, stick)
    coordinator.take(stick)
    coordinator.pass_on()
    coordinator.take(stick)
    assert home(laptop, stick) == (1, 1)
    assert home(other, stick) == (1, 1)
    assert isinstance(coordinator.card, Envelope)
