"""The real server on a free port, and real laptops enrolled with it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest

from fieldmonitor.server import ServerSettings
from fieldmonitor.server.runner import ServerHandle
from fieldmonitor.server.services.enrolment import CodeRequest, issue_code
from tests.fakes.real_laptop import RealLaptop


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ServerHandle]:
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
    server: ServerHandle, new_code: Callable[[], str], tmp_path: Path
) -> Iterator[Callable[..., RealLaptop]]:
    """Make enrolled laptops; `url=` puts something between laptop and server."""
    made: list[RealLaptop] = []

    def make(url: str | None = None, *, enrolled: bool = True) -> RealLaptop:
        number = len(made)
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
