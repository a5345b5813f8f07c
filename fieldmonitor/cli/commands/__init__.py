"""The commands, one module a subject; each adds its own arguments."""

import argparse
from collections.abc import Callable

from fieldmonitor.cli.commands import (
    audit,
    bundles,
    care,
    checklists,
    course,
    credentials,
    demo,
    evidence,
    exchange,
    hub,
    packs,
    personal,
    reports,
    server,
)

COMMANDS: tuple[Callable[["argparse._SubParsersAction[argparse.ArgumentParser]"], None], ...] = (
    exchange.add_commands,
    course.add_commands,
    reports.add_commands,
    bundles.add_commands,
    packs.add_commands,
    credentials.add_commands,
    hub.add_commands,
    audit.add_commands,
    checklists.add_commands,
    evidence.add_commands,
    care.add_commands,
    personal.add_commands,
    server.add_commands,
    demo.add_commands,
)
