"""How a laptop joins: its key first, the server's key pinned, addresses checked."""

from random import Random

import pytest

from fieldmonitor.domain.errors import InputError, Offline, Refused
from fieldmonitor.protocol.messages import EnrolmentRequest
from fieldmonitor.sync.addresses import is_loopback, server_address
from fieldmonitor.sync.enrolment import DEVICE_SEED, device_key, enrol, enrolment
from fieldmonitor.trust.keys import SigningKey, to_text
from tests.fakes.clock import SimClock
from tests.fakes.comptroller import Comptroller, FakeCarrier, Weather
from tests.fakes.disk import Disk
from tests.fakes.laptop import URL


def world(**weather: float) -> tuple[Disk, Comptroller, FakeCarrier]:
    clock = SimClock()
    comptroller = Comptroller(clock)
    comptroller.codes["code"] = None
    return Disk(), comptroller, FakeCarrier(comptroller, clock, Weather(Random(1), **weather))  # type: ignore[arg-type]


def test_the_key_is_kept_before_anybody_hears_of_it() -> None:
    disk, comptroller, carrier = world()
    seen: list[str | None] = []
    carrier.before = lambda _what: seen.append(disk.tables.settings.get(DEVICE_SEED))
    enrol(disk, carrier, URL, "code", "laptop")
    assert None not in seen
    assert comptroller.codes["code"] == to_text(device_key(disk).public)


def test_a_lost_answer_can_be_asked_again_with_the_same_key() -> None:
    disk, comptroller, carrier = world(lose_answer=1.0)
    with pytest.raises(Offline):
        enrol(disk, carrier, URL, "code", "laptop")
    comptroller.enrol(EnrolmentRequest("code", to_text(device_key(disk).public), "laptop"))
    carrier.weather.clear()
    assert enrol(disk, carrier, URL, "code", "laptop").volunteer == "MC-0001"
    with disk.read() as unit:
        known = enrolment(unit.settings)
    assert known is not None
    assert known.receipt_key == comptroller.key.public


def test_a_server_whose_key_changed_is_refused() -> None:
    disk, comptroller, carrier = world()
    enrol(disk, carrier, URL, "code", "laptop")
    comptroller.key = SigningKey.generate()
    with pytest.raises(Refused, match=r"sync\.other_server"):
        enrol(disk, carrier, URL, "code", "laptop")


def test_before_enrolment_there_is_none() -> None:
    disk, _, _ = world()
    device_key(disk)
    with disk.read() as unit:
        assert enrolment(unit.settings) is None


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("https://cgr.example/", "https://cgr.example"),
        (" https://cgr.example/monitor/ ", "https://cgr.example/monitor"),
        ("http://127.0.0.1:8460", "http://127.0.0.1:8460"),
        ("http://[::1]:8460", "http://[::1]:8460"),
        ("http://localhost:1", "http://localhost:1"),
    ],
)
def test_addresses_have_one_form(given: str, kept: str) -> None:
    assert server_address(given) == kept


@pytest.mark.parametrize(
    "given", ["", "cgr.example", "ftp://cgr.example", "http://cgr.example", "http://10.0.0.1"]
)
def test_other_addresses_are_refused(given: str) -> None:
    with pytest.raises(InputError):
        server_address(given)


def test_loopback_is_known_by_number_and_name() -> None:
    assert all(map(is_loopback, ("127.0.0.1", "127.9.9.9", "::1", "localhost")))
    assert not any(map(is_loopback, ("10.0.0.1", "example", "localhost.example")))
