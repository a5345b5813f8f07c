"""The protocol of docs/PROTOCOL.md, as a device speaks it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Never

from fieldmonitor.domain.local import OutboundMessage
from fieldmonitor.domain.outbox import Outcome
from fieldmonitor.domain.records import RecordKind
from fieldmonitor.protocol.codec import decode, encode
from fieldmonitor.protocol.envelope import Envelope
from fieldmonitor.protocol.frames import BATCH_TYPE, BatchAnswer
from fieldmonitor.protocol.messages import (
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
    Problem,
    Record,
    ServerInfo,
)
from fieldmonitor.sync.carrier import Answer, Batch, Chunk
from fieldmonitor.sync.codes import Trouble
from fieldmonitor.sync.http.answers import interpret, not_sent, refusal
from fieldmonitor.sync.http.body import Body
from fieldmonitor.sync.http.caller import DONE, MOVED, Caller, bytes_body, number_in, reads
from fieldmonitor.sync.http.documents import http_document
from fieldmonitor.sync.http.session import HttpSession, NoReply, Reply, Request
from fieldmonitor.sync.pack.http import http_pack
from fieldmonitor.sync.pack.pieces import PieceSource

_PUT: Mapping[int, Outcome] = {201: Outcome.ACCEPTED, 208: Outcome.ALREADY}
_ENROLLED: Mapping[int, Outcome] = {201: Outcome.ACCEPTED, 200: Outcome.ALREADY}
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


class HttpCarrier(Caller):
    """Speaks to the comptroller's server."""

    def __init__(self, session: HttpSession) -> None:
        super().__init__(session, TOKEN_CONTEXT)

    def server_info(self) -> Answer[ServerInfo]:
        """Ask who answers."""
        return self._ask(Request("GET", "/v1/server"), DONE, reads(ServerInfo))

    def enrol(self, request: EnrolmentRequest) -> Answer[EnrolmentAnswer]:
        """Trade a one-time code for a place in the programme."""
        return self._post("/v1/enrolments", encode(request), _ENROLLED, EnrolmentAnswer)

    def put_message(self, message: OutboundMessage) -> Answer[MessageAnswer]:
        """Send a signed envelope byte for byte."""
        path = f"/v1/messages/{message.id}/{message.version}"
        request = Request("PUT", path, self._headers(JSON_TYPE), bytes_body(message.envelope))
        return self._ask(request, _PUT, reads(MessageAnswer))

    def get_message(self, id: str, version: int) -> Answer[MessageAnswer]:
        """Ask what is missing of a message, and for its receipts."""
        request = Request("GET", f"/v1/messages/{id}/{version}", self._headers())
        return self._ask(request, DONE, reads(MessageAnswer))

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
        try:
            reply = self._session.exchange(self._patch(f"/v1/evidence/{chunk.sha256}", chunk))
        except NoReply as failure:
            return not_sent(failure)
        answer = interpret(reply, MOVED, reads(MissingFile))
        if answer.code == "evidence.offset":
            right = number_in(reply, OFFSET_HEADER)
            if right is None:
                return _odd()
            return Answer(Outcome.PROGRESS, MissingFile(chunk.sha256, chunk.size, right), answer.problem)
        return answer

    def send_batch(self, batch: Batch) -> Answer[BatchAnswer]:
        """Send several requests in one; an answer that does not answer each is none."""

        def body(alive: Callable[[bool], None]) -> Body:
            return Body(batch.source, batch.length, alive, stop=batch.stop)

        request = Request("POST", "/v1/batches", self._headers(BATCH_TYPE), body, replayable=False)
        answer = self._ask(request, MOVED, reads(BatchAnswer))
        if answer.value is not None and len(answer.value.frames) != len(batch.frames):
            return _odd()
        return answer

    def feed(self, cursor: str | None, limit: int) -> Answer[FeedPage]:
        """Ask for the records after a cursor; kinds that this version does not know are left out."""
        params = {"limit": str(limit)} if cursor is None else {"cursor": cursor, "limit": str(limit)}
        request = Request("GET", "/v1/feed", self._headers(), params=params, answer_cap=_FEED_CAP)
        return self._ask(request, DONE, _page)

    def checkpoint(self) -> Answer[Envelope]:
        """Ask for the signed state of the log of receipts."""
        return self._ask(Request("GET", "/v1/log/checkpoint", self._headers()), DONE, reads(Envelope))

    def consistency(self, old: int, new: int) -> Answer[LogProof]:
        """Ask for the proof that the log only grew."""
        params = {"old": str(old), "new": str(new)}
        request = Request("GET", "/v1/log/consistency", self._headers(), params=params)
        return self._ask(request, DONE, reads(LogProof))

    def inclusion(self, id: str, version: int, kind: str, size: int) -> Answer[LogProof]:
        """Ask for the proof that a receipt is in the log."""
        path = f"/v1/log/inclusion/{id}/{version}/{kind}"
        request = Request("GET", path, self._headers(), params={"size": str(size)})
        return self._ask(request, DONE, reads(LogProof))

    def packs(self) -> PieceSource:
        """Return the pack of one's own region; sign in before reading it."""
        return http_pack(self._session, self._headers)

    def document(self, work: str, sha256: str) -> bytes:
        """Return a document of a work, unchecked; sign in before. Raises Offline, Refused."""
        return http_document(self._session, self._headers, work, sha256)


def _page(body: bytes) -> FeedPage:
    page = decode(body, _LoosePage)
    known = {kind.value for kind in RecordKind}
    records = tuple(
        Record(RecordKind(r.kind), r.id, r.version, r.body) for r in page.records if r.kind in known
    )
    return FeedPage(records, page.cursor, page.more)


def _at_offset(reply: Reply, sha256: str) -> MissingFile | None:
    offset, size = number_in(reply, OFFSET_HEADER), number_in(reply, LENGTH_HEADER)
    return None if offset is None or size is None else MissingFile(sha256, size, offset)


def _head_refusal(reply: Reply) -> Answer[Never]:
    """Read a refusal without a body, as HEAD's are: the status alone speaks, if the media type is ours."""
    codes = {401: (Outcome.AUTH, "token.expired"), 404: (Outcome.REJECTED, "evidence.not_expected")}
    if reply.media_type == JSON_TYPE and reply.status in codes:
        outcome, code = codes[reply.status]
        return Answer(outcome, problem=Problem(code))
    return refusal(reply)


def _odd() -> Answer[Never]:
    return Answer(Outcome.TRANSIENT, problem=Problem(Trouble.ODD_ANSWER))
