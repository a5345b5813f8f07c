"""apply, course: from a call to the accreditation."""

import argparse
from pathlib import Path

from fieldmonitor.cli.arguments import Subparsers, add_json
from fieldmonitor.cli.output import print_json, print_rows
from fieldmonitor.cli.profile import open_workspace
from fieldmonitor.domain.errors import InputError
from fieldmonitor.system.translations import _


def add_commands(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    apply = subparsers.add_parser("apply", help=_("postula a una convocatoria"))
    apply.add_argument("--call", required=True, metavar="ID", help=_("convocatoria"))
    apply.add_argument("--ubigeo", required=True, help=_("distrito de su domicilio (código INEI)"))
    apply.add_argument(
        "--sworn",
        action="append",
        required=True,
        metavar="REQUISITO",
        help=_("requisito que declara cumplir"),
    )
    apply.set_defaults(run=_apply)

    course = subparsers.add_parser("course", help=_("el curso: leer, responder, entregar"))
    actions = course.add_subparsers(metavar=_("ACCIÓN"), required=True)
    show = actions.add_parser("show", help=_("lecciones, preguntas y avance"))
    add_json(show)
    show.set_defaults(run=_show)
    hand_in = actions.add_parser("hand-in", help=_("entrega la prueba"))
    hand_in.add_argument(
        "--answers", required=True, metavar="FILE", help=_("JSON: pregunta → número de opción, desde 0")
    )
    hand_in.set_defaults(run=_hand_in)


def _apply(args: argparse.Namespace) -> None:
    from fieldmonitor.app.application import apply_to_call

    with open_workspace(args) as workspace:
        print(apply_to_call(workspace, args.call, args.ubigeo, dict.fromkeys(args.sworn, True)))


def _show(args: argparse.Namespace) -> None:
    from fieldmonitor.app.course import view
    from fieldmonitor.protocol.codec import to_plain

    with open_workspace(args) as workspace:
        now = view(workspace)
    if args.json:
        print_json(
            {
                "course": to_plain(now.course),
                "read": sorted(now.lessons_read),
                "asked": [question.id for question in now.asked],
                "results": to_plain(now.results),
                "passed": now.passed,
                "waiting": now.waiting,
            }
        )
        return
    print(now.course.title["es"])
    print_rows(
        (lesson.id, lesson.title["es"], lesson.id in now.lessons_read) for lesson in now.course.lessons
    )


def _hand_in(args: argparse.Namespace) -> None:
    from fieldmonitor.app.course import answer_question, hand_in

    answers = _read_answers(Path(args.answers))
    with open_workspace(args) as workspace:
        for question, option in answers.items():
            answer_question(workspace, question, option)
        print(hand_in(workspace).id)


def _read_answers(path: Path) -> dict[str, int]:
    from fieldmonitor.app.answers_file import read_json

    answers = read_json(path)
    if not isinstance(answers, dict) or not all(type(option) is int for option in answers.values()):
        raise InputError("answers.malformed", reason=_("se espera {pregunta: número}"))
    return answers
