"""The same server over SQLite and over PostgreSQL."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fieldmonitor.server import ServerSettings
from fieldmonitor.server.runner import ServerHandle
from tests.contract.server.clusters import cluster, programs


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Callable[[], str]]:
    """Gives the URLs of fresh, migrated databases."""
    if programs() is None:
        pytest.skip("PostgreSQL is not installed")
    with cluster() as fresh:
        yield fresh


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> str | None:
    """A fresh, migrated database's URL; None is the data folder's own SQLite."""
    if request.param == "sqlite":
        return None
    fresh: Callable[[], str] = request.getfixturevalue("postgresql")
    return fresh()


@pytest.fixture
def server(database: str | None, tmp_path: Path) -> Iterator[ServerHandle]:
    with ServerHandle(ServerSettings(tmp_path / "server", database)) as handle:
        yield handle
