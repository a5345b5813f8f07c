"""Over a hub to the comptroller, and the receipts back: sealed both ways, once, on whatever roads besides."""

import io
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from threading import Thread

import pytest
from sqlalchemy import select

from fieldmonitor.bootstrap.hub import enrol_hub, forward_now, hub_report
from fieldmonitor.domain.errors import InputError, Offline, TrustError
from fieldmonitor.domain.outbox import OutboxState
from fieldmonitor.domain.reports import ReportState
from fieldmonitor.hub.depot import Depot
from fieldmonitor.hub.desk import Desk
from fieldmonitor.hub.problems import Refusal
from fieldmonitor.hub.runner import HubHandle
from fieldmonitor.protocol.messages import TOKEN_CONTEXT
from fieldmonitor.server.models import Device, Message
from fieldmonitor.server.runner import ServerHandle
from fieldmonitor.server.services.bundles import import_bundle
from fieldmonitor.server.services.enrolment import CodeRequest, DeviceKind, issue_code
from fieldmonitor.sync.bundle.export import export_bundle
from fieldmonitor.sync.files import StoredFiles
from fieldmonitor.sync.http.session import HttpSession, Timeouts
from fieldmonitor.sync.hub.carrier import BundleCarrier
from fieldmonitor.sync.hub.forwarding import Forwarded, forward
from fieldmonitor.sync.hub.packs import fetch
from fieldmonitor.trust.bundles import open_bundle
from tests.fakes.fault_proxy import FaultProxy, Faults
from tests.fakes.hubs import dial, hub_at, outgoing, pair_with, visit
from tests.fakes.real_laptop import RealLaptop


@pytest.fixture
def hub(tmp_path: Path, server: ServerHandle) -> Iterator[HubHandle]:
    """A hub that the server knows."""
    assert server.context is not None
    with server.context.db.write() as session:
        code = issue_code(session, server.context, CodeRequest(region="LIMA", kind=DeviceKind.HUB)).code
    enrol_hub(tmp_path / "hub", server.url, code, "Posta de Caraz")
    with hub_at(tmp_path / "hub") as handle:
        yield handle


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "outgoing"


def pass_on(server: ServerHandle, hub: HubHandle, url: str | None = None) -> Forwarded:
    session = HttpSession(url or server.url, timeouts=Timeouts(2.0, 8.0))
    with closing(BundleCarrier(session, TOKEN_CONTEXT)) as road:
        return forward(road, hub.identity.key, hub.depot)


def kept(server: ServerHandle) -> dict[str, bytes]:
    assert server.context is not None
    with server.context.db.read() as session:
        return {row.id: row.envelope for row in session.scalars(select(Message))}


def arrived_whole(server: ServerHandle, *reports: object) -> None:
    assert server.context is not None
    assert kept(server) == {r.message.id: r.message.envelope for r in reports}  # type: ignore[attr-defined]
    for report in reports:
        for sha, data in report.files.items():  # type: ignore[attr-defined]
            with server.context.blobs.open(sha) as file:
                assert file.read() == data


def test_passed_on_and_the_receipt_brought_home(
    server: ServerHandle, hub: HubHandle, laptop: RealLaptop, out: Path
) -> None:
    pair_with(laptop, hub.link)
    reports = [laptop.record(photos=2), laptop.record(photos=0)]
    visit(laptop, out)
    assert pass_on(server, hub) == Forwarded(answered=1)
    assert pass_on(server, hub) == Forwarded()
    arrived_whole(server, *reports)
    assert visit(laptop, out).complete == 2
    assert [laptop.state(report) for report in reports] == [ReportState.COMPLETE] * 2
    with laptop.store.read() as unit:
        assert {item.state for item in unit.outbox.items()} == {OutboxState.DONE}


def test_several_laptops_at_once(
    server: ServerHandle, hub: HubHandle, new_laptop: Callable[..., RealLaptop], tmp_path: Path
) -> None:
    laptops = [new_laptop() for _ in range(4)]
    for laptop in laptops:
        pair_with(laptop, hub.link)
    reports = [laptop.record(photos=1, original=300_000) for laptop in laptops]
    threads = [Thread(target=visit, args=(one, tmp_path / f"out{n}")) for n, one in enumerate(laptops)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert pass_on(server, hub) == Forwarded(answered=4)
    arrived_whole(server, *reports)
    for number, laptop in enumerate(laptops):
        assert visit(laptop, tmp_path / f"out{number}").complete == 1


def test_what_the_hub_carries_home_it_cannot_read(
    server: ServerHandle, hub: HubHandle, laptop: RealLaptop, new_laptop: Callable[..., RealLaptop], out: Path
) -> None:
    pair_with(laptop, hub.link)
    signed = laptop.record(photos=1)
    visit(laptop, out)
    (bundle,) = hub.depot.waiting()
    pass_on(server, hub)
    answer = hub.depot.answer_of(bundle.bundle)
    assert answer is not None and signed.message.id.encode() not in answer
    for key in (hub.identity.key, new_laptop().enrolment.device_key):
        with pytest.raises(TrustError, match=r"bundle\.not_for_us"):
            open_bundle(io.BytesIO(answer), io.BytesIO(), key)
    assert list(hub.depot.parts.iterdir()) == [], "answered: the comptroller has it, the hub's disk is free"


def test_passing_on_over_a_bad_link_goes_on_where_it_was(
    server: ServerHandle, hub: HubHandle, laptop: RealLaptop, out: Path
) -> None:
    pair_with(laptop, hub.link)
    signed = laptop.record(photos=2, original=900_000)
    visit(laptop, out)
    tries, done = 0, Forwarded()
    with FaultProxy(server.port, Faults(cut_request=0.3, drop_answer=0.2), 11) as proxy:
        while not done.answered:
            tries += 1
            assert tries < 80
            try:
                done = pass_on(server, hub, proxy.url)
            except Offline:
                continue
    arrived_whole(server, signed)
    assert visit(laptop, out).complete == 1


def test_network_hub_and_stick_at_once_end_in_one_report(
    server: ServerHandle, hub: HubHandle, laptop: RealLaptop, out: Path, tmp_path: Path
) -> None:
    pair_with(laptop, hub.link)
    signed = laptop.record(photos=2, original=400_000)
    visit(laptop, out)
    stick = tmp_path / "stick"
    stick.mkdir()
    files = StoredFiles(laptop.store, laptop.blobs)
    written = export_bundle(laptop.store, files, laptop.enrolment, stick, laptop.clock.now())
    assert server.context is not None
    roads = [
        Thread(target=pass_on, args=(server, hub)),
        Thread(target=import_bundle, args=(server.context, written.index)),
        Thread(target=laptop.sync, args=("drained",)),
    ]
    for road in roads:
        road.start()
    for road in roads:
        road.join()
    arrived_whole(server, signed)
    assert laptop.state(signed) is ReportState.COMPLETE
    assert visit(laptop, out).complete == 0, "receipted by the net already"


def test_a_revoked_laptops_bundle_is_taken_and_kept_apart(
    server: ServerHandle, hub: HubHandle, laptop: RealLaptop, out: Path
) -> None:
    pair_with(laptop, hub.link)
    laptop.record(photos=0)
    visit(laptop, out)
    assert server.context is not None
    with server.context.db.write() as session:
        session.get_one(Device, laptop.enrolment.device).revoked_at = laptop.clock.now()
    assert pass_on(server, hub).answered == 1
    with server.context.db.read() as session:
        assert session.scalars(select(Message.quarantine)).all() == ["device.revoked"]
    assert visit(laptop, out).complete == 1


def test_a_volunteers_laptop_passes_on_nobody_elses(
    server: ServerHandle, hub: HubHandle, laptop: RealLaptop, new_laptop: Callable[..., RealLaptop], out: Path
) -> None:
    pair_with(laptop, hub.link)
    laptop.record(photos=0)
    visit(laptop, out)
    other = new_laptop()
    with closing(BundleCarrier(HttpSession(server.url), TOKEN_CONTEXT)) as road:
        done = forward(road, other.enrolment.device_key, hub.depot)
    assert done == Forwarded(refused=1)
    assert hub.depot.refusal_of(hub.depot.waiting()[0].bundle) == "message.not_yours"
    assert visit(laptop, out).problems == ["message.not_yours"], "the laptop is told"
    assert pass_on(server, hub).answered == 1
    assert visit(laptop, out).problems == []


def test_a_hub_that_gives_back_something_else_is_harmless(
    server: ServerHandle, hub: HubHandle, new_laptop: Callable[..., RealLaptop], tmp_path: Path
) -> None:
    """Another's answer, an old one, a made-up one: told, and the report stays pending."""
    mine, other = new_laptop(), new_laptop()
    for number, laptop in enumerate((mine, other)):
        pair_with(laptop, hub.link)
        laptop.record(photos=0)
        visit(laptop, tmp_path / f"out{number}")
    bundles = {bundle.writer: bundle.bundle for bundle in hub.depot.waiting()}
    pass_on(server, hub)
    own, foreign = (bundles[one.enrolment.device] for one in (mine, other))
    answers = hub.settings.folder / "answers"
    for given in ((answers / foreign).read_bytes(), b"age-encryption.org/v1\nnonsense", b""):
        good = (answers / own).read_bytes()
        (answers / own).write_bytes(given)
        done = visit(mine, tmp_path / "out0")
        assert done.complete == 0 and (done.problems or not given)
        (answers / own).write_bytes(good)
    assert visit(mine, tmp_path / "out0").complete == 1


def test_a_hub_hands_down_packs_by_name_only(tmp_path: Path, laptop: RealLaptop, out: Path) -> None:
    packs = tmp_path / "packs"
    (packs / "targets").mkdir(parents=True)
    (packs / "1.root.json").write_bytes(b"{}")
    (packs / "targets" / "map.bin").write_bytes(bytes(1_200_000))
    (packs / "empty").write_bytes(b"")
    (packs / ".hidden").write_bytes(b"x")
    (tmp_path / "secret.txt").write_bytes(b"x")
    (packs / "link").symlink_to(tmp_path / "secret.txt")
    with hub_at(tmp_path / "hub", packs=packs) as hub:
        pair_with(laptop, hub.link)
        with closing(dial(hub.address, hub.identity.certificate)) as road:
            road.sign_in(laptop.enrolment.device_key).required()
            assert fetch(road, "1.root.json") == b"{}"
            assert fetch(road, "targets/map.bin") == bytes(1_200_000)
            assert fetch(road, "empty") == b""
            for name in ("", "targets", ".hidden", "../secret.txt", "link", "none"):
                assert road.pack_piece(name, 0).value is None, name
    desk = Desk(hub.depot, hub.identity.key, "Posta", packs, laptop.clock.now)
    for name in (
        "targets/../1.root.json",
        "..",
        "/etc/passwd",
        "a/b/c/d",
        "targets//map.bin",
        "1.root.json\n",
    ):
        with pytest.raises(Refusal, match=r"pack\.unknown"):
            desk.piece(name, 0)


def test_a_hub_is_passed_on_by_its_command_too(
    server: ServerHandle, hub: HubHandle, laptop: RealLaptop, out: Path, tmp_path: Path
) -> None:
    pair_with(laptop, hub.link)
    laptop.record(photos=0)
    visit(laptop, out)
    hub.stop()
    server.stop()
    with pytest.raises(Offline):
        forward_now(tmp_path / "hub")
    before = hub_report(tmp_path / "hub")
    assert (before.paired, before.waiting, before.answered) == (1, 1, 0)
    server.start()
    assert forward_now(tmp_path / "hub").answered == 1
    assert Depot(tmp_path / "hub").waiting() == []
    with pytest.raises(InputError, match=r"hub\.not_enrolled"):
        forward_now(tmp_path / "nowhere")


def test_sealed_but_receipted_by_another_road_is_let_go(
    hub: HubHandle, laptop: RealLaptop, out: Path
) -> None:
    pair_with(laptop, hub.link)
    laptop.record(photos=0)
    side = outgoing(laptop, out)
    hub.stop()
    with closing(dial(side.hub.address, side.hub.certificate)) as road, pytest.raises(Offline):
        side.visit(road)
    side._seal()
    assert len(side.sealed()) == 1
    laptop.sync()
    assert side.sealed() == [] and list(out.iterdir()) == []
