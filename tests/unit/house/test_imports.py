"""The import contracts of pyproject.toml hold."""

import logging
from collections.abc import Iterator

import pytest
from importlinter.cli import EXIT_STATUS_SUCCESS
from importlinter.cli import lint_imports as run_contracts


@pytest.fixture
def loggers_kept() -> Iterator[None]:
    """The linter sets logging up for a process of its own, which turns off the loggers of later tests."""
    found = [held for held in logging.root.manager.loggerDict.values() if isinstance(held, logging.Logger)]
    were = [(held, held.disabled) for held in found]
    yield
    for held, disabled in were:
        held.disabled = disabled


@pytest.mark.usefixtures("loggers_kept")
def test_who_may_import_whom() -> None:
    assert run_contracts(no_cache=True) == EXIT_STATUS_SUCCESS
