"""A document fetched by the network: only the very bytes that the work names are kept."""

from pathlib import Path

import pytest

from fieldmonitor.app.work_documents import fetch, is_here
from fieldmonitor.domain.errors import Refused, TrustError
from fieldmonitor.server.context import Context
from fieldmonitor.server.runner import ServerHandle
from tests.fakes.real_laptop import RealLaptop
from tests.sync_live.test_packs import folder_of, workspace
from tests.unit.server.factories import accredit, assign, publish_field
from tests.unit.server.test_work_documents import attach

DATA = b"%PDF-1.7" + bytes(range(256)) * 5000


@pytest.fixture
def context(server: ServerHandle) -> Context:
    assert server.context is not None
    return server.context


@pytest.fixture
def sha256(context: Context, laptop: RealLaptop) -> str:
    """A document of more than one piece, of a work that the laptop was given."""
    publish_field(context)
    accredit(context, laptop.enrolment.volunteer)
    assign(context, laptop.enrolment.volunteer)
    link = attach(context, DATA)
    assert link.sha256 is not None
    return link.sha256


def kept(laptop: RealLaptop) -> list[Path]:
    return [path for path in (folder_of(laptop) / "blobs").rglob("*") if path.is_file()]


def test_it_is_kept_encrypted_and_once(laptop: RealLaptop, sha256: str) -> None:
    ws = workspace(laptop)
    for _again in range(2):
        fetch(ws, laptop.carrier, "w-1", sha256)
        assert is_here(ws, sha256) and laptop.blobs.read(laptop.store, sha256) == DATA
    (only,) = kept(laptop)
    assert DATA[:64] not in only.read_bytes()


def test_other_bytes_are_dropped(laptop: RealLaptop, sha256: str, context: Context) -> None:
    path = context.settings.data / "blobs" / sha256[:2] / sha256
    path.write_bytes(DATA[:-1] + b"x")
    with pytest.raises(TrustError, match=r"document\.other"):
        fetch(workspace(laptop), laptop.carrier, "w-1", sha256)
    assert not is_here(workspace(laptop), sha256) and not kept(laptop)


def test_of_a_work_that_is_not_ones_own_nothing_comes(laptop: RealLaptop, sha256: str) -> None:
    with pytest.raises(Refused, match=r"document\.unknown"):
        fetch(workspace(laptop), laptop.carrier, "w-2", sha256)
    assert not kept(laptop)
