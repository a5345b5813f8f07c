"""Every code that can be raised has its sentence, and no sentence waits for a code that is gone."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from fieldmonitor.app.messages import words_for
from fieldmonitor.app.words import ERRORS
from fieldmonitor.domain import errors
from fieldmonitor.domain.errors import FieldMonitorError
from fieldmonitor.sync.codes import Trouble

SOURCE = Path(errors.__file__).resolve().parent.parent
RAISED = {
    "EnvironmentFault",
    "FieldMonitorError",
    "InputError",
    "Offline",
    "Refusal",
    "Refused",
    "TrustError",
}


def raised_codes() -> dict[str, str]:
    """Code → where it is raised."""
    found = {str(code): "sync/codes.py" for code in Trouble}
    for path in sorted(SOURCE.rglob("*.py")):
        for code in codes_in(ast.parse(path.read_text(encoding="utf-8"))):
            found.setdefault(code, str(path.relative_to(SOURCE)))
    return found


def codes_in(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        first = node.args[0] if node.args else None
        if name in RAISED and isinstance(first, ast.Constant) and isinstance(first.value, str):
            yield first.value


def test_every_code_has_words() -> None:
    missing = {code: where for code, where in raised_codes().items() if code not in ERRORS}
    assert not missing, "\n".join(f"{code}  ({where})" for code, where in sorted(missing.items()))


@pytest.mark.parametrize("code", sorted(ERRORS))
def test_words_are_sentences(code: str) -> None:
    what, next_step = ERRORS[code]()
    assert what.endswith((".", "?", "!"))
    assert not next_step or next_step.endswith((".", "?", "!"))


def test_values_fill_the_sentence_and_the_code_comes_last() -> None:
    words = str(words_for(errors.InputError("report.problems", count=2)))
    assert "2 problemas" in words
    assert words.endswith("[report.problems]")


def test_a_bug_says_that_nothing_was_lost() -> None:
    assert "guardado" in words_for(ValueError("x")).what


def test_a_newer_peers_code_still_gets_a_sentence() -> None:
    assert words_for(errors.Refused("from.the_future")).what
    assert words_for(FieldMonitorError("from.the_future")).next_step
