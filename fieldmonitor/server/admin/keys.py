"""rotate-key: a new key for receipts, which the old one names."""

import argparse
from datetime import UTC, datetime
from pathlib import Path

from fieldmonitor.server.admin.common import Subparsers, add_json, say, show
from fieldmonitor.system.translations import _


def add_commands(commands: Subparsers) -> None:
    rotate = commands.add_parser(
        "rotate-key", help=_("cambia la clave de las constancias; el servidor debe estar detenido")
    )
    add_json(rotate)
    rotate.set_defaults(run=rotate_key)


def rotate_key(args: argparse.Namespace) -> None:
    """Replace the key and tell the laptops; EnvironmentFault `server.data_in_use` while a server runs."""
    from fieldmonitor.server import keys
    from fieldmonitor.server.context import open_context
    from fieldmonitor.server.runner import lock_data
    from fieldmonitor.server.settings import ServerSettings
    from fieldmonitor.trust.keys import to_text

    data = Path(args.data)
    with lock_data(data):
        keys.rotate(data, datetime.now(UTC))
        context = open_context(ServerSettings(data, args.database))  # tells the laptops, by the feed
        try:
            key, number = to_text(context.key.public), len(context.rotated.keys)
        finally:
            context.close()
    if args.json:
        show(args, {"receipt_key": key, "number": number}, ())
        return
    say(_("Clave nueva: {key}").format(key=key))
    say(_("Las laptops la aceptarán al sincronizar: la clave anterior la confirma."))
