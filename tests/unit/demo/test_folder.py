"""A demo's folder goes with it; that of a killed one goes with the next."""

from pathlib import Path

from fieldmonitor.bootstrap.demo import PREFIX, clear_dead_demos
from fieldmonitor.system.instance import LOCK_FILE, hold_folder


def test_only_the_folders_of_dead_demos_are_cleared(tmp_path: Path) -> None:
    dead, alive, other = (tmp_path / name for name in (f"{PREFIX}dead", f"{PREFIX}alive", "notes"))
    for folder in (dead, other):
        folder.mkdir()
        (folder / LOCK_FILE).touch()
        (folder / "key").write_text("x")
    with hold_folder(alive):
        clear_dead_demos(tmp_path)
        assert not dead.exists()
        assert alive.is_dir() and other.is_dir()
    clear_dead_demos(tmp_path)
    assert not alive.exists() and other.is_dir()
