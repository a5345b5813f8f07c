"""pack: assignments from a folder, a stick or the server. pack-keys: the ceremony of their root."""

import argparse
import getpass
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from fieldmonitor.cli.arguments import Subparsers, add_json
from fieldmonitor.cli.output import print_json, print_rows
from fieldmonitor.cli.profile import open_workspace, profile_folder, read_passphrase_file
from fieldmonitor.domain.errors import InputError
from fieldmonitor.system.translations import _

if TYPE_CHECKING:
    from fieldmonitor.app.packs import PackLoaded
    from fieldmonitor.app.workspace import Workspace
    from fieldmonitor.packs.ceremony import RootFacts


def add_commands(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    pack = subparsers.add_parser("pack", help=_("asignaciones en paquetes firmados"))
    actions = pack.add_subparsers(metavar=_("ACCIÓN"), required=True)
    load = actions.add_parser("load", help=_("carga un paquete de una carpeta, o el del servidor"))
    load.add_argument("folder", metavar="DIR", type=Path, nargs="?", help=_("carpeta de la memoria"))
    load.add_argument("--hub", action="store_true", help=_("del centro de acopio con que está emparejada"))
    add_fingerprint(load)
    add_json(load)
    load.set_defaults(run=_load)
    verify = actions.add_parser("verify", help=_("comprueba las firmas de los paquetes de una carpeta"))
    verify.add_argument("folder", metavar="DIR", type=Path, help=_("carpeta de la memoria"))
    add_json(verify)
    verify.set_defaults(run=_verify)
    shown = actions.add_parser("show", help=_("con qué paquete trabaja este perfil"))
    add_json(shown)
    shown.set_defaults(run=_show)
    _add_ceremony(subparsers)


def add_fingerprint(parser: argparse.ArgumentParser) -> None:
    """Let a person say which letters are on their paper."""
    parser.add_argument(
        "--fingerprint", metavar="LETRAS", help=_("letras de la raíz, como están en su papel")
    )


def _add_ceremony(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    keys = subparsers.add_parser("pack-keys", help=_("llaves de los paquetes: la ceremonia de la raíz"))
    actions = keys.add_subparsers(metavar=_("ACCIÓN"), required=True)
    make = actions.add_parser("make", help=_("hace una llave bajo una frase, y su tarjeta pública"))
    make.add_argument("file", metavar="FILE", type=Path, help=_("archivo nuevo para la llave"))
    _add_words(make)
    make.set_defaults(run=_make)
    draft = actions.add_parser("draft", help=_("redacta una raíz para que la firmen sus titulares"))
    draft.add_argument("file", metavar="FILE", type=Path, help=_("archivo nuevo para la raíz"))
    draft.add_argument("--region", required=True, help=_("departamento"))
    draft.add_argument(
        "--holder",
        action="append",
        required=True,
        type=Path,
        metavar="CARD",
        help=_("tarjeta de un titular; son tres"),
    )
    draft.add_argument(
        "--coordinator", required=True, type=Path, metavar="CARD", help=_("tarjeta de la coordinación")
    )
    draft.add_argument("--previous", type=Path, metavar="FILE", help=_("raíz anterior, si la hay"))
    draft.add_argument("--days", type=int, default=3 * 365, help=_("días de vigencia"))
    draft.set_defaults(run=_draft)
    sign = actions.add_parser("sign", help=_("agrega la firma de un titular a una raíz"))
    sign.add_argument("file", metavar="FILE", type=Path, help=_("raíz por firmar"))
    sign.add_argument("--key", required=True, type=Path, metavar="FILE", help=_("llave del titular"))
    sign.add_argument("--previous", type=Path, metavar="FILE", help=_("raíz anterior, si la hay"))
    _add_words(sign)
    sign.set_defaults(run=_sign)
    shown = actions.add_parser("show", help=_("qué dice una raíz y quién la firmó"))
    shown.add_argument("file", metavar="FILE", type=Path, help=_("raíz"))
    shown.add_argument("--previous", type=Path, metavar="FILE", help=_("raíz anterior, si la hay"))
    add_json(shown)
    shown.set_defaults(run=_show_root)


def _add_words(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--key-passphrase-file",
        metavar="FILE",
        type=Path,
        help=_("archivo con la frase de la llave; si no, se pregunta"),
    )


def _load(args: argparse.Namespace) -> None:
    from fieldmonitor.app import packs
    from fieldmonitor.bootstrap.profile import carrier_of

    with open_workspace(args) as workspace:
        if args.hub:
            loaded = _from_the_hub(workspace)
        elif args.folder is None:
            loaded = packs.fetch(workspace, carrier_of(workspace))
        else:
            loaded = packs.load(workspace, args.folder, args.fingerprint)
    if args.json:
        print_json(asdict(loaded))
    else:
        tell(loaded)


def _from_the_hub(workspace: "Workspace") -> "PackLoaded":
    from fieldmonitor.app import hub, packs
    from fieldmonitor.bootstrap.hub import dial_hub
    from fieldmonitor.bootstrap.profile import files_of

    with hub.packs(workspace, files_of(workspace), dial_hub) as sources:
        return packs.load_from(workspace, sources)


def tell(loaded: "PackLoaded") -> None:
    """Say what a pack brought, and what is to be known of its age."""
    from fieldmonitor.app.pack_words import notice_words

    print(_("Paquete de {region}: {records} novedades.").format(region=loaded.region, records=loaded.records))
    if loaded.left_out:
        print(_("No venía en esta memoria: {names}.").format(names=", ".join(loaded.left_out)))
    for notice in loaded.notices:
        print(notice_words(notice, loaded.expires))


def _verify(args: argparse.Namespace) -> None:
    from fieldmonitor.app import packs
    from fieldmonitor.app.pack_words import notice_words
    from fieldmonitor.trust.vault import has_vault

    now = datetime.now(UTC)
    if has_vault(profile_folder(args)):
        with open_workspace(args) as workspace:
            found = packs.check(workspace, args.folder, now)
    else:
        found = packs.check(None, args.folder, now)
    if args.json:
        print_json([asdict(one) for one in found])
        return
    for one in found:
        print_rows(
            [
                (_("región"), one.region),
                (_("versión"), one.version),
                (_("firmado"), one.built_at.date()),
                (_("vence"), one.expires.date()),
                (_("letras de la raíz"), one.fingerprint),
            ]
        )
        for notice in one.notices:
            print(notice_words(notice, one.expires))


def _show(args: argparse.Namespace) -> None:
    from fieldmonitor.app import packs
    from fieldmonitor.app.pack_words import notice_words

    with open_workspace(args) as workspace:
        now = packs.standing(workspace)
    if args.json:
        print_json(asdict(now) if now else None)
    elif now is None:
        print(_("Este perfil no ha cargado ningún paquete."))
    else:
        rows = [(_("región"), now.pack.region), (_("versión"), now.pack.version)]
        print_rows([*rows, (_("vence"), now.pack.expires.date())])
        for notice in now.notices:
            print(notice_words(notice, now.pack.expires))


def _make(args: argparse.Namespace) -> None:
    from fieldmonitor.trust.keyfile import CARD_SUFFIX, make_key_file

    card = make_key_file(args.file, _words(args, new=True))
    print(_("Llave hecha. Sus letras: {letters}").format(letters=card.fingerprint))
    print(_("Tarjeta pública: {file}").format(file=f"{args.file}{CARD_SUFFIX}"))


def _draft(args: argparse.Namespace) -> None:
    from fieldmonitor.packs.ceremony import draft_root
    from fieldmonitor.trust.keyfile import read_card

    if args.file.exists():
        raise InputError("keyfile.exists", path=str(args.file))
    holders = tuple(read_card(card) for card in args.holder)
    expires = datetime.now(UTC) + timedelta(days=args.days)
    draft = draft_root(holders, read_card(args.coordinator), args.region, expires, _previous(args))
    _keep(args.file, draft)
    _tell_root(args.file, _previous(args))


def _sign(args: argparse.Namespace) -> None:
    from fieldmonitor.packs.ceremony import sign_root
    from fieldmonitor.trust.keyfile import open_key_file

    key = open_key_file(args.key, _words(args))
    _keep(args.file, sign_root(_bytes(args.file), key, _previous(args)))
    _tell_root(args.file, _previous(args))


def _show_root(args: argparse.Namespace) -> None:
    facts = _facts(args.file, _previous(args))
    if args.json:
        print_json(asdict(facts))
    else:
        _tell_root(args.file, _previous(args))


def _tell_root(file: Path, previous: bytes | None) -> None:
    facts = _facts(file, previous)
    state = _("completa") if facts.complete else _("faltan firmas")
    print_rows(
        [
            (_("región"), facts.region),
            (_("versión"), facts.version),
            (_("firmas"), f"{len(facts.signed_by)} ({state})"),
            (_("vence"), facts.expires.date()),
            (_("letras de la raíz"), facts.fingerprint if facts.complete else "—"),
        ]
    )


def _facts(file: Path, previous: bytes | None) -> "RootFacts":
    from fieldmonitor.packs.ceremony import root_facts

    return root_facts(_bytes(file), previous)


def _previous(args: argparse.Namespace) -> bytes | None:
    return _bytes(args.previous) if args.previous else None


def _words(args: argparse.Namespace, *, new: bool = False) -> str:
    if args.key_passphrase_file:
        return read_passphrase_file(args.key_passphrase_file)
    first = getpass.getpass(_("Frase de la llave: "))
    if new and first != getpass.getpass(_("Repita la frase clave: ")):
        raise InputError("passphrase.not_equal")
    return first


def _keep(path: Path, data: bytes) -> None:
    from fieldmonitor.system.durable import write_durably

    write_durably(path, data)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError("file.unreadable", path=str(path)) from error
