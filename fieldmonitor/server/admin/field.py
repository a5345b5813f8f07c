"""import-works, publish-checklist, publish-course, assign, withdraw, assignments."""

import argparse
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from fieldmonitor.domain.errors import InputError
from fieldmonitor.domain.records import Activity
from fieldmonitor.server.admin.common import Subparsers, add_json, day, desk, say, show
from fieldmonitor.system.translations import _, ngettext

if TYPE_CHECKING:
    from fieldmonitor.domain.records import ChecklistRecord, Work


def add_commands(commands: Subparsers) -> None:
    works = commands.add_parser("import-works", help=_("incorpora obras de un libro de INFOBRAS o de JSON"))
    works.add_argument("file", metavar="FILE", help=_("libro .xlsx o lista .json"))
    works.add_argument("--as-of", type=day, metavar="AAAA-MM-DD", help=_("día en que se descargó (hoy)"))
    add_json(works)
    works.set_defaults(run=_import)
    checklist = commands.add_parser("publish-checklist", help=_("publica cuestionarios"))
    checklist.add_argument(
        "path", metavar="DIR|FILE", help=_("carpeta con checklists.json, o uno de sus archivos")
    )
    add_json(checklist)
    checklist.set_defaults(run=_checklist)
    course = commands.add_parser("publish-course", help=_("publica un curso; sus respuestas no salen"))
    course.add_argument("folder", metavar="DIR", help=_("carpeta con course.json y answers.json"))
    course.set_defaults(run=_course)
    _add_assignment_commands(commands)


def _add_assignment_commands(commands: Subparsers) -> None:
    assign = commands.add_parser("assign", help=_("asigna una obra a monitores"))
    assign.add_argument("--work", required=True, metavar="ID", help=_("obra"))
    assign.add_argument(
        "--volunteer", required=True, action="append", metavar="CODE", help=_("monitor; se puede repetir")
    )
    assign.add_argument("--activity", choices=[a.value for a in Activity], default="site_visit")
    assign.add_argument("--due", required=True, type=day, metavar="AAAA-MM-DD", help=_("último día"))
    assign.add_argument("--checklist", metavar="ID", help=_("cuestionario (el de la actividad)"))
    assign.add_argument("--briefing", default="", help=_("indicaciones para la visita"))
    assign.set_defaults(run=_assign)
    withdraw = commands.add_parser("withdraw", help=_("retira una asignación"))
    withdraw.add_argument("assignment", help=_("asignación"))
    withdraw.add_argument("--volunteer", metavar="CODE", help=_("solo a este monitor"))
    withdraw.set_defaults(run=_withdraw)
    listed = commands.add_parser("assignments", help=_("lista las asignaciones"))
    listed.add_argument("--volunteer", metavar="CODE", help=_("solo las de este monitor"))
    add_json(listed)
    listed.set_defaults(run=_assignments)


def _import(args: argparse.Namespace) -> None:
    from fieldmonitor.server.services.fieldwork import import_works

    works = _read_works(Path(args.file), args.as_of)
    with desk(args) as at:
        done = import_works(at.session, at.context, at.person, works)
    rows = [(_("nuevas"), done.new), (_("cambiadas"), done.changed), (_("iguales"), done.same)]
    show(args, done, rows)


def _read_works(path: Path, as_of: date | None) -> "tuple[Work, ...]":
    """Read an INFOBRAS workbook, or a JSON list of works."""
    from fieldmonitor.domain.records import Work
    from fieldmonitor.protocol.codec import decode

    if path.suffix.casefold() == ".json":
        return decode(_bytes(path), tuple[Work, ...])
    from fieldmonitor.packs.gazetteer import load_gazetteer
    from fieldmonitor.packs.infobras import read_register

    _bytes(path)
    downloaded = as_of or date.fromtimestamp(path.stat().st_mtime)  # noqa: DTZ012 - the day on this machine
    read = read_register(path, load_gazetteer(), downloaded)
    rejected = sum(note.rejected for note in read.notes)
    if rejected:
        say(
            ngettext(
                "{count} fila no se usó: le falta el código o el nombre.",
                "{count} filas no se usaron: les falta el código o el nombre.",
                rejected,
            ).format(count=rejected)
        )
    return read.works


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError("file.unreadable", path=str(path)) from error


def _checklist(args: argparse.Namespace) -> None:
    from fieldmonitor.server.services.fieldwork import publish_checklist

    found = _read_checklists(Path(args.path))
    with desk(args) as at:
        new = {one.id: publish_checklist(at.session, at.context, at.person, one) for one in found}
    rows = [(one.id, one.version, _("publicado") if new[one.id] else _("ya estaba")) for one in found]
    plain = [{"id": one.id, "version": one.version, "new": new[one.id]} for one in found]
    show(args, plain, rows)


def _read_checklists(path: Path) -> "list[ChecklistRecord]":
    """Read a folder of compiled checklists, or the one that a file in such a folder belongs to."""
    from fieldmonitor.packs.checklists import identity, read_checklists

    if path.is_dir():
        return list(read_checklists(path))
    id, _version = identity(_bytes(path.with_suffix(".xml")).decode("utf-8"))
    return [one for one in read_checklists(path.parent) if one.id == id]


def _course(args: argparse.Namespace) -> None:
    from fieldmonitor.packs.courses import read_course
    from fieldmonitor.server.services.course import publish

    course, key = read_course(Path(args.folder))
    with desk(args) as at:
        new = publish(at.session, course, key.answers)
    done = _("publicado") if new else _("ya estaba")
    say(f"{course.id} {course.version} {done}")


def _assign(args: argparse.Namespace) -> None:
    from fieldmonitor.server.services.fieldwork import NewAssignment, assign

    new = NewAssignment(
        work_id=args.work,
        activity=Activity(args.activity),
        volunteers=tuple(args.volunteer),
        due=args.due,
        checklist_id=args.checklist,
        briefing=args.briefing,
    )
    with desk(args) as at:
        id = assign(at.session, at.context, at.person, new)
    say(id)


def _withdraw(args: argparse.Namespace) -> None:
    from fieldmonitor.server.services.fieldwork import withdraw

    with desk(args) as at:
        withdraw(at.session, at.context, at.person, args.assignment, args.volunteer)
    say(_("Asignación retirada."))


def _assignments(args: argparse.Namespace) -> None:
    from fieldmonitor.server.services.fieldwork import assignments

    with desk(args) as at:
        found = assignments(at.session, at.person, args.volunteer)
    rows = [
        (
            line.assignment.id,
            line.assignment.work_id,
            line.assignment.activity,
            line.assignment.due,
            name,
            f"{state}: {line.reasons[name]}" if name in line.reasons else state,
        )
        for line in found
        for name, state in line.answers.items()
    ]
    show(args, found, rows)
