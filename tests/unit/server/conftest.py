"""A real server on a free port, and devices enrolled with it."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fieldmonitor.server import ServerSettings
from fieldmonitor.server.context import Context, open_context
from fieldmonitor.server.runner import ServerHandle
from fieldmonitor.server.services.enrolment import CodeRequest, issue_code
from tests.unit.server.device import Device
from tests.unit.server.factories import accredit, assign, publish_field


@pytest.fixture(scope="session")
def empty_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated data folder, to be copied: migrating anew costs more than most tests."""
    data = tmp_path_factory.mktemp("server") / "data"
    open_context(ServerSettings(data)).db.close()
    return data


@pytest.fixture
def data(empty_data: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "server"
    shutil.copytree(empty_data, copy)
    return copy


@pytest.fixture
def server(data: Path) -> Iterator[ServerHandle]:
    with ServerHandle(ServerSettings(data)) as handle:
        yield handle


@pytest.fixture
def context(server: ServerHandle) -> Context:
    assert server.context is not None
    return server.context


def new_code(context: Context, **wanted: object) -> str:
    with context.db.write() as session:
        return issue_code(session, context, CodeRequest(region="LIMA", **wanted)).code  # type: ignore[arg-type]


def at_work(context: Context, url: str) -> Device:
    """Return the signed-in laptop of an accredited volunteer who was assigned a work."""
    publish_field(context)
    device = Device(url)
    device.enrol(new_code(context))
    device.sign_in()
    accredit(context, device.volunteer)
    assign(context, device.volunteer)
    return device


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
