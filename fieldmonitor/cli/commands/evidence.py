"""evidence: what files say of themselves."""

import argparse
from pathlib import Path

from fieldmonitor.cli.arguments import Subparsers, add_json
from fieldmonitor.cli.output import print_json, print_rows
from fieldmonitor.system.translations import _


def add_commands(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    evidence = subparsers.add_parser("evidence", help=_("examinar fotos y archivos"))
    actions = evidence.add_subparsers(metavar=_("ACCIÓN"), required=True)
    inspect = actions.add_parser("inspect", help=_("lugar, hora, equipo, avisos y huellas de cada archivo"))
    inspect.add_argument("files", nargs="+", metavar="FILE", type=Path, help=_("fotos o archivos"))
    add_json(inspect)
    inspect.set_defaults(run=_inspect)


def _inspect(args: argparse.Namespace) -> None:
    from fieldmonitor.media import inspect_files

    found = inspect_files(args.files)
    if args.json:
        print_json(found)
        return
    for row in found:
        print_rows(row.items())
        print()
