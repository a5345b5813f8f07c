"""The real engine, store, HTTP and server: the way a report goes."""

from collections.abc import Callable

import pytest

from fieldmonitor.domain.errors import InputError, Offline, Refused
from fieldmonitor.domain.outbox import OutboxState
from fieldmonitor.domain.reports import ReportState
from fieldmonitor.server.runner import ServerHandle
from fieldmonitor.sync.audit import LOG_ALARM, LOG_SIZE, unproven
from fieldmonitor.sync.codes import Trouble
from fieldmonitor.sync.enrolment import enrol
from fieldmonitor.sync.http.carrier import HttpCarrier
from fieldmonitor.sync.http.session import HttpSession, Timeouts
from fieldmonitor.sync.results import Did
from tests.fakes.real_laptop import RealLaptop


def server_has(server: ServerHandle, sha256: str) -> bytes:
    assert server.context is not None
    with server.context.blobs.open(sha256) as source:
        return source.read()


def test_a_report_is_sent_receipted_and_byte_for_byte_the_same(
    server: ServerHandle, laptop: RealLaptop
) -> None:
    signed = laptop.record(photos=2)
    result = laptop.sync()
    assert laptop.state(signed) is ReportState.COMPLETE
    assert laptop.receipts(signed) == ["content", "complete"]
    assert result.sent == sum(len(data) for data in signed.files.values())
    assert {sha: server_has(server, sha) for sha in signed.files} == signed.files


def test_with_the_server_off_everything_waits(server: ServerHandle, laptop: RealLaptop) -> None:
    signed = laptop.record(photos=1)
    server.stop()
    result = laptop.sync()
    assert result.offline
    assert result.problem is not None and result.problem.code == Trouble.OFFLINE
    server.start()
    laptop.sync()
    assert laptop.state(signed) is ReportState.COMPLETE


def test_a_file_goes_on_where_it_stopped(server: ServerHandle, laptop: RealLaptop) -> None:
    signed = laptop.record(photos=1, original=400_000)
    laptop.sync(steps=8)
    server.stop()
    server.start()
    laptop.sync("drained")
    assert laptop.state(signed) is ReportState.COMPLETE
    with laptop.store.read() as unit:
        assert {item.state for item in unit.outbox.items()} == {OutboxState.DONE}


def test_a_second_sync_sends_nothing_twice(laptop: RealLaptop) -> None:
    laptop.record(photos=1)
    laptop.sync()
    again = laptop.sync()
    assert (again.sent, again.completed) == (0, ())
    assert Did.MESSAGE not in {step.did for step in laptop.steps}


def test_enrolling_again_after_a_lost_answer_is_the_same_enrolment(
    new_laptop: Callable[..., RealLaptop], new_code: Callable[[], str]
) -> None:
    laptop = new_laptop(enrolled=False)
    code = new_code()
    first = laptop.enrol(code)
    assert laptop.enrol(code).volunteer == first.volunteer
    other = new_laptop(enrolled=False)
    with pytest.raises(Refused, match=r"enrolment\.code_used"):
        other.enrol(code)


def test_a_wrong_code_says_so_and_leaves_the_laptop_as_it_was(
    new_laptop: Callable[..., RealLaptop], new_code: Callable[[], str]
) -> None:
    laptop = new_laptop(enrolled=False)
    with pytest.raises(Refused, match=r"enrolment\.code_unknown"):
        laptop.enrol("A" * 26)
    assert laptop.enrol(new_code()).volunteer


def test_enrolling_offline_says_so(
    server: ServerHandle, new_laptop: Callable[..., RealLaptop], new_code: Callable[[], str]
) -> None:
    laptop = new_laptop(enrolled=False)
    code = new_code()
    server.stop()
    with pytest.raises(Offline, match=r"sync\.offline"):
        laptop.enrol(code)
    server.start()
    assert laptop.enrol(code).volunteer


def test_an_enrolled_laptop_is_not_carried_off_to_another_server(laptop: RealLaptop) -> None:
    carrier = HttpCarrier(HttpSession("https://otra.example", timeouts=Timeouts(1, 1)))
    with pytest.raises(InputError, match=r"enrolment\.other_server"):
        enrol(laptop.store, carrier, "https://otra.example", "x", "laptop")
    carrier.close()


def test_plain_http_is_for_this_machine_only(laptop: RealLaptop) -> None:
    with pytest.raises(InputError, match=r"sync\.insecure_address"):
        enrol(laptop.store, laptop.carrier, "http://contraloria.example", "x", "laptop")


def test_receipts_are_found_in_the_comptrollers_log(laptop: RealLaptop) -> None:
    for _ in range(2):
        laptop.record(photos=0)
        laptop.sync()
        assert laptop.steps[-2].did is Did.AUDITED
    with laptop.store.read() as unit:
        assert unproven(unit.settings) == []
        assert unit.settings.get(LOG_ALARM) is None
        assert unit.settings.get(LOG_SIZE) == "4"
