"""backup, backups, restore, integrity, passphrase, recovery-sheet: looking after a profile."""

import argparse
from pathlib import Path

from fieldmonitor.cli.arguments import Subparsers, add_json
from fieldmonitor.cli.output import print_json, print_rows
from fieldmonitor.cli.profile import open_workspace, passphrase, profile_folder, read_passphrase_file
from fieldmonitor.system.translations import _


def add_commands(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    backup = subparsers.add_parser("backup", help=_("hace una copia de seguridad cifrada"))
    backup.add_argument("--to", metavar="DIR", type=Path, help=_("carpeta, por ejemplo de otra memoria"))
    backup.set_defaults(run=_backup)

    listed = subparsers.add_parser("backups", help=_("lista las copias de seguridad"))
    add_json(listed)
    listed.set_defaults(run=_backups)

    restore = subparsers.add_parser("restore", help=_("recupera un perfil desde una copia"))
    restore.add_argument("backup", metavar="DIR", type=Path, help=_("carpeta de la copia"))
    restore.set_defaults(run=_restore)

    integrity = subparsers.add_parser("integrity", help=_("revisa los datos y archivos guardados"))
    add_json(integrity)
    integrity.set_defaults(run=_integrity)

    change = subparsers.add_parser("passphrase", help=_("cambia la frase clave"))
    change.add_argument(
        "--new-passphrase-file", metavar="FILE", type=Path, help=_("archivo con la frase nueva")
    )
    change.set_defaults(run=_change)

    sheet = subparsers.add_parser("recovery-sheet", help=_("crea el código de recuperación, o lo anula"))
    sheet.add_argument("--remove", action="store_true", help=_("anula el código que exista"))
    sheet.set_defaults(run=_sheet)


def _backup(args: argparse.Namespace) -> None:
    from fieldmonitor.app.care import back_up_now

    with open_workspace(args) as workspace:
        print(back_up_now(workspace, args.to).folder)


def _backups(args: argparse.Namespace) -> None:
    from fieldmonitor.app.care import kept_backups

    with open_workspace(args) as workspace:
        found = kept_backups(workspace)
    if args.json:
        print_json(
            [{"folder": str(b.folder), "made_at": b.made_at.isoformat(), "size": b.size} for b in found]
        )
    elif found:
        print_rows((b.made_at.isoformat(timespec="seconds"), b.size, b.folder) for b in found)


def _restore(args: argparse.Namespace) -> None:
    from fieldmonitor.bootstrap.profile import restore_profile

    folder = profile_folder(args)
    restore_profile(args.backup, folder, passphrase(args))
    print(_("Perfil recuperado en {folder}.").format(folder=folder))


def _integrity(args: argparse.Namespace) -> int:
    from fieldmonitor.app.care import check

    with open_workspace(args) as workspace:
        problems = check(workspace)
    if args.json:
        print_json(problems)
    else:
        print("\n".join(problems) or _("Todo está bien."))
    return 1 if problems else 0


def _change(args: argparse.Namespace) -> None:
    from fieldmonitor.bootstrap.profile import change_profile_passphrase

    old = passphrase(args)
    given = args.new_passphrase_file
    new = (
        read_passphrase_file(given)
        if given
        else passphrase(argparse.Namespace(passphrase_file=None), new=True)
    )
    change_profile_passphrase(profile_folder(args), old, new)
    print(_("La frase clave cambió."))


def _sheet(args: argparse.Namespace) -> None:
    from fieldmonitor.bootstrap.profile import make_recovery, unmake_recovery

    if args.remove:
        unmake_recovery(profile_folder(args), passphrase(args))
        print(_("El código de recuperación ya no sirve."))
        return
    print(make_recovery(profile_folder(args), passphrase(args)))
    print(_("Escríbalo en papel y guárdelo lejos de la laptop: abre su perfil sin la frase clave."))
