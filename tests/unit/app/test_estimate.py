"""What the window says of an exchange under way: bytes once, and an estimate that can be believed."""

from datetime import timedelta

import pytest

from fieldmonitor.bootstrap.exchange import WINDOW, Meter
from fieldmonitor.sync.results import Did, Sending, StepResult
from fieldmonitor.ui.ports import SyncProgress

KEY = ("m1", 1)


class Stopwatch:
    """Monotonic seconds that a test moves."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def watch() -> Stopwatch:
    return Stopwatch()


@pytest.fixture
def told() -> list[SyncProgress]:
    return []


def _chunk(size: int) -> StepResult:
    return StepResult(Did.CHUNK, KEY, sent=size)


def test_nothing_is_guessed_before_there_is_something_to_go_by(
    watch: Stopwatch, told: list[SyncProgress]
) -> None:
    meter = Meter(told.append, 100_000, watch)
    meter.sending(Sending(KEY, "a", 8_000, 50_000))
    watch.now += 60
    meter.sending(Sending(KEY, "a", 16_000, 50_000))
    assert [(word.in_flight, word.remaining) for word in told] == [(8_000, None), (16_000, None)]


def test_bytes_confirmed_before_count_once_only(watch: Stopwatch, told: list[SyncProgress]) -> None:
    meter = Meter(told.append, 100_000, watch)
    meter.sending(Sending(KEY, "a", 38_000, 50_000, confirmed=30_000))
    assert told[-1].in_flight == 8_000
    meter.step(_chunk(8_000))
    watch.now += 1
    meter.sending(Sending(KEY, "a", 39_000, 50_000, confirmed=38_000))
    assert told[-1].in_flight == 1_000


def test_files_of_one_batch_fly_together(watch: Stopwatch, told: list[SyncProgress]) -> None:
    meter = Meter(told.append, 100_000, watch)
    meter.sending(Sending(KEY, "a", 5_000, 5_000))
    watch.now += 1
    meter.sending(Sending(KEY, "b", 3_000, 9_000))
    meter.sending(Sending(("m2", 1), "c", 3_000, 9_000))
    assert (told[-1].message_id, told[-1].in_flight) == ("m1", 8_000)


def test_the_estimate_follows_the_link_as_it_is_now(watch: Stopwatch, told: list[SyncProgress]) -> None:
    meter = Meter(told.append, 1_000_000, watch)
    for _second in range(20):
        watch.now += 1
        meter.step(_chunk(10_000))
    assert told[-1].rate == pytest.approx(10_000, rel=0.06)
    left = told[-1].remaining
    assert left is not None and timedelta(seconds=75) < left < timedelta(seconds=100)
    for _second in range(int(WINDOW) + 5):
        watch.now += 1
        meter.step(_chunk(1_000))
    assert told[-1].rate == pytest.approx(1_000, rel=0.1), "the fast minutes are forgotten"


def test_the_window_is_not_told_of_every_block(watch: Stopwatch, told: list[SyncProgress]) -> None:
    meter = Meter(told.append, 10_000_000, watch)
    for block in range(1_000):
        watch.now += 0.001
        meter.sending(Sending(KEY, "a", block * 8_192, 10_000_000))
    assert len(told) <= 11


def test_what_was_written_down_is_told_once_a_second(watch: Stopwatch, told: list[SyncProgress]) -> None:
    meter = Meter(told.append, 10_000_000, watch)
    for _step in range(100):
        watch.now += 0.1
        meter.step(_chunk(100))
    assert 9 <= sum(word.settled for word in told) <= 11
    meter.step(StepResult(Did.IDLE))
    assert sum(word.settled for word in told) <= 11
