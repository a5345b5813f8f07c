"""Backups: whole or not at all, rotated, checked, and restored into a profile that opens."""

from datetime import timedelta
from pathlib import Path

import pytest

from fieldmonitor.domain.errors import Cancelled, EnvironmentFault, InputError
from fieldmonitor.store import Blobs, Store, backup, open_store
from fieldmonitor.system import disk
from fieldmonitor.system.long_work import LongWork
from fieldmonitor.trust.vault import Argon2, create_vault, open_vault
from tests.unit.store import rows
from tests.unit.store.conftest import KEY

CHEAP = Argon2(memory=8, time=1, lanes=1)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "stick"


@pytest.fixture
def profile(store: Store, blobs: Blobs, tmp_path: Path) -> Path:
    """A profile folder with a report and a photo; its vault opens, for brevity, another key."""
    create_vault(tmp_path, "frase", None, CHEAP)
    with store.write() as uow:
        uow.reports.add(rows.report())
        photo = blobs.put(uow, b"photo" * 10_000)
        uow.evidence.add(rows.evidence(rows.report().key, sha256=photo.sha256))
    return tmp_path


def _back_up(store: Store, profile: Path, place: Path, day: int = 0, keep: int = 5) -> backup.Backup:
    return backup.back_up(store, profile, place, rows.NOON + timedelta(days=day), keep)


def _ended_after(pieces: int) -> LongWork:
    heard: list[int] = []
    return LongWork(lambda done, _total: heard.append(done), lambda: len(heard) > pieces)


def test_a_backup_restores_to_a_profile_that_opens(store: Store, profile: Path, place: Path) -> None:
    made = _back_up(store, profile, place)
    with store.write() as uow:
        uow.settings.set("after", "the backup")
    assert backup.verify(made.folder, KEY) == [] and made.size > 50_000
    backup.restore(made.folder, profile / "new", KEY)
    restored, files = open_store(profile / "new" / "store.db", KEY), Blobs(profile / "new" / "blobs")
    with restored.read() as uow:
        (photo,) = uow.evidence.list(rows.report().key)
        assert files.read(uow, photo.sha256) == b"photo" * 10_000
        assert uow.settings.get("after") is None
    assert restored.integrity() == [] and files.verify(restored) == []
    restored.close()
    assert open_vault(profile / "new", "frase", None) == open_vault(profile, "frase", None)


def test_backups_rotate_and_share_their_files(store: Store, blobs: Blobs, profile: Path, place: Path) -> None:
    for day in range(5):
        with store.write() as uow:
            if day == 2:
                blobs.destroy(uow, uow.evidence.list(rows.report().key)[0].sha256)
            blobs.put(uow, f"day {day}".encode())
        _back_up(store, profile, place, day, keep=2)
    kept = backup.backups(place)
    assert [made.made_at.day for made in kept] == [26, 25]
    assert len(list((place / "blobs").glob("*/*"))) == 5  # the photo went with the last backup that named it
    assert all(backup.verify(made.folder, KEY) in ([], ["no file kept for evidence e1"]) for made in kept)


def test_a_backup_shows_nothing(store: Store, profile: Path, place: Path) -> None:
    _back_up(store, profile, place)
    everything = b"".join(path.read_bytes() for path in place.rglob("*") if path.is_file())
    assert (
        b"SQLite format" not in everything
        and b"photophoto" not in everything
        and b"report-1" not in everything
    )


def test_a_full_stick_is_told_before_anything_is_written(
    store: Store, profile: Path, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disk, "space", lambda folder: disk.Space(disk.RESERVE_BYTES, 10**9))
    with pytest.raises(EnvironmentFault, match=r"disk\.full"):
        _back_up(store, profile, place)
    assert list(place.iterdir()) == [] and backup.backups(place) == []


def test_a_stick_pulled_out_in_the_middle_leaves_no_half_backup(
    store: Store, profile: Path, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def pulled(target: Path) -> None:
        raise OSError(5, "gone")

    _back_up(store, profile, place)
    monkeypatch.setattr(store, "copy_to", pulled)
    with pytest.raises(EnvironmentFault, match=r"disk\.failing"):
        _back_up(store, profile, place, 1)
    assert len(backup.backups(place)) == 1


def test_a_damaged_backup_is_not_restored(store: Store, profile: Path, place: Path) -> None:
    made = _back_up(store, profile, place)
    (file,) = (place / "blobs").glob("*/*")
    damaged = file.read_bytes()[:-1]
    file.unlink()
    file.write_bytes(damaged)
    with pytest.raises(EnvironmentFault, match=r"backup\.damaged"):
        backup.restore(made.folder, profile / "new", KEY)
    assert not (profile / "new").exists()


def test_only_a_backup_and_only_into_an_empty_place(store: Store, profile: Path, place: Path) -> None:
    made = _back_up(store, profile, place)
    with pytest.raises(InputError, match=r"profile\.exists"):
        backup.restore(made.folder, profile, KEY)
    with pytest.raises(InputError, match=r"backup\.not_ours"):
        backup.restore(place, profile / "new", KEY)
    with pytest.raises(EnvironmentFault, match=r"store\.corrupt"):
        backup.restore(made.folder, profile / "new", bytes(32))
    assert backup.backups(profile / "nowhere") == []


def test_files_on_one_disk_are_not_copied_twice(store: Store, profile: Path, place: Path) -> None:
    _back_up(store, profile, place)
    (kept,) = (profile / "blobs").glob("*/*")
    (backed,) = (place / "blobs").glob("*/*")
    assert backed.samefile(kept)


def test_where_no_second_name_can_be_given_files_are_copied(
    store: Store, profile: Path, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup, "_linked", lambda source, goal: False)
    made = _back_up(store, profile, place)
    assert backup.verify(made.folder, KEY) == []


def test_a_wiped_profiles_backups_open_no_more(store: Store, profile: Path, place: Path) -> None:
    made = _back_up(store, profile, place)
    backup.forget_keys(place)
    with pytest.raises(EnvironmentFault, match=r"vault\.missing"):
        open_vault(made.folder, "frase", None)


def test_a_cancelled_restoration_leaves_nothing_at_whichever_piece(
    store: Store, blobs: Blobs, profile: Path, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every piece is asked once; who cancels at any of them finds the folder as it was."""
    monkeypatch.setattr(backup, "_linked", lambda source, goal: False)
    made = _back_up(store, profile, place)
    new = profile / "new"
    new.mkdir()
    (new / "window.ini").write_text("kept")
    told: list[tuple[int, int]] = []
    backup.restore(made.folder, profile / "whole", KEY, LongWork(lambda *now: told.append(now)))
    assert told[-1][0] == told[-1][1] > 0
    for last in range(len(told)):
        with pytest.raises(Cancelled):
            backup.restore(made.folder, new, KEY, _ended_after(last))
        assert [path.name for path in new.iterdir()] == ["window.ini"]
        assert not list(profile.glob(".new*"))
    backup.restore(made.folder, new, KEY)
    assert (new / "window.ini").read_text() == "kept" and (new / "store.db").is_file()


def test_what_a_killed_restoration_left_is_taken_away_by_the_next(
    store: Store, profile: Path, place: Path
) -> None:
    made = _back_up(store, profile, place)
    left = profile / ".new.restoring"
    (left / "blobs").mkdir(parents=True)
    (left / "store.db").write_bytes(b"half")
    backup.restore(made.folder, profile / "new", KEY)
    assert not left.exists()
    open_store(profile / "new" / "store.db", KEY).close()


def test_a_cancelled_backup_is_none(store: Store, profile: Path, place: Path) -> None:
    with pytest.raises(Cancelled):
        backup.back_up(store, profile, place, rows.NOON, work=LongWork(stopped=lambda: True))
    assert backup.backups(place) == [] and not list(place.glob("backup-*"))
