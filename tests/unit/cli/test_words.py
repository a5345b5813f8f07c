"""What the command line says: help in each language, complaints in words, the right exit codes."""

import argparse
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from fieldmonitor import __version__
from fieldmonitor.cli import main as program
from fieldmonitor.cli.main import main
from fieldmonitor.cli.parser_words import WORDS
from fieldmonitor.domain.errors import EnvironmentFault, InputError, Offline
from fieldmonitor.system.translations import set_default_language
from tests.fakes.command import ENVIRONMENT, ROOT, Commands, Ended
from tests.unit.cli.walk import commands, leaves, options

ENGLISH = re.compile(r"\b(usage|options|positional arguments|show this help|required|error: the)\b")


@pytest.fixture(autouse=True)
def language() -> Iterator[None]:
    yield
    set_default_language("es")


def call(capsys: pytest.CaptureFixture[str], *arguments: str) -> Ended:
    """Run a command in this process: nothing but words is wanted of it."""
    try:
        code = main(arguments)
    except SystemExit as asked:
        code = int(str(asked.code))
    said = capsys.readouterr()
    return Ended(code, said.out, said.err)


@pytest.mark.parametrize("chosen", ["es", "en", "qu"])
def test_every_command_has_help_in_every_language(capsys: pytest.CaptureFixture[str], chosen: str) -> None:
    for words in commands():
        given = ("admin", "--data", "x", *words[1:]) if words[:1] == ("admin",) else words
        ended = call(capsys, "--language", chosen, *given, "--help")
        assert (ended.code, ended.err) == (0, ""), words
        assert " ".join(words) in ended.out
        if chosen != "en":
            assert not ENGLISH.search(ended.out), ended.out


def test_every_option_says_what_it_is_for() -> None:
    silent = {
        f"{' '.join(words)} {action.option_strings or action.dest}"
        for words, parser in commands().items()
        for action in options(parser)
        if not action.help and not action.choices
    }
    assert not silent


def test_every_list_prints_json() -> None:
    listing = {
        ("assignments",), ("log",), ("status",), ("pull",), ("sync",), ("course", "show"), ("report", "show"),
        ("checklist", "check"), ("checklist", "run-cases"), ("evidence", "inspect"), ("backups",), ("demo",),
        ("admin", "calls"), ("admin", "volunteers"), ("admin", "assignments"), ("admin", "reports"),
        ("admin", "alerts"), ("admin", "actions"), ("admin", "figures"),
    }  # fmt: skip
    found = leaves()
    assert listing <= found.keys()
    for words in listing:
        assert "--json" in {o for a in options(found[words]) for o in a.option_strings}, words


@pytest.mark.parametrize("chosen", ["es", "en"])
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["enrol"], "--server --request --pack"),
        (["nonsense"], "nonsense"),
        (["report", "new", "--activity", "x"], "'x'"),
        (["log", "--last", "many"], "'many'"),
        (["--language", "fr", "status"], "'fr'"),
        (["status", "more"], "more"),
        (["enrol", "--code"], "--code"),
        (["evidence", "inspect"], "FILE"),
        (["demo", "--headless=yes"], "--headless"),
    ],
)
def test_wrong_usage_is_told_on_standard_error(
    capsys: pytest.CaptureFixture[str], arguments: list[str], said: str, chosen: str
) -> None:
    ended = call(capsys, *([] if "--language" in arguments else ["--language", chosen]), *arguments)
    assert (ended.code, ended.out) == (2, "")
    assert said in ended.err
    if chosen == "es":
        assert not ENGLISH.search(ended.err), ended.err


def test_the_parsers_words_keep_their_places() -> None:
    """A translation must take the same values as argparse gives."""
    places = re.compile(r"%(?:\(\w+\))?[sr]")
    for english, ours in WORDS.items():
        assert sorted(places.findall(english)) == sorted(places.findall(ours())), english
    assert vars(argparse)["_"]("usage: ") == "uso: "


def test_the_version(commands: Commands) -> None:
    assert commands.run("--version").out == f"fieldmonitor {__version__}\n"


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (Offline("sync.offline"), 3, "[sync.offline]"),
        (InputError("report.practice"), 1, "[report.practice]"),
        (EnvironmentFault("disk.full"), 1, "[disk.full]"),
        (KeyboardInterrupt(), 1, ""),
        (ZeroDivisionError("secret 4711"), 1, "[ZeroDivisionError]"),
        (RecursionError(), 1, "[RecursionError]"),
        (MemoryError(), 1, "[MemoryError]"),
    ],
)
def test_whatever_happens_ends_in_words_and_a_code(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path_factory: pytest.TempPathFactory,
    error: BaseException,
    code: int,
    said: str,
) -> None:
    logs = tmp_path_factory.mktemp("logs")

    def fail(_args: argparse.Namespace) -> None:
        raise error

    monkeypatch.setattr(program, "_open_window", fail)
    monkeypatch.setattr("fieldmonitor.system.paths.user_log_path", lambda *_a, **_k: logs)
    with restored_logging():
        ended = call(capsys)
    assert ended.code == code
    assert said in ended.err and "Traceback" not in ended.err
    written = "".join(path.read_text() for path in logs.iterdir())
    assert "4711" not in ended.err + written, "an error's values may be somebody's answers"
    if isinstance(error, ZeroDivisionError):
        assert "ZeroDivisionError" in written and "test_words.py" in written


class restored_logging:  # noqa: N801 - used as a context manager
    """Take away the handlers that a command added."""

    def __enter__(self) -> None:
        import logging

        self._root = logging.getLogger()
        self._before, self._level = list(self._root.handlers), self._root.level

    def __exit__(self, *_: object) -> None:
        for handler in [h for h in self._root.handlers if h not in self._before]:
            self._root.removeHandler(handler)
            handler.close()
        self._root.setLevel(self._level)


GARBAGE: dict[str, bytes] = {
    "empty": b"",
    "binary": bytes(range(256)) * 20,
    "text": "ñandú, esto no es nada\n".encode(),
    "json": b'{"a": [1, 2, {"b": null}]}',
    "xml": b"<?xml version='1.0'?><a><b/></a>",
    "zip": b"PK\x03\x04" + bytes(200),
}


def test_no_file_makes_a_command_show_its_insides(
    commands: Commands, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Each command is a process of its own for one of the files; what is read is the same in this process."""
    server = tmp_path / "server"
    files = [tmp_path / "missing", tmp_path]
    for name, content in GARBAGE.items():
        for ending in ("", ".json", ".xlsx", ".jpg"):
            files.append(tmp_path / f"{name}{ending}")
            files[-1].write_bytes(content)
    for path in files:
        for command in (
            ("checklist", "check", path),
            ("checklist", "run-cases", path),
            ("evidence", "inspect", path),
            ("admin", "--data", server, "import-works", path),
            ("admin", "--data", server, "publish-checklist", path),
            ("admin", "--data", server, "publish-course", path),
            ("admin", "--data", server, "set-identity", "MCC-0001", path),
        ):
            alone = path.name == "binary.json"
            ended = commands.run(*command) if alone else call(capsys, *map(str, command))
            assert ended.code in (0, 1), (command, ended)
            assert "Traceback" not in ended.err
            assert "El programa tuvo un error" not in ended.err, (command, ended)


def test_output_that_nobody_reads_to_the_end_is_no_failure_to_show() -> None:
    program = [sys.executable, "-m", "fieldmonitor", "--help"]
    process = subprocess.Popen(
        program,
        cwd=ROOT,
        env={**ENVIRONMENT, "PATH": "/usr/bin:/bin"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    process.stdout.close()
    _out, err = process.communicate(timeout=60)
    assert b"Traceback" not in err
