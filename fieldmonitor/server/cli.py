"""`fieldmonitor admin --data DIR …`: every command of the staff and coordinators."""

import argparse

from fieldmonitor.server.admin import control, documents, field, keys, packs, people, sticks
from fieldmonitor.system.translations import _


def add_commands(parser: argparse.ArgumentParser) -> None:
    """Add the commands to a parser that has --data and --database already."""
    commands = parser.add_subparsers(metavar=_("TAREA"), required=True)
    people.add_commands(commands)
    field.add_commands(commands)
    documents.add_commands(commands)
    control.add_commands(commands)
    sticks.add_commands(commands)
    packs.add_commands(commands)
    keys.add_commands(commands)
