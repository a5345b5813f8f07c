"""Signed messages and their files: PUT, GET, HEAD, PATCH."""

from typing import Annotated

from fastapi import APIRouter, Header, Path, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from fieldmonitor.protocol.envelope import Envelope
from fieldmonitor.protocol.messages import (
    CHUNK_TYPE,
    JSON_TYPE,
    LENGTH_HEADER,
    OFFSET_HEADER,
    MessageAnswer,
    MessageStatus,
    MissingFile,
)
from fieldmonitor.server.problems import Refusal
from fieldmonitor.server.routes.common import InContext, SignedIn
from fieldmonitor.server.services import evidence, intake
from fieldmonitor.server.wire import answer, describes
from fieldmonitor.serving.requests import read_body

router = APIRouter(prefix="/v1", tags=["device"])

Id = Annotated[str, Path(max_length=36)]
Version = Annotated[int, Path(ge=1, le=2**31 - 1)]
Sha256 = Annotated[str, Path(pattern="^[0-9a-f]{64}$")]


@router.put("/messages/{id}/{version}", **describes(MessageAnswer, Envelope, 201, again=208))
async def put_message(
    request: Request, caller: SignedIn, context: InContext, id: Id, version: Version
) -> Response:
    """Keep a signed message: 201 the first time, 208 the same again, 409 if it differs."""
    body = await read_body(request, context.settings.limits.message)
    result = await run_in_threadpool(intake.put, context, caller, id, version, body)
    return answer(result, 201 if result.status is MessageStatus.CREATED else 208)


@router.get("/messages/{id}/{version}", **describes(MessageAnswer))
def get_message(caller: SignedIn, context: InContext, id: Id, version: Version) -> Response:
    """What is missing of a message, and its receipts."""
    return answer(intake.get(context, caller, id, version))


@router.head("/evidence/{sha256}", **describes())
def evidence_offset(caller: SignedIn, context: InContext, sha256: Sha256) -> Response:
    """How many bytes of a file are here, and how many it has."""
    progress = evidence.progress(context, caller, sha256)
    headers = {
        OFFSET_HEADER: str(progress.offset),
        LENGTH_HEADER: str(progress.size),
        "Cache-Control": "no-store",
    }
    return Response(None, 200, headers, media_type=JSON_TYPE)


@router.patch("/evidence/{sha256}", **describes(MissingFile, raw=CHUNK_TYPE))
async def send_evidence(
    request: Request,
    caller: SignedIn,
    context: InContext,
    sha256: Sha256,
    offset: Annotated[int, Header(alias=OFFSET_HEADER, ge=0)],
) -> Response:
    """Append bytes at the offset; the answer says the new one. At the file's size it is verified."""
    if request.headers.get("content-type") != CHUNK_TYPE:
        raise Refusal("request.media_type")
    before = await run_in_threadpool(evidence.progress, context, caller, sha256)
    if before.offset != offset:
        raise Refusal("evidence.offset", offset=before.offset)
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and offset + int(declared) > before.size:
        raise Refusal("evidence.too_long", size=before.size)
    if before.held:
        return answer(before.as_message())
    after = await evidence.receive(context, caller, before, request.stream())
    return answer(after.as_message(), headers={OFFSET_HEADER: str(after.offset)})
