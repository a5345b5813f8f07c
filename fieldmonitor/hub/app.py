"""A hub's HTTP: a handful of routes, each signed in before a byte of its body is read. Nothing is listed."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import wraps
from typing import TypeVar

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from fieldmonitor.domain.errors import EnvironmentFault, TrustError
from fieldmonitor.hub.desk import Desk
from fieldmonitor.hub.guests import Guests
from fieldmonitor.hub.problems import Refusal, answer, problem
from fieldmonitor.protocol import VERSION
from fieldmonitor.protocol.bundles import BundlePart
from fieldmonitor.protocol.codec import decode
from fieldmonitor.protocol.hub import LARGEST_INDEX, PIECE_TYPE, HubInfo, PairingRequest
from fieldmonitor.protocol.messages import (
    CHUNK_TYPE,
    LENGTH_HEADER,
    OFFSET_HEADER,
    NonceRequest,
    TokenRequest,
)
from fieldmonitor.serving.requests import read_body
from fieldmonitor.trust.keys import to_text

T = TypeVar("T")
Handler = Callable[[Request], Awaitable[Response]]

SMALL_BODY = 4 * 1024
DRAIN_BYTES = 2 * 1024 * 1024
DRAIN_SECONDS = 20.0
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Hub:
    """What the routes stand on; `salt` is that of this run's code."""

    desk: Desk
    guests: Guests
    salt: bytes


def create_app(hub: Hub) -> Starlette:
    """Build a hub's app."""
    routes = Routes(hub)
    return Starlette(
        routes=[
            Route("/v1/hub", _answering(routes.info), methods=["GET"]),
            Route("/v1/pairings", _answering(routes.pair), methods=["POST"]),
            Route("/v1/nonces", _answering(routes.nonce), methods=["POST"]),
            Route("/v1/tokens", _answering(routes.token), methods=["POST"]),
            Route("/v1/bundles", _answering(routes.announce), methods=["POST"]),
            Route("/v1/bundles/{bundle}", _answering(routes.state), methods=["GET"]),
            Route("/v1/bundles/{bundle}/{part}", _answering(routes.send), methods=["PATCH"]),
            Route("/v1/packs/{name:path}", _answering(routes.piece), methods=["GET"]),
        ],
        exception_handlers={HTTPException: _no_such_route},
    )


class Routes:
    """One method a route."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    async def info(self, _request: Request) -> Response:
        """Who this is; the salt is needed to pair."""
        desk = self._hub.desk
        return answer(HubInfo(desk.name, VERSION, to_text(self._hub.salt), desk.now()))

    async def pair(self, request: Request) -> Response:
        """Take in a laptop that knows the code."""
        wanted = await _message(request, PairingRequest, SMALL_BODY)
        source = request.client.host if request.client else "unknown"
        return answer(await run_in_threadpool(self._hub.guests.pair, wanted, source), 201)

    async def nonce(self, request: Request) -> Response:
        """Something to sign."""
        wanted = await _message(request, NonceRequest, SMALL_BODY)
        return answer(self._hub.guests.new_nonce(wanted.device))

    async def token(self, request: Request) -> Response:
        """A token for a signature."""
        return answer(self._hub.guests.new_token(await _message(request, TokenRequest, SMALL_BODY)))

    async def announce(self, request: Request) -> Response:
        """The index of a bundle."""
        writer = self._caller(request)
        index = await read_body(request, LARGEST_INDEX)
        return answer(await run_in_threadpool(self._hub.desk.announce, writer, index), 201)

    async def state(self, request: Request) -> Response:
        """How far a bundle is; custody, and what the comptroller answered."""
        writer, bundle = self._caller(request), request.path_params["bundle"]
        return answer(await run_in_threadpool(self._hub.desk.state, writer, bundle))

    async def send(self, request: Request) -> Response:
        """Bytes of a part at its offset; what came before a broken connection stays."""
        writer, names = self._caller(request), request.path_params
        if request.headers.get("content-type") != CHUNK_TYPE:
            raise Refusal("request.media_type")
        offset = _number(request.headers.get(OFFSET_HEADER, ""))
        desk = self._hub.desk
        try:
            part = await run_in_threadpool(desk.part, writer, names["bundle"], names["part"])
            declared = request.headers.get("content-length", "")
            if declared.isdecimal() and offset + int(declared) > part.size:
                raise Refusal("evidence.too_long", size=part.size)
            await self._receive(request, part, offset)
        except Refusal:
            await _drain(request)  # closing on a sender in mid-body would cost it the reason
            raise
        return answer(await run_in_threadpool(desk.finish, part))

    async def piece(self, request: Request) -> Response:
        """A piece of a pack's file, by its name."""
        self._caller(request)
        offset = _number(request.query_params.get("offset", "0"))
        piece = await run_in_threadpool(self._hub.desk.piece, request.path_params["name"], offset)
        headers = {LENGTH_HEADER: str(piece.size), "Cache-Control": "no-store"}
        return Response(piece.data, 200, headers, media_type=PIECE_TYPE)

    async def _receive(self, request: Request, part: BundlePart, offset: int) -> None:
        end = offset
        try:
            async for chunk in request.stream():
                if chunk:
                    # On the event loop, so that two senders of one part cannot interleave.
                    end = self._hub.desk.append(part, end, chunk)
        except ClientDisconnect:
            return

    def _caller(self, request: Request) -> bytes:
        return self._hub.guests.caller(request.headers.get("authorization"))


def _answering(handler: Handler) -> Handler:
    """Turn what a route raises into an answer of ours; what failed is noted without anybody's values."""

    @wraps(handler)
    async def answered(request: Request) -> Response:
        try:
            return await handler(request)
        except Refusal as refusal:
            return problem(refusal.code, params=refusal.values)
        except TrustError as error:
            return problem("request.malformed", str(error))
        except EnvironmentFault as fault:
            _log.warning("the hub's disk: %s", fault.code)
            return problem("hub.full", fault.code)
        except Exception as error:  # noqa: BLE001 - every request gets an answer of ours
            _log.error("request failed: %s", request.method, exc_info=error)
            return problem("server.error")

    return answered


async def _no_such_route(_request: Request, error: Exception) -> Response:
    wrong_method = isinstance(error, HTTPException) and error.status_code == 405
    return problem("request.method" if wrong_method else "request.not_found")


async def _message(request: Request, kind: type[T], limit: int) -> T:
    return decode(await read_body(request, limit), kind)


async def _drain(request: Request) -> None:
    """Read off what a guest is still sending, within limits."""
    left = DRAIN_BYTES
    with suppress(TimeoutError, ClientDisconnect, RuntimeError):
        async with asyncio.timeout(DRAIN_SECONDS):
            async for chunk in request.stream():
                left -= len(chunk)
                if left <= 0:
                    return


def _number(text: str) -> int:
    if not text.isdecimal() or len(text) > 15:
        raise Refusal("request.malformed", reason="offset")
    return int(text)
