"""checklist: check an XLSForm, preview it, run recorded cases."""

import argparse
import json
from pathlib import Path

from fieldmonitor.cli.arguments import Subparsers, add_json
from fieldmonitor.cli.output import print_json
from fieldmonitor.domain.errors import InputError
from fieldmonitor.system.translations import _


def add_commands(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    checklist = subparsers.add_parser("checklist", help=_("revisar y probar cuestionarios"))
    actions = checklist.add_subparsers(metavar=_("ACCIÓN"), required=True)
    check = actions.add_parser("check", help=_("busca errores en un XLSForm, con hoja, fila y columna"))
    check.add_argument("file", metavar="FILE.xlsx", type=Path, help=_("libro de Excel con el cuestionario"))
    add_json(check)
    check.set_defaults(run=_check)
    preview = actions.add_parser("preview", help=_("lo abre como lo verá el monitor"))
    preview.add_argument("file", metavar="FILE.xlsx", type=Path, help=_("libro de Excel con el cuestionario"))
    preview.set_defaults(run=_preview)
    cases = actions.add_parser("run-cases", help=_("prueba el motor con casos grabados"))
    cases.add_argument("file", metavar="FILE.jsonl", type=Path, help=_("casos, uno por línea"))
    cases.add_argument("--gate", action="store_true", help=_("solo los casos sin disputa"))
    add_json(cases)
    cases.set_defaults(run=_run_cases)


def _check(args: argparse.Namespace) -> int:
    from fieldmonitor.forms.check import check

    findings = check(args.file)
    errors = sum(finding.severity == "error" for finding in findings)
    if args.json:
        print_json([finding.as_dict() for finding in findings])
    else:
        for finding in findings:
            print(finding)
        print(
            _("Errores: {errors}. Avisos: {warnings}.").format(errors=errors, warnings=len(findings) - errors)
        )
    return 1 if errors else 0


def _preview(args: argparse.Namespace) -> int:
    from fieldmonitor.bootstrap.desktop import run_preview

    return run_preview(args.file)


def _require_cases(path: Path) -> None:
    """Say which line is no case before any is run."""
    try:
        lines = path.read_bytes().splitlines()
    except OSError as error:
        raise InputError("file.unreadable", path=str(path)) from error
    for number, line in enumerate(lines, 1):
        try:
            case = json.loads(line) if line.strip() else {"expr": ""}
        except (ValueError, RecursionError) as error:
            raise InputError("cases.malformed", line=number) from error
        if not isinstance(case, dict) or not {"expr", "form_xml"} & case.keys():
            raise InputError("cases.malformed", line=number)


def _run_cases(args: argparse.Namespace) -> int:
    from fieldmonitor.forms.cases import run_cases

    _require_cases(args.file)
    result = run_cases(args.file, gate=args.gate)
    if args.json:
        print_json(result)
    else:
        print(
            _("Casos: {cases}. Pasan: {passed}. Fallan: {failed}. Omitidos: {skipped}.").format(
                cases=result["cases"],
                passed=result["passed"],
                failed=result["failed"],
                skipped=result["skipped"],
            )
        )
    return 1 if result["failed"] else 0
