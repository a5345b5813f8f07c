"""assignments, assignment, report: the volunteer's work from the command line."""

import argparse
from pathlib import Path

from fieldmonitor.app.messages import words_for
from fieldmonitor.cli.arguments import Subparsers, add_json
from fieldmonitor.cli.output import print_json, print_rows
from fieldmonitor.cli.profile import open_workspace, passphrase
from fieldmonitor.domain.errors import InputError
from fieldmonitor.domain.records import Activity
from fieldmonitor.domain.reports import ReportKey
from fieldmonitor.system.translations import _


def add_commands(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    assignments = subparsers.add_parser("assignments", help=_("lista las obras asignadas"))
    assignments.add_argument("--search", default="", help=_("nombre, CUI o entidad"))
    add_json(assignments)
    assignments.set_defaults(run=_assignments)

    _add_answers(subparsers)

    report = subparsers.add_parser("report", help=_("crear, firmar y corregir informes"))
    actions = report.add_subparsers(metavar=_("ACCIÓN"), required=True)
    _add_new(actions)
    sign = actions.add_parser("sign", help=_("firma un informe y lo deja listo para enviar"))
    sign.add_argument("id", help=_("número del informe"))
    sign.add_argument("--version", type=int, default=None, help=_("versión (la última si no se indica)"))
    sign.set_defaults(run=_sign)
    correct = actions.add_parser("correct", help=_("abre una versión corregida"))
    correct.add_argument("id", help=_("número del informe"))
    correct.add_argument("--reason", required=True, help=_("motivo de la corrección"))
    correct.add_argument("--answers", metavar="FILE.json", help=_("respuestas que cambian"))
    correct.set_defaults(run=_correct)
    show = actions.add_parser("show", help=_("muestra un informe y lo que pasó con él"))
    show.add_argument("id", help=_("número del informe"))
    show.add_argument("--version", type=int, default=None, help=_("versión (la última si no se indica)"))
    add_json(show)
    show.set_defaults(run=_show)


def _add_answers(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    assignment = subparsers.add_parser("assignment", help=_("acepta o rechaza una asignación"))
    actions = assignment.add_subparsers(metavar=_("ACCIÓN"), required=True)
    accept = actions.add_parser("accept", help=_("acepta una asignación"))
    accept.add_argument("id", help=_("asignación"))
    accept.set_defaults(run=_accept)
    decline = actions.add_parser("decline", help=_("rechaza una asignación"))
    decline.add_argument("id", help=_("asignación"))
    decline.add_argument("--reason", required=True, help=_("por qué no puede hacerla"))
    decline.set_defaults(run=_decline)


def _add_new(actions: "Subparsers[argparse.ArgumentParser]") -> None:
    new = actions.add_parser("new", help=_("crea un informe con respuestas y fotos"))
    new.add_argument("--assignment", required=True, metavar="ID", help=_("asignación"))
    new.add_argument("--answers", required=True, metavar="FILE.json", help=_("archivo de respuestas"))
    new.add_argument(
        "--photo",
        action="append",
        default=[],
        type=_photo,
        metavar="REF=FILE",
        help=_("foto de una pregunta; se puede repetir"),
    )
    new.add_argument("--activity", choices=[a.value for a in Activity], help=_("cambia al formulario corto"))
    new.add_argument("--practice", action="store_true", help=_("visita de práctica: nunca se envía"))
    new.set_defaults(run=_new)


def _assignments(args: argparse.Namespace) -> None:
    from fieldmonitor.app.queries import assignments
    from fieldmonitor.protocol.codec import to_plain

    with open_workspace(args) as workspace:
        rows = assignments(workspace, search=args.search)
    if args.json:
        print_json(to_plain(rows))
    elif rows:
        print_rows((row.id, row.due.isoformat(), row.activity.value, row.work_name) for row in rows)


def _accept(args: argparse.Namespace) -> None:
    from fieldmonitor.app.replies import accept

    with open_workspace(args) as workspace:
        accept(workspace, args.id)
    print(_("Aceptada. Su coordinación lo sabrá cuando sincronice."))


def _decline(args: argparse.Namespace) -> None:
    from fieldmonitor.app.replies import decline

    with open_workspace(args) as workspace:
        decline(workspace, args.id, args.reason)
    print(_("Rechazada. Su coordinación lo sabrá cuando sincronice."))


def _new(args: argparse.Namespace) -> None:
    from fieldmonitor.app.answers_file import read_answers, record

    answers = read_answers(Path(args.answers))
    activity = Activity(args.activity) if args.activity else None
    with open_workspace(args) as workspace:
        key = record(
            workspace, args.assignment, answers, args.photo, activity=activity, practice=args.practice
        )
    print(key.id)


def _photo(text: str) -> tuple[str, Path]:
    ref, equals, path = text.partition("=")
    if not equals or not ref.startswith("/"):
        raise argparse.ArgumentTypeError(str(words_for(InputError("photo.argument", text=text))))
    return ref, Path(path)


def _sign(args: argparse.Namespace) -> None:
    from fieldmonitor.app.queries import newest_version
    from fieldmonitor.app.signing import sign

    words = passphrase(args)
    with open_workspace(args, words) as workspace:
        version = args.version or newest_version(workspace, args.id)
        manifest = sign(workspace, ReportKey(args.id, version), words)
    print(_("Firmado: {id}, versión {version}.").format(id=manifest.id, version=manifest.version))
    for finding in manifest.findings:
        unread = _("Hallazgo firmado como lo propuso el cuestionario: {name}")
        print((_("Hallazgo firmado: {name}") if finding.decided else unread).format(name=finding.condition))


def _correct(args: argparse.Namespace) -> None:
    from fieldmonitor.app.answers_file import fill, read_answers
    from fieldmonitor.app.drafts import correct, open_draft
    from fieldmonitor.app.queries import newest_version

    with open_workspace(args) as workspace:
        key = correct(workspace, ReportKey(args.id, newest_version(workspace, args.id)), args.reason)
        if args.answers:
            fill(workspace, open_draft(workspace, key), read_answers(Path(args.answers)), [])
    print(f"{key.id} {key.version}")


def _show(args: argparse.Namespace) -> None:
    from fieldmonitor.app.queries import newest_version, report_view
    from fieldmonitor.app.report_json import report_as_plain

    with open_workspace(args) as workspace:
        version = args.version or newest_version(workspace, args.id)
        view = report_as_plain(report_view(workspace, ReportKey(args.id, version)))
    if args.json:
        print_json(view)
    else:
        print_rows(view.items())
