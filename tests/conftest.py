"""Fixtures that every test may use."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from fieldmonitor.system.translations import set_request_language

if TYPE_CHECKING:
    from tests.fakes.command import Commands
    from tests.fakes.office import Office

# Shared machines stall: a slow example is no failure, a wrong one is.
settings.register_profile("house", deadline=None)
settings.load_profile("house")

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of shared data beside the checkout; tests that need it skip where it is missing."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("the shared data folder is not beside this checkout")
    return folder


@pytest.fixture(scope="session")
def commands() -> "Iterator[Commands]":
    """The command line: every command a process of its own, the program imported once per worker."""
    from tests.fakes.command import Commands

    with Commands() as opened:
        yield opened


@pytest.fixture(scope="session")
def office(commands: "Commands", tmp_path_factory: pytest.TempPathFactory) -> "Iterator[Office]":
    """An office with a running server, one for all tests of a worker; laptops are given out by it."""
    from tests.fakes.office import open_office

    with open_office(tmp_path_factory.mktemp("office"), commands) as opened:
        yield opened


@pytest.fixture(autouse=True)
def no_language_left_behind() -> Iterator[None]:
    """A language that one test chose for its task must not be the next one's."""
    yield
    set_request_language(None)
