"""The comptroller's server as one ASGI app."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from fieldmonitor import __version__
from fieldmonitor.server import problems
from fieldmonitor.server.context import Context, open_context
from fieldmonitor.server.hygiene import Hygiene
from fieldmonitor.server.portal import control, entry, reference, reports
from fieldmonitor.server.routes import (
    batches,
    bundles,
    device,
    documents,
    messages,
    packs,
    staff_control,
    staff_field,
    staff_people,
)
from fieldmonitor.server.settings import ServerSettings
from fieldmonitor.server.wire import COMPONENTS


def create_app(settings: ServerSettings, context: Context | None = None) -> FastAPI:
    """Build the server over its data folder; `context` is handed in by tests with a clock of their own."""
    opened = context or open_context(settings)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
        opened.close()

    app = FastAPI(
        title="Field Monitor",
        version=__version__,
        lifespan=lifespan,
        redirect_slashes=False,
        docs_url=None,  # ours needs no foreign script
        redoc_url=None,
    )
    app.state.context = opened
    app.add_middleware(Hygiene)
    problems.install(app)
    of_laptops = (device, messages, documents, packs, batches, bundles)
    for routes in (*of_laptops, staff_people, staff_field, staff_control):
        app.include_router(routes.router)
    for section in (entry, reports, control, reference):
        app.include_router(section.router)
    app.add_route("/", _front_door, include_in_schema=False)
    _describe(app)
    return app


def _front_door(_request: Request) -> Response:
    """Who types the server's bare address is a person: show them the portal."""
    return RedirectResponse("/portal", 303)


def _describe(app: FastAPI) -> None:
    """Add the messages' schemas to the OpenAPI document."""
    plain = app.openapi

    def described() -> dict[str, Any]:
        document = plain()
        schemas = document.setdefault("components", {}).setdefault("schemas", {})
        schemas.update(COMPONENTS)
        return document

    app.openapi = described  # type: ignore[method-assign]
