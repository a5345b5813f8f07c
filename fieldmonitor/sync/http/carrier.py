"""The protocol of docs/PROTOCOL.md, as a device speaks it."""

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from fieldmonitor.domain.errors import TrustError
from fieldmonitor.domain.local import OutboundMessage
from fieldmonitor.domain.outbox import Outcome
from fieldmonitor.domain.records import RecordKind
from fieldmonitor.protocol.codec import decode, encode
from fieldmonitor.protocol.envelope import Envelope
from fieldmonitor.protocol.frames import BATCH_TYPE, BatchAnswer
from fieldmonitor.protocol.messages import (
    CHUNK_TYPE,
    JSON_TYPE,
    LENGTH_HEADER,
    OFFSET_HEADER,
    TOKEN_CONTEXT,
    EnrolmentAnswer,
    EnrolmentRequest,
    FeedPage,
    LogProof,
    MessageAnswer,
    MissingFile,
    NonceAnswer,
    NonceRequest,
    Problem,
    Record,
    ServerInfo,
    TokenAnswer,
    TokenRequest,
)
from fieldmonitor.sync.carrier import Answer, Batch, Chunk
from fieldmonitor.sync.codes import Trouble
from fieldmonitor.sync.http.answers import interpret, not_sent, refusal
from fieldmonitor.sync.http.body import Body
from fieldmonitor.sync.http.documents import http_document
from fieldmonitor.sync.http.session import HttpSession, NoReply, Reply, Request
from fieldmonitor.sync.pack.http import http_pack
from fieldmonitor.sync.pack.pieces import PieceSource
from fieldmonitor.trust.keys import SigningKey, from_text, to_text

T = TypeVar("T")

_DONE: Mapping[int, Outcome] = {200: Outcome.ACCEPTED}
_PUT: Mapping[int, Outcome] = {201: Outcome.ACCEPTED, 208: Outcome.ALREADY}
_ENROLLED: Mapping[int, Outcome] = {201: Outcome.ACCEPTED, 200: Outcome.ALREADY}
_MOVED: Mapping[int, Outcome] = {200: Outcome.PROGRESS}
_FEED_CAP = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class _LooseRecord:
    """A record whose kind may be one that this version does not know."""

    kind: str
    id: str
    version: int
    body: dict[str, object] | None = None


@dataclass(frozen=True, slots=True)
class _LoosePage:
    records: tuple[_LooseRecord, ...]
    cursor: str
    more: bool


class HttpCarrier:
    """Speaks to one server; keeps its token for as long as it lives, and never longer than memory."""

    def __init__(self, session: HttpSession) -> None:
        self._session = session
        self._token: str | None = None

    def close(self) -> None:
        """Close the connection."""
        self._session.close()

    def abort(self) -> None:
        """Break off whatever is under way, from another thread."""
        self._session.abort()

    def server_info(self) -> Answer[ServerInfo]:
        """Ask who answers."""
        return self._ask(Request("GET", "/v1/server"), _DONE, _reads(ServerInfo))

    def enrol(self, request: EnrolmentRequest) -> Answer[EnrolmentAnswer]:
        """Trade a one-time code for a place in the programme."""
        return self._post("/v1/enrolments", request, _ENROLLED, EnrolmentAnswer)

    def sign_in(self, key: SigningKey) -> Answer[TokenAnswer]:
        """Buy a token: two requests, for the nonce and for what it buys."""
        self._token = None
        nonce = self._post("/v1/nonces", NonceRequest(key.id), _DONE, NonceAnswer)
        if nonce.value is None:
            return Answer(nonce.outcome, problem=nonce.problem, link_down=nonce.link_down)
        try:
            signed = key.sign(TOKEN_CONTEXT + from_text(nonce.value.nonce))
        except TrustError:
            return Answer(Outcome.TRANSIENT, problem=Problem(Trouble.ODD_ANSWER))
        request = TokenRequest(key.id, nonce.value.nonce, to_text(signed))
        answer = self._post("/v1/tokens", request, _DONE, TokenAnswer)
        if answer.value is not None:
            self._token = answer.value.token
        return answer

    def put_message(self, message: OutboundMessage) -> Answer[MessageAnswer]:
        """Send a signed envelope byte for byte."""
        path = f"/v1/messages/{message.id}/{message.version}"
        request = Request("PUT", path, self._headers(JSON_TYPE), _bytes_body(message.envelope))
        return self._ask(request, _PUT, _reads(MessageAnswer))

    def get_message(self, id: str, version: int) -> Answer[MessageAnswer]:
        """Ask what is missing of a message, and for its receipts."""
        request = Request("GET", f"/v1/messages/{id}/{version}", self._headers())
        return self._ask(request, _DONE, _reads(MessageAnswer))

    def evidence_offset(self, sha256: str) -> Answer[MissingFile]:
        """Ask how much of a file the server holds."""
        request = Request("HEAD", f"/v1/evidence/{sha256}", self._headers())
        try:
            reply = self._session.exchange(request)
        except NoReply as failure:
            return not_sent(failure)
        if reply.status == 200 and reply.media_type == JSON_TYPE:
            offset = _at_offset(reply, sha256)
            return _odd() if offset is None else Answer(Outcome.PROGRESS, offset)
        return _head_refusal(reply)

    def send_chunk(self, chunk: Chunk) -> Answer[MissingFile]:
        """Send bytes of a file; an offset that was wrong comes back right, as progress of none."""
        headers = {**self._headers(CHUNK_TYPE), OFFSET_HEADER: str(chunk.offset)}

        def body(alive: Callable[[bool], None]) -> Body:
            return Body(chunk.source, chunk.length, alive, chunk.watch, chunk.stop)

        request = Request("PATCH", f"/v1/evidence/{chunk.sha256}", headers, body, replayable=False)
        try:
            reply = self._session.exchange(request)
        except NoReply as failure:
            return not_sent(failure)
        answer = interpret(reply, _MOVED, _reads(MissingFile))
        if answer.code == "evidence.offset":
            right = _number(reply, OFFSET_HEADER)
            if right is None:
                return _odd()
            return Answer(Outcome.PROGRESS, MissingFile(chunk.sha256, chunk.size, right), answer.problem)
        return answer

    def send_batch(self, batch: Batch) -> Answer[BatchAnswer]:
        """Send several requests in one; an answer that does not answer each is none."""

        def body(alive: Callable[[bool], None]) -> Body:
            return Body(batch.source, batch.length, alive, stop=batch.stop)

        request = Request("POST", "/v1/batches", self._headers(BATCH_TYPE), body, replayable=False)
        answer = self._ask(request, _MOVED, _reads(BatchAnswer))
        if answer.value is not None and len(answer.value.frames) != len(batch.frames):
            return _odd()
        return answer

    def feed(self, cursor: str | None, limit: int) -> Answer[FeedPage]:
        """Ask for the records after a cursor; kinds that this version does not know are left out."""
        params = {"limit": str(limit)} if cursor is None else {"cursor": cursor, "limit": str(limit)}
        request = Request("GET", "/v1/feed", self._headers(), params=params, answer_cap=_FEED_CAP)
        return self._ask(request, _DONE, _page)

    def checkpoint(self) -> Answer[Envelope]:
        """Ask for the signed state of the log of receipts."""
        return self._ask(Request("GET", "/v1/log/checkpoint", self._headers()), _DONE, _reads(Envelope))

    def consistency(self, old: int, new: int) -> Answer[LogProof]:
        """Ask for the proof that the log only grew."""
        params = {"old": str(old), "new": str(new)}
        request = Request("GET", "/v1/log/consistency", self._headers(), params=params)
        return self._ask(request, _DONE, _reads(LogProof))

    def inclusion(self, id: str, version: int, kind: str, size: int) -> Answer[LogProof]:
        """Ask for the proof that a receipt is in the log."""
        path = f"/v1/log/inclusion/{id}/{version}/{kind}"
        request = Request("GET", path, self._headers(), params={"size": str(size)})
        return self._ask(request, _DONE, _reads(LogProof))

    def packs(self) -> PieceSource:
        """Return the pack of one's own region; sign in before reading it."""
        return http_pack(self._session, self._headers)

    def document(self, work: str, sha256: str) -> bytes:
        """Return a document of a work, unchecked; sign in before. Raises Offline, Refused."""
        return http_document(self._session, self._headers, work, sha256)

    def _headers(self, content_type: str | None = None) -> dict[str, str]:
        headers = {"Accept": JSON_TYPE}
        if content_type is not None:
            headers["Content-Type"] = content_type
        if self._token is not None:
            headers["Authorization"] = f"Bearer {self._token}"
        return headers

    def _post(self, path: str, message: object, expected: Mapping[int, Outcome], kind: type[T]) -> Answer[T]:
        headers = {"Accept": JSON_TYPE, "Content-Type": JSON_TYPE}
        return self._ask(Request("POST", path, headers, _bytes_body(encode(message))), expected, _reads(kind))

    def _ask(
        self, request: Request, expected: Mapping[int, Outcome], read: Callable[[bytes], T]
    ) -> Answer[T]:
        try:
            reply = self._session.exchange(request)
        except NoReply as failure:
            return not_sent(failure)
        return interpret(reply, expected, read)


def _reads(kind: type[T]) -> Callable[[bytes], T]:
    return lambda body: decode(body, kind)


def _bytes_body(data: bytes) -> Callable[[Callable[[bool], None]], Body]:
    return lambda alive: Body(io.BytesIO(data), len(data), alive)


def _page(body: bytes) -> FeedPage:
    page = decode(body, _LoosePage)
    known = {kind.value for kind in RecordKind}
    records = tuple(
        Record(RecordKind(r.kind), r.id, r.version, r.body) for r in page.records if r.kind in known
    )
    return FeedPage(records, page.cursor, page.more)


def _at_offset(reply: Reply, sha256: str) -> MissingFile | None:
    offset, size = _number(reply, OFFSET_HEADER), _number(reply, LENGTH_HEADER)
    return None if offset is None or size is None else MissingFile(sha256, size, offset)


def _number(reply: Reply, header: str) -> int | None:
    text = reply.headers.get(header, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None


def _head_refusal(reply: Reply) -> Answer[Any]:
    """Read a refusal without a body, as HEAD's are: the status alone speaks, if the media type is ours."""
    codes = {401: (Outcome.AUTH, "token.expired"), 404: (Outcome.REJECTED, "evidence.not_expected")}
    if reply.media_type == JSON_TYPE and reply.status in codes:
        outcome, code = codes[reply.status]
        return Answer(outcome, problem=Problem(code))
    return refusal(reply)


def _odd() -> Answer[Any]:
    return Answer(Outcome.TRANSIENT, problem=Problem(Trouble.ODD_ANSWER))
