"""Messages in, strictly; answers out, with our media type; both described for /docs."""

import gzip
from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec
from fastapi import Depends, Request
from starlette.responses import Response

from fieldmonitor.domain.errors import TrustError
from fieldmonitor.protocol.codec import decode, encode
from fieldmonitor.protocol.messages import JSON_TYPE
from fieldmonitor.serving.requests import Refusal, read_body

T = TypeVar("T")

GZIP_FROM = 1024
"""Smaller answers are not worth packing."""


def strict(data: bytes, kind: type[T]) -> T:
    """Read JSON bytes as a message; wrong types, missing fields and NUL characters are refused."""
    if b"\\u0000" in data:
        raise Refusal("request.malformed", reason="NUL")
    try:
        return decode(data, kind)
    except TrustError as error:
        raise Refusal("request.malformed", reason=str(error.params.get("reason", ""))) from error


def body_of(kind: type[T], limit: int = 64 * 1024) -> Any:
    """A dependency that reads the body as a message. Declare it after the one that signs in."""

    async def read(request: Request) -> T:
        return strict(await read_body(request, limit), kind)

    return Depends(read)


def answer(
    message: object,
    status: int = 200,
    request: Request | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return a message as an answer; packed if a request is given whose sender can unpack."""
    body, headers = encode(message), {"Cache-Control": "no-store", **(headers or {})}
    if request is not None:
        headers["Vary"] = "Accept-Encoding"
        if len(body) >= GZIP_FROM and "gzip" in request.headers.get("accept-encoding", ""):
            body = gzip.compress(body, compresslevel=6, mtime=0)
            headers["Content-Encoding"] = "gzip"
    return Response(body, status, headers, media_type=JSON_TYPE)


def describes(
    result: Any = None, body: Any = None, status: int = 200, *, raw: str = "", **more: int
) -> dict[str, Any]:
    """Return the route arguments that tell OpenAPI what goes in and what comes out.

    `raw` is the media type of a body that is bytes and no message.
    """
    statuses = {status, *more.values()}
    responses: dict[int | str, dict[str, Any]] = {
        code: {"description": "", "content": {JSON_TYPE: {"schema": _schema(result)}}} for code in statuses
    }
    extra: dict[str, Any] = {"responses": {str(code): value for code, value in responses.items()}}
    if body is not None:
        content = {JSON_TYPE: {"schema": _schema(body)}}
        extra["requestBody"] = {"required": True, "content": content}
    if raw:
        content = {raw: {"schema": {"type": "string", "format": "binary"}}}
        extra["requestBody"] = {"required": True, "content": content}
    return {"status_code": status, "openapi_extra": extra, "response_class": Response}


def _schema(kind: Any) -> dict[str, Any]:
    if kind is None:
        return {}
    (schema,), components = msgspec.json.schema_components(
        [kind], ref_template="#/components/schemas/{name}", schema_hook=_any
    )
    COMPONENTS.update(components)
    return schema


def _any(_kind: type) -> dict[str, Any]:
    """A record's body: any JSON value."""
    return {"description": "any JSON value"}


COMPONENTS: dict[str, Any] = {}
"""The schemas of every message that a route takes or gives, by name."""
