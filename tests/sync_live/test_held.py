"""A report held back before it went leaves by no road until a person lets it go; whoever is first wins."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from fieldmonitor.domain.errors import InputError
from fieldmonitor.domain.outbox import OutboxState
from fieldmonitor.domain.reports import ReportState
from fieldmonitor.server.models import Message
from fieldmonitor.server.runner import ServerHandle
from fieldmonitor.sync.bundle.export import Exported, export_bundle
from fieldmonitor.sync.engine import SyncEngine
from fieldmonitor.sync.files import StoredFiles
from fieldmonitor.sync.results import Did
from tests.fakes.hubs import hub_at, outgoing, pair_with, visit
from tests.fakes.real_laptop import RealLaptop
from tests.fakes.reports import Signed


def hold(laptop: RealLaptop, signed: Signed) -> None:
    with laptop.store.write() as unit:
        unit.outbox.pause(signed.message.id)


def release(laptop: RealLaptop, signed: Signed) -> None:
    with laptop.store.write() as unit:
        unit.outbox.resume(signed.message.id)


def arrived(server: ServerHandle) -> set[str]:
    assert server.context is not None
    with server.context.db.read() as session:
        return {message.id for message in session.scalars(select(Message))}


def export(laptop: RealLaptop, stick: Path, progress: Callable[[int, int], None]) -> Exported:
    files = StoredFiles(laptop.store, laptop.blobs)
    known, now = laptop.enrolment, laptop.clock.now()
    return export_bundle(laptop.store, files, known, stick, now, progress=progress)


def test_no_road_takes_it_until_it_is_released(
    server: ServerHandle, laptop: RealLaptop, tmp_path: Path
) -> None:
    held, free = laptop.record(photos=1), laptop.record(photos=0)
    hold(laptop, held)
    with hub_at(tmp_path / "hub") as hub:
        pair_with(laptop, hub.link)
        assert visit(laptop, tmp_path / "out").messages == [(free.message.id, 1)]
    assert export(laptop, tmp_path, lambda _done, _total: None).messages == ((free.message.id, 1),)
    laptop.sync("drained")
    assert arrived(server) == {free.message.id}
    with pytest.raises(InputError, match=r"bundle\.nothing_waits"):
        export(laptop, tmp_path, lambda _done, _total: None)
    assert laptop.state(held) is ReportState.QUEUED
    release(laptop, held)
    laptop.sync("drained")
    assert arrived(server) == {free.message.id, held.message.id}
    assert laptop.state(held) is ReportState.COMPLETE


def test_what_lies_sealed_for_a_hub_is_sealed_anew_without_it(laptop: RealLaptop, tmp_path: Path) -> None:
    out = tmp_path / "out"
    held, free = laptop.record(photos=0), laptop.record(photos=0)
    with hub_at(tmp_path / "hub") as hub:
        pair_with(laptop, hub.link)
        out.mkdir()
        export(laptop, out, lambda _done, _total: None)
        assert len(outgoing(laptop, out).sealed()) == 1
        hold(laptop, held)
        assert visit(laptop, out).messages == [(free.message.id, 1)]


def test_held_while_a_stick_is_written_nothing_of_the_copy_stays(laptop: RealLaptop, tmp_path: Path) -> None:
    held = laptop.record(photos=1)
    stick = tmp_path / "stick"
    stick.mkdir()
    with pytest.raises(InputError, match=r"bundle\.held_back"):
        export(laptop, stick, lambda _done, _total: hold(laptop, held))
    assert list(stick.iterdir()) == []
    with laptop.store.read() as unit:
        assert not unit.custody.written(held.message.id, 1)


@pytest.mark.parametrize("reports", [1, 3], ids=["alone", "in-a-batch"])
def test_held_between_the_look_and_the_claim_it_stays(
    server: ServerHandle, laptop: RealLaptop, monkeypatch: pytest.MonkeyPatch, reports: int
) -> None:
    held, *others = [laptop.record(photos=0) for _ in range(reports)]
    look = SyncEngine._look

    def looked(engine: SyncEngine) -> object:
        situation = look(engine)
        if situation.signed_in and any(item.message_id == held.message.id for item in situation.queue):
            hold(laptop, held)
        return situation

    monkeypatch.setattr(SyncEngine, "_look", looked)
    laptop.sync("drained")
    assert Did.HELD_BACK in {step.did for step in laptop.steps}
    assert arrived(server) == {other.message.id for other in others}
    assert laptop.state(held) is ReportState.QUEUED


def test_a_restart_forgets_no_hold(
    server: ServerHandle, new_laptop: Callable[..., RealLaptop], tmp_path: Path
) -> None:
    laptop = new_laptop()
    held = laptop.record(photos=1)
    hold(laptop, held)
    laptop.close()
    again = RealLaptop(tmp_path / "laptop0", laptop.url)
    try:
        again.sync("drained")
        assert arrived(server) == set()
        with again.store.read() as unit:
            assert {item.state for item in unit.outbox.items()} == {OutboxState.PAUSED}
        release(again, held)
        again.sync("drained")
        assert arrived(server) == {held.message.id}
    finally:
        again.close()
