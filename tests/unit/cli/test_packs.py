"""The way of a pack by commands alone: the ceremony, a laptop without a network, a stick there and back."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from fieldmonitor.domain.records import Activity
from tests.fakes.command import Commands
from tests.fakes.office import Office, open_office

WORDS = "llaves bien guardadas"


@pytest.fixture(scope="module")
def office(commands: Commands, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An office of this module's own: who may sign packs for a region is settled once."""
    with open_office(tmp_path_factory.mktemp("office"), commands) as opened:
        yield opened


@pytest.fixture(scope="module")
def ceremony(office: Office, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three holders and a coordinator, a root signed by two, published; return the folder of keys."""
    keys = tmp_path_factory.mktemp("keys")
    words = keys / "words.txt"
    words.write_text(WORDS + "\n", encoding="utf-8")
    secret = ("--key-passphrase-file", words)
    run = office.commands.run
    for name in ("ana", "beto", "carla", "coordinator"):
        assert run("pack-keys", "make", keys / name, *secret).code == 0
    holders = [part for name in ("ana", "beto", "carla") for part in ("--holder", keys / f"{name}.pub")]
    region = office.works[0].department
    root = keys / "root.json"
    card = keys / "coordinator.pub"
    made = run("pack-keys", "draft", root, "--region", region, *holders, "--coordinator", card)
    assert made.code == 0, made
    assert run("pack-keys", "sign", root, "--key", keys / "ana", *secret).code == 0
    early = office.commands.run("admin", "--data", office.data, "pack-root", root)
    assert (early.code, "root.incomplete" in early.err) == (1, True)
    assert run("pack-keys", "sign", root, "--key", keys / "coordinator", *secret).code == 1
    assert run("pack-keys", "sign", root, "--key", keys / "carla", *secret).code == 0
    office.admin("pack-root", root)
    return keys


def build(office: Office, keys: Path, stick: Path) -> None:
    stick.mkdir(exist_ok=True)
    office.admin(
        "pack-build", "--region", office.works[0].department, "--key", keys / "coordinator",
        "--key-passphrase-file", keys / "words.txt", "--to", stick,
    )  # fmt: skip


def test_a_laptop_that_never_saw_a_network_gets_to_work(
    office: Office, ceremony: Path, tmp_path: Path
) -> None:
    laptop, stick = office.laptop(), tmp_path / "stick"
    code = office.code()
    laptop.ok("enrol", "--request", tmp_path / "request.json", "--code", code)
    assert code not in (tmp_path / "request.json").read_text(encoding="utf-8")
    answer = office.admin("enrol-request", tmp_path / "request.json", "--server", office.url, "--json").json()
    build(office, ceremony, stick)
    enrolled = laptop.ok("enrol", "--pack", stick, "--json").json()
    assert enrolled["volunteer"] == answer["volunteer"]
    office.admin("accredit", enrolled["volunteer"], "--without-course", "prueba", "--scope", "Áncash")
    assignment = office.assign(enrolled["volunteer"], Activity.SITE_VISIT)
    build(office, ceremony, stick)
    loaded = laptop.ok("pack", "load", stick, "--json").json()
    assert loaded["new"] and loaded["records"] > 0 and loaded["notices"] == []
    assert [row["id"] for row in laptop.ok("assignments", "--json").json()] == [assignment]
    assert laptop.status()["accreditation"] == "active"
    assert laptop.ok("sync", "--json").json()["records"] == 0, "the feed brings the very same records"


def test_a_laptop_of_the_network_loads_the_same_pack_by_every_road(
    office: Office, ceremony: Path, tmp_path: Path
) -> None:
    laptop, volunteer = office.enrolled()
    office.admin("accredit", volunteer, "--without-course", "prueba", "--scope", "Áncash")
    office.assign(volunteer, Activity.SITE_VISIT)
    assert laptop.run("pack", "load").code == 1, "none was built yet"
    stick = tmp_path / "stick"
    build(office, ceremony, stick)
    assert laptop.ok("pack", "load", "--json").json()["records"] > 0
    again = laptop.ok("pack", "load", stick, "--json").json()
    assert (again["records"], again["new"]) == (0, False)
    (checked,) = laptop.ok("pack", "verify", stick, "--json").json()
    assert checked["known"] and checked["region"] == office.works[0].department
    with office.closed():
        assert laptop.run("pack", "load").code == 3
    assert "vence" in laptop.ok("pack", "show").out


def test_without_a_code_the_letters_on_paper_decide(office: Office, ceremony: Path, tmp_path: Path) -> None:
    laptop, stick = office.laptop(), tmp_path / "stick"
    request = tmp_path / "request.json"
    laptop.ok("enrol", "--request", request)
    refused = office.commands.run("admin", "--data", office.data, "enrol-request", request)
    assert "enrolment.nobody_vouches" in refused.err
    office.admin("enrol-request", request, "--call", office.call)
    build(office, ceremony, stick)
    unsure = laptop.run("enrol", "--pack", stick)
    assert (unsure.code, "pack.root_unconfirmed" in unsure.err) == (1, True)
    assert laptop.status()["volunteer"] is None
    (checked,) = office.commands.run("pack", "verify", stick, "--json").json()
    assert checked["fingerprint"] in unsure.err
    wrong = laptop.run("enrol", "--pack", stick, "--fingerprint", "0000-1111-2222-3333-4444")
    assert "pack.other_fingerprint" in wrong.err
    letters = checked["fingerprint"].lower().replace("-", " ")
    laptop.ok("enrol", "--pack", stick, "--fingerprint", letters)
    assert laptop.status()["volunteer"]


@pytest.mark.parametrize(
    "arguments",
    [("enrol",), ("enrol", "--server", "https://x"), ("enrol", "--server", "https://x", "--pack", "y")],
)
def test_half_an_enrolment_is_wrong_usage(office: Office, arguments: tuple[str, ...]) -> None:
    assert office.laptop().run(*arguments).code == 2
