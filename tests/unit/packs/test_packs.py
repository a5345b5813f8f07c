"""A region's repository: the ceremony, what is sealed once, and TUF's own client as a second opinion."""

import json
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tuf.api.exceptions import DownloadHTTPError
from tuf.ngclient import FetcherInterface, Updater

from fieldmonitor.domain.errors import EnvironmentFault, InputError, TrustError
from fieldmonitor.packs import writing
from fieldmonitor.packs.age import CLOCK, EXPIRED, notices
from fieldmonitor.packs.building import Repository
from fieldmonitor.packs.ceremony import draft_root, root_facts, sign_root
from fieldmonitor.packs.layout import PackFolder, content_target, packs_in
from fieldmonitor.packs.trusted import first_root, verify_pack
from fieldmonitor.packs.writing import needed_files, write_pack
from fieldmonitor.protocol.packs import PackRole
from fieldmonitor.trust.keyfile import card_of, make_key_file, open_key_file, read_card
from fieldmonitor.trust.keys import SigningKey, to_text
from fieldmonitor.trust.vault import Argon2
from tests.fakes.clock import START
from tests.fakes.packs import LIFE, REGION, PackOffice

QUICK = Argon2(memory=8, time=1, lanes=1)
WORDS = "llaves bien guardadas"


@pytest.fixture
def office(tmp_path: Path) -> PackOffice:
    return PackOffice(tmp_path / "office")


@pytest.fixture
def readers() -> list[bytes]:
    return [SigningKey.generate().public for _ in range(3)]


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


class _FromFolder(FetcherInterface):
    """Gives TUF's client what lies in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def _fetch(self, url: str) -> Iterator[bytes]:
        path = self._folder / url.rpartition("/")[2]
        if not path.is_file():
            raise DownloadHTTPError("no such file", 404)
        yield path.read_bytes()


def test_tufs_own_client_reads_our_packs(office: PackOffice, readers: list[bytes], tmp_path: Path) -> None:
    """A second reader, none of ours, follows root, timestamp, snapshot and targets to a laptop's content."""
    now = datetime.now(UTC)
    office.build(1, readers, now)
    office.publish(SigningKey.generate(), office.root)
    office.build(2, readers, now)
    places = {name: tmp_path / name for name in ("metadata", "targets")}
    for place in places.values():
        place.mkdir()
    client = Updater(
        str(places["metadata"]),
        "https://pack/",
        str(places["targets"]),
        "https://pack/",
        fetcher=_FromFolder(office.folder),
        bootstrap=(office.folder / "1.root.json").read_bytes(),
    )
    client.refresh()
    target = client.get_targetinfo(content_target(readers[0]))
    assert target is not None
    found = Path(client.download_target(target)).read_bytes()
    ours = verify_pack(PackFolder(office.folder), first_root(PackFolder(office.folder)), now)
    assert found.startswith(b"age-encryption.org/v1") and len(found) == ours.targets[target.path].length


def test_a_root_needs_two_of_three_and_two_of_the_one_before() -> None:
    holders, others = ([SigningKey.generate() for _ in range(3)] for _ in range(2))
    coordinator = SigningKey.generate()
    first = _draft(holders, coordinator)
    assert not root_facts(first).complete
    first = sign_root(sign_root(first, holders[0]), holders[0])
    assert not root_facts(first).complete, "the same holder twice is one"
    first = sign_root(first, holders[2])
    assert root_facts(first).complete
    second = _draft(others, coordinator, first)
    for holder in others[:2]:
        second = sign_root(second, holder, first)
    assert not root_facts(second, first).complete, "nobody of the first agreed"
    for holder in holders[:2]:
        second = sign_root(second, holder, first)
    facts = root_facts(second, first)
    assert (facts.complete, facts.version, facts.region) == (True, 2, REGION)


@pytest.mark.parametrize("count", [2, 4])
def test_a_root_has_three_holders(count: int) -> None:
    with pytest.raises(InputError, match=r"root\.holders"):
        _draft([SigningKey.generate() for _ in range(count)], SigningKey.generate())


def test_the_coordinators_key_is_no_holders(office: PackOffice) -> None:
    with pytest.raises(InputError, match=r"root\.holders"):
        _draft(office.holders, office.holders[0])
    with pytest.raises(InputError, match=r"root\.not_a_holder"):
        sign_root(_draft(office.holders, office.coordinator), office.coordinator)


def _draft(holders: list[SigningKey], coordinator: SigningKey, previous: bytes | None = None) -> bytes:
    public = tuple(holder.public for holder in holders)
    return draft_root(public, coordinator.public, REGION, START + LIFE, previous)


def test_what_did_not_change_keeps_its_target(office: PackOffice, readers: list[bytes]) -> None:
    office.build(1, readers)
    before = _names(office.folder)
    again = office.build(1, readers)
    assert (again.new_bytes, again.version, again.laptops) == (0, 2, 3)
    assert before & _names(office.folder) == before
    third = office.build(2, readers)
    assert third.new_bytes > 0


def test_old_targets_go_after_the_next_version(office: PackOffice, readers: list[bytes]) -> None:
    """A reader of the version before still finds its files; two versions later they are gone."""
    for number in range(1, 5):
        office.build(number, readers)
    source = PackFolder(office.folder)
    pack = verify_pack(source, first_root(source), START)
    assert set(pack.files()) <= {path.name for path in office.folder.iterdir()}
    assert not (office.folder / "1.targets.json").exists()
    assert (office.folder / "3.targets.json").exists()


def test_a_shared_file_is_sealed_once(office: PackOffice, tmp_path: Path) -> None:
    first = Repository(office.folder).share_bytes(PackRole.PICTURES, b"x" * 5000)
    store = Repository(office.folder)
    one, other = (store.share_bytes(PackRole.PICTURES, b"x" * 5000) for _ in range(2))
    assert one.sha256 == other.sha256 == first.sha256
    assert first.key not in "".join(path.name for path in office.folder.iterdir())


def test_nobody_else_may_sign(office: PackOffice) -> None:
    with pytest.raises(InputError, match=r"pack\.not_the_key"):
        Repository(office.folder).sign(SigningKey.generate(), START, LIFE)
    with pytest.raises(InputError, match=r"pack\.no_root"):
        Repository(office.folder.parent / "none").sign(office.coordinator, START, LIFE)


def test_a_stick_is_read_back_and_nothing_foreign_is_touched(
    office: PackOffice, readers: list[bytes], stick: Path
) -> None:
    office.build(1, readers)
    (stick / "fotos.txt").write_text("mías", encoding="utf-8")
    written = write_pack(office.folder, stick, REGION, START)
    assert (written.laptops, written.folder.name) == (3, "paquete-ancash")
    assert packs_in(stick) == [written.folder] == packs_in(written.folder)
    assert (stick / "fotos.txt").read_text(encoding="utf-8") == "mías"
    assert not list(written.folder.glob("state.json")), "what opens shared files stays at home"
    assert write_pack(office.folder, stick, REGION, START).copied == 0
    office.build(2, readers)
    write_pack(office.folder, stick, REGION, START)
    assert len(list(written.folder.glob("*.targets.json"))) == 1
    size = sum(needed_files(office.folder, None, START).values())
    assert size == sum(path.stat().st_size for path in written.folder.iterdir())


def test_a_stick_that_lies_is_found(
    office: PackOffice, readers: list[bytes], stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.build(1, readers)
    monkeypatch.setattr(writing, "_hash", lambda _path: "0" * 64)
    with pytest.raises(EnvironmentFault, match=r"pack\.not_read_back"):
        write_pack(office.folder, stick, REGION, START)
    assert not list(stick.glob("*/timestamp.json")) and not list(stick.glob("*/.*"))


def test_a_full_stick_is_told_before(
    office: PackOffice, readers: list[bytes], stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.build(1, readers)
    usage = shutil.disk_usage(stick)
    monkeypatch.setattr(writing.shutil, "disk_usage", lambda _folder: usage._replace(free=10))
    with pytest.raises(EnvironmentFault, match=r"pack\.no_space"):
        write_pack(office.folder, stick, REGION, START)


def test_a_stick_for_one_leaves_the_others_out(office: PackOffice, readers: list[bytes], stick: Path) -> None:
    office.build(1, readers)
    written = write_pack(office.folder, stick, REGION, START, readers[:1])
    names = " ".join(path.name for path in written.folder.iterdir())
    assert [content_target(reader) in names for reader in readers] == [True, False, False]
    with pytest.raises(InputError, match=r"pack\.laptop_missing"):
        write_pack(office.folder, stick, REGION, START, [SigningKey.generate().public])


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (START, ()),
        (START + LIFE, (EXPIRED,)),
        (START + timedelta(days=3650), (EXPIRED,)),
        (START - timedelta(hours=20), ()),
        (START - timedelta(days=400), (CLOCK,)),
    ],
)
def test_age_is_told_and_nothing_else(now: datetime, expected: tuple[str, ...]) -> None:
    assert notices(START, START + LIFE, now) == expected


def test_an_empty_folder_and_half_a_pack_are_told_apart(
    office: PackOffice, readers: list[bytes], stick: Path
) -> None:
    assert packs_in(stick) == [] == packs_in(stick / "none")
    with pytest.raises(TrustError, match=r"pack\.missing"):
        first_root(PackFolder(stick))
    office.build(1, readers)
    shutil.copyfile(office.folder / "timestamp.json", stick / "timestamp.json")
    with pytest.raises(TrustError, match=r"pack\.incomplete"):
        first_root(PackFolder(stick))


@pytest.mark.parametrize("name", ["../secret", "timestamp.json/..", "C:\\x", "1.other.json", ""])
def test_no_name_leads_out_of_the_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(TrustError, match=r"pack\.damaged"):
        PackFolder(tmp_path).read(name, 10)


def test_a_key_lies_under_its_passphrase(tmp_path: Path) -> None:
    path = tmp_path / "ana.key"
    card = make_key_file(path, WORDS, QUICK)
    key = open_key_file(path, WORDS)
    assert read_card(tmp_path / "ana.key.pub") == key.public and card == card_of(key.public)
    assert path.stat().st_mode & 0o077 == 0
    assert to_text(key.seed) not in path.read_text(encoding="utf-8")
    with pytest.raises(InputError, match=r"keyfile\.wrong_passphrase"):
        open_key_file(path, "otras palabras")
    with pytest.raises(InputError, match=r"keyfile\.exists"):
        make_key_file(path, WORDS, QUICK)
    with pytest.raises(InputError, match=r"passphrase\.too_short"):
        make_key_file(tmp_path / "b.key", "corta", QUICK)


def test_a_card_that_was_changed_is_no_card(tmp_path: Path) -> None:
    make_key_file(tmp_path / "ana.key", WORDS, QUICK)
    card = json.loads((tmp_path / "ana.key.pub").read_text(encoding="utf-8"))
    card["public"] = to_text(SigningKey.generate().public)
    (tmp_path / "ana.key.pub").write_text(json.dumps(card), encoding="utf-8")
    with pytest.raises(InputError, match=r"keyfile\.not_a_key"):
        read_card(tmp_path / "ana.key.pub")


def test_a_key_file_cannot_ask_for_all_memory(tmp_path: Path) -> None:
    path = tmp_path / "ana.key"
    make_key_file(path, WORDS, QUICK)
    greedy = json.loads(path.read_text(encoding="utf-8"))
    greedy["argon2"] = {**greedy["argon2"], "memory": 2**31 - 1}
    path.write_text(json.dumps(greedy), encoding="utf-8")
    with pytest.raises(InputError, match=r"keyfile\.not_a_key"):
        open_key_file(path, WORDS)


def _names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if len(path.name) > 90}
