"""What every route needs: the context, and who is calling. Signing in comes before the body."""

from typing import Annotated

from fastapi import Depends, Request

from fieldmonitor.server.context import Context
from fieldmonitor.server.services.tokens import Caller, caller


def _context(request: Request) -> Context:
    context = request.app.state.context
    assert isinstance(context, Context)
    return context


InContext = Annotated[Context, Depends(_context)]


def _caller(request: Request, context: InContext) -> Caller:
    return caller(context, request.headers.get("authorization"))


SignedIn = Annotated[Caller, Depends(_caller)]
"""The device behind the request's token. FastAPI resolves it before any later parameter."""


def source_of(request: Request) -> str:
    """Return where a request came from, for counting failed guesses."""
    return request.client.host if request.client else "unknown"
