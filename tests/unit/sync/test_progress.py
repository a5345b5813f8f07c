"""What the outbox shows: bytes, photo k of n, and estimates that promise nothing they can't know."""

from random import Random

from fieldmonitor.sync.policy import Policy
from fieldmonitor.sync.progress import Pace, Standing, rows
from tests.fakes.clock import SimClock
from tests.fakes.comptroller import Comptroller
from tests.fakes.laptop import Laptop


def laptop() -> Laptop[Comptroller]:
    return Laptop(Comptroller(SimClock()), Random(4))


def test_a_row_counts_bytes_and_photos() -> None:
    machine = laptop()
    signed = machine.record(photos=2)
    machine.policy = Policy(metered=True)
    machine.start()
    machine.sync()
    with machine.disk.read() as unit:
        (row,) = rows(unit)
    assert row.standing is Standing.CONTENT_RECEIVED
    assert (row.small_done, row.small, row.files_done, row.files) == (2, 2, 2, 4)
    assert row.bytes_done == 40_000 + len(signed.message.envelope)
    assert row.bytes_total == 340_000 + len(signed.message.envelope)
    assert row.receipt_number is not None
    assert row.seconds_left is None


def test_a_complete_report_leaves_the_outbox() -> None:
    machine = laptop()
    machine.record(photos=1)
    machine.sync()
    with machine.disk.read() as unit:
        assert rows(unit) == ()


def test_the_estimate_counts_what_goes_before() -> None:
    machine = laptop()
    first, second = machine.record(photos=1), machine.record(photos=1)
    with machine.disk.read() as unit:
        one, two = rows(unit, rate=1000.0)
    total = [sum(len(d) for d in s.files.values()) + len(s.message.envelope) for s in (first, second)]
    assert one.seconds_left == round(total[0] / 1000)
    assert two.seconds_left == round(sum(total) / 1000)


def test_paused_and_refused_messages_promise_no_time() -> None:
    machine = laptop()
    paused, refused = machine.record(photos=1), machine.record(photos=1)
    with machine.disk.write() as unit:
        unit.outbox.pause(paused.message.id)
    machine.comptroller.withdrawn.add((refused.message.id, 1))
    machine.sync()
    with machine.disk.read() as unit:
        found = {row.message_id: row for row in rows(unit, rate=1000.0)}
    assert found[paused.message.id].standing is Standing.PAUSED
    assert found[refused.message.id].standing is Standing.NEEDS_ATTENTION
    assert found[refused.message.id].problem == "message.withdrawn"
    assert {row.seconds_left for row in found.values()} == {None}


def test_a_dead_link_gives_no_estimate() -> None:
    machine = laptop()
    machine.record(photos=1)
    with machine.disk.read() as unit:
        assert rows(unit, rate=3.0)[0].seconds_left is None


def test_the_pace_includes_the_stalls() -> None:
    pace = Pace(window=100.0)
    assert pace.rate(0.0) is None
    pace.confirmed(0.0, 0)
    pace.confirmed(2.0, 8000)
    assert pace.rate(3.0) is None
    pace.confirmed(10.0, 8000)
    assert pace.rate(20.0) == 800.0
    pace.confirmed(200.0, 0)
    assert pace.rate(210.0) == 0.0
