"""import-bundle: what a stick brought, taken in like what the network brings."""

import argparse
from contextlib import closing
from pathlib import Path

from fieldmonitor.server.admin.common import Subparsers, add_json, say, show
from fieldmonitor.system.translations import _


def add_commands(commands: Subparsers) -> None:
    bundle = commands.add_parser(
        "import-bundle", help=_("recibe el envío de una memoria y deja su constancia")
    )
    bundle.add_argument("file", metavar="FILE.bundle.json", type=Path, help=_("índice del envío"))
    add_json(bundle)
    bundle.set_defaults(run=_import)


def _import(args: argparse.Namespace) -> int:
    from fieldmonitor.server.context import open_context
    from fieldmonitor.server.services.bundles import import_bundle
    from fieldmonitor.server.settings import ServerSettings

    with closing(open_context(ServerSettings(Path(args.data), args.database))) as context:
        ack = import_bundle(context, args.file)
    if args.json:
        show(args, ack, ())
        return 1 if ack.refused else 0
    say(
        _("Recibidos: {taken}. Rechazados: {refused}. La constancia quedó en la memoria.").format(
            taken=len(ack.messages), refused=len(ack.refused)
        )
    )
    return 1 if ack.refused else 0
