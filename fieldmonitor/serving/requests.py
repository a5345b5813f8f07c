"""What is refused, and bodies that are read within a size."""

from starlette.requests import ClientDisconnect, Request

from fieldmonitor.domain.errors import FieldMonitorError


class Refusal(FieldMonitorError):
    """The server or hub says no: a code of its STATUS table, with the values its sentence needs."""

    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(code, **params)
        self.values = params


async def read_body(request: Request, limit: int) -> bytes:
    """Read a request's body of at most `limit` bytes; a longer one is refused as soon as it is known."""
    if request.headers.get("content-encoding", "identity") != "identity":
        raise Refusal("request.media_type")
    declared = request.headers.get("content-length", "0")
    if not declared.isdecimal() or int(declared) > limit:
        raise Refusal("request.too_large", limit=limit)
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > limit:
                raise Refusal("request.too_large", limit=limit)
    except ClientDisconnect as error:
        raise Refusal("request.malformed") from error
    return bytes(body)
