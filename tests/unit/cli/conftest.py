"""One office with a running server for all tests of a module; laptops are given out by it."""

from collections.abc import Iterator

import pytest

from tests.fakes.office import Office, open_office


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with open_office(tmp_path_factory.mktemp("office")) as opened:
        yield opened
