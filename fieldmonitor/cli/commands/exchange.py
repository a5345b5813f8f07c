"""enrol, pull, sync, status, queue, log: a laptop and its server."""

import argparse
import socket
from pathlib import Path
from typing import TYPE_CHECKING

from fieldmonitor.cli.arguments import Subparsers, add_json
from fieldmonitor.cli.commands.packs import add_fingerprint, tell
from fieldmonitor.cli.output import print_json, print_rows
from fieldmonitor.cli.profile import open_workspace, passphrase, profile_folder
from fieldmonitor.system.translations import _

if TYPE_CHECKING:
    from fieldmonitor.app.workspace import Workspace


def add_commands(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    enrol = subparsers.add_parser("enrol", help=_("inscribe esta laptop con un código, con red o sin ella"))
    way = enrol.add_mutually_exclusive_group(required=True)
    way.add_argument("--server", metavar="URL", help=_("dirección de la Contraloría"))
    way.add_argument("--request", metavar="FILE", type=Path, help=_("sin red: escribe aquí la solicitud"))
    way.add_argument("--pack", metavar="DIR", type=Path, help=_("sin red: la respuesta, en un paquete"))
    enrol.add_argument("--code", help=_("código de un solo uso"))
    add_fingerprint(enrol)
    enrol.add_argument("--device-name", default=socket.gethostname(), help=_("nombre de esta laptop"))
    add_json(enrol)
    enrol.set_defaults(run=_enrol, usage=enrol.error)

    pull = subparsers.add_parser("pull", help=_("trae asignaciones y respuestas"))
    add_json(pull)
    pull.set_defaults(run=_pull)

    sync = subparsers.add_parser("sync", help=_("envía lo firmado y trae lo nuevo"))
    add_json(sync)
    sync.set_defaults(run=_sync)

    status = subparsers.add_parser("status", help=_("qué hay en este perfil y qué falta enviar"))
    add_json(status)
    status.set_defaults(run=_status)

    queue = subparsers.add_parser("queue", help=_("qué sale y qué se queda"))
    deeds = queue.add_subparsers(metavar=_("ACCIÓN"), required=True)
    hold = deeds.add_parser("hold", help=_("no envía un informe firmado hasta que usted lo diga"))
    hold.add_argument("id", help=_("número del informe"))
    hold.set_defaults(run=_hold)
    release = deeds.add_parser("release", help=_("deja salir un informe detenido"))
    release.add_argument("id", help=_("número del informe"))
    release.set_defaults(run=_release)

    log = subparsers.add_parser("log", help=_("registro de la sincronización"))
    log.add_argument("--last", type=int, default=50, metavar="N", help=_("cuántas líneas"))
    add_json(log)
    log.set_defaults(run=_log)


def _enrol(args: argparse.Namespace) -> None:
    from fieldmonitor.bootstrap.profile import create_profile
    from fieldmonitor.trust.vault import has_vault

    if args.server and not args.code:
        args.usage(_("con --server hace falta --code"))
    folder = profile_folder(args)
    fresh = not has_vault(folder)
    words = passphrase(args, new=fresh)
    if fresh:
        create_profile(folder, words)
    with open_workspace(args, words) as workspace:
        if args.server:
            _enrol_online(args, workspace)
        elif args.request:
            _ask_on_paper(args, workspace)
        else:
            _enrol_by_pack(args, workspace)


def _enrol_online(args: argparse.Namespace, workspace: "Workspace") -> None:
    from fieldmonitor.app.enrolment import enrol
    from fieldmonitor.bootstrap.profile import carrier_for

    answer = enrol(workspace, carrier_for(args.server), args.server, args.code, args.device_name)
    if args.json:
        print_json({"volunteer": answer.volunteer, "device": answer.device, "server": answer.server_name})
    else:
        print(_("Inscrito como {volunteer}.").format(volunteer=answer.volunteer))


def _ask_on_paper(args: argparse.Namespace, workspace: "Workspace") -> None:
    from fieldmonitor.app.packs import request

    letters = request(workspace, args.request, args.device_name, args.code)
    if args.json:
        print_json({"file": str(args.request), "device": workspace.device.id, "letters": letters})
    else:
        print(
            _("Solicitud en {file}. Letras de esta laptop: {letters}.").format(
                file=args.request, letters=letters
            )
        )


def _enrol_by_pack(args: argparse.Namespace, workspace: "Workspace") -> None:
    from fieldmonitor.app.packs import load

    loaded = load(workspace, args.pack, args.fingerprint)
    if args.json:
        print_json({"volunteer": workspace.volunteer(), "device": workspace.device.id, "new": loaded.new})
        return
    print(_("Inscrito como {volunteer}.").format(volunteer=workspace.volunteer()))
    tell(loaded)


def _pull(args: argparse.Namespace) -> None:
    _run_engine(args, pull_only=True)


def _sync(args: argparse.Namespace) -> None:
    _run_engine(args, pull_only=False)


def _run_engine(args: argparse.Namespace, *, pull_only: bool) -> None:
    from fieldmonitor.app.exchange import synchronise
    from fieldmonitor.bootstrap.profile import engine_for

    with open_workspace(args) as workspace:
        outcome = synchronise(workspace, engine_for(workspace), pull_only=pull_only)
    if args.json:
        print_json(outcome)
    else:
        print(
            _("Enviados: {sent}. Pendientes: {pending}. Novedades: {records}.").format(
                sent=outcome["completed"], pending=outcome["pending"], records=outcome["records"]
            )
        )


def _status(args: argparse.Namespace) -> None:
    from fieldmonitor.app.status import status

    with open_workspace(args) as workspace:
        state = status(workspace)
    if args.json:
        print_json(state)
        return
    reports = state.pop("reports")
    print_rows(state.items())
    assert isinstance(reports, list)
    if reports:
        print_rows((row["id"], row["version"], row["state"], row["saved_at"]) for row in reports)


def _hold(args: argparse.Namespace) -> None:
    from fieldmonitor.app.sending import hold

    with open_workspace(args) as workspace:
        hold(workspace, args.id)
    print(_("No se envía hasta que usted lo diga."))


def _release(args: argparse.Namespace) -> None:
    from fieldmonitor.app.sending import release

    with open_workspace(args) as workspace:
        release(workspace, args.id)
    print(_("Sale con la próxima sincronización."))


def _log(args: argparse.Namespace) -> None:
    from fieldmonitor.app.sync_words import line

    with open_workspace(args) as workspace, workspace.store.read() as uow:
        entries = uow.log.tail(args.last)
    if args.json:
        print_json([{"at": e.at.isoformat(), "code": e.code, "params": e.params} for e in entries])
    elif entries:
        print_rows((entry.at.isoformat(timespec="seconds"), line(entry)) for entry in entries)
