"""Small pieces that several commands' arguments share."""

import argparse

Subparsers = argparse._SubParsersAction
"""What `add_subparsers` returns; argparse gives it no public name."""


def add_json(parser: argparse.ArgumentParser) -> None:
    """Let a command print JSON."""
    from fieldmonitor.system.translations import _

    parser.add_argument("--json", action="store_true", help=_("imprime JSON"))
