"""Servers that lie, stumble or are somebody else: each a small change to an honest answer."""

import gzip
import json
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

from fieldmonitor.protocol.codec import to_plain
from fieldmonitor.protocol.envelope import RECEIPT_TYPE
from fieldmonitor.protocol.messages import JSON_TYPE, LENGTH_HEADER, OFFSET_HEADER, Receipt, ReceiptKind
from fieldmonitor.trust.envelopes import seal
from fieldmonitor.trust.keys import SigningKey, from_text, to_text
from tests.fakes.clock import START
from tests.fakes.comptroller import Comptroller
from tests.fakes.http_front import Asked, Mischief, Said

PORTAL = b"<html><body>Bienvenido al wifi. <a href='/login'>Acepte</a></body></html>"
BAD_SERVERS: dict[str, Callable[[Comptroller], Mischief]] = {}

Change = Callable[[Asked, Said], Said]


def bad(*whats: str) -> Callable[[Change], Change]:
    """Register a bad server that changes the answers to these requests (all, if none is named)."""

    def register(change: Change) -> Change:
        BAD_SERVERS[change.__name__] = lambda _comptroller: at(whats, change)
        return change

    return register


def at(whats: tuple[str, ...], change: Change) -> Mischief:
    """Return mischief at those requests, also where they travel as frames of a batch."""

    def mischief(asked: Asked, said: Said) -> Said:
        if asked.what == "send_batch" and said.status == 200:
            return _in_frames(asked, said, whats, change)
        return change(asked, said) if not whats or asked.what in whats else said

    return mischief


def _in_frames(asked: Asked, said: Said, whats: tuple[str, ...], change: Change) -> Said:
    """Change the answers of frames; what touches more than an answer's words befalls the whole batch."""
    data = json.loads(said.body)
    for frame in data["frames"]:
        what = "send_chunk" if frame["file"] else "put_message" if frame["status"] != 200 else "get_message"
        kind = "file" if frame["file"] else "message"
        if not frame[kind] or (whats and what not in whats):
            continue
        alone = Said(frame["status"], json.dumps(frame[kind]).encode())
        changed = change(replace(asked, what=what, headers={OFFSET_HEADER: "0"}), alone)
        try:
            frame[kind] = json.loads(changed.body)
        except ValueError:
            return replace(changed, status=200 if changed.status == 201 else changed.status)
        if replace(changed, body=b"", status=200) != replace(alone, body=b"", status=200):
            return replace(changed, body=said.body)
        frame["status"] = changed.status
        if changed.status >= 400:
            frame.update(problem=frame[kind], **{kind: None})
    return replace(said, body=json.dumps(data).encode())


@cache
def _bomb() -> bytes:
    return gzip.compress(b"[" * 300_000_000, 1)


ANSWERS = ("put_message", "get_message")
_liar = SigningKey(b"L" * 32)


def html(status: int, **headers: str) -> Said:
    return Said(status, PORTAL, "text/html; charset=utf-8", headers)


@bad()
def portal_everywhere(asked: Asked, said: Said) -> Said:
    return html(200)


@bad("put_message", "get_message", "send_chunk", "evidence_offset", "feed")
def portal_after_sign_in(asked: Asked, said: Said) -> Said:
    return html(200)


@bad("put_message", "send_chunk")
def portal_that_says_created(asked: Asked, said: Said) -> Said:
    return html(201)


@bad(*ANSWERS)
def html_dressed_as_ours(asked: Asked, said: Said) -> Said:
    return replace(html(201 if asked.what == "put_message" else 200), media_type=JSON_TYPE)


@bad()
def redirect_to_login(asked: Asked, said: Said) -> Said:
    return html(302, Location="http://127.0.0.1:9/login")


@bad("put_message", "send_chunk", "get_message")
def redirect_with_an_honest_looking_body(asked: Asked, said: Said) -> Said:
    return replace(said, status=307, headers={"Location": asked.path})


@bad()
def network_authentication_required(asked: Asked, said: Said) -> Said:
    return html(511)


@bad()
def proxy_wants_a_password(asked: Asked, said: Said) -> Said:
    return html(407)


@bad("put_message", "get_message", "send_chunk")
def nothing_but_204(asked: Asked, said: Said) -> Said:
    return Said(204)


@bad("put_message", "get_message", "send_chunk")
def bare_200(asked: Asked, said: Said) -> Said:
    return Said(200, b"OK", "text/plain")


@bad(*ANSWERS)
def empty_body(asked: Asked, said: Said) -> Said:
    return replace(said, body=b"")


@bad("put_message", "get_message", "send_chunk")
def wrong_media_type(asked: Asked, said: Said) -> Said:
    return replace(said, media_type="application/json")


@bad("put_message", "get_message", "send_chunk")
def wrong_success_status(asked: Asked, said: Said) -> Said:
    return replace(said, status=202) if said.status < 300 else said


@bad(*ANSWERS)
def answer_to_another_message(asked: Asked, said: Said) -> Said:
    return said.with_json(lambda data: data.update(message_id="00000000-0000-4000-8000-000000000000"))


@bad(*ANSWERS)
def answer_to_another_version(asked: Asked, said: Said) -> Said:
    return said.with_json(lambda data: data.update(message_version=7))


@bad(*ANSWERS)
def wrong_manifest_hash(asked: Asked, said: Said) -> Said:
    return said.with_json(lambda data: data.update(manifest_sha256="0" * 64))


@bad(*ANSWERS)
def claims_all_is_there(asked: Asked, said: Said) -> Said:
    return said.with_json(lambda data: data.update(missing=[], receipts=[]))


def complete(data: dict[str, Any], **changes: Any) -> Receipt:
    files = tuple(entry["sha256"] for entry in data["missing"])
    receipt = Receipt(
        ReceiptKind.COMPLETE,
        "R-1",
        data["message_id"],
        data["message_version"],
        data["manifest_sha256"],
        files,
        START,
    )
    return replace(receipt, **changes)


@bad(*ANSWERS)
def receipt_by_another_key(asked: Asked, said: Said) -> Said:
    def change(data: dict[str, Any]) -> None:
        data["receipts"] = [to_plain(seal(complete(data), RECEIPT_TYPE, _liar))]
        data["missing"] = []

    return said.with_json(change)


@bad(*ANSWERS)
def receipt_by_another_key_under_the_right_name(asked: Asked, said: Said) -> Said:
    def change(data: dict[str, Any]) -> None:
        envelope = seal(complete(data), RECEIPT_TYPE, _liar)
        names = [receipt["signatures"][0]["keyid"] for receipt in data["receipts"]] or ["0" * 64]
        signature = replace(envelope.signatures[0], keyid=names[0])
        data["receipts"] = [to_plain(replace(envelope, signatures=(signature,)))]

    return said.with_json(change)


@bad(*ANSWERS)
def unsigned_receipt(asked: Asked, said: Said) -> Said:
    def change(data: dict[str, Any]) -> None:
        envelope = seal(complete(data), RECEIPT_TYPE, _liar)
        data["receipts"] = [to_plain(replace(envelope, signatures=()))]

    return said.with_json(change)


def forged(name: str, forge: Callable[[Receipt, dict[str, Any]], Receipt | None]) -> None:
    """Register a server that signs, with its true key, a receipt that does not say what it must."""

    def make(comptroller: Comptroller) -> Mischief:
        def change_answer(asked: Asked, said: Said) -> Said:
            def spoil(data: dict[str, Any]) -> None:
                envelopes = []
                key = (data["message_id"], data["message_version"])
                files = tuple(entry.sha256 for entry in comptroller.messages[key].files)
                receipt = forge(complete(data, files=files), data)
                if receipt is not None:
                    envelopes.append(to_plain(seal(receipt, RECEIPT_TYPE, comptroller.key)))
                data["receipts"], data["missing"] = envelopes, []

            return said.with_json(spoil)

        return at(ANSWERS, change_answer)

    BAD_SERVERS[name] = make


forged("receipt_of_another_message", lambda r, d: replace(r, message_id="other"))
forged("receipt_of_an_older_version", lambda r, d: replace(r, message_version=r.message_version - 1))
forged("receipt_of_other_content", lambda r, d: replace(r, manifest_sha256="f" * 64))
forged("receipt_that_leaves_a_file_out", lambda r, d: replace(r, files=r.files[1:]))
forged("receipt_that_names_no_file", lambda r, d: replace(r, files=()))
forged("receipt_that_names_a_strange_file", lambda r, d: replace(r, files=(*r.files, "e" * 64)))
forged("receipt_without_a_number", lambda r, d: replace(r, number=""))
forged("receipt_without_a_time_zone", lambda r, d: replace(r, received_at=r.received_at.replace(tzinfo=None)))


@bad(*ANSWERS)
def content_receipt_relabelled_complete(asked: Asked, said: Said) -> Said:
    def change(data: dict[str, Any]) -> None:
        for plain in data["receipts"]:
            receipt = json.loads(from_text(plain["payload"]))
            receipt["kind"] = "complete"
            plain["payload"] = to_text(json.dumps(receipt).encode())

    return said.with_json(change)


@bad(*ANSWERS)
def receipt_in_another_type(asked: Asked, said: Said) -> Said:
    def change(data: dict[str, Any]) -> None:
        for plain in data["receipts"]:
            plain["payloadType"] = "application/vnd.fieldmonitor.report+json"

    return said.with_json(change)


@bad(*ANSWERS)
def receipt_in_broken_base64(asked: Asked, said: Said) -> Said:
    def change(data: dict[str, Any]) -> None:
        for plain in data["receipts"]:
            plain["payload"] = "*" + plain["payload"]

    return said.with_json(change)


@bad("put_message", "get_message", "send_chunk")
def cut_in_mid_body(asked: Asked, said: Said) -> Said:
    length = len(said.body) + 200
    return replace(said, cut=length - 150)


@bad("put_message", "get_message", "send_chunk")
def cut_in_mid_header(asked: Asked, said: Said) -> Said:
    return replace(said, cut=25)


@bad("put_message", "send_chunk")
def kept_and_never_answered(asked: Asked, said: Said) -> Said:
    return replace(said, cut=0)


@bad("put_message", "send_chunk")
def answers_when_nobody_waits_any_more(asked: Asked, said: Said) -> Said:
    return replace(said, hang=1.5)


@bad("put_message", "get_message")
def garbage(asked: Asked, said: Said) -> Said:
    return replace(said, raw=bytes(range(256)) * 4, close=True)


@bad("put_message", "get_message", "feed")
def gzip_bomb(asked: Asked, said: Said) -> Said:
    return replace(said, body=_bomb(), headers={"Content-Encoding": "gzip"})


@bad("put_message", "get_message", "feed")
def gzip_cut_short(asked: Asked, said: Said) -> Said:
    return replace(said, body=gzip.compress(said.body)[:-9], headers={"Content-Encoding": "gzip"})


@bad("put_message", "get_message")
def unknown_encoding(asked: Asked, said: Said) -> Said:
    return replace(said, headers={"Content-Encoding": "br"})


@bad("put_message", "get_message")
def endless_answer(asked: Asked, said: Said) -> Said:
    head = f"HTTP/1.1 201 X\r\nContent-Type: {JSON_TYPE}\r\n\r\n".encode()
    return replace(said, raw=head + b" " * 9_000_000, close=True)


@bad("put_message")
def promised_more_than_it_sends(asked: Asked, said: Said) -> Said:
    return replace(said, headers={"Content-Length": str(len(said.body) + 10)}, close=True)


@bad("put_message")
def a_thousand_headers(asked: Asked, said: Said) -> Said:
    return replace(said, headers={f"X-{n}": "x" for n in range(1000)})


@bad("send_chunk")
def offset_beyond_the_end(asked: Asked, said: Said) -> Said:
    return said.with_json(lambda data: data.update(offset=data["size"] + 1))


@bad("send_chunk")
def offset_below_zero(asked: Asked, said: Said) -> Said:
    return said.with_json(lambda data: data.update(offset=-5))


@bad("send_chunk")
def progress_on_another_file(asked: Asked, said: Said) -> Said:
    return said.with_json(lambda data: data.update(sha256="a" * 64))


@bad("send_chunk", *ANSWERS)
def claims_whole_files_and_gives_no_receipt(asked: Asked, said: Said) -> Said:
    if asked.what == "send_chunk":
        return said.with_json(lambda data: data.update(offset=data["size"]))
    return said.with_json(lambda data: data.update(receipts=[]))


@bad("evidence_offset", *ANSWERS)
def whole_by_head_alone(asked: Asked, said: Said) -> Said:
    if asked.what == "evidence_offset":
        return replace(said, headers={**said.headers, OFFSET_HEADER: said.headers.get(LENGTH_HEADER, "0")})
    return said.with_json(lambda data: data.update(receipts=[]))


@bad("evidence_offset", "send_chunk")
def head_full_of_nonsense(asked: Asked, said: Said) -> Said:
    if asked.what == "evidence_offset":
        return replace(said, headers={OFFSET_HEADER: "-1", LENGTH_HEADER: "²"})
    return html(502)


@bad("send_chunk")
def never_keeps_a_byte(asked: Asked, said: Said) -> Said:
    return said.with_json(lambda data: data.update(offset=int(asked.headers.get(OFFSET_HEADER, "0"))))


@bad("send_chunk")
def always_another_offset(asked: Asked, said: Said) -> Said:
    body = b'{"code":"evidence.offset"}'
    return Said(409, body, headers={OFFSET_HEADER: str(asked.number % 7)})


@bad("put_message", "get_message", "send_chunk", "evidence_offset", "feed")
def unauthorised_for_ever(asked: Asked, said: Said) -> Said:
    return Said(401, b'{"code":"token.expired"}')


@bad("token")
def token_of_html(asked: Asked, said: Said) -> Said:
    return html(200)


@bad("nonce")
def nonce_of_nonsense(asked: Asked, said: Said) -> Said:
    return replace(said, body=b'{"nonce":"%%%"}')


@bad("server_info")
def another_key_at_the_door(asked: Asked, said: Said) -> Said:
    return said.with_json(lambda data: data.update(receipt_key=to_text(_liar.public)))


@bad()
def broken_for_ever(asked: Asked, said: Said) -> Said:
    return html(500)


@bad()
def come_back_next_year(asked: Asked, said: Said) -> Said:
    return html(503, **{"Retry-After": "31536000"})


@bad("put_message", "get_message", "send_chunk")
def refusal_without_a_code(asked: Asked, said: Said) -> Said:
    return Said(403, b'{"code":"","detail":"no"}')


@bad()
def not_found_in_html(asked: Asked, said: Said) -> Said:
    return html(404)


@bad("feed")
def feed_without_an_end(asked: Asked, said: Said) -> Said:
    return said.with_json(lambda data: data.update(more=True))


@bad("feed", *ANSWERS)
def feed_that_calls_a_report_accepted(asked: Asked, said: Said) -> Said:
    if asked.what != "feed":
        return said.with_json(lambda data: data.update(receipts=[]))
    body = {
        "report_id": FEEDBACK_ABOUT[0],
        "report_version": 1,
        "state": "complete",
        "title": "",
        "summary": "",
        "steps": [],
    }
    record = {"kind": "feedback", "id": "f", "version": 9, "body": body}
    return said.with_json(lambda data: data.update(records=[record]))


FEEDBACK_ABOUT = [""]
"""The report that `feed_that_calls_a_report_accepted` speaks of."""


def two_answers(comptroller: Comptroller) -> Mischief:
    """A server that sends each answer twice, so that the next request reads a stale one."""

    def mischief(asked: Asked, said: Said) -> Said:
        if asked.what not in ANSWERS:
            return said
        length = f"Content-Length: {len(said.body)}\r\n\r\n"
        head = f"HTTP/1.1 {said.status} X\r\nContent-Type: {JSON_TYPE}\r\n{length}"
        return replace(said, raw=(head.encode() + said.body) * 2, close=False)

    return mischief


BAD_SERVERS["every_answer_twice"] = two_answers
