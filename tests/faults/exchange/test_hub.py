"""A hostile hub is harmless: what it alters or drops is found, and its folder says nothing."""

from collections.abc import Iterator
from random import Random

import pytest

from fieldmonitor.sync import settling
from fieldmonitor.sync.bundle import export
from tests.fakes.lying_world import believe
from tests.faults.exchange.hubs import WAYS, HostileHub, Scene, canaries, hostile_hub


@pytest.fixture(scope="module")
def hostile() -> Iterator[HostileHub]:
    with hostile_hub() as made:
        yield made


@pytest.mark.parametrize("how", WAYS)
def test_whatever_a_hub_alters_or_drops_is_found(hostile: HostileHub, how: str) -> None:
    rng = Random(how)
    scene = Scene(hostile.folder / how.replace(" ", "-"), hostile.comptroller, rng)
    assert scene.play(how, rng) == []


def test_a_hubs_folder_and_a_laptops_spool_say_nothing(hostile: HostileHub) -> None:
    scene = Scene(hostile.folder / "canaries", hostile.comptroller, Random(4))
    scene.laptops[0].record(photos=1)
    assert canaries(scene) == []
    scene.pass_on()
    assert canaries(scene) == []


def test_negative_control_sealed_to_nobody_the_search_finds_it(
    hostile: HostileHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    def in_the_clear(source: object, target: object, _readers: object) -> None:
        while data := source.read(8192):  # type: ignore[attr-defined]
            target.write(data)  # type: ignore[attr-defined]

    monkeypatch.setattr(export, "seal_bundle", in_the_clear)
    assert canaries(Scene(hostile.folder / "clear", hostile.comptroller, Random(5)))


def test_negative_control_who_believes_a_hub_is_fooled(
    hostile: HostileHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settling, "verify_receipt", believe)
    scene = Scene(hostile.folder / "believing", hostile.comptroller, Random(6))
    assert "forge an answer: a false green" in scene.play("forge an answer", Random(6))
