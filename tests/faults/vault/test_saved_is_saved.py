"""One seeded case of each campaign on the store, and its negative control. `make faults` runs the rest."""

import sys
from pathlib import Path

import pytest

from tests.campaigns import ledger
from tests.faults.vault import full_disk, power, updates, writers
from tests.faults.vault.controls import lie_once
from tests.faults.vault.diary import Habits

posix = pytest.mark.skipif(sys.platform == "win32", reason="signals and limits are POSIX")


@posix
def test_kill(tmp_path: Path) -> None:
    assert writers.kill_once(tmp_path, 7, writers.spawn) == []


@posix
def test_a_writer_that_says_saved_too_early_is_found() -> None:
    assert lie_once(1)


@pytest.fixture
def powered() -> None:
    if reason := power.possible():
        pytest.skip(reason)


@pytest.mark.usefixtures("powered")
def test_power_cut() -> None:
    assert power.cut_once(3) == []


@pytest.mark.usefixtures("powered")
def test_a_writer_that_never_syncs_is_found() -> None:
    assert any(power.cut_once(seed, Habits(careless=True)) for seed in (1, 2))


@posix
def test_a_file_that_cannot_grow() -> None:
    assert full_disk.limit_once(1) == []


@posix
def test_a_writer_that_hides_a_full_disk_is_found() -> None:
    assert any(full_disk.limit_once(seed, Habits(swallow=True)) for seed in (1, 2, 3))


@pytest.mark.skipif(bool(full_disk.possible()), reason=full_disk.possible() or "possible")
@pytest.mark.parametrize("seed", [61, 62])
def test_the_nth_write_fails(seed: int) -> None:
    assert full_disk.fail_once(seed) == []


@posix
@pytest.mark.parametrize("seed", [2, 5])
def test_kill_in_a_migration(seed: int) -> None:
    assert updates.kill_once(seed) == []


@posix
def test_a_migration_in_pieces_is_found() -> None:
    assert updates.kill_once(1, careless=True)


def test_the_ledger_goes_on_where_it_stopped(tmp_path: Path) -> None:
    path, seen = tmp_path / "faults.jsonl", []
    campaign = ledger.Campaign("t", "p", 5, lambda seed: seen.append(seed) or [], lambda seed: ["red"])
    assert ledger.run(campaign, None, 2, path) == 0
    assert ledger.run(campaign, None, None, path) == 0
    assert ledger.run(campaign, None, None, path) == 0
    assert seen == [1, 2, 3, 4, 5] and ledger.done_before("t", path) == 5
    broken = ledger.Campaign("b", "p", 2, lambda seed: ["lost"], lambda seed: ["red"])
    assert ledger.run(broken, None, None, path) == 1
    assert ledger.done_before("b", path) == 0, "what failed starts anew"
    blind = ledger.Campaign("c", "p", 2, lambda seed: [], lambda seed: [])
    assert ledger.run(blind, None, None, path) == 1, "a control that stays green must fail the campaign"
