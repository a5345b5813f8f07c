"""What a silence means: a link that is gone is waited for, a connection that hangs is broken off."""

import socket
import sys
import threading
from collections.abc import Iterator
from queue import Queue

import pytest

from fieldmonitor.sync.codes import Trouble
from fieldmonitor.sync.http.connections import LiveSockets
from fieldmonitor.sync.http.pace import Pace, Timeouts
from fieldmonitor.sync.http.watchdog import Silence, Watchdog

LONG = 600.0
PATIENCE = 10.0


class Road:
    """A road whose every look is answered by the test."""

    def __init__(self) -> None:
        self.asked: Queue[float] = Queue()
        self.answers: Queue[bool] = Queue()
        self.broken = threading.Event()
        self.hurried: Queue[bool] = Queue()
        self.left: list[int | None] = []

    def hurry(self, on: bool, /) -> None:
        self.hurried.put(on)

    def knock(self, timeout: float, /) -> bool:
        self.asked.put(timeout)
        return self.answers.get(timeout=PATIENCE)

    def under_way(self) -> int | None:
        return self.left.pop(0) if self.left else None

    def shut(self) -> None:
        self.broken.set()


@pytest.fixture
def road() -> Road:
    return Road()


@pytest.fixture
def dog(road: Road) -> Iterator[Watchdog]:
    dog = Watchdog(road, looks=0.01)
    yield dog
    road.answers.put(False)
    dog.close()


def test_a_link_that_is_gone_is_waited_for(road: Road, dog: Watchdog) -> None:
    dog.alive(Silence(0.0, 0.0, 0.0, LONG))
    for _ in range(3):
        road.asked.get(timeout=PATIENCE)
        road.answers.put(False)
    road.asked.get(timeout=PATIENCE)
    assert road.hurried.get(timeout=PATIENCE) is True
    assert not road.broken.is_set()


def test_a_connection_that_hangs_on_a_living_link_is_broken_off(road: Road, dog: Watchdog) -> None:
    dog.alive(Silence(0.0, 0.05, LONG, LONG))
    road.answers.put(True)
    assert road.broken.wait(PATIENCE)
    assert dog.bitten


def test_an_answer_alone_is_not_waited_for_as_long_as_bytes_under_way(road: Road, dog: Watchdog) -> None:
    road.left = [0, 0]
    dog.alive(Silence(0.0, LONG, 0.05, LONG))
    road.answers.put(False)
    road.answers.put(True)
    assert road.broken.wait(PATIENCE)
    assert dog.gap


def test_bytes_that_creep_are_left_their_time(road: Road, dog: Watchdog) -> None:
    road.left = [30_000, 20_000, 10_000, 10_000]
    dog.alive(Silence(0.0, 0.5, 0.5, LONG))
    road.answers.put(True)
    assert road.broken.wait(PATIENCE)
    assert road.left == []


def test_even_what_creeps_has_its_limit(road: Road, dog: Watchdog) -> None:
    road.left = list(range(10_000, 0, -1))
    dog.alive(Silence(0.0, 1.0, 1.0, 0.2))
    road.answers.put(True)
    assert road.broken.wait(PATIENCE)
    assert road.left


def test_a_socket_knows_whether_what_it_sent_has_arrived() -> None:
    live = LiveSockets()
    assert live.under_way() is None and not live.knock(1.0)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        client = socket.create_connection(listener.getsockname())
        far, _ = listener.accept()
        with client, far:
            live.add(client)
            live.hurry(True)
            assert live.knock(PATIENCE)
            client.sendall(b"x" * 100)
            far.settimeout(PATIENCE)
            far.sendall(far.recv(100)[:1])
            client.recv(1)
            assert live.under_way() == (0 if sys.platform == "linux" else None)
            live.shut()
            assert far.recv(1) == b""
    assert not live.knock(0.1)


def test_a_sign_of_life_during_the_look_counts_more_than_the_look(road: Road, dog: Watchdog) -> None:
    dog.alive(Silence(0.0, 0.0, 0.0, LONG))
    road.asked.get(timeout=PATIENCE)
    dog.alive(Silence(LONG, 0.0, 0.0, LONG))
    assert [road.hurried.get(timeout=PATIENCE) for _ in range(2)] == [True, False]
    road.answers.put(True)
    dog.alive(Silence(0.0, LONG, LONG, LONG))
    road.asked.get(timeout=PATIENCE)
    assert not road.broken.is_set()


def test_a_silence_beyond_all_patience_is_broken_off_unasked(road: Road, dog: Watchdog) -> None:
    dog.alive(Silence(LONG, LONG, LONG, 0.0))
    assert road.broken.wait(PATIENCE)
    assert road.asked.empty()


def test_nothing_is_watched_at_rest(road: Road, dog: Watchdog) -> None:
    dog.alive(Silence(0.0, 0.0, 0.0, LONG))
    road.asked.get(timeout=PATIENCE)
    dog.rest()
    road.answers.put(True)
    dog.alive(Silence(LONG, LONG, LONG, LONG))
    assert not road.broken.is_set()


class Ticking:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_thread_with_nothing_to_watch_ends_and_another_watches_on(road: Road) -> None:
    dog = Watchdog(road, looks=0.01, rest=0.01)
    dog.alive(Silence(LONG, LONG, LONG, LONG))
    first = dog._thread
    assert first is not None
    dog.rest()
    first.join(PATIENCE)
    assert not first.is_alive()
    dog.alive(Silence(LONG, LONG, LONG, 0.0))
    assert road.broken.wait(PATIENCE)
    dog.close()


def test_doubt_grows_with_the_time_that_a_block_takes() -> None:
    clock = Ticking()
    pace = Pace(Timeouts(connect=6.0, stall=75.0, quick=6.0), clock)
    pace.begin()
    pace.moved(False)
    for seconds, doubt in ((0.1, 6.0), (8.0, pytest.approx(6.72))):
        clock.now += seconds
        assert pace.moved(False).doubt == doubt
    for _ in range(60):
        clock.now += 30.0
        silence = pace.moved(False)
    assert silence == Silence(75.0, 75.0, 75.0, 75.0)


def test_a_busy_server_is_given_more_time_after_it_needed_more() -> None:
    pace = Pace(Timeouts(), Ticking())
    doubts = []
    for trouble in (Trouble.NO_ANSWER, Trouble.NO_ANSWER, None, None):
        pace.begin()
        doubts.append(pace.answering().doubt)
        pace.ended(trouble)
    assert doubts == [8.0, 16.0, 32.0, 8.0]


def test_a_gap_of_the_link_is_not_the_servers_slowness() -> None:
    pace = Pace(Timeouts(), Ticking())
    pace.begin()
    pace.ended(Trouble.NO_ANSWER, gap=True)
    assert pace.answering() == Silence(8.0, 8.0, 3.0, 75.0)


def test_connecting_is_given_more_time_where_it_failed() -> None:
    pace = Pace(Timeouts(connect=10.0), Ticking())
    tries = []
    for trouble in (Trouble.OFFLINE, Trouble.OFFLINE, None, None):
        tries.append(pace.begin())
        pace.ended(trouble)
    assert tries == [10.0, 16.0, 33.0, 10.0]
