"""Every refusal of the server: one table of codes and statuses, and the answers made from it."""

import logging

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DataError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from fieldmonitor.domain.errors import TrustError
from fieldmonitor.protocol.codec import encode
from fieldmonitor.protocol.messages import JSON_TYPE, OFFSET_HEADER, Problem
from fieldmonitor.serving.requests import Refusal as Refusal  # raised everywhere by the codes below

log = logging.getLogger(__name__)

STATUS: dict[str, int] = {
    "request.malformed": 422,
    "form.incomplete": 422,
    "request.too_large": 413,
    "request.media_type": 415,
    "request.not_found": 404,
    "request.method": 405,
    "server.storage": 507,
    "server.error": 500,
    "access.denied": 403,
    "enrolment.code_unknown": 404,
    "enrolment.code_used": 409,
    "enrolment.code_expired": 410,
    "enrolment.too_many_tries": 429,
    "enrolment.bad_key": 422,
    "enrolment.device_taken": 409,
    "device.unknown": 403,
    "device.revoked": 403,
    "token.bad_signature": 401,
    "token.expired": 401,
    "feed.cursor_unknown": 410,
    "message.not_yours": 403,
    "message.different": 409,
    "message.withdrawn": 410,
    "message.bad_signature": 422,
    "message.malformed": 422,
    "message.unknown": 404,
    "evidence.not_expected": 404,
    "evidence.offset": 409,
    "evidence.too_long": 413,
    "evidence.hash_mismatch": 422,
    "bundle.unknown": 404,
    "bundle.bad_index": 422,
    "session.wrong": 401,
    "session.too_many_tries": 429,
    "session.expired": 401,
    "user.exists": 409,
    "user.weak_password": 422,
    "call.unknown": 404,
    "call.closed": 409,
    "volunteer.unknown": 404,
    "identity.unknown": 404,
    "identity.document_taken": 409,
    "accreditation.course_missing": 409,
    "accreditation.requirement_not_sworn": 409,
    "accreditation.no_such_change": 409,
    "work.unknown": 404,
    "checklist.unknown": 404,
    "checklist.version_taken": 409,
    "course.version_taken": 409,
    "course.answers_incomplete": 422,
    "assignment.unknown": 404,
    "assignment.withdrawn": 409,
    "assignment.conflict_of_interest": 409,
    "assignment.volunteer_not_active": 409,
    "report.unknown": 404,
    "file.unknown": 404,
    "original.not_for_us": 409,
    "original.seal_broken": 409,
    "review.comments_missing": 422,
    "alert.unknown": 404,
    "alert.closed": 409,
    "alert.without_evidence": 422,
    "action.unknown": 404,
    "action.closed": 409,
    "action.deadline_passed": 422,
    "action.result_missing": 422,
    "pack.unknown": 404,
    "document.unknown": 404,
    "log.no_such_size": 404,
    "log.no_such_leaf": 404,
}
"""Problem code → HTTP status. What a person reads is made from the code elsewhere, in their language."""


def problem(code: str, detail: str = "", params: dict[str, str | int] | None = None) -> Response:
    """Return a refusal as an answer of ours."""
    params = params or {}
    body = encode(Problem(code, detail, params or None))
    headers = {OFFSET_HEADER: str(params["offset"])} if "offset" in params else {}
    if STATUS[code] == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return Response(body, STATUS[code], headers, media_type=JSON_TYPE)


_FRAMEWORK = {404: "request.not_found", 405: "request.method", 413: "request.too_large"}


def install(app: FastAPI) -> None:
    """Make the app answer every refusal and failure, the framework's own too, as a Problem."""

    @app.exception_handler(Refusal)
    async def _refused(_request: Request, error: Refusal) -> Response:
        return problem(error.code, params=error.values)

    @app.exception_handler(TrustError)
    async def _malformed(_request: Request, error: TrustError) -> Response:
        return problem("request.malformed", str(error))

    @app.exception_handler(OverflowError)
    @app.exception_handler(DataError)
    async def _out_of_range(_request: Request, error: Exception) -> Response:
        return problem("request.malformed", f"a value is out of range ({type(error).__name__})")

    @app.exception_handler(RequestValidationError)
    async def _invalid(_request: Request, error: RequestValidationError) -> Response:
        return problem("request.malformed", "; ".join(str(item["loc"]) for item in error.errors()))

    @app.exception_handler(HTTPException)
    async def _framework(_request: Request, error: HTTPException) -> Response:
        answer = problem(_FRAMEWORK.get(error.status_code, "request.malformed"), str(error.detail))
        answer.headers.update(error.headers or {})
        return answer

    @app.exception_handler(Exception)
    async def _failed(request: Request, error: Exception) -> Response:
        log.error("request failed: %s %s", request.method, request.url.path, exc_info=error)
        return problem("server.error")
