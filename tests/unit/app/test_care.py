"""A profile looks after itself, and says how it stands."""

from pathlib import Path

import pytest

from fieldmonitor.app import care, drafts, photos, signing
from fieldmonitor.app.workspace import Workspace
from fieldmonitor.domain.errors import EnvironmentFault, InputError
from fieldmonitor.domain.local import StoredReceipt
from fieldmonitor.domain.reports import ReportKey
from fieldmonitor.system import disk
from tests import factories
from tests.fakes.clock import SimClock


def test_backups_go_to_both_places_and_a_stick_that_is_gone_is_said(
    ws: Workspace, clock: SimClock, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    care.choose_second_place(ws, stick)
    done = care.back_up_everywhere(ws)
    assert done.missed is None and {b.folder.parent for b in done.made} == {care.own_place(ws), stick}
    stands = care.safety(ws)
    assert stands.second == stick and stands.second_there and len(stands.kept) == 2
    assert stands.last is not None and stands.checked is None
    stick.rename(tmp_path / "pulled")
    clock.pass_time(60)
    again = care.back_up_everywhere(ws)
    assert len(again.made) == 1 and isinstance(again.missed, EnvironmentFault)
    assert not care.safety(ws).second_there
    care.choose_second_place(ws, None)
    assert care.safety(ws).second is None and len(care.kept_backups(ws)) == 2


def test_a_second_place_inside_the_profile_is_refused(ws: Workspace) -> None:
    with pytest.raises(InputError, match=r"backup\.place_inside"):
        care.choose_second_place(ws, ws.folder / "copias")


def test_a_check_says_what_it_looked_at_and_what_is_wrong(ws: Workspace) -> None:
    key = drafts.start(ws, factories.assignment_of())
    photos.add_photo(ws, key, factories.picture())
    assert care.check_up(ws).problems == () and care.check_up(ws).files >= 2
    assert care.safety(ws).checked == ws.clock.now()
    victim = next((ws.folder / "blobs").glob("*/*"))
    victim.write_bytes(victim.read_bytes()[:-1] + b"?")
    assert len(care.check_up(ws).problems) == 1


def test_the_disk_is_watched_before_a_visit(ws: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    room = {"free": disk.VISIT_BYTES}
    monkeypatch.setattr(care, "space", lambda folder: disk.Space(room["free"], 10**12))
    assert care.space_warning(ws) is None
    room["free"] -= 1
    warning = care.space_warning(ws)
    assert warning is not None and warning.needed == disk.VISIT_BYTES and not warning.critical
    room["free"] = disk.RESERVE_BYTES
    warning = care.space_warning(ws)
    assert warning is not None and warning.critical


def test_only_what_is_receipted_whole_can_be_freed(ws: Workspace) -> None:
    key = factories.filled(ws)
    signing.sign(ws, key, factories.PASSPHRASE)
    assert care.storage(ws).freeable.files == 0 and care.free_receipted(ws).files == 0
    _received(ws, key, "content")
    assert care.storage(ws).freeable.files == 0
    _received(ws, key, "complete")
    before, shots = care.storage(ws), photos.pictured(ws, key)
    assert before.freeable.files == len({shot.sha256 for shot in shots}) > 0
    assert before.freeable.size == sum({shot.sha256: shot.size for shot in shots}.values())
    assert care.free_receipted(ws) == before.freeable
    after = care.storage(ws)
    assert after.freeable.files == 0 and after.files == before.files - before.freeable.size
    assert all(ws.blobs.read(ws.store, shot.small_sha256 or "") for shot in shots)
    assert care.check(ws) == []


def _received(ws: Workspace, key: ReportKey, kind: str) -> None:
    with ws.store.write() as uow:
        uow.receipts.add(StoredReceipt(key.id, key.version, kind, "R1", ws.clock.now(), b"{}"))


def test_the_idle_time_is_one_of_a_few(ws: Workspace) -> None:
    assert care.idle_minutes(ws) == care.IDLE_DEFAULT
    care.set_idle_minutes(ws, 5)
    assert care.idle_minutes(ws) == 5
    with pytest.raises(InputError, match=r"settings\.idle_minutes"):
        care.set_idle_minutes(ws, 0)
    with ws.store.write() as uow:
        uow.settings.set(care.IDLE_MINUTES, "100000")
    assert care.idle_minutes(ws) == care.IDLE_DEFAULT
