"""Around every request: headers that browsers obey, and answers that arrive although the body did not."""

import asyncio
from contextlib import suppress

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from fieldmonitor.server.problems import problem

DRAIN_BYTES = 256 * 1024
DRAIN_SECONDS = 20.0

HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
HSTS = (b"strict-transport-security", b"max-age=31536000")


class Hygiene:
    """Adds security headers, and reads off the rest of a refused body.

    A refusal is sent before the body has come (we authenticate first). Closing at once would reset the
    connection under a sender in mid-body, who would then never read the refusal: so what still comes,
    within limits, is read and thrown away after the answer is out.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if "\0" in scope["path"] or b"%00" in scope["query_string"]:
            await problem("request.malformed", "NUL")(scope, receive, send)
            return
        headers = (*HEADERS, HSTS) if scope["scheme"] == "https" else HEADERS
        body_over = False

        async def watched_receive() -> Message:
            nonlocal body_over
            message = await receive()
            body_over = body_over or not message.get("more_body", False)
            return message

        async def watched_send(message: Message) -> None:
            if message["type"] == "http.response.start":
                present = {name.lower() for name, _ in message.get("headers", [])}
                added = [pair for pair in headers if pair[0] not in present]
                message["headers"] = [*message.get("headers", []), *added]
            last = message["type"] == "http.response.body" and not message.get("more_body", False)
            if last and not body_over and _has_body(scope):
                await send({**message, "more_body": True})
                await _drain(watched_receive)
                message = {"type": "http.response.body", "body": b""}
            await send(message)

        await self._app(scope, watched_receive, watched_send)


def _has_body(scope: Scope) -> bool:
    headers = dict(scope["headers"])
    return b"transfer-encoding" in headers or headers.get(b"content-length", b"0") != b"0"


async def _drain(receive: Receive) -> None:
    left = DRAIN_BYTES
    with suppress(TimeoutError):
        async with asyncio.timeout(DRAIN_SECONDS):
            while left > 0:
                message = await receive()
                left -= len(message.get("body", b""))
                if message["type"] != "http.request" or not message.get("more_body", False):
                    return
