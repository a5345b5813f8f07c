"""A signed-in visit to the portal: the session cookie, the form's token, and what a form brought."""

import hmac
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import parse_qs, urlsplit

from fastapi import Depends, Request
from fastapi.routing import APIRoute
from starlette.responses import RedirectResponse, Response

from fieldmonitor.server.context import Context
from fieldmonitor.server.portal import pages
from fieldmonitor.server.problems import Refusal
from fieldmonitor.server.roles import Person
from fieldmonitor.server.routes.common import InContext
from fieldmonitor.server.services import users
from fieldmonitor.serving.requests import read_body
from fieldmonitor.system.translations import LANGUAGES

COOKIE = "fieldmonitor"
LANGUAGE_COOKIE = "fieldmonitor_language"
FORM_LIMIT = 256 * 1024
SIGN_IN = "/portal/sign-in"


@dataclass(frozen=True, slots=True)
class Visit:
    """Who looks at a page, in which language, and the token that their forms must bring back."""

    request: Request
    context: Context
    person: Person
    csrf: str
    language: str


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of a form that was sent from one of our pages."""

    fields: dict[str, list[str]]

    def get(self, name: str) -> str:
        return self.fields.get(name, [""])[0].strip()

    def all(self, name: str) -> list[str]:
        return [value.strip() for value in self.fields.get(name, [])]

    def starting(self, prefix: str) -> dict[str, str]:
        """Return the fields whose names start so, without that start, where something was written."""
        found = {
            name.removeprefix(prefix): values[0].strip()
            for name, values in self.fields.items()
            if name.startswith(prefix)
        }
        return {name: value for name, value in found.items() if value}


def _visit(request: Request, context: InContext) -> Visit:
    person, csrf = users.person_of(context, request.cookies.get(COOKIE))
    return Visit(request, context, person, csrf, language_of(request, person.language))


SignedIn = Annotated[Visit, Depends(_visit)]


async def _form(request: Request, visit: SignedIn) -> Form:
    form = await read_form(request)
    if not hmac.compare_digest(form.get("csrf").encode(), visit.csrf.encode()):
        raise Refusal("session.expired")
    return form


Sent = Annotated[Form, Depends(_form)]
"""A form with this session's token."""


async def read_form(request: Request) -> Form:
    """Read a form's fields; one sent from another site's page is refused."""
    origin = request.headers.get("origin")
    if origin not in (None, "null") and urlsplit(origin).netloc != request.headers.get("host"):
        raise Refusal("access.denied")
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise Refusal("access.denied")
    body = await read_body(request, FORM_LIMIT)
    try:
        fields = parse_qs(body.decode("utf-8"), keep_blank_values=True, max_num_fields=2000)
    except (UnicodeDecodeError, ValueError) as error:
        raise Refusal("request.malformed") from error
    if any("\0" in value for values in fields.values() for value in values):
        raise Refusal("request.malformed")
    return Form(fields)


def language_of(request: Request, default: str = LANGUAGES[0]) -> str:
    """Return the language a visitor chose; Spanish and English are complete."""
    chosen = request.cookies.get(LANGUAGE_COOKIE, default)
    return chosen if chosen in LANGUAGES[:2] else LANGUAGES[0]


def to(path: str) -> Response:
    """Go on to another page after a form was handled."""
    return RedirectResponse(path, 303)


class PortalRoute(APIRoute):
    """A page: a refusal is a page too, and without a session one signs in."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def guarded(request: Request) -> Response:
            try:
                response = await handle(request)
            except Refusal as refusal:
                if refusal.code == "session.expired":
                    return to(SIGN_IN)
                response = pages.refusal(refusal, language_of(request))
            for name, value in pages.HEADERS.items():
                response.headers.setdefault(name, value)
            return response

        return guarded
