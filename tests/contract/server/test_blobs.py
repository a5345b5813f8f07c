"""Where whole files are kept: one suite over a folder and over a real S3 interface, served here."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from fieldmonitor.protocol.messages import MessageAnswer
from fieldmonitor.server import ServerSettings
from fieldmonitor.server.blobs import BlobStore, blocks, open_store
from fieldmonitor.server.runner import ServerHandle
from tests.unit.server.conftest import new_code
from tests.unit.server.device import Device, file_entry, read


@pytest.fixture(scope="session")
def s3() -> Iterator[str]:
    """The URL of a bucket at a server that speaks S3."""
    pytest.importorskip("boto3", reason="boto3 is not installed")
    server = pytest.importorskip("moto.server", reason="moto is not installed")
    import boto3

    os.environ.update(AWS_ACCESS_KEY_ID="test", AWS_SECRET_ACCESS_KEY="test", AWS_DEFAULT_REGION="us-east-1")
    moto = server.ThreadedMotoServer(port=0)
    moto.start()
    host, port = moto.get_host_and_port()
    client = boto3.client("s3", endpoint_url=f"http://{host}:{port}")
    client.create_bucket(Bucket="evidence")
    client.close()
    yield f"s3://evidence/files?endpoint=http://{host}:{port}"
    moto.stop()


@pytest.fixture(params=["folder", "s3"])
def location(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "folder":
        return str(tmp_path / "blobs")
    url: str = request.getfixturevalue("s3")
    return url


@pytest.fixture
def store(location: str, tmp_path: Path) -> Iterator[BlobStore]:
    store = open_store(location, tmp_path)
    yield store
    store.close()


def staged(tmp_path: Path, data: bytes) -> Path:
    path = tmp_path / "staged"
    path.write_bytes(data)
    return path


def test_what_is_kept_can_be_read(store: BlobStore, tmp_path: Path) -> None:
    data = os.urandom(3_000_000)
    sha256 = hashlib.sha256(data).hexdigest()
    assert store.size(sha256) is None
    with pytest.raises(KeyError):
        store.open(sha256)
    path = staged(tmp_path, data)
    store.keep(sha256, path)
    assert not path.exists()
    assert store.size(sha256) == len(data)
    assert b"".join(blocks(store.open(sha256))) == data


def test_keeping_the_same_again_changes_nothing(store: BlobStore, tmp_path: Path) -> None:
    sha256 = hashlib.sha256(b"same").hexdigest()
    for _ in range(2):
        store.keep(sha256, staged(tmp_path, b"same"))
    with store.open(sha256) as file:
        assert file.read() == b"same"


def test_a_server_keeps_its_files_there(location: str, tmp_path: Path) -> None:
    with ServerHandle(ServerSettings(tmp_path / "server", blobs=location)) as server:
        context = server.context
        assert context is not None
        device = Device(server.url)
        device.enrol(new_code(context))
        device.sign_in()
        photo = os.urandom(150_000)
        manifest = device.report(file_entry(photo))
        device.put(manifest)
        sha256 = manifest.files[0].sha256
        device.patch(sha256, 0, photo[:70_000])
        assert context.blobs.size(sha256) is None, "what is coming stays on the server's own disk"
        device.patch(sha256, 70_000, photo[70_000:])
        assert len(read(device.get(manifest), MessageAnswer).receipts) == 2
        assert b"".join(blocks(context.blobs.open(sha256))) == photo
        device.http.close()
