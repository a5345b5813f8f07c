"""Open profiles with real parts; each kind is made once and copied for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from fieldmonitor.app.workspace import Workspace
from fieldmonitor.media.guard import PictureGuard
from tests import factories
from tests.fakes.clock import SimClock


@pytest.fixture(scope="session")
def pictures() -> Iterator[PictureGuard]:
    with PictureGuard() as guard:
        yield guard


@pytest.fixture(scope="session")
def empty_profile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("profile") / "empty"
    factories.make_profile(folder)
    return folder


@pytest.fixture(scope="session")
def ready_profile(
    empty_profile: Path, pictures: PictureGuard, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    folder = tmp_path_factory.mktemp("profile") / "ready"
    factories.copy_profile(empty_profile, folder)
    with factories.open_workspace(folder, pictures, SimClock()) as opened:
        factories.ready(opened)
    return folder


@pytest.fixture
def clock() -> SimClock:
    return SimClock()


@pytest.fixture
def blank(
    empty_profile: Path, tmp_path: Path, pictures: PictureGuard, clock: SimClock
) -> Iterator[Workspace]:
    """A profile in which nothing has happened yet."""
    factories.copy_profile(empty_profile, tmp_path / "profile")
    with factories.open_workspace(tmp_path / "profile", pictures, clock) as opened:
        yield opened


@pytest.fixture
def ws(ready_profile: Path, tmp_path: Path, pictures: PictureGuard, clock: SimClock) -> Iterator[Workspace]:
    """A profile that may work: enrolled, accredited, two assignments on one work."""
    factories.copy_profile(ready_profile, tmp_path / "profile")
    with factories.open_workspace(tmp_path / "profile", pictures, clock) as opened:
        yield opened
