"""The `fieldmonitor` command: which command was asked for, and how it ended."""

import argparse
import io
import logging
import multiprocessing
import os
import sys
from collections.abc import Sequence

from fieldmonitor import __version__
from fieldmonitor.cli.commands import COMMANDS
from fieldmonitor.cli.commands.server import ADMIN, add_admin_commands
from fieldmonitor.cli.output import report_error
from fieldmonitor.cli.parser_words import speak
from fieldmonitor.domain.errors import FieldMonitorError, Offline
from fieldmonitor.system.translations import LANGUAGES, _, set_default_language

FROZEN_ARGUMENT = "--picture-reader"
DONE, FAILED, WRONG_USAGE, OFFLINE = 0, 1, 2, 3


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 failed, 2 wrong usage, 3 offline, kept."""
    multiprocessing.freeze_support()
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments == [FROZEN_ARGUMENT]:
        return _read_pictures()
    _write_utf8()
    set_default_language(_language_of(arguments))
    args = build_parser(arguments).parse_args(arguments)
    try:
        result: int | None = args.run(args)
        sys.stdout.flush()
    except Offline as error:
        report_error(error)
        return OFFLINE
    except FieldMonitorError as error:
        report_error(error)
        return FAILED
    except KeyboardInterrupt:
        return FAILED
    except BrokenPipeError:
        # Whoever read our output (`| head`) has seen enough; the interpreter would complain once more.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except Exception as error:  # noqa: BLE001 - a person gets words, the program's log gets the place
        _note_bug(error)
        report_error(error)
        return FAILED
    return result or DONE


def build_parser(arguments: Sequence[str] | None = None) -> argparse.ArgumentParser:
    """Return the command line: the whole, as the documentation's test reads it, or what arguments need.

    The staff's commands bring the server's code with them, which no laptop should wait for.
    """
    speak()
    parser = argparse.ArgumentParser(
        prog="fieldmonitor",
        description=_("Monitor de Obras: visitas, evidencias e informes, con o sin conexión."),
        epilog=_(
            "Sin orden, abre la ventana. Códigos de salida: 0 hecho, 1 falló, 2 mal uso, 3 sin conexión."
        ),
    )
    parser.add_argument(
        "--version",
        action="version",
        version=f"fieldmonitor {__version__}",
        help=_("muestra la versión del programa"),
    )
    parser.add_argument("--profile", metavar="DIR", help=_("carpeta del perfil (si no, la del usuario)"))
    parser.add_argument(
        "--passphrase-file", metavar="FILE", help=_("archivo con la frase clave; si no, se pregunta")
    )
    parser.add_argument("--language", choices=LANGUAGES, default=None, help=_("idioma: es, en o qu"))
    parser.add_argument(
        "--self-test", action="store_true", help=_("comprueba que la instalación está completa")
    )
    parser.set_defaults(run=_open_window)
    subparsers = parser.add_subparsers(metavar=_("ORDEN"), dest="command")
    for add in COMMANDS:
        add(subparsers)
    if arguments is None or ADMIN in arguments:
        add_admin_commands(subparsers.choices[ADMIN])
    return parser


def _read_pictures() -> int:
    """In a frozen program the child that reads strangers' pictures is this same executable."""
    from fieldmonitor.media.worker import main as read_pictures

    read_pictures()
    return DONE


def _open_window(args: argparse.Namespace) -> int:
    if args.self_test:
        from fieldmonitor.bootstrap.self_test import self_test

        return self_test()
    from fieldmonitor.bootstrap.desktop import run_desktop
    from fieldmonitor.cli.profile import profile_folder

    return run_desktop(profile_folder(args), language=args.language)


def _write_utf8() -> None:
    """Write UTF-8 into files and pipes whatever the system's code page; a console keeps its own."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="backslashreplace")


def _note_bug(error: Exception) -> None:
    from fieldmonitor.system.logs import start_logging
    from fieldmonitor.system.paths import log_folder

    try:
        start_logging(log_folder())
    except (OSError, FieldMonitorError):
        return  # nowhere to write: the words on standard error are all there is
    logging.getLogger("fieldmonitor.cli").error("a command failed", exc_info=error)


def _language_of(arguments: list[str]) -> str:
    """Read --language before the parser exists, whose own words are translated."""
    rest = iter(arguments)
    for argument in rest:
        if argument.startswith("--language="):
            return argument.partition("=")[2]
        if argument == "--language":
            return next(rest, "")
        if argument in ("--profile", "--passphrase-file"):
            next(rest, None)
        elif not argument.startswith("-"):
            break  # a command's own --language is another thing
    return LANGUAGES[0]
