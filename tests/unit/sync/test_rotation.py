"""The server signs with a new key: laptops follow the old key's word, by the network and by records."""

from dataclasses import replace
from random import Random

import pytest

from fieldmonitor.domain.records import RecordKind
from fieldmonitor.domain.reports import ReportState
from fieldmonitor.protocol.codec import to_plain
from fieldmonitor.protocol.envelope import Envelope
from fieldmonitor.sync.codes import LogCode, Trouble
from fieldmonitor.sync.rotation import receipt_keys
from fieldmonitor.trust.keys import SigningKey
from fieldmonitor.trust.rotation import seal_rotation
from tests.fakes.clock import SimClock
from tests.fakes.comptroller import Comptroller
from tests.fakes.laptop import Laptop


@pytest.fixture
def laptop() -> Laptop[Comptroller]:
    return Laptop(Comptroller(SimClock()), Random(9))


def current(laptop: Laptop[Comptroller]) -> bytes:
    with laptop.disk.read() as unit:
        keys = receipt_keys(unit.settings)
    assert keys is not None
    return keys.current


def publish(laptop: Laptop[Comptroller], word: Envelope) -> None:
    body = to_plain(word)
    assert isinstance(body, dict)
    laptop.comptroller.publish(RecordKind.SERVER_KEYS, "1", 1, body)


def test_a_new_key_that_the_old_one_names_is_followed(laptop: Laptop[Comptroller]) -> None:
    before, after = laptop.record(), laptop.record()
    laptop.sync()
    laptop.comptroller.rotate()
    laptop.comptroller.rotate()
    third = laptop.record()
    laptop.sync("drained")
    states = [laptop.disk.state(signed) for signed in (before, after, third)]
    assert states == [ReportState.COMPLETE] * 3
    assert current(laptop) == laptop.comptroller.key.public
    assert LogCode.KEY_ROTATED in [entry.code for entry in laptop.disk.tables.log]


@pytest.mark.parametrize("named_by", ["nobody", "itself"])
def test_a_new_key_that_the_old_one_does_not_name_is_another_server(
    laptop: Laptop[Comptroller], named_by: str
) -> None:
    pinned = current(laptop)
    liar = SigningKey.generate()
    laptop.comptroller.key = liar
    if named_by == "itself":
        laptop.comptroller.rotate()
    signed = laptop.record()
    result = laptop.sync()
    assert result.problem is not None and result.problem.code == Trouble.OTHER_SERVER
    assert laptop.disk.state(signed) is not ReportState.COMPLETE
    assert current(laptop) == pinned


def test_the_new_key_comes_with_the_records_too(laptop: Laptop[Comptroller]) -> None:
    pinned, new = laptop.comptroller.key, SigningKey.generate()
    publish(laptop, seal_rotation(1, pinned, new, laptop.comptroller.clock.now()))
    laptop.sync()
    assert current(laptop) == new.public


def test_a_record_that_the_pinned_key_did_not_sign_changes_nothing(laptop: Laptop[Comptroller]) -> None:
    pinned, new = laptop.comptroller.key, SigningKey.generate()
    word = seal_rotation(1, pinned, new, laptop.comptroller.clock.now())
    publish(laptop, replace(word, signatures=(word.signatures[1],)))
    assert laptop.sync().records == 0
    assert current(laptop) == pinned.public
    assert LogCode.RECORD_SKIPPED in [entry.code for entry in laptop.disk.tables.log]
