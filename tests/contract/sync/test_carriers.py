"""One suite for every carrier: the simulated one, HTTP to a simulated server, HTTP to the real one."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest

from fieldmonitor.domain.outbox import Outcome
from fieldmonitor.protocol.frames import Frame, Method
from fieldmonitor.protocol.messages import EnrolmentRequest, MessageAnswer, MissingFile, ReceiptKind
from fieldmonitor.server import ServerSettings
from fieldmonitor.server.runner import ServerHandle
from fieldmonitor.server.services.enrolment import CodeRequest, issue_code
from fieldmonitor.sync.carrier import Answer, Batch, Carrier, Chunk
from fieldmonitor.sync.frames import FrameStream
from fieldmonitor.sync.http.carrier import HttpCarrier
from fieldmonitor.sync.http.session import HttpSession, Timeouts
from fieldmonitor.sync.receipts import expected_of, verify_receipt
from fieldmonitor.trust.keys import SigningKey, from_text, to_text
from fieldmonitor.trust.rotation import ReceiptKeys
from tests.fakes.clock import START, SimClock
from tests.fakes.comptroller import Comptroller, FakeCarrier
from tests.fakes.http_front import Front
from tests.fakes.reports import Signed, signed_report


@dataclass
class Road:
    """A carrier, a code that its server will take, and a device's key."""

    carrier: Carrier
    code: str
    key: SigningKey
    volunteer: str = ""

    def enrol(self) -> None:
        request = EnrolmentRequest(self.code, to_text(self.key.public), "laptop")
        answer = self.carrier.enrol(request)
        assert answer.value is not None
        self.volunteer = answer.value.volunteer

    def signed(self, **options: object) -> Signed:
        return signed_report(
            self.key,
            START,
            Random(5),
            volunteer=self.volunteer,
            photos=1,
            original=40_000,
            **options,  # type: ignore[arg-type]
        )

    def send(self, signed: Signed, sha256: str, offset: int, length: int) -> Answer[MissingFile]:
        data = signed.files[sha256]
        source = io.BytesIO(data[offset:])
        chunk = Chunk(sha256, len(data), offset, length, source, lambda _sent: None, lambda: False)
        return self.carrier.send_chunk(chunk)


@pytest.fixture(params=["simulated", "http to simulated", "http to real"])
def road(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Road]:
    key = SigningKey.generate()
    if request.param == "http to real":
        with ServerHandle(ServerSettings(tmp_path / "server")) as server:
            assert server.context is not None
            with server.context.db.write() as session:
                code = issue_code(session, server.context, CodeRequest(region="LIMA")).code
            carrier = HttpCarrier(HttpSession(server.url, timeouts=Timeouts(2, 4)))
            yield Road(carrier, code, key)
            carrier.close()
        return
    clock = SimClock()
    comptroller = Comptroller(clock)
    comptroller.codes["code"] = None
    if request.param == "simulated":
        yield Road(FakeCarrier(comptroller, clock), "code", key)
        return
    with Front(comptroller) as front:
        carrier = HttpCarrier(HttpSession(front.url, timeouts=Timeouts(2, 4)))
        yield Road(carrier, "code", key)
        carrier.close()


@pytest.fixture
def signed_in(road: Road) -> Road:
    road.enrol()
    assert road.carrier.sign_in(road.key).outcome is Outcome.ACCEPTED
    return road


def value(answer: Answer[MessageAnswer]) -> MessageAnswer:
    assert answer.value is not None
    return answer.value


def test_a_server_says_who_it_is(road: Road) -> None:
    answer = road.carrier.server_info()
    assert answer.outcome is Outcome.ACCEPTED
    assert answer.value is not None
    assert len(from_text(answer.value.receipt_key)) == 32
    assert answer.value.time.tzinfo is not None


def test_enrolment_may_be_asked_again_by_the_same_key_only(road: Road) -> None:
    road.enrol()
    again = road.carrier.enrol(EnrolmentRequest(road.code, to_text(road.key.public), "laptop"))
    assert again.outcome is Outcome.ALREADY
    other = to_text(SigningKey.generate().public)
    refused = road.carrier.enrol(EnrolmentRequest(road.code, other, "laptop"))
    assert (refused.outcome, refused.code) == (Outcome.REJECTED, "enrolment.code_used")


def test_an_unknown_code_is_refused(road: Road) -> None:
    answer = road.carrier.enrol(EnrolmentRequest("0" * 26, to_text(road.key.public), "laptop"))
    assert (answer.outcome, answer.code) == (Outcome.REJECTED, "enrolment.code_unknown")


def test_an_unknown_device_gets_no_token(road: Road) -> None:
    answer = road.carrier.sign_in(SigningKey.generate())
    assert (answer.outcome, answer.code) == (Outcome.REJECTED, "device.unknown")


def test_without_a_token_nothing_is_taken(road: Road) -> None:
    road.enrol()
    signed = road.signed()
    sha256 = next(iter(signed.files))
    answers = [
        road.carrier.put_message(signed.message),
        road.carrier.get_message(signed.message.id, 1),
        road.carrier.evidence_offset(sha256),
        road.send(signed, sha256, 0, 1000),
        road.carrier.feed(None, 10),
    ]
    assert {answer.outcome for answer in answers} == {Outcome.AUTH}


def test_a_message_is_created_once(signed_in: Road) -> None:
    signed = signed_in.signed()
    first = signed_in.carrier.put_message(signed.message)
    again = signed_in.carrier.put_message(signed.message)
    assert (first.outcome, again.outcome) == (Outcome.ACCEPTED, Outcome.ALREADY)
    assert {entry.sha256 for entry in value(first).missing} == set(signed.files)
    assert value(again).missing == value(first).missing


def test_other_content_under_the_same_key_is_a_conflict(signed_in: Road) -> None:
    signed = signed_in.signed()
    signed_in.carrier.put_message(signed.message)
    other = signed_in.signed(id=signed.message.id, answers="<data/>")
    answer = signed_in.carrier.put_message(other.message)
    assert (answer.outcome, answer.code) == (Outcome.CONFLICT, "message.different")


def test_what_was_never_announced_is_not_expected(signed_in: Road) -> None:
    message = signed_in.carrier.get_message("00000000-0000-4000-8000-000000000000", 1)
    file = signed_in.carrier.evidence_offset("0" * 64)
    assert (message.outcome, message.code) == (Outcome.REJECTED, "message.unknown")
    assert (file.outcome, file.code) == (Outcome.REJECTED, "evidence.not_expected")


def test_a_file_goes_up_in_pieces_from_where_it_stands(signed_in: Road) -> None:
    signed = signed_in.signed()
    signed_in.carrier.put_message(signed.message)
    sha256 = next(sha for sha, role in signed.roles.items() if role == "original")
    first = signed_in.send(signed, sha256, 0, 15_000)
    assert (first.outcome, first.value) == (Outcome.PROGRESS, MissingFile(sha256, 40_000, 15_000))
    assert signed_in.carrier.evidence_offset(sha256).value == MissingFile(sha256, 40_000, 15_000)
    wrong = signed_in.send(signed, sha256, 20_000, 10_000)
    assert (wrong.outcome, wrong.value) == (Outcome.PROGRESS, MissingFile(sha256, 40_000, 15_000))
    last = signed_in.send(signed, sha256, 15_000, 25_000)
    assert last.value == MissingFile(sha256, 40_000, 40_000)
    assert signed_in.carrier.evidence_offset(sha256).value == MissingFile(sha256, 40_000, 40_000)


def test_both_receipts_come_when_they_are_earned(signed_in: Road) -> None:
    signed = signed_in.signed()
    signed_in.carrier.put_message(signed.message)
    expected = expected_of(signed.message)
    info = signed_in.carrier.server_info().value
    assert info is not None

    def receipts() -> list[str]:
        answer = value(signed_in.carrier.get_message(signed.message.id, 1))
        keys = ReceiptKeys(from_text(info.receipt_key))
        return sorted(verify_receipt(envelope, keys, expected).kind for envelope in answer.receipts)

    assert receipts() == []
    for wanted, after in (("small", [ReceiptKind.CONTENT]), ("original", list(ReceiptKind))):
        sha256 = next(sha for sha, role in signed.roles.items() if role == wanted)
        signed_in.send(signed, sha256, 0, len(signed.files[sha256]))
        assert receipts() == sorted(after)


def test_damaged_bytes_are_refused_and_start_again(signed_in: Road) -> None:
    signed = signed_in.signed()
    signed_in.carrier.put_message(signed.message)
    sha256 = next(sha for sha, role in signed.roles.items() if role == "small")
    size = len(signed.files[sha256])
    source = io.BytesIO(bytes(size))
    chunk = Chunk(sha256, size, 0, size, source, lambda _sent: None, lambda: False)
    answer = signed_in.carrier.send_chunk(chunk)
    assert (answer.outcome, answer.code) == (Outcome.REJECTED, "evidence.hash_mismatch")
    assert signed_in.carrier.evidence_offset(sha256).value == MissingFile(sha256, size, 0)


def test_the_feed_has_an_end_and_remembers_it(signed_in: Road) -> None:
    page = signed_in.carrier.feed(None, 100).value
    assert page is not None
    assert not page.more
    again = signed_in.carrier.feed(page.cursor, 100).value
    assert again is not None
    assert (again.records, again.more) == ((), False)


def test_a_cursor_of_nowhere_is_gone(signed_in: Road) -> None:
    answer = signed_in.carrier.feed("99999", 100)
    assert (answer.outcome, answer.code) == (Outcome.GONE, "feed.cursor_unknown")


def test_a_local_file_that_ends_early_blames_nobody_else(signed_in: Road) -> None:
    signed = signed_in.signed()
    signed_in.carrier.put_message(signed.message)
    sha256 = next(iter(signed.files))
    source = io.BytesIO(b"short")
    chunk = Chunk(sha256, 9_000, 0, 9_000, source, lambda _sent: None, lambda: False)
    answer = signed_in.carrier.send_chunk(chunk)
    assert (answer.outcome, answer.code) == (Outcome.TRANSIENT, "sync.local_file_damaged")


def test_a_batch_is_answered_request_by_request(signed_in: Road) -> None:
    signed = signed_in.signed()
    small = next(sha for sha, role in signed.roles.items() if role == "small")
    original = next(sha for sha, role in signed.roles.items() if role == "original")
    frames = [
        Frame(Method.PUT, signed.message.id, 1, len(signed.message.envelope)),
        Frame(Method.PATCH, small, 0, len(signed.files[small])),
        Frame(Method.PATCH, original, 500, 100),
        Frame(Method.PATCH, original, 0, 1_000),
        Frame(Method.PATCH, "0" * 64, 0, 10),
        Frame(Method.GET, signed.message.id, 1),
        Frame(Method.GET, "00000000-0000-4000-8000-000000000000", 1),
    ]
    bodies = {
        0: signed.message.envelope,
        1: signed.files[small],
        2: bytes(100),
        3: signed.files[original][:1_000],
        4: bytes(10),
    }
    stream = FrameStream(frames, lambda index: io.BytesIO(bodies[index]))
    answer = signed_in.carrier.send_batch(Batch(stream.frames, stream, stream.length, lambda: False))
    assert answer.value is not None
    got = answer.value.frames
    assert [frame.status for frame in got[:5]] == [201, 200, 409, 200, 404]
    assert got[0].message is not None and len(got[0].message.missing) == 2
    assert got[1].file == MissingFile(small, len(signed.files[small]), len(signed.files[small]))
    assert got[2].problem is not None and got[2].problem.params == {"offset": 0}
    assert got[3].file == MissingFile(original, 40_000, 1_000)
    assert got[4].problem is not None and got[4].problem.code == "evidence.not_expected"
    assert got[5].message is not None and len(got[5].message.receipts) == 1
    assert got[6].problem is not None and got[6].problem.code == "message.unknown"


def test_a_batch_without_a_token_is_not_read(signed_in: Road) -> None:
    signed_in.carrier.sign_in(SigningKey.generate())
    stream = FrameStream([Frame(Method.GET, "m", 1)], lambda _index: io.BytesIO())
    answer = signed_in.carrier.send_batch(Batch(stream.frames, stream, stream.length, lambda: False))
    assert answer.outcome is Outcome.AUTH


def test_a_batch_whose_file_breaks_is_the_laptops_own_trouble(signed_in: Road) -> None:
    stream = FrameStream([Frame(Method.PATCH, "0" * 64, 0, 10)], lambda _index: io.BytesIO(b"short"))
    answer = signed_in.carrier.send_batch(Batch(stream.frames, stream, stream.length, lambda: False))
    assert answer.code == "sync.local_file_damaged"
