"""The real server on a free port, and real laptops enrolled with it."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest

from fieldmonitor.server import ServerSettings
from fieldmonitor.server.context import open_context
from fieldmonitor.server.runner import ServerHandle
from fieldmonitor.server.services.enrolment import CodeRequest, issue_code
from tests.fakes.real_laptop import RealLaptop


@pytest.fixture(scope="session")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A server's and a laptop's folder as new, made once: migrations take longer than most tests."""
    folder = tmp_path_factory.mktemp("blank")
    open_context(ServerSettings(folder / "server")).db.close()
    RealLaptop(folder / "laptop", "http://127.0.0.1:1").close()
    return folder


@pytest.fixture
def server(tmp_path: Path, blank: Path) -> Iterator[ServerHandle]:
    shutil.copytree(blank / "server", tmp_path / "server")
    with ServerHandle(ServerSettings(tmp_path / "server")) as handle:
        yield handle


@pytest.fixture
def new_code(server: ServerHandle) -> Callable[[], str]:
    def make() -> str:
        assert server.context is not None
        with server.context.db.write() as session:
            return issue_code(session, server.context, CodeRequest(region="LIMA")).code

    return make


@pytest.fixture
def new_laptop(
    server: ServerHandle, new_code: Callable[[], str], tmp_path: Path, blank: Path
) -> Iterator[Callable[..., RealLaptop]]:
    """Make enrolled laptops; `url=` puts something between laptop and server."""
    made: list[RealLaptop] = []

    def make(url: str | None = None, *, enrolled: bool = True) -> RealLaptop:
        number = len(made)
        shutil.copytree(blank / "laptop", tmp_path / f"laptop{number}")
        laptop = RealLaptop(tmp_path / f"laptop{number}", url or server.url, rng=Random(number))
        made.append(laptop)
        if enrolled:
            laptop.enrol(new_code())
        return laptop

    yield make
    for laptop in made:
        laptop.close()


@pytest.fixture
def laptop(new_laptop: Callable[..., RealLaptop]) -> RealLaptop:
    return new_laptop()
