"""my-data, erase: what the law gives everybody over their own data."""

import argparse
from pathlib import Path

from fieldmonitor.cli.arguments import Subparsers, add_json
from fieldmonitor.cli.output import print_json
from fieldmonitor.cli.profile import open_workspace, passphrase, profile_folder
from fieldmonitor.domain.errors import InputError
from fieldmonitor.system.translations import _


def add_commands(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    mine = subparsers.add_parser("my-data", help=_("guarda en un ZIP, sin cifrar, todo lo suyo"))
    mine.add_argument("file", metavar="FILE", type=Path, help=_("archivo ZIP que se escribe"))
    add_json(mine)
    mine.set_defaults(run=_export)

    erase = subparsers.add_parser("erase", help=_("dice qué se perdería, o borra el perfil y sus copias"))
    erase.add_argument(
        "--confirm", metavar="ERASE", default="", help=_("la palabra ERASE, en mayúsculas: borra de verdad")
    )
    add_json(erase)
    erase.set_defaults(run=_erase)


def _export(args: argparse.Namespace) -> None:
    from fieldmonitor.app.my_data import export_everything

    with open_workspace(args) as workspace:
        done = export_everything(workspace, args.file)
    assert done is not None, "nobody stops it"
    if args.json:
        print_json(
            {"file": str(done.path), "reports": done.reports, "files": done.files, "absent": done.absent}
        )
        return
    print(done.path)
    print(_("No está cifrado: cualquiera que lo tenga podrá leerlo."))


def _erase(args: argparse.Namespace) -> int:
    from fieldmonitor.app.care import SECOND_PLACE
    from fieldmonitor.app.my_data import what_is_lost
    from fieldmonitor.bootstrap.profile import erase_profile
    from fieldmonitor.system.instance import hold_folder

    if args.confirm not in ("", "ERASE"):
        raise InputError("erase.not_confirmed")
    folder, words = profile_folder(args), passphrase(args)
    with open_workspace(args, words) as workspace:
        losing, second = what_is_lost(workspace), workspace.setting(SECOND_PLACE)
    lost = [
        {"report": str(row.report.key), "state": row.report.state.value, "work": row.work_name}
        for row in losing.unsent
    ]
    missed: tuple[str, ...] = ()
    if args.confirm:
        with hold_folder(folder):
            missed = erase_profile(folder, Path(second) if second else None)
    if args.json:
        print_json({"lost": lost, "kept_by_comptroller": losing.sent, "erased": bool(args.confirm),
                    "not_reached": list(missed)})  # fmt: skip
        return 0
    for line in lost:
        print(line["report"], line["state"], line["work"], sep="\t")
    if not args.confirm:
        print(_("Eso se perdería. La Contraloría conserva {n} informes.").format(n=losing.sent))
        print(_("Para borrar de verdad: --confirm ERASE"))
        return 0
    print(_("El perfil se borró. La Contraloría conserva lo enviado."))
    for place in missed:
        print(_("Falta borrar las copias en {place}.").format(place=place))
    return 0
