"""Templates, icons and headers of the portal's pages."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.responses import HTMLResponse, Response

from fieldmonitor.server.portal import words
from fieldmonitor.server.problems import STATUS, Refusal
from fieldmonitor.server.roles import Act
from fieldmonitor.server.services import triage
from fieldmonitor.system import formats
from fieldmonitor.system.resources import resource
from fieldmonitor.system.translations import _, ngettext, set_request_language

if TYPE_CHECKING:
    from fieldmonitor.server.portal.visit import Visit

HERE = Path(__file__).parent

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; img-src 'self'; style-src 'self'; font-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
"""No script runs in these pages, whatever a report brings."""


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(_=_, ngettext=ngettext, icon=icon, words=words, formats=formats, Act=Act)
    return environment


@cache
def icon(name: str, label: str = "") -> Markup:
    """Return an icon as inline SVG; without a label it says nothing to a screen reader."""
    svg = resource("icons", f"{name}.svg").read_text(encoding="utf-8")
    svg = re.sub(r"<\?xml.*?\?>|<!--.*?-->", "", svg, flags=re.DOTALL)
    head, _close, rest = svg.partition(">")
    svg = re.sub(r'\s(width|height|class)="[^"]*"', "", head) + ">" + rest
    said = Markup('role="img" aria-label="{}"').format(label) if label else 'aria-hidden="true"'
    return Markup(svg.replace("<svg", f'<svg class="icon" {said}', 1).strip())  # noqa: S704 - our own files


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Use a language for what is rendered inside."""
    set_request_language(language)
    try:
        yield
    finally:
        set_request_language(None)


def page(visit: "Visit", template: str, *, status: int = 200, **values: object) -> Response:
    """Render a page for a signed-in visitor."""
    with visit.context.db.read() as session:
        waiting = triage.count(session, visit.person) if visit.person.may(Act.READ_REPORTS) else 0
    with speaking(visit.language):
        html = (
            _environment()
            .get_template(template)
            .render(
                visit=visit,
                person=visit.person,
                language=visit.language,
                waiting=waiting,
                today=visit.context.today(),
                path=visit.request.url.path,
                **values,
            )
        )
    return HTMLResponse(html, status)


def plain_page(template: str, language: str, *, status: int = 200, **values: object) -> Response:
    """Render a page for anybody: signing in, and refusals."""
    with speaking(language):
        html = _environment().get_template(template).render(language=language, **values)
    return HTMLResponse(html, status)


def refusal(error: Refusal, language: str) -> Response:
    """Render what was refused, in words."""
    with speaking(language):
        text = words.refusal(error.code, error.params)
    return plain_page("refused.html", language, status=STATUS[error.code], text=text, code=error.code)
