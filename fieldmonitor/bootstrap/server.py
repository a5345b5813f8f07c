"""The comptroller's server, started for those who have its extra installed."""

import argparse
from collections.abc import Callable
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

from fieldmonitor.domain.errors import EnvironmentFault

PARTS = ("fieldmonitor.server", "fastapi", "uvicorn", "jinja2", "multipart")
"""What a volunteer's installation leaves out; `demo` needs them too."""


def require_server() -> None:
    """Raise EnvironmentFault `server.not_installed` where the server's extra is not there."""
    missing = missing_part()
    if missing is not None:
        raise EnvironmentFault("server.not_installed", missing=missing)


def missing_part() -> str | None:
    """Return the first part of the server that is not installed."""
    return next((name for name in PARTS if find_spec(name) is None), None)


def serve(
    data: str,
    *,
    host: str,
    port: int,
    database: str | None,
    blobs: str | None,
    ready: Callable[[str], None],
) -> None:
    """Serve until interrupted; `ready` hears the address once requests are answered."""
    require_server()
    from fieldmonitor.server.runner import serve as run
    from fieldmonitor.server.settings import ServerSettings

    with suppress(KeyboardInterrupt):  # the way to end it, not a failure
        run(
            ServerSettings(data=Path(data), database=database, blobs=blobs), host=host, port=port, ready=ready
        )


def add_admin_commands(parser: argparse.ArgumentParser) -> None:
    """Add the staff's commands; without the server's extra there is one that says so."""
    missing = missing_part()
    if missing is None:
        from fieldmonitor.server.cli import add_commands

        add_commands(parser)
        return

    def refuse(_args: argparse.Namespace) -> None:
        require_server()

    parser.add_argument("task", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    parser.set_defaults(run=refuse)
