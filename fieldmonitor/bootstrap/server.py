"""The comptroller's server, started for those who have its extra installed."""

import argparse
from pathlib import Path

from fieldmonitor.domain.errors import EnvironmentFault


def serve(data: str, *, host: str, port: int, database: str | None, blobs: str | None) -> None:
    """Serve until interrupted."""
    try:
        from fieldmonitor.server.runner import serve as run
        from fieldmonitor.server.settings import ServerSettings
    except ModuleNotFoundError as error:
        raise EnvironmentFault("server.not_installed", missing=error.name) from error
    run(ServerSettings(data=Path(data), database=database, blobs=blobs), host=host, port=port)


def add_admin_commands(parser: argparse.ArgumentParser) -> None:
    """Add the staff's commands; without the server's extra there is one that says so."""
    try:
        from fieldmonitor.server.cli import add_commands
    except ModuleNotFoundError as error:
        missing = error.name

        def refuse(_args: argparse.Namespace) -> None:
            raise EnvironmentFault("server.not_installed", missing=missing)

        parser.set_defaults(run=refuse)
        return
    add_commands(parser)
