"""audit: holding the comptroller's log of receipts to account, with or without a profile."""

import argparse
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from fieldmonitor.cli.arguments import Subparsers, add_json
from fieldmonitor.cli.output import print_json
from fieldmonitor.cli.profile import open_workspace, read_passphrase_file
from fieldmonitor.domain.errors import InputError
from fieldmonitor.system.translations import _

if TYPE_CHECKING:
    from fieldmonitor.sync.auditor import AuditResult


def add_commands(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    audit = subparsers.add_parser("audit", help=_("comprueba el registro de constancias de la Contraloría"))
    audit.add_argument("--server", metavar="URL", help=_("dirección; si no, la del perfil y sus constancias"))
    audit.add_argument("--key", metavar="BASE64", help=_("clave pública del servidor"))
    audit.add_argument("--state", metavar="FILE", type=Path, help=_("lo comprobado antes; se actualiza"))
    audit.add_argument(
        "--against",
        metavar="FILE",
        type=Path,
        action="append",
        default=[],
        help=_("control que guardó otra persona; se repite"),
    )
    audit.add_argument(
        "--receipt",
        metavar="FILE",
        type=Path,
        action="append",
        default=[],
        help=_("constancia que debe estar; se repite"),
    )
    audit.add_argument("--user", help=_("cuenta de auditoría: lee todas las constancias"))
    audit.add_argument("--password-file", metavar="FILE", type=Path, help=_("archivo con su contraseña"))
    audit.add_argument("--save", metavar="FILE", type=Path, help=_("guarda el control, para un auditor"))
    audit.add_argument(
        "--save-receipts", metavar="DIR", type=Path, help=_("guarda las constancias de este perfil")
    )
    add_json(audit)
    audit.set_defaults(run=_audit)


def _audit(args: argparse.Namespace) -> int:
    result = _from_outside(args) if args.server else _own(args)
    if args.json:
        _print(result)
    else:
        _say(result)
    return 1 if result.found else 0


def _from_outside(args: argparse.Namespace) -> "AuditResult":
    from fieldmonitor.app.audit import Request, from_outside
    from fieldmonitor.bootstrap.profile import log_of

    if not args.key or bool(args.user) != bool(args.password_file):
        raise InputError("audit.bad_key" if not args.key else "passphrase.needed")
    with closing(log_of(args.server)) as source:
        if args.user:
            source.sign_in(args.user, read_passphrase_file(args.password_file)).required()
        wanted = Request(args.key, args.state, args.against, args.receipt, bool(args.user))
        return from_outside(source, wanted)


def _own(args: argparse.Namespace) -> "AuditResult":
    from fieldmonitor.app.audit import own, save_receipts
    from fieldmonitor.bootstrap.profile import log_of
    from fieldmonitor.sync.enrolment import SERVER_URL

    with open_workspace(args) as workspace:
        workspace.volunteer()
        if args.save_receipts is not None:
            save_receipts(workspace, args.save_receipts)
        with closing(log_of(workspace.setting(SERVER_URL) or "")) as source:
            return own(workspace, source, args.save)


def _print(result: "AuditResult") -> None:
    print_json(
        {
            "log": result.log,
            "size": result.size,
            "root": result.root,
            "grew_from": result.grew_from,
            "receipts": result.receipts,
            "entries": result.entries,
            "found": [{"code": found.code, "about": found.about} for found in result.found],
        }
    )


def _say(result: "AuditResult") -> None:
    from fieldmonitor.app.audit import finding_words

    print(
        _("Registro de {log}: {size} constancias.").format(log=result.log or "?", size=result.size),
    )
    if result.grew_from is not None:
        print(_("Comparado con uno anterior de {size}.").format(size=result.grew_from))
    print(
        _("Constancias buscadas: {receipts}. Leídas: {entries}.").format(
            receipts=result.receipts, entries=result.entries
        )
    )
    for found in result.found:
        print(finding_words(found))
    if not result.found:
        print(_("Todo coincide."))
