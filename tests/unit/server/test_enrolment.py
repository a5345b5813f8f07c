"""One-time codes and signing in, over real HTTP."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from fieldmonitor.protocol.codec import encode
from fieldmonitor.protocol.messages import (
    JSON_TYPE,
    TOKEN_CONTEXT,
    NonceAnswer,
    NonceRequest,
    ServerInfo,
    TokenRequest,
)
from fieldmonitor.server.context import Context
from fieldmonitor.server.models import EnrolmentCode, Token
from fieldmonitor.server.runner import ServerHandle
from fieldmonitor.server.services.enrolment import SHORT_LENGTH, CodeRequest, issue_code
from fieldmonitor.server.services.volunteers import revoke_device
from fieldmonitor.trust.introductions import normalise
from fieldmonitor.trust.keys import SigningKey, from_text, to_text
from tests.unit.server.conftest import new_code
from tests.unit.server.device import TIMEOUT, Device, code_of, read
from tests.unit.server.factories import ADMIN


def test_the_server_says_who_it_is(server: ServerHandle, context: Context, device: Device) -> None:
    info = read(device.http.get(f"{server.url}/v1/server", timeout=TIMEOUT), ServerInfo)
    assert from_text(info.receipt_key) == context.key.public == device.server_key
    key_file = context.settings.data / "receipt.key"
    assert key_file.stat().st_mode & 0o777 == 0o600


def test_a_lost_answer_can_be_asked_again(server: ServerHandle, context: Context) -> None:
    code = new_code(context)
    device = Device(server.url)
    first, again = device.enrol(code), device.enrol(code.lower())
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.content == again.content
    other = Device(server.url)
    assert code_of(other.enrol(code)) == (409, "enrolment.code_used")
    assert code_of(device.enrol(new_code(context))) == (409, "enrolment.device_taken")
    device.http.close()
    other.http.close()


def test_short_codes_allow_five_wrong_tries(server: ServerHandle, context: Context) -> None:
    good = new_code(context, short=True)
    assert len(normalise(good)) == SHORT_LENGTH
    device = Device(server.url)
    for _ in range(5):
        assert code_of(device.enrol("ZZZZ-ZZZZ")) == (404, "enrolment.code_unknown")
    assert code_of(device.enrol(good)) == (429, "enrolment.too_many_tries")
    assert device.enrol(new_code(context)).status_code == 201, "a long code cannot be guessed"
    device.http.close()


def test_a_code_typed_as_people_type_it(server: ServerHandle, context: Context) -> None:
    code = new_code(context, short=True)
    typed = " " + code.lower().replace("0", "o").replace("1", "l") + " "
    device = Device(server.url)
    assert device.enrol(typed).status_code == 201
    device.http.close()


def test_an_expired_code_and_a_bad_key(server: ServerHandle, context: Context) -> None:
    code = new_code(context)
    with context.db.write() as session:
        session.scalars(select(EnrolmentCode)).one().expires_at = context.now() - timedelta(seconds=1)
    device = Device(server.url)
    assert code_of(device.enrol(code)) == (410, "enrolment.code_expired")
    body = {"code": code, "device_key": to_text(b"short"), "device_name": "x"}
    answer = device.http.post(f"{server.url}/v1/enrolments", encode(body), timeout=TIMEOUT)
    assert code_of(answer) == (422, "enrolment.bad_key")
    device.http.close()


def test_a_second_laptop_joins_its_volunteer(server: ServerHandle, context: Context, device: Device) -> None:
    with context.db.write() as session:
        code = issue_code(session, context, CodeRequest(volunteer=device.volunteer)).code
    second = Device(server.url)
    assert second.enrol(code).status_code == 201
    assert second.volunteer == device.volunteer == "MCC-0001"
    second.http.close()


def test_a_nonce_is_good_once_and_for_its_device(server: ServerHandle, device: Device) -> None:
    nonce = _nonce(device, device.key.id)
    signature = to_text(device.key.sign(TOKEN_CONTEXT + from_text(nonce)))
    forged = to_text(SigningKey.generate().sign(TOKEN_CONTEXT + from_text(nonce)))
    assert code_of(_token(device, nonce, forged)) == (401, "token.bad_signature")
    assert code_of(_token(device, nonce, signature)) == (401, "token.bad_signature"), "spent by the forgery"
    fresh = _nonce(device, device.key.id)
    good = to_text(device.key.sign(TOKEN_CONTEXT + from_text(fresh)))
    assert _token(device, fresh, good).status_code == 200
    assert code_of(_token(device, fresh, good)) == (401, "token.bad_signature")


def test_tokens_expire_and_strangers_get_none(
    context: Context, device: Device, enrol: Callable[..., Device]
) -> None:
    stranger = Device(device.url)
    body = encode(NonceRequest(stranger.key.id))
    assert code_of(device.http.post(f"{device.url}/v1/nonces", body, timeout=TIMEOUT)) == (
        403,
        "device.unknown",
    )
    assert device.feed().status_code == 200
    with context.db.write() as session:
        session.scalars(select(Token)).one().expires_at = context.now() - timedelta(seconds=1)
    assert code_of(device.feed()) == (401, "token.expired")
    assert code_of(stranger.feed()) == (401, "token.expired")
    stranger.http.close()


def test_a_revoked_laptop_may_send_and_a_lost_one_gets_no_token(context: Context, device: Device) -> None:
    with context.db.write() as session:
        revoke_device(session, context, ADMIN, device.key.id, blocked=False)
    assert device.sign_in().status_code == 200
    assert device.put(device.report()).status_code == 201
    assert code_of(device.feed()) == (403, "device.revoked")
    with context.db.write() as session:
        revoke_device(session, context, ADMIN, device.key.id, blocked=True)
    assert code_of(device.feed()) == (401, "token.expired")
    assert code_of(device.sign_in()) == (403, "device.revoked")


@pytest.mark.parametrize("method", ["put", "patch", "get", "head"])
def test_refusals_come_before_the_body_and_are_read(device: Device, method: str) -> None:
    """A sender in the middle of a large body still reads that it must sign in."""
    big = b"x" * 200_000 if method in ("put", "patch") else None
    path = (
        "messages/00000000-0000-4000-8000-000000000000/1"
        if method in ("put", "get")
        else "evidence/" + "0" * 64
    )
    headers = {"Authorization": "Bearer nonsense", "Upload-Offset": "0"}
    answer = device.http.request(
        method, f"{device.url}/v1/{path}", data=big, headers=headers, timeout=TIMEOUT
    )
    assert answer.status_code == 401
    assert answer.headers["Content-Type"] == JSON_TYPE


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("GET", "/v1/nothing", (404, "request.not_found")),
        ("DELETE", "/v1/server", (405, "request.method")),
        ("POST", "/v1/tokens", (422, "request.malformed")),
        ("POST", "/v1/enrolments", (422, "request.malformed")),
    ],
)
def test_the_frameworks_own_refusals_are_ours(
    server: ServerHandle, device: Device, method: str, path: str, expected: tuple[int, str]
) -> None:
    answer = device.http.request(method, server.url + path, data=b"[[[", timeout=TIMEOUT)
    assert code_of(answer) == expected


def _nonce(device: Device, id: str) -> str:
    answer = device.http.post(f"{device.url}/v1/nonces", encode(NonceRequest(id)), timeout=TIMEOUT)
    return read(answer, NonceAnswer).nonce


def _token(device: Device, nonce: str, signature: str):  # type: ignore[no-untyped-def]
    body = encode(TokenRequest(device.key.id, nonce, signature))
    return device.http.post(f"{device.url}/v1/tokens", body, timeout=TIMEOUT)
