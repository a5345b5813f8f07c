"""hub: a place in a village that keeps sealed reports; and a volunteer's laptop at it."""

import argparse
import socket
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from fieldmonitor.cli.arguments import Subparsers, add_json
from fieldmonitor.cli.output import print_json, print_rows
from fieldmonitor.cli.profile import open_workspace
from fieldmonitor.protocol import HUB_PORT
from fieldmonitor.system.translations import _

if TYPE_CHECKING:
    from fieldmonitor.hub.runner import HubHandle
    from fieldmonitor.sync.hub.forwarding import Forwarded
    from fieldmonitor.sync.hub.outgoing import HubVisit


def add_commands(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    hub = subparsers.add_parser("hub", help=_("centro de acopio: guarda envíos cifrados donde no hay red"))
    actions = hub.add_subparsers(metavar=_("ACCIÓN"), required=True)
    serve = actions.add_parser("serve", help=_("atiende a las laptops de esta red local"))
    serve.add_argument("--data", metavar="DIR", type=Path, required=True, help=_("carpeta del centro"))
    serve.add_argument("--name", default=socket.gethostname(), help=_("cómo se llama el centro"))
    serve.add_argument("--host", default="0.0.0.0", help=_("dirección en que escucha"))  # noqa: S104
    serve.add_argument("--port", type=int, default=HUB_PORT, help=_("puerto (0: uno libre)"))
    serve.add_argument("--packs", metavar="DIR", type=Path, help=_("carpeta de paquetes que entrega"))
    serve.set_defaults(run=_serve)
    enrol = actions.add_parser("enrol", help=_("inscribe el centro en la Contraloría, con un código"))
    enrol.add_argument("--data", metavar="DIR", type=Path, required=True, help=_("carpeta del centro"))
    enrol.add_argument("--server", metavar="URL", required=True, help=_("dirección de la Contraloría"))
    enrol.add_argument("--code", required=True, help=_("código de un solo uso"))
    enrol.add_argument("--name", default=socket.gethostname(), help=_("cómo se llama el centro"))
    enrol.set_defaults(run=_enrol)
    forward = actions.add_parser("forward", help=_("pasa a la Contraloría lo que guarda el centro"))
    forward.add_argument("--data", metavar="DIR", type=Path, required=True, help=_("carpeta del centro"))
    add_json(forward)
    forward.set_defaults(run=_forward)
    status = actions.add_parser("status", help=_("qué guarda el centro"))
    status.add_argument("--data", metavar="DIR", type=Path, required=True, help=_("carpeta del centro"))
    add_json(status)
    status.set_defaults(run=_status)
    pair = actions.add_parser("pair", help=_("empareja esta laptop con un centro"))
    pair.add_argument("hub", metavar="HUB", help=_("lo que dice el código QR, o la dirección del centro"))
    pair.add_argument("--code", help=_("código de ocho letras, si se dio la dirección"))
    pair.add_argument("--device-name", default=socket.gethostname(), help=_("nombre de esta laptop"))
    pair.set_defaults(run=_pair)
    deliver = actions.add_parser("deliver", help=_("entrega lo que falta enviar y trae las constancias"))
    add_json(deliver)
    deliver.set_defaults(run=_deliver)
    collect = actions.add_parser("collect", help=_("solo trae las constancias"))
    add_json(collect)
    collect.set_defaults(run=_collect)


def _serve(args: argparse.Namespace) -> None:
    from fieldmonitor.bootstrap.hub import serve_hub

    serve_hub(
        args.data,
        name=args.name,
        host=args.host,
        port=args.port,
        packs=args.packs,
        ready=_say_ready,
        forwarded=_say_forwarded,
    )


def _say_ready(hub: "HubHandle") -> None:
    print(_("Centro de acopio en {address} (Ctrl+C para terminar).").format(address=hub.address))
    print(_("Código para emparejar: {code}").format(code=hub.code))
    print(_("O copie: {link}").format(link=hub.link))
    print(drawn(str(hub.link)), flush=True)


def drawn(text: str) -> str:
    """Return a QR code in block letters: light ones, for a terminal is dark."""
    from fieldmonitor.documents.codes import modules

    rows = [bytes(row) for row in modules(text)]
    width = len(rows[0]) + 4
    quiet = [bytes(width)] * 2
    framed = [*quiet, *(bytes(2) + row + bytes(2) for row in rows), *quiet]
    if len(framed) % 2:
        framed.append(bytes(width))
    letters = {(0, 0): "█", (0, 1): "▀", (1, 0): "▄", (1, 1): " "}
    lines = zip(framed[::2], framed[1::2], strict=True)
    return "\n".join("".join(letters[pair] for pair in zip(*line, strict=True)) for line in lines)


def _say_forwarded(done: "Forwarded") -> None:
    words = _("Pasados a la Contraloría: {answered}. Rechazados: {refused}. Por pasar: {left}.")
    print(words.format(**asdict(done)), flush=True)


def _enrol(args: argparse.Namespace) -> None:
    from fieldmonitor.bootstrap.hub import enrol_hub

    server = enrol_hub(args.data, args.server, args.code, args.name)
    print(_("El centro quedó inscrito en {server}.").format(server=server.name))


def _forward(args: argparse.Namespace) -> int:
    from fieldmonitor.bootstrap.hub import forward_now

    done = forward_now(args.data)
    if args.json:
        print_json(asdict(done))
    else:
        _say_forwarded(done)
    return 1 if done.refused else 0


def _status(args: argparse.Namespace) -> None:
    from fieldmonitor.bootstrap.hub import hub_report

    state = asdict(hub_report(args.data))
    if args.json:
        print_json(state)
    else:
        print_rows(state.items())


def _pair(args: argparse.Namespace) -> None:
    from fieldmonitor.app.hub import pair, typed
    from fieldmonitor.bootstrap.hub import dial_hub

    link = typed(args.hub, args.code)
    with open_workspace(args) as workspace:
        hub = pair(workspace, link, args.device_name, dial_hub)
    print(_("Emparejada con {name}.").format(name=hub.name))


def _deliver(args: argparse.Namespace) -> None:
    from fieldmonitor.app.hub import deliver
    from fieldmonitor.bootstrap.hub import dial_hub
    from fieldmonitor.bootstrap.profile import files_of

    with open_workspace(args) as workspace:
        _report(args, deliver(workspace, files_of(workspace), dial_hub))


def _collect(args: argparse.Namespace) -> None:
    from fieldmonitor.app.hub import collect
    from fieldmonitor.bootstrap.hub import dial_hub
    from fieldmonitor.bootstrap.profile import files_of

    with open_workspace(args) as workspace:
        _report(args, collect(workspace, files_of(workspace), dial_hub))


def _report(args: argparse.Namespace, done: "HubVisit") -> None:
    if args.json:
        print_json(asdict(done))
        return
    print(
        _("Entregados: {given}. Constancias de la Contraloría: {complete}.").format(
            given=len(done.messages), complete=done.complete
        )
    )
    if done.messages:
        print(_("Lo entregado sigue pendiente hasta que llegue su constancia."))
