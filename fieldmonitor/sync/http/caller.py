"""What every carrier over HTTP does: sign in, keep the token, ask, and read the answer."""

import io
from collections.abc import Callable, Mapping
from typing import TypeVar

from fieldmonitor.domain.errors import TrustError
from fieldmonitor.domain.outbox import Outcome
from fieldmonitor.protocol.codec import decode, encode
from fieldmonitor.protocol.messages import (
    CHUNK_TYPE,
    JSON_TYPE,
    OFFSET_HEADER,
    NonceAnswer,
    NonceRequest,
    Problem,
    TokenAnswer,
    TokenRequest,
)
from fieldmonitor.sync.carrier import Answer, Chunk
from fieldmonitor.sync.codes import Trouble
from fieldmonitor.sync.http.answers import interpret, not_sent
from fieldmonitor.sync.http.body import Body
from fieldmonitor.sync.http.session import ANSWER_CAP, HttpSession, NoReply, Reply, Request
from fieldmonitor.trust.keys import SigningKey, from_text, to_text

T = TypeVar("T")

DONE: Mapping[int, Outcome] = {200: Outcome.ACCEPTED}
MOVED: Mapping[int, Outcome] = {200: Outcome.PROGRESS}


class Caller:
    """Speaks to one server or hub; keeps its token for as long as it lives, and never longer than memory.

    `context` stands before what a sign-in signs, so that a signature for the one is worth nothing to the
    other.
    """

    def __init__(self, session: HttpSession, context: bytes) -> None:
        self._session, self._context = session, context
        self._token: str | None = None

    def close(self) -> None:
        """Close the connection."""
        self._session.close()

    def abort(self) -> None:
        """Break off whatever is under way, from another thread."""
        self._session.abort()

    def sign_in(self, key: SigningKey) -> Answer[TokenAnswer]:
        """Buy a token: two requests, for the nonce and for what it buys."""
        self._token = None
        nonce = self._post("/v1/nonces", encode(NonceRequest(key.id)), DONE, NonceAnswer)
        if nonce.value is None:
            return Answer(nonce.outcome, problem=nonce.problem, link_down=nonce.link_down)
        try:
            signed = key.sign(self._context + from_text(nonce.value.nonce))
        except TrustError:
            return Answer(Outcome.TRANSIENT, problem=Problem(Trouble.ODD_ANSWER))
        wanted = encode(TokenRequest(key.id, nonce.value.nonce, to_text(signed)))
        answer = self._post("/v1/tokens", wanted, DONE, TokenAnswer)
        if answer.value is not None:
            self._token = answer.value.token
        return answer

    def _headers(self, content_type: str | None = None) -> dict[str, str]:
        headers = {"Accept": JSON_TYPE}
        if content_type is not None:
            headers["Content-Type"] = content_type
        if self._token is not None:
            headers["Authorization"] = f"Bearer {self._token}"
        return headers

    def _post(
        self, path: str, data: bytes, expected: Mapping[int, Outcome], kind: type[T], cap: int = ANSWER_CAP
    ) -> Answer[T]:
        request = Request("POST", path, self._headers(JSON_TYPE), bytes_body(data), answer_cap=cap)
        return self._ask(request, expected, reads(kind))

    def _patch(self, path: str, chunk: Chunk) -> Request:
        """Return the request that sends bytes of a file from an offset on."""
        headers = {**self._headers(CHUNK_TYPE), OFFSET_HEADER: str(chunk.offset)}

        def body(alive: Callable[[bool], None]) -> Body:
            return Body(chunk.source, chunk.length, alive, chunk.watch, chunk.stop)

        return Request("PATCH", path, headers, body, replayable=False)

    def _ask(
        self, request: Request, expected: Mapping[int, Outcome], read: Callable[[bytes], T]
    ) -> Answer[T]:
        try:
            reply = self._session.exchange(request)
        except NoReply as failure:
            return not_sent(failure)
        return interpret(reply, expected, read)


def reads(kind: type[T]) -> Callable[[bytes], T]:
    """Return what reads an answer's body as a message."""
    return lambda body: decode(body, kind)


def bytes_body(data: bytes) -> Callable[[Callable[[bool], None]], Body]:
    """Return what makes a request's body of bytes in memory, anew for each try."""
    return lambda alive: Body(io.BytesIO(data), len(data), alive)


def number_in(reply: Reply, header: str) -> int | None:
    """Return a header's number; None where it is none."""
    text = reply.headers.get(header, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None
