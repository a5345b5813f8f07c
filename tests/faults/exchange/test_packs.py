"""Packs are authentic and current by every road; the long form is a campaign."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from fieldmonitor.domain.errors import TrustError
from fieldmonitor.domain.records import RecordKind
from fieldmonitor.packs import trusted
from fieldmonitor.packs.age import CLOCK, EXPIRED
from fieldmonitor.packs.layout import Trusted
from fieldmonitor.protocol.codec import to_plain
from fieldmonitor.protocol.packs import CarriedRecord
from fieldmonitor.sync.pack import loading
from fieldmonitor.sync.rotation import receipt_keys
from fieldmonitor.trust.introductions import fingerprint
from fieldmonitor.trust.keys import SigningKey
from fieldmonitor.trust.rotation import seal_rotation
from tests.fakes.clock import START
from tests.fakes.packs import LIFE, PackLaptop, PackOffice
from tests.faults.exchange.packs import ATTACKS, LATER, PackWorld, pack_world

CODE = "0123456789ABCDEFGHJKMNPQRS"


@pytest.fixture(scope="module")
def world() -> Iterator[PackWorld]:
    with pack_world() as made:
        yield made


@pytest.mark.parametrize("name", sorted(ATTACKS))
def test_no_attack_is_accepted_by_any_road(world: PackWorld, name: str) -> None:
    assert [problem for seed in range(6) for problem in world.attack(name, Random(seed))] == []


def test_no_flipped_bit_is_accepted(world: PackWorld) -> None:
    assert [problem for seed in range(40) for problem in world.flipped(Random(seed))] == []


def test_negative_control_nobody_looks_at_signatures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trusted, "verify_by", lambda *_args: None)
    monkeypatch.setattr(trusted, "verify_root", lambda *_args: None)
    with pack_world() as careless:
        assert careless.attack("arbitrary: signed by a thief", Random(1))


def test_negative_control_nobody_remembers_what_was_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    real = loading.trusted_packs

    def forgetful(settings: Any) -> Trusted | None:
        found = real(settings)
        return None if found is None else Trusted(found.root)

    monkeypatch.setattr(loading, "trusted_packs", forgetful)
    with pack_world() as careless:
        assert careless.attack("rollback: an older pack", Random(1))


def test_a_frozen_pack_opens_with_a_warning_and_changes_nothing(world: PackWorld) -> None:
    """Showing the same pack for ever hides nothing: the day comes when it says that it is old."""
    assert world.laptop.load(world.packs[1], LATER).notices == ()
    assert world.laptop.load(world.packs[1], LATER + LIFE).notices == (EXPIRED,)
    assert world.laptop.load(world.packs[1], START + timedelta(days=3650)).notices == (EXPIRED,)


def test_a_clock_that_cannot_be_right_opens_with_a_warning(world: PackWorld) -> None:
    assert world.laptop.load(world.packs[1], START - timedelta(days=400)).notices == (CLOCK,)


@pytest.fixture
def office(tmp_path: Path) -> PackOffice:
    return PackOffice(tmp_path / "office")


@pytest.fixture
def laptop(tmp_path: Path) -> Iterator[PackLaptop]:
    made = PackLaptop(tmp_path / "laptop")
    yield made
    made.close()


def test_after_a_stolen_key_ran_ahead_new_keys_start_over(office: PackOffice, laptop: PackLaptop) -> None:
    laptop.enrol(office)
    for number in range(1, 8):
        office.build(number, [laptop.key.public])
    laptop.load(office.folder)
    assert laptop.trusted is not None and laptop.trusted.timestamp == 7
    office.publish(SigningKey.generate(), office.root)
    for path in office.folder.glob("*.json"):
        if not path.name.endswith("root.json"):
            path.unlink()
    office.build(8, [laptop.key.public])
    assert laptop.load(office.folder).version == 1
    assert laptop.told() == ["paquete 8"] * 3


def test_the_old_key_signs_nothing_any_more(office: PackOffice, laptop: PackLaptop) -> None:
    laptop.enrol(office)
    old = office.coordinator
    office.build(1, [laptop.key.public])
    laptop.load(office.folder)
    office.publish(SigningKey.generate(), office.root)
    office.build(2, [laptop.key.public])
    laptop.load(office.folder)
    office.coordinator = old
    with pytest.raises(Exception, match=r"pack\.not_the_key"):
        office.build(3, [laptop.key.public])


def test_a_stranger_cannot_introduce_himself(tmp_path: Path, office: PackOffice, laptop: PackLaptop) -> None:
    """A whole office of a thief's own, sealed to this very laptop: enrolled or with a code, it is refused."""
    digest = laptop.expect(CODE)
    thief = PackOffice(tmp_path / "thief")
    thief.build(1, [laptop.key.public])
    with pytest.raises(TrustError, match=r"pack\.root_unconfirmed"):
        laptop.load(thief.folder)
    with pytest.raises(TrustError, match=r"pack\.other_fingerprint"):
        laptop.load(thief.folder, fingerprint=fingerprint(office.root))
    assert (laptop.trusted, laptop.told()) == (None, [])
    office.build(1, [laptop.key.public], code=digest)
    assert laptop.load(office.folder).enrolled == "MCC-0001"
    with pytest.raises(TrustError, match=r"pack\.other_root"):
        laptop.load(thief.folder)


def test_an_enrolled_laptop_takes_no_root_that_its_comptroller_does_not_vouch_for(
    tmp_path: Path, office: PackOffice, laptop: PackLaptop
) -> None:
    laptop.enrol(office)
    thief = PackOffice(tmp_path / "thief")
    thief.build(1, [laptop.key.public])
    with pytest.raises(TrustError, match=r"trust\.not_signed_by"):
        laptop.load(thief.folder)
    assert laptop.trusted is None


def test_a_receipt_key_that_was_replaced_vouches_by_its_chain(office: PackOffice, laptop: PackLaptop) -> None:
    """The pack brings the rotations: a laptop that pinned the first key follows them to today's."""
    laptop.enrol(office)
    old = office.receipts
    office.receipts = SigningKey.generate()
    word = to_plain(seal_rotation(1, old, office.receipts, START))
    assert isinstance(word, dict)
    rotation = CarriedRecord(RecordKind.SERVER_KEYS, "1", 1, word)
    public = [laptop.key.public]
    office.build(1, public, change=lambda _s, content: replace(content, records=(rotation, *content.records)))
    assert laptop.load(office.folder).records == 4
    with laptop.store.read() as unit:
        keys = receipt_keys(unit.settings)
    assert keys is not None and keys.current == office.receipts.public


def test_a_coordinators_slip_gives_nobody_what_is_anothers(
    tmp_path: Path, office: PackOffice, laptop: PackLaptop
) -> None:
    laptop.enrol(office)
    other = SigningKey.generate()
    office.build(1, [laptop.key.public], change=lambda _s, _c: office.content(other.public, 1))
    with pytest.raises(TrustError, match=r"pack\.not_for_us"):
        laptop.load(office.folder)
    office.build(2, [other.public])
    with pytest.raises(TrustError, match=r"pack\.not_for_us"):
        laptop.load(office.folder)
