"""create-user, create-call, calls, enrolment-code, volunteers, accredit, set-identity, revoke-device."""

import argparse
import getpass
from pathlib import Path

from fieldmonitor.domain.errors import InputError
from fieldmonitor.domain.records import AccreditationState
from fieldmonitor.server.admin.common import Subparsers, add_json, day, desk, say, show
from fieldmonitor.system.translations import _

ROLES = ("staff", "coordinator", "admin", "auditor")


def add_commands(commands: Subparsers) -> None:
    _add_user_commands(commands)
    _add_call_commands(commands)
    _add_volunteer_commands(commands)


def _add_user_commands(commands: Subparsers) -> None:
    user = commands.add_parser("create-user", help=_("crea una cuenta para el portal"))
    user.add_argument("name", help=_("nombre de la cuenta"))
    user.add_argument("--role", choices=ROLES, default="staff", help=_("lo que podrá hacer"))
    user.add_argument("--region", help=_("departamento; si no se indica, todos"))
    user.add_argument("--language", choices=("es", "en"), default="es", help=_("idioma del portal"))
    user.add_argument(
        "--password-file", metavar="FILE", help=_("archivo con la contraseña; si no, se pregunta")
    )
    user.set_defaults(run=_create_user)


def _add_call_commands(commands: Subparsers) -> None:
    call = commands.add_parser("create-call", help=_("abre una convocatoria"))
    call.add_argument("--title", required=True, help=_("título"))
    call.add_argument("--region", required=True, help=_("departamento"))
    call.add_argument(
        "--district", action="append", default=[], metavar="UBIGEO", help=_("distrito; se puede repetir")
    )
    call.add_argument("--closes", required=True, type=day, metavar="AAAA-MM-DD", help=_("último día"))
    call.add_argument(
        "--requirement", action="append", metavar="CODE", help=_("requisito jurado; se puede repetir")
    )
    call.set_defaults(run=_create_call)
    calls = commands.add_parser("calls", help=_("lista las convocatorias"))
    add_json(calls)
    calls.set_defaults(run=_calls)


def _add_volunteer_commands(commands: Subparsers) -> None:
    code = commands.add_parser("enrolment-code", help=_("crea un código de inscripción de un solo uso"))
    code.add_argument("--call", metavar="ID", help=_("convocatoria del postulante"))
    code.add_argument("--volunteer", metavar="CODE", help=_("monitor que estrena otra laptop"))
    code.add_argument("--region", help=_("departamento, si no hay convocatoria"))
    code.add_argument("--short", action="store_true", help=_("ocho caracteres, para dictarlo"))
    code.add_argument(
        "--kind", choices=("laptop", "coordinator", "hub"), default="laptop", help=_("clase de equipo")
    )
    code.add_argument("--hours", type=int, help=_("horas de vigencia"))
    add_json(code)
    code.set_defaults(run=_code)
    listed = commands.add_parser("volunteers", help=_("lista los monitores por su código"))
    add_json(listed)
    listed.set_defaults(run=_volunteers)
    accredit = commands.add_parser("accredit", help=_("acredita, suspende o revoca a un monitor"))
    accredit.add_argument("volunteer", help=_("código del monitor"))
    accredit.add_argument(
        "--state", choices=[s.value for s in AccreditationState if s != "applicant"], default="active"
    )
    accredit.add_argument("--scope", default="", help=_("ámbito de la credencial"))
    accredit.add_argument("--until", type=day, metavar="AAAA-MM-DD", help=_("último día de vigencia"))
    accredit.add_argument(
        "--without-course", metavar="REASON", default="", help=_("por qué no hizo el curso")
    )
    add_json(accredit)
    accredit.set_defaults(run=_accredit)
    identity = commands.add_parser("set-identity", help=_("guarda quién es un monitor, sellado"))
    identity.add_argument("volunteer", help=_("código del monitor"))
    identity.add_argument("file", metavar="FILE.json", help=_("archivo con names, document, interests"))
    identity.set_defaults(run=_identity)
    device = commands.add_parser("revoke-device", help=_("revoca una laptop"))
    device.add_argument("device", help=_("identificador de la laptop"))
    device.add_argument("--lost", action="store_true", help=_("perdida o robada: no podrá conectarse"))
    device.set_defaults(run=_revoke)


def _create_user(args: argparse.Namespace) -> None:
    from fieldmonitor.server.roles import Role
    from fieldmonitor.server.services.users import NewUser, create_user

    new = NewUser(args.name, _password(args.password_file), Role(args.role), args.region, args.language)
    with desk(args) as at:
        create_user(at.session, at.context, new, at.person.name)
    say(_("Cuenta creada: {name}").format(name=args.name))


def _password(file: str | None) -> str:
    if file is None:
        return getpass.getpass(_("Contraseña: "))
    try:
        return Path(file).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise InputError("file.unreadable", path=file) from error


def _create_call(args: argparse.Namespace) -> None:
    from fieldmonitor.server.services import calls

    requirements = tuple(args.requirement) if args.requirement else calls.REQUIREMENTS
    new = calls.NewCall(args.title, args.region, tuple(args.district), args.closes, requirements)
    with desk(args) as at:
        id = calls.create(at.session, at.context, at.person, new)
    say(id)


def _calls(args: argparse.Namespace) -> None:
    from fieldmonitor.server.services.calls import calls

    with desk(args) as at:
        found = calls(at.session, at.context, at.person)
    show(
        args, found, [(call.id, call.region, call.closes_on, call.applications, call.title) for call in found]
    )


def _code(args: argparse.Namespace) -> None:
    from fieldmonitor.server.services.enrolment import CodeRequest, DeviceKind, issue_code

    wanted = CodeRequest(
        args.call, args.volunteer, args.region, args.short, DeviceKind(args.kind), args.hours
    )
    with desk(args) as at:
        issued = issue_code(at.session, at.context, wanted)
    show(args, issued, [(issued.code,)])


def _volunteers(args: argparse.Namespace) -> None:
    from fieldmonitor.server.services.volunteers import volunteers

    with desk(args) as at:
        found = volunteers(at.session, at.person)
    show(
        args,
        found,
        [(row.code, row.state, row.region, row.valid_until, row.course_passed_on) for row in found],
    )


def _accredit(args: argparse.Namespace) -> None:
    from fieldmonitor.server.services.volunteers import Decision, decide

    decision = Decision(
        AccreditationState(args.state), args.scope, valid_until=args.until, waived=args.without_course
    )
    with desk(args) as at:
        row = decide(at.session, at.context, at.person, args.volunteer, decision)
    show(args, row, [(row.code, row.state, row.credential_number, row.valid_until)])


def _identity(args: argparse.Namespace) -> None:
    from fieldmonitor.protocol.codec import decode
    from fieldmonitor.server.services.volunteers import WhoTheyAre, set_identity

    try:
        who = decode(Path(args.file).read_bytes(), WhoTheyAre)
    except OSError as error:
        raise InputError("file.unreadable", path=args.file) from error
    with desk(args) as at:
        set_identity(at.session, at.context, at.person, args.volunteer, who)
    say(_("Identidad guardada."))


def _revoke(args: argparse.Namespace) -> None:
    from fieldmonitor.server.services.volunteers import revoke_device

    with desk(args) as at:
        revoke_device(at.session, at.context, at.person, args.device, args.lost)
    say(_("Laptop revocada."))
