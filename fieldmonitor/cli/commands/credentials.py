"""credential: what somebody at a site's gate may rely on."""

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from fieldmonitor.cli.arguments import Subparsers, add_json
from fieldmonitor.cli.output import print_json
from fieldmonitor.cli.profile import open_workspace
from fieldmonitor.domain.errors import InputError
from fieldmonitor.system.translations import _

if TYPE_CHECKING:
    from fieldmonitor.app.accreditation import CheckedCredential


def add_commands(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    credential = subparsers.add_parser("credential", help=_("credenciales de monitores"))
    actions = credential.add_subparsers(metavar=_("ACCIÓN"), required=True)
    check = actions.add_parser("check", help=_("comprueba sin red una credencial, con lo que dice su QR"))
    check.add_argument("file", metavar="FILE", type=Path, help=_("archivo con el texto del QR"))
    add_json(check)
    check.set_defaults(run=_check)


def _check(args: argparse.Namespace) -> int:
    from fieldmonitor.app.accreditation import Verdict, check_credential

    try:
        text = args.file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError("file.unreadable", path=str(args.file)) from error
    with open_workspace(args) as workspace:
        checked = check_credential(workspace, text)
    if args.json:
        print_json(asdict(checked))
    else:
        print(_said(checked))
    return 0 if checked.verdict is Verdict.VALID else 1


def _said(checked: "CheckedCredential") -> str:
    from fieldmonitor.app.accreditation import Verdict

    shown = checked.credential
    if checked.verdict is Verdict.NONE:
        return _("Este texto no es una credencial.")
    if shown is None:
        return _("No es una credencial de la Contraloría.")
    sentence = {
        Verdict.VALID: _("Credencial {number} válida hasta el {until}."),
        Verdict.NOT_YET: _("Credencial {number}: vale desde el {since}."),
        Verdict.EXPIRED: _("Credencial {number} vencida el {until}."),
        Verdict.REVOKED: _("Credencial {number} retirada el {on}."),
    }[checked.verdict]
    return sentence.format(
        number=shown.number, until=shown.valid_until, since=shown.valid_from, on=checked.on
    )
