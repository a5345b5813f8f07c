"""Signing in and out, the language, and the files that pages are made with."""

from functools import cache
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from fieldmonitor.server.portal import pages, words
from fieldmonitor.server.portal.visit import (
    COOKIE,
    LANGUAGE_COOKIE,
    SIGN_IN,
    Form,
    PortalRoute,
    Sent,
    SignedIn,
    language_of,
    read_form,
    to,
)
from fieldmonitor.server.problems import STATUS, Refusal
from fieldmonitor.server.routes.common import InContext, source_of
from fieldmonitor.server.services import users
from fieldmonitor.system.resources import resource

router = APIRouter(prefix="/portal", include_in_schema=False, route_class=PortalRoute)

STATIC = {
    "portal.css": (pages.HERE / "static" / "portal.css", "text/css"),
    "PublicSans-Regular.ttf": (resource("font", "PublicSans-Regular.ttf"), "font/ttf"),
    "PublicSans-SemiBold.ttf": (resource("font", "PublicSans-SemiBold.ttf"), "font/ttf"),
    "plomada.svg": (resource("icons", "plomada.svg"), "image/svg+xml"),
}


@router.get("")
def home(visit: SignedIn) -> Response:
    """The first page of the portal is the queue."""
    return to("/portal/triage")


@router.get("/static/{name}")
def static(name: str) -> Response:
    """A style sheet or font; only these."""
    if name not in STATIC:
        raise Refusal("file.unknown", file=name)
    return Response(_bytes(name), media_type=STATIC[name][1], headers={"Cache-Control": "max-age=3600"})


@router.get("/sign-in")
def sign_in_page(request: Request) -> Response:
    return pages.plain_page("sign_in.html", language_of(request), problem="", user="")


@router.post("/sign-in")
async def sign_in(
    request: Request, context: InContext, form: Annotated[Form, Depends(read_form)]
) -> Response:
    """Open a session; its token lives in a cookie that no script and no other site can use."""
    name = form.get("user")
    try:
        opened = await run_in_threadpool(
            users.sign_in, context, name, form.fields.get("password", [""])[0], source_of(request)
        )
    except Refusal as refusal:
        language = language_of(request)
        with pages.speaking(language):
            problem = words.refusal(refusal.code, refusal.params)
        return pages.plain_page(
            "sign_in.html", language, status=STATUS[refusal.code], problem=problem, user=name[:64]
        )
    response = to("/portal/triage")
    response.set_cookie(
        COOKIE,
        opened.token,
        max_age=opened.expires_in,
        path="/portal",
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="strict",
    )
    return response


@router.post("/sign-out")
def sign_out(visit: SignedIn, form: Sent) -> Response:
    users.sign_out(visit.context, visit.request.cookies.get(COOKIE, ""))
    response = to(SIGN_IN)
    response.delete_cookie(COOKIE, path="/portal")
    return response


@router.get("/language/{code}")
def choose_language(request: Request, code: str) -> Response:
    """Remember the language, and go back to the start."""
    response = to("/portal")
    if code in ("es", "en"):
        response.set_cookie(
            LANGUAGE_COOKIE, code, max_age=31_536_000, path="/portal", httponly=True, samesite="strict"
        )
    return response


@cache
def _bytes(name: str) -> bytes:
    return STATIC[name][0].read_bytes()
