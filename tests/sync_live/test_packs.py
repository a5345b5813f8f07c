"""Packs that the real server makes: the feed's very records, revocations, the log; maps; roads that break."""

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select

from fieldmonitor.app import map as maps
from fieldmonitor.app.accreditation import Verdict, check_credential, require_may_visit, standing
from fieldmonitor.app.hub import packs as hub_packs
from fieldmonitor.app.packs import load_from
from fieldmonitor.app.workspace import Workspace
from fieldmonitor.domain.errors import EnvironmentFault, FieldMonitorError, InputError, TrustError
from fieldmonitor.domain.records import AccreditationState, RecordKind, RevokedSubject
from fieldmonitor.domain.reports import ReportState
from fieldmonitor.packs.building import Repository
from fieldmonitor.packs.layout import PackFolder
from fieldmonitor.packs.trusted import first_root, verify_pack
from fieldmonitor.protocol.codec import encode
from fieldmonitor.server.context import Context
from fieldmonitor.server.models import Message
from fieldmonitor.server.runner import ServerHandle
from fieldmonitor.server.services import feed, log, packs
from fieldmonitor.server.services.bundles import import_bundle
from fieldmonitor.server.services.packs import Extras
from fieldmonitor.server.services.volunteers import Decision, decide, revoke_device
from fieldmonitor.sync.audit import LOG_ALARM, LOG_CARRIED, LOG_ROOT, LOG_SIZE, Seen, carried
from fieldmonitor.sync.bundle.export import export_bundle
from fieldmonitor.sync.bundle.reading import take_acknowledgements
from fieldmonitor.sync.codes import LogCode
from fieldmonitor.sync.files import StoredFiles
from fieldmonitor.sync.pack.loading import PackLoaded, PackLoader
from fieldmonitor.sync.pack.memory import kept_tiles
from fieldmonitor.trust import log as tree
from fieldmonitor.trust.keys import to_text
from tests.fakes.coordination import Coordination
from tests.fakes.fault_proxy import FaultProxy, Faults
from tests.fakes.hubs import dial, hub_at, pair_with
from tests.fakes.real_laptop import RealLaptop
from tests.unit.map.tiles import mbtiles
from tests.unit.server.factories import ADMIN, accredit, assign, publish_field

REGION = "LIMA"


@pytest.fixture
def context(server: ServerHandle) -> Context:
    assert server.context is not None
    return server.context


@pytest.fixture
def coordination(context: Context, tmp_path: Path) -> Coordination:
    publish_field(context)
    return Coordination(context, tmp_path / "memory", REGION)


def folder_of(laptop: RealLaptop) -> Path:
    return Path(str(laptop.blobs._folder)).parent


def load(laptop: RealLaptop, source: Path | object) -> PackLoaded:
    found = PackFolder(source) if isinstance(source, Path) else source
    loader = PackLoader(laptop.store, laptop.blobs, folder_of(laptop) / "maps")
    return loader.load(found, laptop.clock.now())  # type: ignore[arg-type]


def workspace(laptop: RealLaptop) -> Workspace:
    return Workspace(
        folder_of(laptop), laptop.store, laptop.blobs, laptop.clock, laptop.enrolment.device_key,
        None, lambda _words: None, bytes(32),  # type: ignore[arg-type]
    )  # fmt: skip


def records(laptop: RealLaptop) -> dict[tuple[str, str], object]:
    with laptop.store.read() as unit:
        return {
            (kind.value, id): (unit.records.version(kind, id), body)
            for kind in RecordKind
            for id, body in unit.records.all(kind)
        }


def test_a_pack_and_the_feed_bring_the_very_same_records(
    coordination: Coordination, new_laptop: Callable[..., RealLaptop], context: Context
) -> None:
    by_pack, by_feed = new_laptop(), new_laptop()
    for laptop in (by_pack, by_feed):
        accredit(context, laptop.enrolment.volunteer)
        assign(context, laptop.enrolment.volunteer)
    coordination.build()
    assert load(by_pack, coordination.stick()).records > 0
    by_feed.sync()
    mine = {key: value for key, value in records(by_pack).items() if key[0] != "checkpoint"}
    shared = {key for key in mine if key[0] in ("work", "checklist", "course")}
    theirs = records(by_feed)
    assert shared and {key: mine[key] for key in shared} == {key: theirs[key] for key in shared}
    assert by_pack.sync().records == 0
    assert {key: value for key, value in records(by_pack).items() if key[0] != "checkpoint"} == mine


def test_what_was_taken_away_is_taken_by_a_pack_too(
    coordination: Coordination, laptop: RealLaptop, context: Context
) -> None:
    volunteer = laptop.enrolment.volunteer
    accredit(context, volunteer)
    given = assign(context, volunteer)
    coordination.build()
    load(laptop, coordination.stick())
    with context.db.write() as session:
        feed.take(session, RecordKind.ASSIGNMENT, given, [volunteer])
    coordination.build()
    load(laptop, coordination.stick())
    assert ("assignment", given) not in records(laptop)


def test_a_stick_for_one_volunteer_holds_nobody_elses(
    coordination: Coordination, new_laptop: Callable[..., RealLaptop]
) -> None:
    mine, other = new_laptop(), new_laptop()
    coordination.build()
    stick = coordination.stick(mine.enrolment.volunteer)
    assert load(mine, stick).records > 0
    with pytest.raises(TrustError, match=r"pack\.incomplete"):
        load(other, stick)
    lying = b"".join(path.read_bytes() for path in stick.iterdir())
    assert not any(one.enrolment.volunteer.encode() in lying for one in (mine, other))


def test_while_a_pack_is_made_the_server_goes_on_and_nobody_else_makes_one(
    coordination: Coordination, laptop: RealLaptop, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed = laptop.record(photos=0)
    real = Repository.sign

    def meanwhile(store: Repository, *arguments: object) -> object:
        laptop.sync("drained")
        with pytest.raises(InputError, match=r"pack\.busy"):
            coordination.build()
        return real(store, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(Repository, "sign", meanwhile)
    coordination.build()
    assert laptop.state(signed) is ReportState.COMPLETE


def test_what_did_not_change_is_not_written_again(
    coordination: Coordination, new_laptop: Callable[..., RealLaptop], context: Context
) -> None:
    first, second = new_laptop(), new_laptop()
    coordination.build()
    stick = coordination.stick()
    before = {path.name for path in stick.iterdir()}
    accredit(context, second.enrolment.volunteer)
    coordination.build()
    coordination.stick()
    after = {path.name for path in stick.iterdir()}
    pack = verify_pack(PackFolder(stick), first_root(PackFolder(stick)), first.clock.now())
    kept = [name for name in before & after if "." in name and len(name) > 90]
    assert kept, "the first laptop's content and the checklist stay as they were"
    assert pack.version == 2 and load(first, stick).version == 2


def test_a_revoked_laptop_learns_it_from_the_stick_and_can_still_report(
    coordination: Coordination, laptop: RealLaptop, context: Context, tmp_path: Path
) -> None:
    accredit(context, laptop.enrolment.volunteer)
    coordination.build()
    load(laptop, coordination.stick())
    ws = workspace(laptop)
    require_may_visit(ws, practice=False)
    signed = laptop.record(photos=1)
    with context.db.write() as session:
        revoke_device(session, context, ADMIN, laptop.enrolment.device, blocked=True)
    coordination.build()
    load(laptop, coordination.stick())
    with pytest.raises(InputError, match=r"device\.revoked"):
        require_may_visit(ws, practice=False)
    require_may_visit(ws, practice=True)
    out = tmp_path / "out"
    out.mkdir()
    files = StoredFiles(laptop.store, laptop.blobs)
    written = export_bundle(laptop.store, files, laptop.enrolment, out, laptop.clock.now())
    assert import_bundle(context, written.index).refused == ()
    with context.db.read() as session:
        assert session.scalars(select(Message.quarantine)).all() == ["device.revoked"]
    assert take_acknowledgements(laptop.store, laptop.enrolment, out, laptop.clock.now()).complete == 1
    assert laptop.state(signed) is ReportState.COMPLETE


def test_a_revoked_laptop_learns_it_by_the_network(laptop: RealLaptop, context: Context) -> None:
    accredit(context, laptop.enrolment.volunteer)
    laptop.sync()
    with context.db.write() as session:
        revoke_device(session, context, ADMIN, laptop.enrolment.device, blocked=False)
    laptop.sync()
    with laptop.store.read() as unit:
        assert unit.records.revocation(RevokedSubject.DEVICE, laptop.enrolment.device) is not None
    assert not standing(workspace(laptop)).may_visit


def test_a_revoked_volunteers_report_by_stick_is_kept_receipted_and_quarantined(
    laptop: RealLaptop, context: Context, tmp_path: Path
) -> None:
    volunteer = laptop.enrolment.volunteer
    accredit(context, volunteer)
    laptop.record(photos=0)
    out = tmp_path / "out"
    out.mkdir()
    files = StoredFiles(laptop.store, laptop.blobs)
    written = export_bundle(laptop.store, files, laptop.enrolment, out, laptop.clock.now())
    with context.db.write() as session:
        decide(session, context, ADMIN, volunteer, Decision(AccreditationState.REVOKED))
    import_bundle(context, written.index)
    with context.db.read() as session:
        assert session.scalars(select(Message.quarantine)).all() == ["volunteer.revoked"]
    assert take_acknowledgements(laptop.store, laptop.enrolment, out, laptop.clock.now()).complete == 1


def test_a_credential_is_judged_without_a_network(
    coordination: Coordination, new_laptop: Callable[..., RealLaptop], context: Context
) -> None:
    shown, gate = new_laptop(), new_laptop()
    accredit(context, shown.enrolment.volunteer)
    coordination.build()
    for laptop in (shown, gate):
        load(laptop, coordination.stick())
    credential = standing(workspace(shown)).accreditation
    assert credential is not None and credential.credential is not None
    text, at_gate = credential.credential, workspace(gate)
    assert check_credential(at_gate, text).verdict is Verdict.VALID
    assert check_credential(at_gate, text.replace("A", "B", 1)).verdict is Verdict.FORGED
    revoked = {"suspended": True, "active": False, "revoked": True}
    for state, is_revoked in revoked.items():
        decision = Decision(AccreditationState(state), waived="x")
        with context.db.write() as session:
            decide(session, context, ADMIN, shown.enrolment.volunteer, decision)
        coordination.build()
        load(gate, coordination.stick())
        assert (check_credential(at_gate, text).verdict is Verdict.REVOKED) == is_revoked, state


def test_the_log_is_checked_without_a_network(
    coordination: Coordination, laptop: RealLaptop, context: Context
) -> None:
    accredit(context, laptop.enrolment.volunteer)
    sizes = []
    for _ in range(3):
        laptop.record(photos=0)
        laptop.sync("drained")
        coordination.build()
        load(laptop, coordination.stick())
        with laptop.store.read() as unit:
            sizes.append(int(unit.settings.get(LOG_SIZE) or 0))
            assert unit.settings.get(LOG_ALARM) is None
    assert sizes == [2, 4, 6]


def test_a_forked_log_in_a_pack_raises_the_alarm_and_stops_nothing(
    coordination: Coordination, laptop: RealLaptop, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    laptop.record(photos=0)
    laptop.sync("drained")
    coordination.build()
    load(laptop, coordination.stick())
    laptop.record(photos=0)
    laptop.sync("drained")
    real = log.consistency

    def lying(session: object, old: int, new: int) -> object:
        proof = real(session, old, new)  # type: ignore[arg-type]
        return type(proof)(proof.first, proof.size, proof.path[::-1] + proof.path)

    with laptop.store.write() as unit:
        unit.settings.set(LOG_SIZE, "2")  # as if it had heard of nothing but packs
    monkeypatch.setattr(log, "consistency", lying)
    coordination.build()
    assert load(laptop, coordination.stick()).version == 2
    with laptop.store.read() as unit:
        assert unit.settings.get(LOG_ALARM) == "log.forked"


def test_a_checkpoint_that_no_proof_reaches_is_held_against_the_servers_own_later(
    coordination: Coordination, laptop: RealLaptop, context: Context
) -> None:
    """A laptop that heard of the log by the network between two packs asks the next time it is there."""
    for _ in range(2):
        laptop.record(photos=0)
        laptop.sync("drained")
    with laptop.store.write() as unit:
        unit.settings.set(LOG_SIZE, "3")
        unit.settings.set(LOG_ROOT, seen_root(context, 3))
    coordination.build()
    load(laptop, coordination.stick())
    with laptop.store.read() as unit:
        assert (unit.settings.get(LOG_SIZE), carried(unit.settings)) == ("3", Seen(4, seen_root(context, 4)))
    laptop.sync()
    with laptop.store.read() as unit:
        assert (carried(unit.settings), unit.settings.get(LOG_ALARM)) == (None, None)
    with laptop.store.write() as unit:
        unit.settings.set(LOG_CARRIED, encode(Seen(3, to_text(bytes(32)))).decode())
    laptop.sync()
    with laptop.store.read() as unit:
        assert unit.settings.get(LOG_ALARM) == "log.forked"


def seen_root(context: Context, size: int) -> str:
    with context.db.read() as session:
        return to_text(tree.root(size, log._nodes(session)))


@pytest.fixture
def atlas(tmp_path: Path) -> Extras:
    rng = Random(3)
    tiles = [(zoom, x, 0, rng.randbytes(90_000)) for zoom in range(3) for x in range(2**zoom)]
    mbtiles(tmp_path / "lima.mbtiles", tiles)
    ring = [[-77, -12], [-76, -12], [-76, -11], [-77, -12]]
    shape = {"type": "Polygon", "coordinates": [ring]}
    place = {"type": "Feature", "properties": {"NAME": "Lima"}, "geometry": shape}
    outlines = tmp_path / "lima.geojson"
    outlines.write_text(json.dumps({"type": "FeatureCollection", "features": [place]}), encoding="utf-8")
    pictures = tmp_path / "pictures.json"
    known = {"sha256": "ab" * 32, "difference_hash": 7**20 % 2**64, "work_id": "w-1"}
    pictures.write_text(json.dumps([known]), encoding="utf-8")
    return Extras(tmp_path / "lima.mbtiles", outlines, pictures)


def test_a_map_comes_with_the_pack_and_lies_encrypted(
    coordination: Coordination, laptop: RealLaptop, atlas: Extras
) -> None:
    coordination.build(atlas)
    assert load(laptop, coordination.stick()).files == 2
    layers = maps.layers(workspace(laptop))
    assert layers.districts is not None and maps.read_outlines(layers.districts).layers
    assert layers.tiles is not None
    opened = layers.tiles.open()
    assert opened.tile(0, 0, 0) is not None and opened.max_zoom == 2
    opened.close()
    lying = b"".join(path.read_bytes() for path in (folder_of(laptop) / "maps").iterdir())
    assert b"SQLite format 3" not in lying and len(lying) > 100_000
    with laptop.store.read() as unit:
        assert [one.origin for one in unit.pictures.near(7**20 % 2**64, bits=3)] == [REGION]
    coordination.build()
    assert load(laptop, coordination.stick()).files == 0, "the map is taken over, and read once"
    coordination.build(Extras(without_map=True))
    load(laptop, coordination.stick())
    assert maps.layers(workspace(laptop)).tiles is not None, "a pack without a map takes none away"


def test_a_stick_without_the_map_brings_the_rest(
    coordination: Coordination, laptop: RealLaptop, atlas: Extras
) -> None:
    coordination.build(atlas)
    stick = coordination.stick()
    for path in stick.iterdir():
        if path.stat().st_size > 100_000:
            path.unlink()
    loaded = load(laptop, stick)
    assert loaded.left_out == ("lima.mbtiles",) and loaded.records > 0
    assert load(laptop, coordination.stick()).left_out == ()


def test_a_pack_of_the_network_goes_on_where_it_broke_off(
    coordination: Coordination, laptop: RealLaptop, server: ServerHandle, atlas: Extras
) -> None:
    coordination.build(atlas)
    with FaultProxy(server.port, Faults(cut_answer=0.25), 5) as proxy:
        laptop.through(proxy.url)
        for _ in range(60):
            with suppress(FieldMonitorError):
                laptop.carrier.sign_in(laptop.enrolment.device_key).required()
                load(laptop, laptop.carrier.packs())
                break
    assert maps.layers(workspace(laptop)).tiles is not None


def test_a_pack_comes_by_a_hub_that_can_read_none_of_it(
    coordination: Coordination, laptop: RealLaptop, atlas: Extras, tmp_path: Path
) -> None:
    """The hub hands down the stick's folder; the laptop asks for its region's pack by the usual names."""
    coordination.build(atlas)
    coordination.stick()
    ws = workspace(laptop)
    with hub_at(tmp_path / "hub", packs=coordination.folder) as hub:
        pair_with(laptop, hub.link)
        with hub_packs(ws, StoredFiles(laptop.store, laptop.blobs), dial) as sources:
            loaded = load_from(ws, sources)
    assert loaded.records > 0 and loaded.left_out == ()
    assert maps.layers(ws).tiles is not None


def test_half_a_pack_is_no_pack(
    coordination: Coordination, laptop: RealLaptop, atlas: Extras, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever fails before the commit or in it: nothing was imported, and no file is left known."""
    coordination.build(atlas)
    stick = coordination.stick()
    before = records(laptop)

    def full(_folder: Path, _needed: int) -> None:
        raise EnvironmentFault("disk.full", path="x", needed=1, free=0)

    with monkeypatch.context() as patched:
        patched.setattr("fieldmonitor.sync.pack.loading.require_space", full)
        with pytest.raises(EnvironmentFault, match=r"disk\.full"):
            load(laptop, stick)

    def broken(*_args: object) -> None:
        raise EnvironmentFault("disk.failing")

    with monkeypatch.context() as patched:
        patched.setattr("fieldmonitor.sync.pack.loading.LogEntry", broken)
        with pytest.raises(EnvironmentFault, match=r"disk\.failing"):
            load(laptop, stick)
    assert (records(laptop), laptop.blobs._files()) == (before, [])
    with laptop.store.read() as unit:
        assert kept_tiles(unit.settings) is None
    assert load(laptop, stick).new


def test_an_expired_pack_blocks_no_recording(
    coordination: Coordination, laptop: RealLaptop, context: Context
) -> None:
    accredit(context, laptop.enrolment.volunteer)
    packs.build(context, ADMIN, REGION, coordination.key, None, timedelta(seconds=1))
    loader = PackLoader(laptop.store, laptop.blobs, folder_of(laptop) / "maps")
    loaded = loader.load(PackFolder(coordination.stick()), laptop.clock.now() + timedelta(days=20))
    assert loaded.notices == ("pack.expired",)
    require_may_visit(workspace(laptop), practice=False)
    signed = laptop.record(photos=0)
    assert laptop.state(signed) is ReportState.QUEUED
    with laptop.store.read() as unit:
        assert LogCode.PACK_WARNING in [entry.code for entry in unit.log.tail(9)]


def test_another_region_has_no_pack_here(laptop: RealLaptop) -> None:
    laptop.carrier.sign_in(laptop.enrolment.device_key).required()
    with pytest.raises(TrustError, match=r"pack\.missing"):
        load(laptop, laptop.carrier.packs())
