"""server, admin: the comptroller's side."""

import argparse

from fieldmonitor.cli.arguments import Subparsers
from fieldmonitor.system.translations import _

ADMIN = "admin"


def add_commands(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    server = subparsers.add_parser("server", help=_("el servidor de la Contraloría"))
    server.add_argument("--data", metavar="DIR", required=True, help=_("carpeta de datos"))
    server.add_argument("--host", default="127.0.0.1", help=_("dirección en que escucha"))
    server.add_argument("--port", type=int, default=8350, help=_("puerto (0: uno libre)"))
    server.add_argument(
        "--database", metavar="URL", help=_("base de datos; SQLite en la carpeta si no se indica")
    )
    server.add_argument("--blobs", metavar="DIR|URL", help=_("dónde van los archivos"))
    server.set_defaults(run=_serve)
    admin = subparsers.add_parser(ADMIN, help=_("tareas del personal y de la coordinación"))
    admin.add_argument("--data", metavar="DIR", required=True, help=_("carpeta de datos del servidor"))
    admin.add_argument(
        "--database", metavar="URL", help=_("base de datos; SQLite en la carpeta si no se indica")
    )


def add_admin_commands(admin: argparse.ArgumentParser) -> None:
    """Add what stands behind `admin`. The server is an optional extra: without it the command says so."""
    from fieldmonitor.bootstrap.server import add_admin_commands as add

    add(admin)


def _serve(args: argparse.Namespace) -> None:
    from fieldmonitor.bootstrap.server import serve

    def say(url: str) -> None:
        print(_("Servidor en {url} (Ctrl+C para terminar).").format(url=url), flush=True)

    serve(args.data, host=args.host, port=args.port, database=args.database, blobs=args.blobs, ready=say)
