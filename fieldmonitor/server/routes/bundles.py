"""Sealed bundles over the network: what a hub has gathered, passed on as it came."""

from typing import Annotated

from fastapi import APIRouter, Header, Path, Request
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect
from starlette.responses import Response

from fieldmonitor.protocol.bundles import BundlePart
from fieldmonitor.protocol.envelope import Envelope
from fieldmonitor.protocol.hub import LARGEST_INDEX, BundleState
from fieldmonitor.protocol.messages import CHUNK_TYPE, OFFSET_HEADER, MissingFile
from fieldmonitor.server.context import Context
from fieldmonitor.server.problems import Refusal
from fieldmonitor.server.routes.common import InContext, SignedIn
from fieldmonitor.server.services import relayed
from fieldmonitor.server.wire import answer, describes
from fieldmonitor.serving.requests import read_body

router = APIRouter(prefix="/v1", tags=["device"])

Sha256 = Annotated[str, Path(pattern="^[0-9a-f]{64}$")]


@router.post("/bundles", **describes(BundleState, Envelope, 201))
async def announce(request: Request, caller: SignedIn, context: InContext) -> Response:
    """The signed index of a bundle; the answer says which parts are missing."""
    index = await read_body(request, LARGEST_INDEX)
    return answer(await run_in_threadpool(relayed.announce, context, caller, index), 201)


@router.get("/bundles/{bundle}", **describes(BundleState))
def bundle_state(caller: SignedIn, context: InContext, bundle: Sha256) -> Response:
    """How far a bundle is; once it is whole, its receipts, sealed to the device that wrote it."""
    return answer(relayed.state(context, caller, bundle))


@router.patch("/bundles/{bundle}/{part}", **describes(MissingFile, raw=CHUNK_TYPE))
async def send_part(
    request: Request,
    caller: SignedIn,
    context: InContext,
    bundle: Sha256,
    part: Sha256,
    offset: Annotated[int, Header(alias=OFFSET_HEADER, ge=0)],
) -> Response:
    """Append bytes of a part at the offset; what came before a broken connection stays."""
    if request.headers.get("content-type") != CHUNK_TYPE:
        raise Refusal("request.media_type")
    found = await run_in_threadpool(relayed.part, context, caller, bundle, part)
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and offset + int(declared) > found.size:
        raise Refusal("evidence.too_long", size=found.size)
    await _receive(context, request, found, offset)
    return answer(await run_in_threadpool(relayed.finish, context, found))


async def _receive(context: Context, request: Request, part: BundlePart, offset: int) -> None:
    end = offset
    try:
        async for chunk in request.stream():
            if chunk:
                # On the event loop, so that two senders of one part cannot interleave.
                end = relayed.append(context, part, end, chunk)
    except ClientDisconnect:
        return
