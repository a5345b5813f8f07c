"""What every admin command needs: the data folder opened, and a way to print."""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fieldmonitor.system.translations import _

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from fieldmonitor.server.context import Context
    from fieldmonitor.server.roles import Person

Subparsers = Any
"""argparse gives it no public name."""


@dataclass(frozen=True, slots=True)
class Desk:
    """An open database session, and who acts in it."""

    context: "Context"
    session: "Session"
    person: "Person"


@contextmanager
def desk(args: argparse.Namespace) -> Iterator[Desk]:
    """Open the server's data; what the block did is kept when it ends. A running server may go on."""
    from fieldmonitor.server.context import open_context
    from fieldmonitor.server.services.users import console
    from fieldmonitor.server.settings import ServerSettings

    context = open_context(ServerSettings(Path(args.data), args.database))
    try:
        with context.db.write() as session:
            yield Desk(context, session, console(session, context))
    finally:
        context.close()


@contextmanager
def office(args: argparse.Namespace) -> "Iterator[tuple[Context, Person]]":
    """Open the server's data for an act that takes its own, short transactions."""
    from fieldmonitor.server.context import open_context
    from fieldmonitor.server.services.users import console
    from fieldmonitor.server.settings import ServerSettings

    context = open_context(ServerSettings(Path(args.data), args.database))
    try:
        with context.db.write() as session:
            person = console(session, context)
        yield context, person
    finally:
        context.close()


def add_json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help=_("imprime JSON"))


def day(text: str) -> date:
    """Read a day as an argument: 2026-12-31."""
    return date.fromisoformat(text)


def say(text: str) -> None:
    """Print a line."""
    sys.stdout.write(f"{text}\n")


def show(args: argparse.Namespace, value: object, rows: Iterable[Sequence[object]]) -> None:
    """Print a value as JSON, or rows as columns of text."""
    from fieldmonitor.protocol.codec import to_plain

    if args.json:
        say(json.dumps(to_plain(value), ensure_ascii=False, indent=2, default=str))
        return
    texts = [["" if cell is None else str(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*texts, strict=True)]
    for row in texts:
        say("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
