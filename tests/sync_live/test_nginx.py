"""The example docs/server/nginx.conf before the real server: it is valid, and a report goes through."""

import re
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fieldmonitor.domain.reports import ReportState
from fieldmonitor.server.runner import ServerHandle
from fieldmonitor.sync.http.carrier import HttpCarrier
from fieldmonitor.sync.http.session import HttpSession
from tests.fakes.real_laptop import RealLaptop
from tests.fakes.tls_front import Authority

EXAMPLE = Path(__file__).resolve().parents[2] / "docs" / "server" / "nginx.conf"
NGINX = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin")

pytestmark = pytest.mark.skipif(NGINX is None, reason="nginx is not installed")

AROUND = """
daemon off; master_process off; pid {folder}/pid; error_log stderr;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/f;
    uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
{example}
}}
"""


@pytest.fixture
def nginx(server: ServerHandle, tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """Run the example with a certificate and ports of ours; give its address and the authority's file."""
    assert NGINX is not None
    authority = Authority(tmp_path)
    authority.issue("127.0.0.1")
    pem = tmp_path / "Autoridad de prueba-127.0.0.1.pem"
    own = tmp_path / "server.pem"
    pem.rename(own)
    with socket.create_server(("127.0.0.1", 0)) as free, socket.create_server(("127.0.0.1", 0)) as plain:
        ports = free.getsockname()[1], plain.getsockname()[1]
    text = EXAMPLE.read_text(encoding="utf-8")
    for pattern, ours in (
        (r"/etc/ssl/fieldmonitor/(full-chain|key)\.pem", str(own)),
        (r"listen      443", f"listen 127.0.0.1:{ports[0]}"),
        (r"listen      80;", f"listen 127.0.0.1:{ports[1]};"),
        (r"127\.0\.0\.1:8460", f"127.0.0.1:{server.port}"),
    ):
        text, found = re.subn(pattern, ours, text)
        assert found, pattern
    conf = tmp_path / "nginx.conf"
    conf.write_text(AROUND.format(folder=tmp_path, example=text), encoding="utf-8")
    command = [NGINX, "-p", str(tmp_path), "-c", str(conf), "-e", "stderr"]
    tried = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
    assert tried.returncode == 0 and "warn" not in tried.stderr, tried.stderr
    process = subprocess.Popen([*command], stderr=subprocess.DEVNULL)
    try:
        wait_for(ports[0], process)
        yield f"https://127.0.0.1:{ports[0]}", authority.file
    finally:
        process.terminate()
        process.wait(10)


def wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    """Return once the port answers; each try waits in the system, and a dead process ends them."""
    while process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            continue
    raise AssertionError("nginx did not start")


def test_a_report_goes_through_nginx(nginx: tuple[str, Path], new_laptop: Callable[..., RealLaptop]) -> None:
    url, ca = nginx
    laptop = new_laptop()
    signed = laptop.record(photos=2, original=900_000)
    laptop.carrier.close()
    laptop.carrier = HttpCarrier(HttpSession(url, ca=str(ca)))
    result = laptop.sync("drained")
    assert result.problem is None and result.pending == 0
    assert laptop.state(signed) is ReportState.COMPLETE
