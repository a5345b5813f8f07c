"""The batch route against bodies that no device of ours would send."""

from collections.abc import Iterator

import pytest
import requests

from fieldmonitor.protocol.codec import decode
from fieldmonitor.protocol.frames import BATCH_TYPE, MOST_FRAMES, BatchAnswer, Frame, Method, head
from fieldmonitor.protocol.messages import JSON_TYPE, Problem
from fieldmonitor.server.runner import ServerHandle
from tests.fakes.real_laptop import RealLaptop

NOWHERE = "00000000-0000-4000-8000-000000000000"
GET = head(Frame(Method.GET, NOWHERE, 1))


@pytest.fixture
def http(laptop: RealLaptop) -> Iterator[requests.Session]:
    answer = laptop.carrier.sign_in(laptop.enrolment.device_key).required()
    with requests.Session() as session:
        session.trust_env = False
        session.headers["Authorization"] = f"Bearer {answer.token}"
        session.headers["Content-Type"] = BATCH_TYPE
        yield session


def post(server: ServerHandle, http: requests.Session, body: bytes) -> requests.Response:
    answer = http.post(f"{server.url}/v1/batches", body, timeout=(5, 30))
    assert answer.headers["Content-Type"] == JSON_TYPE
    return answer


@pytest.mark.parametrize(
    "body",
    [
        b"nonsense\n",
        b"nonsense without an end",
        b"\xff\xfe\n",
        b"{}\n",
        b'{"method":"delete","id":"x","number":1,"size":0}\n',
        b'{"method":"get","id":"x","number":1,"size":9}\n',
        b'{"method":"get","id":"x","number":-1,"size":0}\n',
        b'{"method":"get","id":"x","number":2147483648,"size":0}\n',
        b'{"method":"patch","id":"x","number":0,"size":-4}\n',
        b" " * 600 + b"\n",
        b"x" * 5_000_000,
        head(Frame(Method.PATCH, "0" * 64, 0, 10_000)) + b"short",
        head(Frame(Method.PUT, NOWHERE, 1, 10_000)) + b"short",
    ],
)
def test_what_is_no_batch_is_refused(server: ServerHandle, http: requests.Session, body: bytes) -> None:
    answer = post(server, http, body)
    assert answer.status_code == 422
    assert decode(answer.content, Problem).code == "request.malformed"


def test_what_stood_before_the_nonsense_was_done(server: ServerHandle, laptop: RealLaptop) -> None:
    signed = laptop.record(photos=0)
    token = laptop.carrier.sign_in(laptop.enrolment.device_key).required().token
    body = head(Frame(Method.PUT, signed.message.id, 1, len(signed.message.envelope)))
    body += signed.message.envelope + b"nonsense\n"
    headers = {"Authorization": f"Bearer {token}", "Content-Type": BATCH_TYPE}
    with requests.Session() as session:
        session.trust_env = False
        refused = session.post(f"{server.url}/v1/batches", body, headers=headers, timeout=(5, 30))
    assert refused.status_code == 422
    assert laptop.carrier.get_message(signed.message.id, 1).value is not None


def test_an_empty_batch_is_answered_by_nothing(server: ServerHandle, http: requests.Session) -> None:
    assert decode(post(server, http, b"").content, BatchAnswer).frames == ()


def test_frames_are_counted(server: ServerHandle, http: requests.Session) -> None:
    assert post(server, http, GET * (MOST_FRAMES + 1)).status_code == 413


def test_a_message_too_large_is_skipped_and_the_rest_is_done(
    server: ServerHandle, http: requests.Session
) -> None:
    size = server.settings.limits.message + 1
    body = head(Frame(Method.PUT, NOWHERE, 1, size)) + bytes(size) + GET
    answer = decode(post(server, http, body).content, BatchAnswer)
    assert [frame.status for frame in answer.frames] == [413, 404]


def test_rubbish_in_a_frame_harms_only_that_frame(server: ServerHandle, http: requests.Session) -> None:
    body = head(Frame(Method.PUT, NOWHERE, 1, 7)) + b"rubbish"
    body += head(Frame(Method.PATCH, "../../etc/passwd", 0, 3)) + b"abc" + GET
    answer = decode(post(server, http, body).content, BatchAnswer)
    assert [frame.status for frame in answer.frames] == [422, 404, 404]


def test_another_media_type_is_refused(server: ServerHandle, http: requests.Session) -> None:
    http.headers["Content-Type"] = "application/json"
    assert post(server, http, GET).status_code == 415


def test_without_a_token_nothing_is_read(server: ServerHandle, http: requests.Session) -> None:
    del http.headers["Authorization"]
    assert post(server, http, GET).status_code == 401
