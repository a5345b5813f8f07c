"""The in-memory comptroller behind real HTTP, with a place for mischief on every answer."""

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from fieldmonitor.domain.outbox import Outcome
from fieldmonitor.protocol.codec import decode, encode
from fieldmonitor.protocol.frames import BatchAnswer
from fieldmonitor.protocol.messages import (
    JSON_TYPE,
    LENGTH_HEADER,
    OFFSET_HEADER,
    EnrolmentRequest,
    MissingFile,
    NonceAnswer,
    NonceRequest,
    Problem,
    TokenAnswer,
    TokenRequest,
)
from fieldmonitor.sync.carrier import Answer
from fieldmonitor.trust.keys import to_text
from tests.fakes.comptroller import Comptroller
from tests.fakes.replay import STATUS, replay


@dataclass(frozen=True)
class Asked:
    """A request: `what` names it as the carrier's methods do."""

    what: str
    path: str
    headers: dict[str, str]
    body: bytes
    number: int


@dataclass(frozen=True)
class Said:
    """An answer. `raw` replaces everything; `cut` sends only so many bytes of it and closes."""

    status: int
    body: bytes = b""
    media_type: str = JSON_TYPE
    headers: dict[str, str] = field(default_factory=dict)
    raw: bytes | None = None
    cut: int | None = None
    hang: float = 0.0
    close: bool = False

    def with_json(self, change: Callable[[dict[str, Any]], None]) -> "Said":
        """Return this answer with its JSON changed, unless it is a refusal."""
        if self.status >= 400 or not self.body:
            return self
        data = json.loads(self.body)
        change(data)
        return replace(self, body=json.dumps(data).encode())


Mischief = Callable[[Asked, Said], Said]


class Front:
    """Serves a comptroller on a loopback port; `mischief` may replace any answer."""

    def __init__(self, comptroller: Comptroller, mischief: Mischief | None = None) -> None:
        self.comptroller = comptroller
        self.mischief = mischief
        self.requests = 0
        self.release = threading.Event()
        front = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                front._handle(self)

            do_PUT = do_POST = do_PATCH = do_HEAD = do_GET  # noqa: N815 - the library's names

            def log_message(self, format: str, *args: object) -> None: ...

        class Server(ThreadingHTTPServer):
            def handle_error(self, request: Any, client_address: Any) -> None: ...

        self._server = Server(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> "Front":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.release.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)

    def _handle(self, handler: BaseHTTPRequestHandler) -> None:
        body = handler.rfile.read(int(handler.headers.get("Content-Length", "0")))
        self.requests += 1
        what = _name(handler.command, handler.path)
        asked = Asked(what, handler.path, dict(handler.headers), body, self.requests)
        said = self._answer(asked)
        if self.mischief is not None:
            said = self.mischief(asked, said)
        if said.hang:
            self.release.wait(said.hang)
        data = said.raw if said.raw is not None else _encoded(said, handler.command)
        handler.wfile.write(data[: said.cut] if said.cut is not None else data)
        handler.wfile.flush()
        if said.cut is not None or said.close:
            handler.close_connection = True

    def _answer(self, asked: Asked) -> Said:
        server, parts = self.comptroller, urlsplit(asked.path)
        pieces = parts.path.strip("/").split("/")
        if asked.what == "server_info":
            return _said(server.info(), 200)
        if asked.what == "enrol":
            return _said(server.enrol(decode(asked.body, EnrolmentRequest)), 201, 200)
        if asked.what == "nonce":
            decode(asked.body, NonceRequest)
            return Said(200, encode(NonceAnswer(to_text(b"n" * 32))))
        if asked.what == "token":
            return self._token(decode(asked.body, TokenRequest).device)
        token = asked.headers.get("Authorization", "").removeprefix("Bearer ")
        if asked.what == "put_message":
            return _said(server.put(pieces[2], int(pieces[3]), asked.body, token), 201, 208)
        if asked.what == "get_message":
            return _said(server.get(pieces[2], int(pieces[3]), token), 200)
        if asked.what == "evidence_offset":
            return _offset(server.offset(pieces[2], token))
        if asked.what == "send_chunk":
            return _moved(server.patch(pieces[2], int(asked.headers[OFFSET_HEADER]), asked.body, token))
        if asked.what == "send_batch":
            if server.get("", 1, token).outcome is Outcome.AUTH:
                return _refused(Problem("token.expired"))
            return Said(200, encode(BatchAnswer(tuple(replay(asked.body, server, token)))))
        query = parse_qs(parts.query)
        if asked.what == "checkpoint":
            return _said(server.checkpoint(), 200)
        if asked.what == "consistency":
            return _said(server.consistency(int(query["old"][0]), int(query["new"][0])), 200)
        if asked.what == "inclusion":
            return _said(
                server.inclusion(pieces[3], int(pieces[4]), pieces[5], int(query["size"][0]), token), 200
            )
        return _said(server.feed(query.get("cursor", [None])[0], int(query["limit"][0]), token), 200)

    def _token(self, device: str) -> Said:
        if device not in self.comptroller.devices:
            return _refused(Problem("device.unknown"))
        token = f"token-{len(self.comptroller.tokens)}"
        self.comptroller.tokens.add(token)
        return Said(200, encode(TokenAnswer(token, 3600)))


def _name(method: str, path: str) -> str:
    if path.startswith("/v1/evidence/"):
        return "evidence_offset" if method == "HEAD" else "send_chunk"
    if path.startswith("/v1/messages/"):
        return "put_message" if method == "PUT" else "get_message"
    names = {"server": "server_info", "enrolments": "enrol", "nonces": "nonce", "tokens": "token"}
    if path.startswith("/v1/log/"):
        return urlsplit(path).path.split("/")[3]
    if path == "/v1/batches":
        return "send_batch"
    return names.get(urlsplit(path).path.rsplit("/", 1)[-1], "feed")


def _encoded(said: Said, method: str) -> bytes:
    headers = {"Content-Type": said.media_type, "Content-Length": str(len(said.body)), **said.headers}
    head = f"HTTP/1.1 {said.status} X\r\n" + "".join(f"{k}: {v}\r\n" for k, v in headers.items()) + "\r\n"
    return head.encode("latin-1") + (b"" if method == "HEAD" else said.body)


def _said(answer: Answer[Any], status: int, already: int | None = None) -> Said:
    if answer.value is None:
        assert answer.problem is not None
        return _refused(answer.problem)
    return Said(already if already and answer.outcome is Outcome.ALREADY else status, encode(answer.value))


def _refused(problem: Problem) -> Said:
    return Said(STATUS[problem.code], encode(problem))


def _offset(answer: Answer[MissingFile]) -> Said:
    if answer.value is None:
        assert answer.problem is not None
        return Said(STATUS[answer.problem.code])
    value = answer.value
    return Said(200, headers={OFFSET_HEADER: str(value.offset), LENGTH_HEADER: str(value.size)})


def _moved(answer: Answer[MissingFile]) -> Said:
    if answer.problem is not None and answer.value is not None:
        said = _refused(answer.problem)
        return replace(said, headers={OFFSET_HEADER: str(answer.value.offset)})
    return _said(answer, 200)
