"""The import contracts of pyproject.toml hold."""

from importlinter.cli import EXIT_STATUS_SUCCESS
from importlinter.cli import lint_imports as run_contracts


def test_who_may_import_whom() -> None:
    assert run_contracts(no_cache=True) == EXIT_STATUS_SUCCESS
