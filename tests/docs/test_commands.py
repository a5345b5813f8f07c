"""docs/COMMANDS.md names every command, option, state and setting there is, and none that there is not."""

import ast
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from fieldmonitor.cli.main import build_parser
from fieldmonitor.domain.outbox import OutboxState
from fieldmonitor.domain.reports import ReportState
from tests.unit.cli.walk import leaves, options

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "COMMANDS.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^### (.+?)\n(.*?)(?=^##|\Z)", PAGE, re.M | re.S))
SOURCES = ("app", "sync", "store", "bootstrap", "ui")


@pytest.mark.parametrize("words", leaves(), ids=" ".join)
def test_every_command_is_described_with_an_example(words: tuple[str, ...]) -> None:
    section = SECTIONS[" ".join(words)]
    missing = [name for action in options(leaves()[words]) for name in names(action) if name not in section]
    assert not missing
    (example,) = re.findall(r"```\n(.+?)\n```", section, re.S)
    assert example.startswith("fieldmonitor ")
    build_parser().parse_args(shlex.split(example)[1:])


def names(action) -> list[str]:  # type: ignore[no-untyped-def]
    """Return what a reader looks for: the options' names, or a positional's."""
    return [
        f"`{name}" for name in action.option_strings or [(action.metavar or action.dest).replace("|", "\\|")]
    ]


def test_no_command_is_described_that_is_gone() -> None:
    formats = {"Answers file", "`status --json`", "States of a report", "States in the outbox"}
    assert SECTIONS.keys() - formats == {" ".join(words) for words in leaves()}


def test_no_option_is_described_that_is_gone() -> None:
    for words, parser in leaves().items():
        known = {name for action in options(parser) for name in action.option_strings}
        table = [line for line in SECTIONS[" ".join(words)].splitlines() if line.startswith("|")]
        described = set(re.findall(r"`(--[a-z-]+)", "\n".join(line.split("|")[1] for line in table)))
        assert described <= known, words


@pytest.mark.parametrize(
    "option", ["--version", "--profile", "--passphrase-file", "--language", "--self-test"]
)
def test_the_options_before_a_command_are_described(option: str) -> None:
    assert f"| `{option}" in PAGE.partition("## The volunteer's laptop")[0]


@pytest.mark.parametrize("state", ReportState)
def test_every_state_of_a_report_is_described(state: ReportState) -> None:
    assert f"`{state.value}`" in first_column("States of a report")


@pytest.mark.parametrize("state", OutboxState)
def test_every_state_of_the_outbox_is_described(state: OutboxState) -> None:
    assert f"`{state.value}`" in first_column("States in the outbox")


def first_column(section: str) -> str:
    return "\n".join(line.split("|")[1] for line in SECTIONS[section].splitlines() if line.startswith("|"))


def test_every_setting_is_described_and_no_other() -> None:
    settings = PAGE.partition("## Settings of a profile")[2].partition("## Environment")[0]
    lines = [line for line in settings.splitlines() if line.startswith("| `")]
    described = {name for line in lines for name in re.findall(r"`([a-z_.]+)`", line.split("|")[1])}
    used = {name for folder in SOURCES for name in settings_used(ROOT / "fieldmonitor" / folder)}
    assert {"server.url", "last_sync", "theme"} <= used, "the search finds what is surely there"
    assert described == used


def settings_used(folder: Path) -> Iterator[str]:
    """Yield the names given to a profile's settings: `settings.get(NAME)`, `ws.setting(NAME)` …"""
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
                owner, method = ast.unparse(node.func.value), node.func.attr
                asked = owner.endswith("settings") and method in ("get", "set", "value", "setValue")
                if asked or method == "setting":
                    yield from resolved(node.args[0])


def resolved(argument: ast.expr) -> Iterator[str]:
    if isinstance(argument, ast.Constant):
        yield str(argument.value)
        return
    name = ast.unparse(argument).rpartition(".")[2]
    if name.isupper():
        yield CONSTANTS[name]


def constants() -> dict[str, str]:
    """Return the package's module constants that are text."""
    found = {}
    for folder in SOURCES:
        for path in (ROOT / "fieldmonitor" / folder).rglob("*.py"):
            for node in ast.parse(path.read_text(encoding="utf-8")).body:
                if isinstance(node, ast.Assign):
                    found |= dict(assigned(node.targets[0], node.value))
    return found


def assigned(target: ast.expr, value: ast.expr) -> Iterator[tuple[str, str]]:
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        for one, its in zip(target.elts, value.elts, strict=True):
            yield from assigned(one, its)
    elif isinstance(target, ast.Name) and isinstance(value, ast.Constant) and isinstance(value.value, str):
        yield target.id, value.value


CONSTANTS = constants()


def test_the_page_speaks_of_the_formats_that_scripts_use() -> None:
    assert '{"checklist": ' in SECTIONS["Answers file"]
    for key in ("counts", "pending_messages", "reports", "complete_receipt"):
        assert f"`{key}`" in SECTIONS["`status --json`"]
