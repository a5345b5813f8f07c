"""The small parts of the HTTP road: answers, bodies, throttle, gzip."""

import gzip
import io

import pytest

from fieldmonitor.domain.outbox import Outcome
from fieldmonitor.protocol.codec import decode
from fieldmonitor.protocol.messages import JSON_TYPE, MissingFile
from fieldmonitor.sync.codes import Trouble
from fieldmonitor.sync.http.answers import interpret
from fieldmonitor.sync.http.body import BLOCK, Body, SourceBroken, Stopped
from fieldmonitor.sync.http.session import NoReply, Reply, _unpacked
from fieldmonitor.sync.throttle import Throttle
from tests.fakes.clock import SimClock

GOOD = b'{"sha256":"a","size":5,"offset":2}'


def read(body: bytes) -> MissingFile:
    return decode(body, MissingFile)


def problem(code: str) -> bytes:
    return b'{"code":"%b"}' % code.encode()


@pytest.mark.parametrize(
    ("status", "media_type", "body", "outcome", "code"),
    [
        (200, JSON_TYPE, GOOD, Outcome.ACCEPTED, None),
        (200, "text/html", GOOD, Outcome.TRANSIENT, Trouble.CAPTIVE_PORTAL),
        (200, "text/plain", GOOD, Outcome.TRANSIENT, Trouble.ODD_ANSWER),
        (200, JSON_TYPE, b"{}", Outcome.TRANSIENT, Trouble.ODD_ANSWER),
        (201, JSON_TYPE, GOOD, Outcome.TRANSIENT, Trouble.ODD_ANSWER),
        (302, JSON_TYPE, GOOD, Outcome.TRANSIENT, Trouble.CAPTIVE_PORTAL),
        (401, JSON_TYPE, problem("token.expired"), Outcome.AUTH, "token.expired"),
        (401, "text/html", b"", Outcome.TRANSIENT, Trouble.CAPTIVE_PORTAL),
        (404, JSON_TYPE, problem("message.unknown"), Outcome.REJECTED, "message.unknown"),
        (404, JSON_TYPE, b"?", Outcome.TRANSIENT, Trouble.ODD_ANSWER),
        (404, "text/html", b"", Outcome.TRANSIENT, Trouble.CAPTIVE_PORTAL),
        (407, "text/html", b"", Outcome.TRANSIENT, Trouble.PROXY),
        (409, JSON_TYPE, problem("message.different"), Outcome.CONFLICT, "message.different"),
        (409, JSON_TYPE, problem("enrolment.code_used"), Outcome.REJECTED, "enrolment.code_used"),
        (410, JSON_TYPE, problem("message.withdrawn"), Outcome.GONE, "message.withdrawn"),
        (429, JSON_TYPE, problem("enrolment.too_many_tries"), Outcome.TRANSIENT, "enrolment.too_many_tries"),
        (500, JSON_TYPE, problem("server.error"), Outcome.TRANSIENT, "server.error"),
        (502, "text/html", b"", Outcome.TRANSIENT, Trouble.SERVER_BUSY),
        (511, JSON_TYPE, b"", Outcome.TRANSIENT, Trouble.CAPTIVE_PORTAL),
    ],
)
def test_what_an_answer_means(
    status: int, media_type: str, body: bytes, outcome: Outcome, code: str | None
) -> None:
    answer = interpret(Reply(status, media_type, {}, body), {200: Outcome.ACCEPTED}, read)
    assert (answer.outcome, answer.code) == (outcome, code)
    assert (answer.value is not None) == (outcome is Outcome.ACCEPTED)


def test_a_wish_to_wait_is_heard_within_reason() -> None:
    for text, seconds in (("30", 30.0), ("31536000", 3600.0), ("soon", None), ("-4", None)):
        answer = interpret(Reply(503, "", {"Retry-After": text}, b""), {}, read)
        assert answer.retry_after == seconds


def test_a_body_leaves_in_blocks_and_tells_of_each() -> None:
    told: list[int] = []
    alive: list[bool] = []
    body = Body(io.BytesIO(bytes(20_000)), 20_000, alive.append, told.append)
    assert [len(block) for block in body] == [BLOCK, BLOCK, 20_000 - 2 * BLOCK]
    assert len(body) == 20_000
    assert told == [0, BLOCK, 2 * BLOCK]
    assert alive == [False, False, False, True]


def test_a_body_never_reads_beyond_its_part() -> None:
    source = io.BytesIO(bytes(50_000))
    assert sum(map(len, Body(source, 10_000, lambda _end: None))) == 10_000
    assert source.tell() == 10_000


def test_a_body_stops_when_told_and_when_its_file_breaks() -> None:
    with pytest.raises(Stopped):
        Body(io.BytesIO(b"x"), 1, lambda _end: None, stop=lambda: True).read()
    with pytest.raises(SourceBroken):
        Body(io.BytesIO(b"x"), 2, lambda _end: None).read()


def test_gzip_is_undone_within_bounds() -> None:
    data = b"abc" * 1000
    assert _unpacked(gzip.compress(data), "gzip", 3000) == data
    assert _unpacked(data, "", 3000) == data
    for packed, encoding, cap in (
        (gzip.compress(data), "gzip", 2999),
        (gzip.compress(data)[:-1], "gzip", 3000),
        (b"no gzip", "gzip", 3000),
        (data, "br", 3000),
    ):
        with pytest.raises(NoReply):
            _unpacked(packed, encoding, cap)


def test_a_throttled_file_keeps_to_its_rate() -> None:
    clock = SimClock()
    began = clock.monotonic()
    slow = Throttle(io.BytesIO(bytes(4000)), 1000, clock.monotonic, lambda: False, clock.pass_time)
    while slow.read(1000):
        pass
    assert clock.monotonic() - began == pytest.approx(4.0, abs=0.01)


def test_a_stopped_throttle_waits_no_longer() -> None:
    clock = SimClock()
    slow = Throttle(io.BytesIO(bytes(10)), 1, clock.monotonic, lambda: True, clock.pass_time)
    assert slow.read(5) + slow.read(5) == bytes(10)
    assert clock.monotonic() == SimClock().monotonic()
