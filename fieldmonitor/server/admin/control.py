"""reports, review, raise-alert, alerts, control-action, close-action, actions, figures, check-log."""

import argparse
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from fieldmonitor.domain.errors import InputError
from fieldmonitor.server.admin.common import Desk, Subparsers, add_json, day, desk, say, show
from fieldmonitor.system.translations import _

if TYPE_CHECKING:
    from fieldmonitor.server.models import ReportRow

KINDS = (
    "visita_de_control",
    "monitoreo_remoto",
    "orientacion_de_oficio",
    "control_concurrente",
    "accion_de_oficio_posterior",
)


def add_commands(commands: Subparsers) -> None:
    reports = commands.add_parser("reports", help=_("lista los informes por revisar"))
    reports.add_argument("--all", action="store_true", help=_("también los ya revisados"))
    add_json(reports)
    reports.set_defaults(run=_reports)
    review = commands.add_parser("review", help=_("acepta, descarta o devuelve un informe"))
    review.add_argument("report", help=_("número o identificador del informe"))
    review.add_argument("--decision", choices=("accepted", "returned", "dismissed"), required=True)
    review.add_argument("--text", default="", help=_("palabras para el monitor"))
    review.add_argument(
        "--comment", action="append", default=[], metavar="REF=TEXT", help=_("comentario a una pregunta")
    )
    review.set_defaults(run=_review)
    _add_alert_commands(commands)
    _add_action_commands(commands)
    check = commands.add_parser("check-log", help=_("comprueba el registro de constancias, una por una"))
    add_json(check)
    check.set_defaults(run=_check_log)
    counted = commands.add_parser("figures", help=_("las cifras del programa"))
    counted.add_argument("--from", dest="first", type=day, metavar="AAAA-MM-DD", help=_("primer día"))
    counted.add_argument("--to", dest="last", type=day, metavar="AAAA-MM-DD", help=_("último día"))
    add_json(counted)
    counted.set_defaults(run=_figures)


def _add_alert_commands(commands: Subparsers) -> None:
    alert = commands.add_parser("raise-alert", help=_("emite una alerta por un informe"))
    alert.add_argument("report", help=_("número o identificador del informe"))
    alert.add_argument("--title", required=True, help=_("título de la alerta"))
    alert.add_argument("--text", required=True, help=_("qué se comunica a la entidad"))
    alert.add_argument(
        "--finding", action="append", default=[], metavar="ID", help=_("hallazgo (todos los confirmados)")
    )
    alert.set_defaults(run=_raise)
    alerts = commands.add_parser("alerts", help=_("lista las alertas"))
    add_json(alerts)
    alerts.set_defaults(run=_alerts)


def _add_action_commands(commands: Subparsers) -> None:
    action = commands.add_parser("control-action", help=_("abre un servicio de control sobre una alerta"))
    action.add_argument("alert", help=_("número de la alerta"))
    action.add_argument("--kind", choices=KINDS, required=True, help=_("clase de servicio"))
    action.add_argument("--deadline", required=True, type=day, metavar="AAAA-MM-DD", help=_("plazo"))
    action.add_argument("--reference", default="", help=_("número del servicio de control"))
    action.set_defaults(run=_open)
    close = commands.add_parser("close-action", help=_("registra el resultado de un servicio de control"))
    close.add_argument("action", help=_("identificador del servicio"))
    close.add_argument("--result", required=True, help=_("qué resultó, en palabras sencillas"))
    close.add_argument(
        "--situation", action="append", default=[], metavar="TEXT", help=_("situación adversa")
    )
    close.add_argument("--corrected", action="store_true", help=_("la entidad corrigió las situaciones"))
    close.add_argument("--penalty", metavar="SOLES", help=_("penalidad en soles"))
    close.add_argument("--document", default="", help=_("documento que lo prueba"))
    close.set_defaults(run=_close)
    actions = commands.add_parser("actions", help=_("lista los servicios de control"))
    add_json(actions)
    actions.set_defaults(run=_actions)


def _reports(args: argparse.Namespace) -> None:
    from fieldmonitor.server.services.states import OPEN, QueueState
    from fieldmonitor.server.services.triage import queue

    with desk(args) as at:
        found = queue(at.session, at.person, tuple(QueueState) if args.all else OPEN, limit=1000)
    show(
        args, found, [(line.number, line.state, line.severity, line.work_name, line.title) for line in found]
    )


def _review(args: argparse.Namespace) -> None:
    from fieldmonitor.domain.records import QuestionComment
    from fieldmonitor.server.services.states import ReviewDecision
    from fieldmonitor.server.services.triage import ReviewRequest, review

    pairs = [text.partition("=") for text in args.comment]
    comments = tuple(QuestionComment(ref, text) for ref, _equals, text in pairs)
    wanted = ReviewRequest(ReviewDecision(args.decision), args.text, comments)
    with desk(args) as at:
        row = _find(at, args.report)
        review(at.session, at.context, at.person, row.id, row.version, wanted)
    say(_("Revisión guardada."))


def _raise(args: argparse.Namespace) -> None:
    from fieldmonitor.server.services.alerts import NewAlert, issue

    with desk(args) as at:
        row = _find(at, args.report)
        new = NewAlert(row.id, row.version, args.title, args.text, tuple(args.finding))
        number = issue(at.session, at.context, at.person, new)
    say(number)


def _alerts(args: argparse.Namespace) -> None:
    from fieldmonitor.server.services.alerts import alerts

    with desk(args) as at:
        found = alerts(at.session, at.person)
    show(args, found, [(line.number, line.state, line.work_name, line.title) for line in found])


def _open(args: argparse.Namespace) -> None:
    from fieldmonitor.server.services.actions import NewAction, open_action
    from fieldmonitor.server.services.states import ActionKind

    new = NewAction(ActionKind(args.kind), args.deadline, args.reference)
    with desk(args) as at:
        id = open_action(at.session, at.context, at.person, args.alert, new)
    say(id)


def _close(args: argparse.Namespace) -> None:
    from fieldmonitor.server.services.actions import ActionResult, Situation, close_action
    from fieldmonitor.server.services.states import SituationState

    state = SituationState.CORRECTED if args.corrected else SituationState.PENDING
    situations = tuple(Situation(text, state) for text in args.situation)
    how = ActionResult(args.result, situations, _soles(args.penalty), args.document)
    with desk(args) as at:
        close_action(at.session, at.context, at.person, args.action, how)
    say(_("Resultado guardado."))


def _soles(text: str | None) -> Decimal | None:
    try:
        return Decimal(text) if text is not None else None
    except InvalidOperation as error:
        raise InputError("amount.unreadable", amount=text) from error


def _actions(args: argparse.Namespace) -> None:
    from fieldmonitor.server.services.actions import actions

    with desk(args) as at:
        found = actions(at.session, at.context, at.person)
    show(args, found, [(line.id, line.alert_number, line.kind, line.deadline, line.state) for line in found])


def _check_log(args: argparse.Namespace) -> int:
    from fieldmonitor.server.services.log import check

    with desk(args) as at:
        found = check(at.session, at.context)
    good = found.root_holds and not found.bad
    verdict = _("Todo corresponde.") if good else _("El registro no corresponde: falta o cambió algo.")
    show(args, found, [(_("constancias"), found.size), (_("raíz"), found.root), (_("resultado"), verdict)])
    return 0 if good else 1


def _figures(args: argparse.Namespace) -> None:
    from fieldmonitor.protocol.codec import to_plain
    from fieldmonitor.server.services.figures import Period, figures

    with desk(args) as at:
        found = figures(at.session, at.person, Period(args.first, args.last))
    total = to_plain(found[0])
    assert isinstance(total, dict)
    show(args, found, [(name, value) for name, value in total.items() if name != "region"])


def _find(at: Desk, name: str) -> "ReportRow":
    """Return a report by its number or id (then its last version)."""
    from sqlalchemy import select

    from fieldmonitor.server.models import ReportRow
    from fieldmonitor.server.problems import Refusal

    wanted = select(ReportRow).where((ReportRow.number == name) | (ReportRow.id == name))
    row = at.session.scalar(wanted.order_by(ReportRow.version.desc()).limit(1))
    if row is None:
        raise Refusal("report.unknown", report=name)
    return row
