"""Every refusal of a hub: codes and statuses; the words are made on the laptop."""

from starlette.responses import Response

from fieldmonitor.protocol.codec import encode
from fieldmonitor.protocol.messages import JSON_TYPE, OFFSET_HEADER, Problem
from fieldmonitor.serving.requests import Refusal as Refusal  # raised everywhere by the codes below

STATUS: dict[str, int] = {
    "request.malformed": 422,
    "request.too_large": 413,
    "request.media_type": 415,
    "request.not_found": 404,
    "request.method": 405,
    "server.error": 500,
    "hub.full": 507,
    "hub.quota": 413,
    "pairing.wrong_code": 403,
    "pairing.too_many_tries": 429,
    "token.expired": 401,
    "token.bad_signature": 401,
    "device.unknown": 403,
    "message.not_yours": 403,
    "bundle.unknown": 404,
    "bundle.bad_index": 422,
    "evidence.not_expected": 404,
    "evidence.offset": 409,
    "evidence.too_long": 413,
    "evidence.hash_mismatch": 422,
    "pack.unknown": 404,
}


def answer(message: object, status: int = 200) -> Response:
    """Return a message as an answer."""
    return Response(encode(message), status, {"Cache-Control": "no-store"}, media_type=JSON_TYPE)


def problem(code: str, detail: str = "", params: dict[str, str | int] | None = None) -> Response:
    """Return a refusal as an answer."""
    response = answer(Problem(code, detail, params or None), STATUS[code])
    if params and "offset" in params:
        response.headers[OFFSET_HEADER] = str(params["offset"])
    return response
