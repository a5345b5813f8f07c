"""demo: the whole way, from a call to the figures."""

import argparse
from pathlib import Path

from fieldmonitor.cli.arguments import Subparsers, add_json
from fieldmonitor.cli.output import print_json
from fieldmonitor.system.translations import _


def add_commands(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    demo = subparsers.add_parser("demo", help=_("demostración completa con datos de muestra"))
    demo.add_argument("--headless", action="store_true", help=_("recorre la historia sin ventana"))
    demo.add_argument("--folder", metavar="DIR", type=Path, help=_("carpeta nueva para los datos de muestra"))
    add_json(demo)
    demo.set_defaults(run=_demo)


def _demo(args: argparse.Namespace) -> int:
    from fieldmonitor.bootstrap.demo import run_demo_window, run_story

    if not args.headless:
        return run_demo_window(args.folder, language=args.language, say=_say)
    result = run_story(args.folder, on_step=None if args.json else _print_step)
    if args.json:
        print_json(result)
    return 0 if result["ok"] else 1


def _say(line: str) -> None:
    print(line, flush=True)


def _print_step(step: dict[str, object]) -> None:
    mark = "✔" if step["ok"] else "✘"
    print(f"{mark} {step['step']:<20} {step['seconds']:>6.2f} s  {step['detail']}")
