"""bundle: reports out on a stick, receipts back on it."""

import argparse
from contextlib import closing
from dataclasses import asdict
from pathlib import Path

from fieldmonitor.cli.arguments import Subparsers, add_json
from fieldmonitor.cli.output import print_json
from fieldmonitor.cli.profile import open_workspace
from fieldmonitor.system.translations import _


def add_commands(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    bundle = subparsers.add_parser("bundle", help=_("enviar con una memoria USB"))
    actions = bundle.add_subparsers(metavar=_("ACCIÓN"), required=True)
    export = actions.add_parser(
        "export", help=_("copia a una carpeta lo que falta enviar, cifrado y comprobado")
    )
    export.add_argument("--to", metavar="DIR", type=Path, required=True, help=_("carpeta de la memoria"))
    export.add_argument("--without-originals", action="store_true", help=_("solo informes y copias pequeñas"))
    add_json(export)
    export.set_defaults(run=_export)
    bring = actions.add_parser("import", help=_("toma las constancias de una memoria, y lleva lo de otros"))
    bring.add_argument("folder", metavar="DIR", type=Path, help=_("carpeta de la memoria"))
    bring.add_argument("--offline", action="store_true", help=_("solo las constancias, sin usar la red"))
    add_json(bring)
    bring.set_defaults(run=_import)
    collect = actions.add_parser(
        "collect", help=_("coordinación: recibe los envíos de una memoria y firma por ellos")
    )
    collect.add_argument("folder", metavar="DIR", type=Path, help=_("carpeta de la memoria"))
    add_json(collect)
    collect.set_defaults(run=_collect)
    forward = actions.add_parser("forward", help=_("coordinación: pasa a la Contraloría lo recibido"))
    add_json(forward)
    forward.set_defaults(run=_forward)
    verify = actions.add_parser("verify", help=_("comprueba que un envío esté entero"))
    verify.add_argument("file", metavar="FILE.bundle.json", type=Path, help=_("índice del envío"))
    add_json(verify)
    verify.set_defaults(run=_verify)


def _export(args: argparse.Namespace) -> None:
    from fieldmonitor.app.bundles import export
    from fieldmonitor.bootstrap.profile import files_of

    with open_workspace(args) as workspace:
        done = export(workspace, files_of(workspace), args.to, originals=not args.without_originals)
    if args.json:
        print_json({"file": str(done.index), "messages": len(done.messages), "bytes": done.size})
    else:
        print(
            _("{n} envíos en {file}. Puede retirar la memoria.").format(n=len(done.messages), file=done.index)
        )


def _import(args: argparse.Namespace) -> None:
    from fieldmonitor.app.bundles import bring_in
    from fieldmonitor.bootstrap.profile import carrier_of

    with open_workspace(args) as workspace:
        done = bring_in(workspace, args.folder, None if args.offline else carrier_of(workspace))
    if args.json:
        print_json(asdict(done))
    else:
        if done.custody:
            print(_("En manos de la coordinación, sin constancia aún: {n}.").format(n=done.custody))
        print(
            _(
                "Constancias: {complete}. Llevados: {carried}. Rechazados: {refused}. Sin tocar: {left}."
            ).format(**asdict(done))
        )


def _collect(args: argparse.Namespace) -> None:
    from fieldmonitor.app.collecting import collect

    with open_workspace(args) as workspace:
        done = collect(workspace, args.folder)
    if args.json:
        print_json(asdict(done))
    else:
        print(
            _(
                "Recibidos: {bundles}. Ya recibidos antes: {known}. Respuestas en la memoria: {answers}."
            ).format(**asdict(done))
        )


def _forward(args: argparse.Namespace) -> int:
    from fieldmonitor.app.collecting import pass_on
    from fieldmonitor.bootstrap.profile import bundle_road_of

    with open_workspace(args) as workspace, closing(bundle_road_of(workspace)) as road:
        done = pass_on(workspace, road)
    if args.json:
        print_json(asdict(done))
    else:
        words = _("Pasados a la Contraloría: {answered}. Rechazados: {refused}. Por pasar: {left}.")
        print(words.format(**asdict(done)))
    return 1 if done.refused else 0


def _verify(args: argparse.Namespace) -> None:
    from fieldmonitor.app.bundles import verify
    from fieldmonitor.cli.profile import profile_folder
    from fieldmonitor.trust.vault import has_vault

    if has_vault(profile_folder(args)):
        with open_workspace(args) as workspace:
            found = verify(workspace, args.file)
    else:
        found = verify(None, args.file)
    if args.json:
        print_json(asdict(found))
    else:
        print(_("Entero: {parts} partes, {size} bytes.").format(parts=found.parts, size=found.size))
