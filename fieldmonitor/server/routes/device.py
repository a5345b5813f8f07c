"""Enrolment, signing in, the feed and the log: what a device asks for."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from fieldmonitor.protocol import VERSION
from fieldmonitor.protocol.envelope import Envelope
from fieldmonitor.protocol.messages import (
    EnrolmentAnswer,
    EnrolmentRequest,
    FeedPage,
    LogProof,
    NonceAnswer,
    NonceRequest,
    ReceiptKind,
    ServerInfo,
    TokenAnswer,
    TokenRequest,
)
from fieldmonitor.server.problems import Refusal
from fieldmonitor.server.routes.common import InContext, SignedIn, source_of
from fieldmonitor.server.routes.messages import Id, Version
from fieldmonitor.server.services import cards, enrolment, feed, log, tokens
from fieldmonitor.server.wire import answer, body_of, describes
from fieldmonitor.trust.keys import to_text

router = APIRouter(prefix="/v1", tags=["device"])


@router.get("/server", **describes(ServerInfo))
def server_info(context: InContext) -> Response:
    """Who this server is, its receipt key and its time."""
    key = to_text(context.key.public)
    return answer(ServerInfo(context.settings.name, VERSION, key, context.now(), context.rotated.rotations))


@router.post("/enrolments", **describes(EnrolmentAnswer, EnrolmentRequest, 201, again=200))
def enrol(
    request: Request, context: InContext, wanted: Annotated[EnrolmentRequest, body_of(EnrolmentRequest)]
) -> Response:
    """Enrol a device by a one-time code; the same code and key get the same answer again."""
    created, enrolled = enrolment.enrol(context, wanted, source_of(request))
    return answer(enrolled, 201 if created else 200)


@router.post("/nonces", **describes(NonceAnswer, NonceRequest))
def new_nonce(context: InContext, wanted: Annotated[NonceRequest, body_of(NonceRequest)]) -> Response:
    """Something to sign, good once, for two minutes."""
    return answer(tokens.new_nonce(context, wanted.device))


@router.post("/tokens", **describes(TokenAnswer, TokenRequest))
def new_token(context: InContext, wanted: Annotated[TokenRequest, body_of(TokenRequest)]) -> Response:
    """A token for an hour, for a signed nonce."""
    return answer(tokens.new_token(context, wanted))


@router.get("/feed", **describes(FeedPage))
def feed_page(
    request: Request,
    caller: SignedIn,
    context: InContext,
    cursor: Annotated[str | None, Query(max_length=200)] = None,
    limit: Annotated[int, Query(ge=1)] = 200,
) -> Response:
    """What changed for this volunteer after the cursor."""
    if caller.revoked:
        raise Refusal("device.revoked")
    most = min(limit, context.settings.limits.feed_page)
    with context.db.read() as session:
        page = feed.page(session, caller.volunteer, cursor, most)
    return answer(page, request=request)


@router.get("/card", **describes(Envelope))
def carrier_card(caller: SignedIn, context: InContext) -> Response:
    """The signed word that this laptop is a coordinator's, to be shown where there is no network."""
    return answer(cards.card(context, caller))


@router.get("/log/checkpoint", **describes(Envelope))
def checkpoint(context: InContext) -> Response:
    """The log of receipts as it stands, signed."""
    with context.db.read() as session:
        return answer(log.checkpoint(session, context))


@router.get("/log/consistency", **describes(LogProof))
def consistency(
    context: InContext, old: Annotated[int, Query(ge=1)], new: Annotated[int, Query(ge=1)]
) -> Response:
    """The proof that the log of `new` receipts begins with the log of `old`."""
    with context.db.read() as session:
        return answer(log.consistency(session, old, new))


@router.post("/log/proofs", **describes(LogProof, Envelope))
def proof_of_receipt(
    context: InContext,
    receipt: Annotated[Envelope, body_of(Envelope)],
    size: Annotated[int, Query(ge=1)],
) -> Response:
    """The proof that a receipt is in the log, for whoever holds it: an auditor needs no account for this."""
    with context.db.read() as session:
        return answer(log.proof_of(session, receipt, size))


@router.get("/log/inclusion/{id}/{version}/{kind}", **describes(LogProof))
def inclusion(
    caller: SignedIn,
    context: InContext,
    id: Id,
    version: Version,
    kind: ReceiptKind,
    size: Annotated[int, Query(ge=1)],
) -> Response:
    """The proof that a receipt of this volunteer is in the log of `size` receipts."""
    with context.db.read() as session:
        return answer(log.inclusion_of(session, caller, id, version, kind, size))
