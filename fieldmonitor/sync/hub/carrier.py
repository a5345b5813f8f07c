"""Bundles over HTTP: to a hub over TLS with its pinned certificate, or on to the server."""

import io
from collections.abc import Callable, Mapping
from typing import TypeVar

from fieldmonitor.domain.errors import TrustError
from fieldmonitor.domain.outbox import Outcome
from fieldmonitor.protocol.codec import decode, encode
from fieldmonitor.protocol.envelope import Envelope
from fieldmonitor.protocol.hub import (
    HUB_TOKEN_CONTEXT,
    LARGEST_ANSWER,
    PACK_PIECE,
    PIECE_TYPE,
    BundleState,
    HubInfo,
    PairingAnswer,
    PairingRequest,
)
from fieldmonitor.protocol.messages import (
    CHUNK_TYPE,
    JSON_TYPE,
    LENGTH_HEADER,
    OFFSET_HEADER,
    MissingFile,
    NonceAnswer,
    NonceRequest,
    Problem,
    TokenAnswer,
    TokenRequest,
)
from fieldmonitor.sync.carrier import Answer, Chunk
from fieldmonitor.sync.codes import Trouble
from fieldmonitor.sync.http.answers import interpret, not_sent, refusal
from fieldmonitor.sync.http.body import Body
from fieldmonitor.sync.http.session import HttpSession, NoReply, Reply, Request
from fieldmonitor.trust.keys import SigningKey, from_text, to_text

T = TypeVar("T")

_DONE: Mapping[int, Outcome] = {200: Outcome.ACCEPTED, 201: Outcome.ACCEPTED}
_MOVED: Mapping[int, Outcome] = {200: Outcome.PROGRESS}
_SMALL_ANSWER = 256 * 1024
_STATE_CAP = LARGEST_ANSWER * 2


class BundleCarrier:
    """Speaks to one hub or server. `context` stands before what a sign-in signs, so that a signature for
    the one is worth nothing to the other.
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

    def hub_info(self) -> Answer[HubInfo]:
        """Ask who answers; needs no sign-in, and proves nothing."""
        return self._ask(Request("GET", "/v1/hub", answer_cap=_SMALL_ANSWER), _DONE, HubInfo)

    def pair(self, request: PairingRequest) -> Answer[PairingAnswer]:
        """Prove the code to a hub, and hear its proof."""
        return self._post("/v1/pairings", encode(request), PairingAnswer)

    def sign_in(self, key: SigningKey) -> Answer[TokenAnswer]:
        """Buy a token: two requests, for the nonce and for what it buys."""
        self._token = None
        nonce = self._post("/v1/nonces", encode(NonceRequest(key.id)), NonceAnswer)
        if nonce.value is None:
            return Answer(nonce.outcome, problem=nonce.problem, link_down=nonce.link_down)
        try:
            signed = key.sign(self._context + from_text(nonce.value.nonce))
        except TrustError:
            return Answer(Outcome.TRANSIENT, problem=Problem(Trouble.ODD_ANSWER))
        request = TokenRequest(key.id, nonce.value.nonce, to_text(signed))
        answer = self._post("/v1/tokens", encode(request), TokenAnswer)
        if answer.value is not None:
            self._token = answer.value.token
        return answer

    def announce(self, index: bytes) -> Answer[BundleState]:
        """Send a bundle's index."""
        return self._post("/v1/bundles", index, BundleState)

    def bundle_state(self, bundle: str) -> Answer[BundleState]:
        """Ask how far a bundle is, and for what the comptroller answered."""
        request = Request("GET", f"/v1/bundles/{bundle}", self._headers(), answer_cap=_STATE_CAP)
        return self._ask(request, _DONE, BundleState)

    def send_part(self, bundle: str, chunk: Chunk) -> Answer[MissingFile]:
        """Send bytes of a part."""
        headers = {**self._headers(CHUNK_TYPE), OFFSET_HEADER: str(chunk.offset)}

        def body(alive: Callable[[bool], None]) -> Body:
            return Body(chunk.source, chunk.length, alive, chunk.watch, chunk.stop)

        path = f"/v1/bundles/{bundle}/{chunk.sha256}"
        answer = self._ask(
            Request("PATCH", path, headers, body, answer_cap=_SMALL_ANSWER, replayable=False),
            _MOVED,
            MissingFile,
        )
        if answer.problem is not None and answer.code == "evidence.offset":
            right = (answer.problem.params or {}).get("offset")
            if isinstance(right, int):
                return Answer(Outcome.PROGRESS, MissingFile(chunk.sha256, chunk.size, right), answer.problem)
        return answer

    def card(self) -> Answer[Envelope]:
        """Ask the server for its word that this laptop is a coordinator's."""
        return self._ask(
            Request("GET", "/v1/card", self._headers(), answer_cap=_SMALL_ANSWER), _DONE, Envelope
        )

    def pack_piece(self, name: str, offset: int) -> Answer[tuple[bytes, int]]:
        """Ask for a piece of a pack's file; return its bytes and the file's size."""
        request = Request(
            "GET",
            f"/v1/packs/{name}",
            self._headers(),
            params={"offset": str(offset)},
            answer_cap=PACK_PIECE,
        )
        try:
            reply = self._session.exchange(request)
        except NoReply as failure:
            return not_sent(failure)
        size = _number(reply, LENGTH_HEADER)
        if reply.status == 200 and reply.media_type == PIECE_TYPE and size is not None:
            return Answer(Outcome.ACCEPTED, (reply.body, size))
        return refusal(reply)

    def _headers(self, content_type: str | None = None) -> dict[str, str]:
        headers = {"Accept": JSON_TYPE}
        if content_type is not None:
            headers["Content-Type"] = content_type
        if self._token is not None:
            headers["Authorization"] = f"Bearer {self._token}"
        return headers

    def _post(self, path: str, data: bytes, kind: type[T]) -> Answer[T]:
        def body(alive: Callable[[bool], None]) -> Body:
            return Body(io.BytesIO(data), len(data), alive)

        request = Request("POST", path, self._headers(JSON_TYPE), body, answer_cap=_STATE_CAP)
        return self._ask(request, _DONE, kind)

    def _ask(self, request: Request, expected: Mapping[int, Outcome], kind: type[T]) -> Answer[T]:
        try:
            reply = self._session.exchange(request)
        except NoReply as failure:
            return not_sent(failure)
        return interpret(reply, expected, lambda body: decode(body, kind))


def dial(address: str, certificate: bytes) -> BundleCarrier:
    """Return the road to a hub that must show this certificate (its SHA-256)."""
    return BundleCarrier(HttpSession(address, pin=certificate), HUB_TOKEN_CONTEXT + certificate)


def _number(reply: Reply, header: str) -> int | None:
    text = reply.headers.get(header, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None
