"""The vault seen from the window: opened by the sheet, restored beside, erased with its copies."""

import shutil
from collections.abc import Callable
from pathlib import Path

import keyring
import pytest
from keyring.backends.fail import Keyring as NoKeyring
from keyring.backends.null import Keyring as NullKeyring
from keyring.backends.SecretService import Keyring as SecretService

from fieldmonitor.app import care
from fieldmonitor.app.workspace import Workspace
from fieldmonitor.bootstrap.entry import ProfileEntry
from fieldmonitor.bootstrap.profile import open_profile
from fieldmonitor.bootstrap.remembered import remembered_name
from fieldmonitor.domain.errors import EnvironmentFault, InputError
from fieldmonitor.store.backup import beside
from fieldmonitor.trust.vault import has_vault, read_vault
from fieldmonitor.ui.safety.ports import Secret
from tests import factories

NEW = "otra frase bien larga"


@pytest.fixture
def entry(empty_profile: Path, tmp_path: Path) -> ProfileEntry:
    factories.copy_profile(empty_profile, tmp_path / "people" / "rosa")
    return ProfileEntry(tmp_path / "people" / "rosa", root=tmp_path / "people")


@pytest.fixture
def opened(entry: ProfileEntry) -> Workspace:
    return entry.open(factories.PASSPHRASE)


def test_the_sheet_opens_what_the_forgotten_passphrase_closed(entry: ProfileEntry, opened: Workspace) -> None:
    keep = entry.safekeeping
    assert not keep.has_sheet() and not keep.protection(opened).sheet
    code = keep.make_sheet(opened, factories.PASSPHRASE)
    assert keep.has_sheet() and keep.protection(opened).sheet
    entry.close_all()
    with pytest.raises(InputError, match=r"passphrase\.too_short"):
        keep.recover(code, "corta")
    workspace = keep.recover(code.lower().replace("-", " "), NEW)
    workspace.confirm(NEW)
    with pytest.raises(InputError, match=r"vault\.wrong_passphrase"):
        workspace.confirm(factories.PASSPHRASE)
    entry.close_all()


def test_who_wants_no_sheet_says_so_and_an_old_one_stops_working(
    entry: ProfileEntry, opened: Workspace
) -> None:
    keep = entry.safekeeping
    code = keep.make_sheet(opened, factories.PASSPHRASE)
    keep.refuse_sheet(opened, factories.PASSPHRASE)
    assert keep.protection(opened).sheet_refused and not keep.has_sheet()
    with pytest.raises(InputError, match=r"recovery\.none"):
        keep.recover(code, NEW)
    keep.make_sheet(opened, factories.PASSPHRASE)
    assert not keep.protection(opened).sheet_refused
    entry.close_all()


def test_a_wish_to_wipe_needs_the_passphrase(entry: ProfileEntry, opened: Workspace) -> None:
    keep = entry.safekeeping
    with pytest.raises(InputError, match=r"vault\.wrong_passphrase"):
        keep.set_wipe("no es esta", 10)
    assert keep.protection(opened).wipe_after is None
    (entry.folder / "vault-tries.json").unlink()
    keep.set_wipe(factories.PASSPHRASE, 10)
    assert keep.protection(opened).wipe_after == 10
    entry.close_all()


def test_a_backup_is_looked_into_and_restored_beside_what_is_there(
    entry: ProfileEntry, opened: Workspace
) -> None:
    factories.ready(opened)
    code = entry.safekeeping.make_sheet(opened, factories.PASSPHRASE)
    made = care.back_up_now(opened)
    entry.close_all()
    keep = entry.safekeeping
    assert (
        [b.folder for b in keep.backups()] == [made.folder] == [b.folder for b in keep.backups(made.folder)]
    )
    inside = keep.look_inside(made.folder, Secret(factories.PASSPHRASE))
    assert inside.volunteer == factories.VOLUNTEER and inside.made_at == made.made_at
    assert inside == keep.look_inside(made.folder, Secret(code=code))
    (entry.folder / "store.db").write_bytes(b"damaged" * 1000)
    with pytest.raises(EnvironmentFault, match=r"store\.corrupt"):
        entry.open(factories.PASSPHRASE)
    restored = keep.restore(made.folder, Secret(factories.PASSPHRASE))
    assert restored != entry.folder and restored.parent == entry.folder.parent
    assert (entry.folder / "store.db").read_bytes() == b"damaged" * 1000
    entry.choose(restored)
    workspace = entry.open(factories.PASSPHRASE)
    assert workspace.setting("volunteer.id") == factories.VOLUNTEER
    entry.close_all()
    second = keep.restore(made.folder, Secret(code=code), NEW)
    assert second not in (restored, entry.folder)
    with open_profile(second, NEW) as again:
        assert again.setting("volunteer.id") == factories.VOLUNTEER


def test_a_folder_that_is_no_backup_is_said_before_anything_is_asked(
    entry: ProfileEntry, tmp_path: Path
) -> None:
    for act in (
        lambda: entry.safekeeping.backups(tmp_path),
        lambda: entry.safekeeping.look_inside(tmp_path, Secret("x")),
        lambda: entry.safekeeping.restore(tmp_path, Secret("x")),
    ):
        with pytest.raises(InputError, match=r"backup\.not_ours"):
            act()


def test_erasing_destroys_profile_and_copies_and_leaves_the_neighbours(
    entry: ProfileEntry, opened: Workspace, empty_profile: Path, tmp_path: Path
) -> None:
    stick, gone = tmp_path / "stick", tmp_path / "gone"
    stick.mkdir()
    care.choose_second_place(opened, stick)
    care.back_up_everywhere(opened)
    neighbour = tmp_path / "people" / "luis"
    make_neighbour(neighbour)
    with open_profile(neighbour, NEW) as other:
        theirs = care.back_up_now(other, stick)
    with pytest.raises(InputError, match=r"vault\.wrong_passphrase"):
        entry.safekeeping.erase(opened, "no es esta")
    (entry.folder / "vault-tries.json").unlink()
    assert entry.safekeeping.erase(opened, factories.PASSPHRASE) == ()
    assert not has_vault(entry.folder) and not list(entry.folder.glob("*.db"))
    assert not beside(entry.folder).exists()
    assert [path.name for path in stick.glob("backup-*")] == [theirs.folder.name]
    with open_profile(neighbour, NEW):
        pass
    assert not gone.exists()


def make_neighbour(folder: Path) -> None:
    """Another volunteer's profile, with a passphrase of its own."""
    from fieldmonitor.bootstrap.profile import create_profile

    create_profile(folder, NEW, cost=factories.QUICK)


def test_a_stick_that_is_away_is_named_when_erasing(
    entry: ProfileEntry, opened: Workspace, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    care.choose_second_place(opened, stick)
    shutil.rmtree(stick)
    assert entry.safekeeping.erase(opened, factories.PASSPHRASE) == (str(stick),)


def test_two_volunteers_rotate_their_own_backups_on_one_stick(
    entry: ProfileEntry, opened: Workspace, tmp_path: Path
) -> None:
    make_neighbour(tmp_path / "people" / "luis")
    stick = tmp_path / "stick"
    with open_profile(tmp_path / "people" / "luis", NEW) as other:
        first = care.back_up_now(other, stick)
    for _time in range(6):
        care.back_up_now(opened, stick)
    left = {path.name for path in stick.glob("backup-*")}
    assert first.folder.name in left and len(left) == 6
    entry.close_all()


def test_each_volunteer_has_a_vault_that_the_others_cannot_open(
    entry: ProfileEntry, opened: Workspace, tmp_path: Path
) -> None:
    assert [row.name for row in entry.profiles()] == ["rosa"]
    folder = entry.add("  Luis   Ñahui ")
    assert folder.name == "luis-nahui" and entry.profiles()[0].folder.name == "rosa"
    make_neighbour(folder)
    assert [row.name for row in entry.profiles()] == ["Luis Ñahui", "rosa"]
    with pytest.raises(InputError, match=r"profile\.name_taken"):
        entry.add("luis ñahui")
    with pytest.raises(InputError, match=r"profile\.name_needed"):
        entry.add("   ")
    entry.choose(folder)
    with pytest.raises(InputError, match=r"vault\.wrong_passphrase"):
        entry.open(factories.PASSPHRASE)
    assert read_vault(folder).id != read_vault(opened.folder).id
    assert folder.stat().st_mode & 0o077 == 0
    stolen = folder / "store.db"
    shutil.copyfile(opened.folder / "store.db", stolen)  # with the other's vault: noise
    (folder / "vault-tries.json").unlink()
    with pytest.raises(EnvironmentFault, match=r"store\.corrupt"):
        entry.open(NEW)
    entry.close_all()


def test_an_exclusive_entry_lets_go_of_one_profile_to_hold_another(
    entry: ProfileEntry, tmp_path: Path
) -> None:
    one = ProfileEntry(entry.folder, root=entry.root, exclusive=True)
    two = ProfileEntry(entry.folder, root=entry.root, exclusive=True)
    assert one.exists()
    with pytest.raises(InputError, match=r"profile\.in_use"):
        two.exists()
    luis = one.add("Luis")
    two.choose(luis)
    with pytest.raises(InputError, match=r"profile\.in_use"):
        one.choose(luis)
    assert one.folder == entry.folder and one.exists()
    one.close_all()
    two.choose(entry.folder)
    two.close_all()


@pytest.fixture
def with_keyring(monkeypatch: pytest.MonkeyPatch) -> Callable[[object], None]:
    return lambda backend: monkeypatch.setattr(keyring, "get_keyring", lambda: backend)


@pytest.mark.parametrize("backend", [NoKeyring, NullKeyring])
def test_without_a_keyring_it_is_said_and_nothing_stands_in_for_it(
    entry: ProfileEntry,
    opened: Workspace,
    with_keyring: Callable[[object], None],
    backend: type[object],
    tmp_path: Path,
) -> None:
    with_keyring(backend())
    shown = entry.safekeeping.protection(opened)
    assert not (shown.keyring_here or shown.keyring or shown.remembered)
    assert not entry.keyring_available()
    fresh = ProfileEntry(tmp_path / "fresh")
    fresh.create(NEW, remember=True)
    assert read_vault(fresh.folder).keyring is None and fresh.open_remembered() is None
    fresh.close_all()
    entry.close_all()


def test_a_keyring_that_remembers_learns_the_new_passphrase_and_forgets_on_request(
    entry: ProfileEntry, opened: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: dict[str, str] = {}
    monkeypatch.setattr(SecretService, "get_password", lambda self, _s, name: held.get(name))
    monkeypatch.setattr(
        SecretService, "set_password", lambda self, _s, name, value: held.update({name: value})
    )
    monkeypatch.setattr(SecretService, "delete_password", lambda self, _s, name: held.pop(name))
    monkeypatch.setattr(keyring, "get_keyring", SecretService)
    name = remembered_name(entry.folder)
    keep = entry.safekeeping
    keep.change_passphrase(factories.PASSPHRASE, NEW)
    assert name not in held, "who never asked for it is not remembered"
    held[name] = NEW
    keep.change_passphrase(NEW, factories.PASSPHRASE)
    shown = keep.protection(opened)
    assert held[name] == factories.PASSPHRASE and shown.keyring and shown.keyring_here and shown.remembered
    keep.forget_remembered()
    assert name not in held and not keep.protection(opened).remembered
    entry.close_all()
