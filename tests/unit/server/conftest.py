"""A real server on a free port, and devices enrolled with it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fieldmonitor.server import ServerSettings
from fieldmonitor.server.context import Context
from fieldmonitor.server.runner import ServerHandle
from fieldmonitor.server.services.enrolment import CodeRequest, issue_code
from tests.unit.server.device import Device


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ServerHandle]:
    with ServerHandle(ServerSettings(tmp_path / "server")) as handle:
        yield handle


@pytest.fixture
def context(server: ServerHandle) -> Context:
    assert server.context is not None
    return server.context


def new_code(context: Context, **wanted: object) -> str:
    with context.db.write() as session:
        return issue_code(session, context, CodeRequest(region="LIMA", **wanted)).code  # type: ignore[arg-type]


@pytest.fixture
def enrol(server: ServerHandle) -> Iterator[Callable[..., Device]]:
    """Make enrolled, signed-in devices; `volunteer=` adds a laptop to somebody."""
    made: list[Device] = []

    def make(**wanted: object) -> Device:
        assert server.context is not None
        device = Device(server.url)
        made.append(device)
        assert device.enrol(new_code(server.context, **wanted)).status_code == 201
        assert device.sign_in().status_code == 200
        return device

    yield make
    for device in made:
        device.http.close()


@pytest.fixture
def device(enrol: Callable[..., Device]) -> Device:
    return enrol()
