"""Many small requests in one: on a bad link the waiting between them costs more than their bytes."""

from collections.abc import AsyncIterator

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect
from starlette.responses import Response

from fieldmonitor.domain.errors import TrustError
from fieldmonitor.protocol.frames import (
    BATCH_TYPE,
    LONGEST_HEAD,
    MOST_FRAMES,
    BatchAnswer,
    Frame,
    FrameAnswer,
    Method,
    read_head,
)
from fieldmonitor.protocol.messages import MessageStatus, Problem
from fieldmonitor.server.context import Context
from fieldmonitor.server.problems import STATUS, Refusal
from fieldmonitor.server.routes.common import InContext, SignedIn
from fieldmonitor.server.services import evidence, intake
from fieldmonitor.server.services.tokens import Caller
from fieldmonitor.server.wire import answer, describes

router = APIRouter(prefix="/v1", tags=["device"])


@router.post("/batches", **describes(BatchAnswer, raw=BATCH_TYPE))
async def take_batch(request: Request, caller: SignedIn, context: InContext) -> Response:
    """Do what PUT, PATCH and GET would, frame by frame; what came before a broken connection stays."""
    if request.headers.get("content-type") != BATCH_TYPE:
        raise Refusal("request.media_type")
    frames = _Frames(request.stream())
    answers: list[FrameAnswer] = []
    try:
        while (frame := await frames.next()) is not None:
            if len(answers) == MOST_FRAMES:
                raise Refusal("request.too_large", limit=MOST_FRAMES)
            answers.append(await _take(context, caller, frame, frames))
    except ClientDisconnect as error:
        raise Refusal("request.malformed", reason="the body ended early") from error
    return answer(BatchAnswer(tuple(answers)), request=request)


async def _take(context: Context, caller: Caller, frame: Frame, frames: "_Frames") -> FrameAnswer:
    try:
        if frame.method is Method.PUT:
            return await _put(context, caller, frame, frames)
        if frame.method is Method.PATCH:
            return await _patch(context, caller, frame, frames)
        result = await run_in_threadpool(intake.get, context, caller, frame.id, frame.number)
        return FrameAnswer(200, message=result)
    except Refusal as refusal:
        return FrameAnswer(STATUS[refusal.code], problem=Problem(refusal.code, params=refusal.values or None))
    except TrustError as error:
        return FrameAnswer(422, problem=Problem("request.malformed", str(error)))


async def _put(context: Context, caller: Caller, frame: Frame, frames: "_Frames") -> FrameAnswer:
    limit = context.settings.limits.message
    if frame.size > limit:
        raise Refusal("request.too_large", limit=limit)
    body = b"".join([chunk async for chunk in frames.body()])
    result = await run_in_threadpool(intake.put, context, caller, frame.id, frame.number, body)
    return FrameAnswer(201 if result.status is MessageStatus.CREATED else 208, message=result)


async def _patch(context: Context, caller: Caller, frame: Frame, frames: "_Frames") -> FrameAnswer:
    before = await run_in_threadpool(evidence.progress, context, caller, frame.id)
    if before.held:
        return FrameAnswer(200, file=before.as_message())
    if before.offset != frame.number:
        raise Refusal("evidence.offset", offset=before.offset)
    if frame.number + frame.size > before.size:
        raise Refusal("evidence.too_long", size=before.size)
    after = await evidence.receive(context, caller, before, frames.body())
    return FrameAnswer(200, file=after.as_message())


class _Frames:
    """Reads frames off a request's body; whatever of a frame nobody read is skipped."""

    def __init__(self, stream: AsyncIterator[bytes]) -> None:
        self._stream = stream
        self._buffer = b""
        self._left = 0

    async def next(self) -> Frame | None:
        """Return the next frame, or None at the end; a broken line is refused."""
        async for _ in self.body():
            pass
        while b"\n" not in self._buffer[:LONGEST_HEAD]:
            if len(self._buffer) >= LONGEST_HEAD:
                raise Refusal("request.malformed", reason="a frame's line is too long")
            if not await self._more():
                if self._buffer:
                    raise Refusal("request.malformed", reason="a frame's line is cut short")
                return None
        line, _, self._buffer = self._buffer.partition(b"\n")
        try:
            frame = read_head(line)
        except TrustError as error:
            raise Refusal("request.malformed", reason="a frame's line") from error
        self._left = frame.size
        return frame

    async def body(self) -> AsyncIterator[bytes]:
        """Give what is left of the frame's bytes as they come; ClientDisconnect when they end early."""
        while self._left:
            if not self._buffer and not await self._more():
                raise ClientDisconnect
            part, self._buffer = self._buffer[: self._left], self._buffer[self._left :]
            self._left -= len(part)
            yield part

    async def _more(self) -> bool:
        async for chunk in self._stream:
            if chunk:
                self._buffer += chunk
                return True
        return False
