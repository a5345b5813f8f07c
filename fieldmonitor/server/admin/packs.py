"""pack-root, pack-build, pack-write, enrol-request: packs down, and laptops that have no network."""

import argparse
import getpass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from fieldmonitor.domain.errors import InputError
from fieldmonitor.server.admin.common import Subparsers, add_json, desk, office, say, show
from fieldmonitor.system.translations import _

if TYPE_CHECKING:
    from fieldmonitor.packs.writing import WrittenPack
    from fieldmonitor.trust.keys import SigningKey


def add_commands(commands: Subparsers) -> None:
    root = commands.add_parser("pack-root", help=_("publica la raíz firmada de los paquetes de una región"))
    root.add_argument("file", metavar="FILE", type=Path, help=_("raíz con dos firmas (pack-keys sign)"))
    add_json(root)
    root.set_defaults(run=_root)
    build = commands.add_parser("pack-build", help=_("arma y firma el paquete de una región"))
    build.add_argument("--region", required=True, help=_("departamento"))
    build.add_argument("--key", required=True, type=Path, metavar="FILE", help=_("llave de la coordinación"))
    build.add_argument(
        "--key-passphrase-file",
        metavar="FILE",
        help=_("archivo con la frase de la llave; si no, se pregunta"),
    )
    build.add_argument("--tiles", type=Path, metavar="FILE", help=_("mapa de imágenes (MBTiles)"))
    build.add_argument("--districts", type=Path, metavar="FILE", help=_("límites de distritos (TopoJSON)"))
    build.add_argument("--pictures", type=Path, metavar="FILE", help=_("huellas de fotos ya usadas (JSON)"))
    build.add_argument("--without-map", action="store_true", help=_("no lleva el mapa del paquete anterior"))
    build.add_argument("--days", type=int, default=30, help=_("días de vigencia"))
    build.add_argument("--to", type=Path, metavar="DIR", help=_("además lo escribe en esta memoria"))
    add_json(build)
    build.set_defaults(run=_build)
    write = commands.add_parser("pack-write", help=_("escribe el paquete en una memoria y lo comprueba"))
    write.add_argument("--region", required=True, help=_("departamento"))
    write.add_argument("--to", required=True, type=Path, metavar="DIR", help=_("carpeta de la memoria"))
    write.add_argument(
        "--volunteer", action="append", default=[], metavar="CODE", help=_("solo a este monitor; se repite")
    )
    write.add_argument("--estimate", action="store_true", help=_("solo dice cuánto ocupa"))
    add_json(write)
    write.set_defaults(run=_write)
    _add_enrol(commands)


def _add_enrol(commands: Subparsers) -> None:
    enrol = commands.add_parser("enrol-request", help=_("inscribe una laptop sin red, con su solicitud"))
    enrol.add_argument("file", metavar="FILE", type=Path, help=_("solicitud (enrol --request)"))
    enrol.add_argument("--server", metavar="URL", help=_("dirección de este servidor para la laptop"))
    enrol.add_argument("--call", metavar="ID", help=_("convocatoria, si la solicitud no lleva código"))
    enrol.add_argument("--volunteer", metavar="CODE", help=_("monitor que estrena otra laptop"))
    enrol.add_argument("--region", help=_("departamento, si no hay convocatoria"))
    enrol.add_argument(
        "--kind", choices=("laptop", "coordinator", "hub"), default="laptop", help=_("clase de equipo")
    )
    add_json(enrol)
    enrol.set_defaults(run=_enrol)


def _root(args: argparse.Namespace) -> None:
    from fieldmonitor.server.services.packs import publish_root

    data = _bytes(args.file)
    with office(args) as (context, person):
        facts = publish_root(context, person, data)
    show(args, facts, [(_("región"), facts.region), (_("letras de la raíz"), facts.fingerprint)])


def _build(args: argparse.Namespace) -> None:
    from fieldmonitor.server.services.packs import Extras, build, write

    key = _key(args)
    extras = Extras(args.tiles, args.districts, args.pictures, args.without_map)
    with office(args) as (context, person):
        built = build(context, person, args.region, key, extras, timedelta(days=args.days))
        written = write(context, person, args.region, args.to) if args.to else None
    rows = [
        (_("versión"), built.version),
        (_("laptops"), built.laptops),
        (_("bytes nuevos"), built.new_bytes),
        (_("vence"), built.expires.date()),
    ]
    show(args, built, rows)
    if written is not None and not args.json:
        _say_written(written)


def _write(args: argparse.Namespace) -> None:
    from fieldmonitor.server.services.packs import estimate, write

    with office(args) as (context, person):
        if args.estimate:
            size = estimate(context, person, args.region, args.volunteer)
            show(args, {"bytes": size}, [(_("bytes"), size)])
            return
        written = write(context, person, args.region, args.to, args.volunteer)
    if args.json:
        show(args, {**_plain(written)}, ())
    else:
        _say_written(written)


def _say_written(written: "WrittenPack") -> None:
    say(
        _("Paquete para {laptops} laptops en {folder}, leído y comprobado. Puede retirar la memoria.").format(
            laptops=written.laptops, folder=written.folder
        )
    )


def _plain(written: "WrittenPack") -> dict[str, object]:
    return {
        "folder": str(written.folder),
        "laptops": written.laptops,
        "bytes": written.size,
        "copied": written.copied,
    }


def _enrol(args: argparse.Namespace) -> None:
    from fieldmonitor.server.services.enrolment import CodeRequest, DeviceKind
    from fieldmonitor.server.services.pack_contents import set_public_url
    from fieldmonitor.server.services.papers import take_request

    data = _bytes(args.file)
    wanted = None
    if args.call or args.volunteer or args.region:
        wanted = CodeRequest(args.call, args.volunteer, args.region, kind=DeviceKind(args.kind))
    with desk(args) as at:
        if args.server:
            set_public_url(at.session, args.server)
        answer = take_request(at.session, at.context, at.person, data, wanted)
    show(args, answer, [(answer.volunteer, answer.region, answer.device)])
    if not args.json:
        say(_("La respuesta va en el próximo paquete de {region}.").format(region=answer.region))


def _key(args: argparse.Namespace) -> "SigningKey":
    from fieldmonitor.trust.keyfile import open_key_file

    if args.key_passphrase_file is None:
        return open_key_file(args.key, getpass.getpass(_("Frase de la llave: ")))
    words = _bytes(Path(args.key_passphrase_file)).decode("utf-8-sig", "replace").partition("\n")[0]
    return open_key_file(args.key, words)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError("file.unreadable", path=str(path)) from error
