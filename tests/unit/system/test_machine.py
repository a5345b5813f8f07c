"""What the machine gives: locks, durable files, space, the keyring, the log."""

import errno
import logging
import subprocess
import sys
from pathlib import Path

import keyring
import pytest
from keyring.backends.fail import Keyring as NoKeyring
from keyring.backends.SecretService import Keyring as SecretService

from fieldmonitor.domain.errors import EnvironmentFault, InputError
from fieldmonitor.system import disk, logs, paths
from fieldmonitor.system.clock import SystemClock
from fieldmonitor.system.durable import private_folder, write_durably
from fieldmonitor.system.faults import disk_fault
from fieldmonitor.system.instance import hold_folder
from fieldmonitor.system.secrets import Keyring

HOLDER = (
    "import sys, pathlib; from fieldmonitor.system.instance import hold_folder\n"
    "with hold_folder(pathlib.Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()"
)


def test_a_folder_is_held_by_one_program_and_freed_by_its_death(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None and other.stdout.readline() == b"held\n"
        with pytest.raises(InputError, match=r"profile\.in_use"), hold_folder(tmp_path):
            pass
        other.kill()
        other.wait()
        with hold_folder(tmp_path):
            pass


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "vault.json"
    write_durably(path, b"old")
    write_durably(path, b"new")
    assert path.read_bytes() == b"new"
    assert [found.name for found in tmp_path.iterdir()] == ["vault.json"]


def test_a_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "vault.json"
    write_durably(path, b"old")
    path.unlink()
    path.mkdir()  # a file cannot replace a folder
    (path / "kept").touch()
    with pytest.raises(EnvironmentFault):
        write_durably(path, b"new")
    assert [found.name for found in tmp_path.iterdir()] == ["vault.json"]


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "disk.full"),
        (errno.EROFS, "disk.read_only"),
        (errno.EACCES, "disk.no_permission"),
        (errno.EIO, "disk.failing"),
        (errno.ELOOP, "disk.failed"),
    ],
)
def test_disk_trouble_is_told_apart(number: int, code: str) -> None:
    assert disk_fault(OSError(number, "words")).code == code


def test_folders_are_private(tmp_path: Path) -> None:
    assert private_folder(tmp_path / "a" / "b").stat().st_mode & 0o777 == 0o700


def test_space_of_a_folder_that_does_not_exist_yet(tmp_path: Path) -> None:
    found = disk.space(tmp_path / "new" / "folder")
    assert 0 < found.free <= found.total
    disk.require_space(tmp_path, 0)
    with pytest.raises(EnvironmentFault, match=r"disk\.full"):
        disk.require_space(tmp_path, found.total * 2)
    assert not disk.Space(disk.VISIT_BYTES - 1, 10**12).enough_for_visit


def test_the_clock_is_aware() -> None:
    assert SystemClock().now().utcoffset() is not None


def test_every_volunteer_has_a_profile_folder() -> None:
    assert paths.default_profile().parent == paths.profiles_root()


class PlainText(NoKeyring):
    """What keyrings.alt would offer: secrets in a file that anybody reads."""


def test_only_the_systems_own_keyring_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    for offered, expected in ((NoKeyring(), False), (PlainText(), False), (SecretService(), True)):
        monkeypatch.setattr(keyring, "get_keyring", lambda offered=offered: offered)
        assert Keyring().available is expected


def test_secrets_go_to_the_systems_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    held: dict[tuple[str, str], str] = {}
    monkeypatch.setattr(SecretService, "get_password", lambda self, *name: held.get(name))
    monkeypatch.setattr(SecretService, "set_password", lambda self, a, b, value: held.update({(a, b): value}))
    monkeypatch.setattr(SecretService, "delete_password", lambda self, *name: held.pop(name))
    monkeypatch.setattr(keyring, "get_keyring", SecretService)
    secrets = Keyring()
    secrets.set("vault-1", "x")
    assert secrets.get("vault-1") == "x" and held == {("fieldmonitor", "vault-1"): "x"}
    secrets.delete("vault-1")
    secrets.delete("vault-1")
    assert secrets.get("vault-1") is None


def test_no_keyring_is_said_and_a_failing_one_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyring, "get_keyring", NoKeyring)
    assert Keyring().get("x") is None
    with pytest.raises(EnvironmentFault, match=r"keyring\.missing"):
        Keyring().set("x", "y")

    def locked(self: object, service: str, name: str) -> str:
        raise keyring.errors.KeyringLocked

    monkeypatch.setattr(SecretService, "get_password", locked)
    monkeypatch.setattr(keyring, "get_keyring", SecretService)
    with pytest.raises(EnvironmentFault, match=r"keyring\.failed"):
        Keyring().get("x")


def test_the_log_keeps_places_and_codes_but_no_words(tmp_path: Path) -> None:
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    path = logs.start_logging(tmp_path)
    try:
        for error in (ValueError("la obra de María"), InputError("report.frozen", note="María")):
            try:
                raise error
            except (ValueError, InputError):
                logging.getLogger("test").exception("saving failed")
    finally:
        added = [handler for handler in root.handlers if handler not in before]
        for handler in added:
            root.removeHandler(handler)
            handler.close()
        root.setLevel(level)
    text = path.read_text()
    assert "ValueError" in text and "InputError report.frozen" in text and "test_machine.py" in text
    assert "María" not in text
