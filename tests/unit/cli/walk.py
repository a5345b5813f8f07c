"""Every command of the command line, found by walking its parser."""

import argparse
from collections.abc import Iterator

from fieldmonitor.cli.main import build_parser


def commands() -> dict[tuple[str, ...], argparse.ArgumentParser]:
    """Return every parser by its words: `()`, `("report",)`, `("report", "new")` …"""
    return dict(_walk((), build_parser()))


def leaves() -> dict[tuple[str, ...], argparse.ArgumentParser]:
    """Return the commands that do something themselves."""
    return {words: parser for words, parser in commands().items() if words and not list(_below(parser))}


def options(parser: argparse.ArgumentParser) -> list[argparse.Action]:
    """Return what a command takes, without --help and without its sub-commands."""
    kept = (
        a for a in parser._actions if not isinstance(a, argparse._SubParsersAction | argparse._HelpAction)
    )
    return [action for action in kept if action.help is not argparse.SUPPRESS]


def _walk(
    words: tuple[str, ...], parser: argparse.ArgumentParser
) -> Iterator[tuple[tuple[str, ...], argparse.ArgumentParser]]:
    yield words, parser
    for name, child in _below(parser):
        yield from _walk((*words, name), child)


def _below(parser: argparse.ArgumentParser) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            yield from action.choices.items()
