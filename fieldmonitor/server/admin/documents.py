"""work-document, remove-document: what a work's laptops find under its documents."""

import argparse
from pathlib import Path

from fieldmonitor.server.admin.common import Subparsers, add_json, day, desk, say, show
from fieldmonitor.system.translations import _


def add_commands(commands: Subparsers) -> None:
    attach = commands.add_parser("work-document", help=_("agrega un documento PDF a una obra"))
    attach.add_argument("work", metavar="WORK", help=_("obra"))
    attach.add_argument("file", metavar="FILE", type=Path, help=_("archivo PDF"))
    attach.add_argument("--title", required=True, help=_("nombre con que se muestra"))
    attach.add_argument("--source", required=True, help=_("quién lo publicó"))
    attach.add_argument(
        "--date", required=True, type=day, metavar="AAAA-MM-DD", help=_("día en que se publicó")
    )
    attach.add_argument("--url", help=_("dirección donde está publicado"))
    add_json(attach)
    attach.set_defaults(run=_attach)
    remove = commands.add_parser("remove-document", help=_("quita un documento de una obra"))
    remove.add_argument("work", metavar="WORK", help=_("obra"))
    remove.add_argument("sha256", metavar="SHA256", help=_("huella del documento"))
    remove.set_defaults(run=_remove)


def _attach(args: argparse.Namespace) -> None:
    from fieldmonitor.server.services.work_documents import Described, attach, readable_pdf

    data = readable_pdf(args.file)
    said = Described(args.title, args.source, args.date, args.url)
    with desk(args) as at:
        link = attach(at.session, at.context, at.person, args.work, data, said)
    show(args, link, [(link.title, link.source, link.as_of, link.size), (link.sha256, "", "", "")])
    if not args.json:
        say(_("Va a las laptops de la obra con el próximo paquete de su región."))


def _remove(args: argparse.Namespace) -> None:
    from fieldmonitor.server.services.work_documents import detach

    with desk(args) as at:
        gone = detach(at.session, at.context, at.person, args.work, args.sha256)
    say(_("Documento quitado: {title}").format(title=gone.title))
